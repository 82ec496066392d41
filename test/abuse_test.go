package test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/modules/threatmap"
	"reeve/test/fixture"
)

// townsfolk is residents, or a script, in front of a town whose clock the test turns.
type townsfolk struct {
	town *fixture.Town
	mu   sync.Mutex
	now  time.Time
	r    *rand.Rand
}

// besieged runs a test on both engines behind a proxy that tells which network asks, with a clock of its own.
func besieged(t *testing.T, run func(t *testing.T, c *townsfolk)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel() // the engines beside one another; the tests one after the other
			c := &townsfolk{now: time.Now().UTC().Truncate(24 * time.Hour).Add(8 * time.Hour), r: rand.New(rand.NewPCG(7, 7))}
			o := app.Options{Proxy: true, Now: c.clock}
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			c.town = fixture.Open(t, o)
			c.town.Serve(t)
			run(t, c)
		})
	}
}

func (c *townsfolk) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *townsfolk) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func from(network string) map[string]string { return map[string]string{"X-Forwarded-For": network} }

// challenge fetches a challenge as a network does.
func (c *townsfolk) challenge(t testing.TB, network string) map[string]any {
	t.Helper()
	status, out := call(t, "GET", c.town.URL+"/api/v1/challenge", from(network), nil)
	if status != http.StatusOK {
		t.Fatalf("challenge: %d %v", status, out)
	}
	return out
}

// work solves a challenge and gives what goes into the field altcha.
func work(t testing.TB, ch map[string]any) string {
	t.Helper()
	salt, want := ch["salt"].(string), ch["challenge"].(string)
	target, err := hex.DecodeString(want)
	if err != nil {
		t.Fatal(err)
	}
	b := []byte(salt)
	for n := range int(ch["maxnumber"].(float64)) + 1 {
		sum := sha256.Sum256(strconv.AppendInt(b[:len(salt)], int64(n), 10))
		if string(sum[:]) == string(target) {
			raw, err := json.Marshal(map[string]any{"algorithm": "SHA-256", "challenge": want, "number": n, "salt": salt, "signature": ch["signature"]})
			if err != nil {
				t.Fatal(err)
			}
			return base64.StdEncoding.EncodeToString(raw)
		}
	}
	t.Fatal("a challenge without a solution")
	return ""
}

// send files a report with a proof and gives the status.
func (c *townsfolk) send(t testing.TB, network, proof string, in map[string]any) (int, map[string]any) {
	t.Helper()
	all := map[string]any{"category": "speeding", "lat": 52.05, "lon": 18.05, "lang": "en", "altcha": proof}
	for k, v := range in {
		all[k] = v
	}
	return call(t, "POST", c.town.URL+"/api/v1/reports", from(network), all)
}

