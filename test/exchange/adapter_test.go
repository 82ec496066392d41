package exchange

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/adapter"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
	"reeve/test/fixture"
)

// folder is the adapter's of a node.
type folder struct {
	t    *testing.T
	town *fixture.Town
	dir  string
}

func (f folder) drop(name, body string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, "in", name), []byte(body), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) run() {
	f.t.Helper()
	if err := f.town.App.Exchange.Adapter.Run(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

// files are what a folder holds, by name.
func (f folder) files(name string) map[string]string {
	f.t.Helper()
	entries, err := os.ReadDir(filepath.Join(f.dir, name))
	if err != nil {
		f.t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(f.dir, name, e.Name()))
		if err != nil {
			f.t.Fatal(err)
		}
		all[e.Name()] = string(b)
	}
	return all
}

// TestAdapter: a request that came by SIENA as a file is registered once, a fact about it is entered, our answer to it and
// what is registered by hand go out as files, bad files lie aside with the reasons, and an erased text is gone.
func TestAdapter(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			town := fixture.Nodes(t, engine, "LT")[0]
			x := town.App.Exchange
			f := folder{t, town, filepath.Join(town.Dir, "adapter")}
			f.run()
			if _, err := os.Stat(f.dir); !os.IsNotExist(err) {
				t.Fatalf("the folder came by itself: %v", err)
			}
			if err := os.MkdirAll(filepath.Join(f.dir, "in"), 0o700); err != nil {
				t.Fatal(err)
			}
			at := time.Now().Add(-2 * time.Hour).UTC()
			const secret = "The grey car stood behind the mill."
			body := `{"v":1,"type":"request","channel":"siena","id":"SI-1","at":"` + wire.FormatInstant(at) + `","partner":"Sweden","country":"SE","urgency":"urgent","ground":"ii","subject":"A grey car","text":"` + secret + `","handling":["H1"],"evaluation":"B2"}`
			pause := `{"v":1,"type":"fact","channel":"siena","id":"SI-2","at":"` + wire.FormatInstant(at.Add(time.Hour)) + `","about":"SI-1","fact":"paused","detail":"SI-2"}`
			f.drop("1-pause.json", pause) // by name before what it is about
			f.drop("2-request.json", body)
			f.drop("2-unfinished.json.part", "{")
			f.drop("3-wrong.json", strings.Replace(body, `"H1"`, `"H9"`, 1))
			f.drop("4-orphan.json", strings.NewReplacer("SI-2", "SI-3", "SI-1", "SI-9").Replace(pause))
			if err := os.Symlink("../../keys/node.json", filepath.Join(f.dir, "in", "5-link.json")); err != nil {
				t.Fatal(err)
			}
			f.run()
			done, bad := f.files("done"), f.files("bad")
			if len(done) != 2 || len(f.files("in")) != 1 || len(f.files("out")) != 0 {
				t.Fatalf("done %v, in %v, out %v, bad %v", done, f.files("in"), f.files("out"), bad)
			}
			for name, want := range map[string]string{"3-wrong.json.error": "handling: ", "4-orphan.json.error": "[adapter.about_unknown]", "5-link.json.error": "[adapter.no_file]"} {
				if !strings.Contains(bad[name], want) {
					t.Errorf("%s: %q", name, bad[name])
				}
			}
			var ack adapter.Done
			if err := json.Unmarshal([]byte(done["2-request.json"]), &ack); err != nil || ack.ID != "SI-1" || ack.Ref == "" || strings.Contains(done["2-request.json"], "mill") {
				t.Fatalf("%v %+v", err, ack)
			}
			load := func() (v request.Request, l request.Label) {
				t.Helper()
				err := town.App.DB.Read(t.Context(), func(q *db.Snapshot) (err error) {
					if v, err = request.Load(q, ack.Ref); err == nil {
						l, err = x.Requests.Label(q, v)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return v, l
			}
			v, l := load()
			if v.Channel != "siena" || !v.CameAt.Equal(at.Truncate(time.Microsecond)) || !v.Paused || l.Subject != "A grey car" || v.PartnerName != "Sweden" {
				t.Errorf("%+v %+v", v, l)
			}

			// The same again is acknowledged and changes nothing; another message under the same id is refused.
			f.drop("again.json", body)
			f.drop("other.json", strings.Replace(body, "A grey car", "A red car", 1))
			f.run()
			if !strings.Contains(f.files("done")["again.json"], ack.Ref) || !strings.Contains(f.files("bad")["other.json.error"], "[adapter.other_content]") {
				t.Errorf("done %v, bad %v", f.files("done"), f.files("bad"))
			}
			var n int
			if err := town.App.DB.Read(t.Context(), func(q *db.Snapshot) error { return q.QueryRow("SELECT COUNT(*) FROM exchange_request").Scan(&n) }); err != nil || n != 1 {
				t.Fatalf("%d requests: %v", n, err)
			}

			// What people enter goes out once.
			err := town.App.DB.Write(t.Context(), db.System(), func(tx *db.Tx) error {
				if _, err := x.Requests.Register(tx, request.Entered{Channel: "i247", ChannelID: "I-7", Partner: "Norway", Country: "NO", Own: true, At: at,
					Content: request.Content{Subject: "A boat", Codes: plain()}}, ""); err != nil {
					return err
				}
				if _, err := x.Adapter.Say(tx, ack.Ref, request.FactResumed, time.Now(), "SI-2", "", ""); err != nil {
					return err
				}
				_, err := x.Adapter.Say(tx, ack.Ref, request.FactAnswered, time.Now(), "", "", "It is the miller's.")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			f.run()
			said := map[string]adapter.Drop{}
			for _, b := range f.files("out") {
				var d adapter.Drop
				if err := json.Unmarshal([]byte(b), &d); err != nil {
					t.Fatal(err)
				}
				said[d.Type+" "+d.Fact] = d
			}
			if d := said["fact answered"]; len(said) != 3 || d.About != "SI-1" || d.Text != "It is the miller's." || d.Channel != "siena" || d.Event == "" {
				t.Errorf("%+v", said)
			}
			if d := said["request "]; d.Channel != "i247" || d.ID != "I-7" || !d.Own || d.Subject != "A boat" || d.Partner != "Norway" || len(d.Handling) != 1 || d.Handling[0] != codes.H0 {
				t.Errorf("%+v", d)
			}
			for name := range f.files("out") {
				if err := os.Remove(filepath.Join(f.dir, "out", name)); err != nil {
					t.Fatal(err)
				}
			}
			f.run()
			if out := f.files("out"); len(out) != 0 {
				t.Errorf("twice: %v", out)
			}

			// Who may read it reads what the message says, and the log knows it.
			town.Serve(t)
			opened := func() (n int) {
				t.Helper()
				err := town.App.DB.Read(t.Context(), func(q *db.Snapshot) error {
					return q.QueryRow("SELECT COUNT(*) FROM audit_entry WHERE operation = 'consultation' AND kind = 'exchange.request'").Scan(&n)
				})
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			before, words := opened(), "/api/v1/exchange/messages/"+ack.Ref+"/wordings?why=test"
			if page := town.SitsAt(t, "Tomas", "spoc").Get(words); !strings.Contains(page, secret) || !strings.Contains(page, "It is the miller's.") || opened() != before+1 {
				t.Errorf("%s, %d openings", page, opened()-before)
			}

			// Erased is erased.
			err = town.App.DB.Write(t.Context(), db.System(), func(tx *db.Tx) error {
				_, err := x.Requests.Erase(tx, ack.Ref, "test")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			err = town.App.DB.Read(t.Context(), func(q *db.Snapshot) error {
				return q.QueryRow("SELECT COUNT(*) FROM exchange_wording w JOIN data_key k ON k.record = 'exchange.request:' || w.request").Scan(&n)
			})
			if err != nil || n != 0 {
				t.Errorf("%d texts can be read: %v", n, err)
			}
		})
	}
}