// settle lets the jobs run that the filings have left.
func (c *townsfolk) settle(t testing.TB) {
	t.Helper()
	for {
		n, err := c.town.App.Jobs.Once(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// public is how many reports everybody sees.
func (c *townsfolk) public(t testing.TB) int {
	t.Helper()
	_, out := call(t, "GET", c.town.URL+"/api/v1/reports/count", nil, nil)
	return int(out["count"].(float64))
}

// said is a text in a pupil's words: what, where, when and why, each pupil in another mixture.
func (c *townsfolk) said() string {
	pick := func(of string) string { all := strings.Split(of, "|"); return all[c.r.IntN(len(all))] }
	return strings.Join([]string{
		pick("cars race|lorries thunder|scooters shoot past|people drive like mad|a white van goes far too fast|motorbikes roar by|the bus hardly brakes"),
		pick("in front of our school|by the bakery|where my grandmother lives|near the playground|at the long bend|behind the church|on the way to the pool|at the bridge"),
		pick("every morning|after lunch|when it gets dark|on Fridays mostly|all day|before the bell rings|during football practice"),
		pick("and my little brother was nearly hit|and nobody can cross|so that we wait for minutes|which scares the first graders|even though there is a sign|because the road is so straight|and the teacher is angry too"),
		pick("please put a bump there|somebody should measure it|could you stand there once|a camera would help|we need a crossing guard|paint the zebra again please|thank you for reading this"),
	}, " ") + pick("| and my friend says the same| honestly|, it has been so since summer| as everybody knows here")
}

// held are the reports that are held for a reason, newest first.
func (c *townsfolk) held(t testing.TB, why string) (refs []string) {
	t.Helper()
	err := c.town.App.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		refs, err = db.Strings(s, "SELECT ref FROM report WHERE publication = 'held' AND held_reason = $1 ORDER BY id DESC", why)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

// as reads a page of the desk with a token.
func (b reader) as(t testing.TB, path, token string) page {
	t.Helper()
	req, err := http.NewRequest("GET", b.site+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return b.take(t, req)
}

// TestSchoolGetsThrough: 300 pupils behind one address file within an hour, each with the work that their challenge
// asks for, and every report is published as its class says.
func TestSchoolGetsThrough(t *testing.T) {
	kinds := []string{"speeding", "illegal_parking", "road_infrastructure", "illegal_dumping", "vandalism", "traffic_organisation"}
	besieged(t, func(t *testing.T, c *townsfolk) {
		hardest := 0.0
		for i := range 300 {
			ch := c.challenge(t, "192.0.2.7")
			hardest = max(hardest, ch["maxnumber"].(float64))
			kind := kinds[c.r.IntN(len(kinds))]
			status, out := c.send(t, "192.0.2.7", work(t, ch), map[string]any{"category": kind, "text": c.said(),
				"lat": 52.04 + c.r.Float64()*0.02, "lon": 18.04 + c.r.Float64()*0.02})
			if status != http.StatusCreated {
				t.Fatalf("pupil %d: %d %v", i+1, status, out)
			}
			c.pass(12 * time.Second)
		}
		c.settle(t)
		if n := c.public(t); n != 300 {
			t.Errorf("%d of 300 are public", n)
		}
		if hardest > 1_200_000 || hardest < 400_000 {
			t.Errorf("the hardest challenge had %v numbers", hardest)
		}
		if status, out := c.send(t, "192.0.2.7", work(t, c.challenge(t, "192.0.2.7")), map[string]any{"category": "drug_use", "text": "class C"}); status != http.StatusCreated {
			t.Fatalf("%d %v", status, out)
		}
		if n := c.public(t); n != 300 {
			t.Errorf("a report of class C is public without a review: %d", n)
		}
	})
}

// flood files 3,000 reports with hoarded proofs, so that the work stays small, within an hour.
func (c *townsfolk) flood(t *testing.T, networks int, text func(i int) string) map[int]int {
	t.Helper()
	kinds := []string{"speeding", "road_infrastructure", "illegal_dumping", "traffic_organisation", "illegal_races", "grass_burning", "illegal_felling", "tracks_on_foot"}
	const all, batch = 3000, 100
	status, proofs := map[int]int{}, make([]string, batch)
	address := func(i int) string { return fmt.Sprintf("198.51.%d.9", i%networks) }
	for first := 0; first < all; first += batch {
		var wg sync.WaitGroup
		var mu sync.Mutex
		quiet := "203.0.113.5" // a network that files nothing has easy challenges
		for i := range proofs {
			if proofs[i] == "" || (first/batch)%5 == 0 { // proofs that were refused are not spent, but expire
				proofs[i] = work(t, c.challenge(t, quiet))
			}
		}
		for worker := range 4 {
			wg.Go(func() {
				for i := worker; i < batch; i += 4 {
					n := first + i
					s, _ := c.send(t, address(n), proofs[i], map[string]any{"category": kinds[(n/networks)%len(kinds)], "text": text(n), "lat": 52.05 + float64(n%50)/10_000})
					if s == http.StatusCreated {
						proofs[i] = ""
					}
					mu.Lock()
					status[s]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		c.pass(time.Hour * batch / all)
		c.settle(t)
	}
	return status
}

// TestScriptStaysOutside: 3,000 scripted filings within an hour, with the work done, from one network and spread
// over twelve at one area, with one text and with texts a machine varies: none of them is public in the end.
func TestScriptStaysOutside(t *testing.T) {
	besieged(t, func(t *testing.T, c *townsfolk) {
		for _, flood := range []struct {
			name     string
			networks int
			text     func(i int) string
		}{
			{"one network, one text", 1, func(i int) string {
				return "Dangerous speeding on this road, the police must act at once " + strconv.Itoa(i)
			}},
			{"twelve networks, varied texts", 12, func(i int) string {
				r := rand.New(rand.NewPCG(uint64(i), 1))
				words := strings.Fields("danger road police night noise cars fast broken dirty loud bad terrible please come now corner street lamp school park house bridge river dog smoke")
				var text []string
				for range 9 {
					text = append(text, words[r.IntN(len(words))])
				}
				return strings.Join(text, " ")
			}},
		} {
			if flood.networks == 1 && c.town.App.DB.Engine() == db.Postgres {
				continue // the rules are the same; what differs is many at once
			}
			before := c.public(t)
			status := c.flood(t, flood.networks, flood.text)
			c.settle(t)
			t.Logf("%s: answers %v, %d public", flood.name, status, c.public(t)-before)
			if n := c.public(t) - before; n != 0 {
				t.Errorf("%s: %d are public", flood.name, n)
			}
			if status[http.StatusCreated]+status[http.StatusTooManyRequests] != 3000 {
				t.Errorf("%s: answers %v", flood.name, status)
			}
			c.pass(4 * time.Hour)
		}
		list := c.held(t, "burst")
		if len(list) < 3 {
			t.Fatal("nothing is held as a burst")
		}
		// The desk decides many at once.
		page := reader{c.town.URL}.as(t, "/desk/held?why=burst&all=1", c.town.All["moderator"])
		if page.status != http.StatusOK || !strings.Contains(page.body, "Held: burst in one area") || !strings.Contains(page.body, list[0]) {
			t.Errorf("the desk's page of what is held: %d\n%s", page.status, page.body)
		}
		moderator := bearer(c.town.All["moderator"])
		form := url.Values{"go": {"publish"}, "ref": list[:3]}
		req, err := http.NewRequest("POST", c.town.URL+"/desk/held", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Authorization", moderator["Authorization"])
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if n := c.public(t); res.StatusCode != http.StatusOK || n != 3 {
			t.Errorf("published three at once: %d, %d are public", res.StatusCode, n)
		}
		// The day's counts are gone when nothing comes any more.
		c.pass(4 * time.Hour)
		if err := c.town.App.DB.Housekeep(context.Background(), func(tx *db.Tx) error { return threatmap.SweepGuard(tx, c.clock()) }); err != nil {
			t.Fatal(err)
		}
		status, out := c.send(t, "198.51.0.9", work(t, c.challenge(t, "198.51.0.9")), map[string]any{"text": "One honest report on the next day."})
		if status != http.StatusCreated || c.public(t) != 4 {
			t.Errorf("afterwards: %d %v, %d public", status, out, c.public(t))
		}
	})
}
