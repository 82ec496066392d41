package request_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/places"
)

// settle makes a unit with an officer's post, and another one without a mailbox.
func (s *station) settle() {
	t := s.t
	must(t, s.write(db.System(), func(tx *db.Tx) error {
		if _, err := s.x.Places.AddPlace(tx, places.Place{Code: "LT-A", Country: "LT", Level: "county", Role: places.Region, Names: i18n.Text{"lt": "Alytus"}}); err != nil {
			return err
		}
		unit := func(code, post string) places.StaffUnit {
			return places.StaffUnit{Unit: places.Unit{Code: code, Names: i18n.Text{"lt": code}, Place: "LT-A"}, Posts: []places.StaffPost{{Post: places.Post{Code: post, Titles: i18n.Text{"lt": post}, Role: "officer"}}}}
		}
		_, err := s.x.Places.SetUp(tx, places.Staff{Org: places.Org{Code: "PD", Kind: places.Police, Names: i18n.Text{"lt": "Policija"}, Place: "LT-A"}, Units: []places.StaffUnit{unit("KRIM", "K1"), unit("KITI", "K2")}})
		return err
	}))
	must(t, s.x.Places.Reload(context.Background()))
	for _, u := range s.x.Places.Snapshot().Units() {
		s.units[u.Code] = u.ID
	}
}

// A unit gets requests of its own, with a limit in minutes; what it leaves goes back to the queue by itself.
func TestMailbox(t *testing.T) {
	both(t, func(t *testing.T, database func(t testing.TB) string) {
		lt, lv := pair(t, database)
		lv.settle()
		id := string(lt.ask(asked(lv)).ID)
		lv.until(id, request.Open)
		r := lv.x.Requests
		assign := func(unit string) error {
			return lv.write(bob, func(tx *db.Tx) error { _, err := r.Assign(tx, id, lv.units[unit], ""); return err })
		}
		if err := assign("KRIM"); errs.KindOf(err) != errs.Invalid {
			t.Errorf("assigned to a unit without a mailbox: %v", err)
		}
		must(t, lv.write(bob, func(tx *db.Tx) error {
			_, err := r.SetMailbox(tx, request.Mailbox{Unit: lv.units["KRIM"], Minutes: 30, Active: true}, 0)
			return err
		}))
		direct := asked(lv)
		direct.To[0].Unit = "krim"
		if v := lv.until(string(lt.ask(direct).ID), request.Assigned); v.Life.Unit != lv.units["KRIM"] {
			t.Errorf("addressed to a unit: %+v", v.Life)
		}
		must(t, assign("KRIM"))
		if v, _ := lv.load(id); v.Life.State != request.Assigned || v.Life.Unit != lv.units["KRIM"] {
			t.Errorf("%+v", v.Life)
		}
		lt.until(id, request.Assigned)
		turn := func() {
			for range 6 {
				_, err := lv.jobs.Once(context.Background())
				must(t, err)
			}
		}
		lv.ahead += 29 * time.Minute
		turn()
		if v, _ := lv.load(id); v.Life.State != request.Assigned {
			t.Errorf("%s before its time", v.Life.State)
		}
		lv.ahead += 2 * time.Minute
		turn()
		if v, _ := lv.load(id); v.Life.State != request.Open || v.Life.Unit != "" {
			t.Errorf("%s in %q after the unit's time", v.Life.State, v.Life.Unit)
		}
		if at := lv.clock(id); at.Overdue() || at.Period.String() != "8h" {
			t.Errorf("the legal limit: %v", at.Status)
		}
		lv.verify()
	})
}

// api is a server for the staff API, where a header says who asks.
func (s *station) api() *httptest.Server {
	t := s.t
	base, err := look.Base(func(name string) string { return "/assets/" + name })
	must(t, err)
	rules, err := policy.Load(request.Files())
	must(t, err)
	catalogue, err := i18n.Load(identity.Files(), process.Files(), document.Files(), web.Files(), config.Files(), calendar.Texts(), clock.Texts(), look.Lang(), places.Files(), codes.Files(), request.Files())
	must(t, err)
	server, err := web.New(web.Options{DB: s.d, Policy: rules, Catalogue: catalogue, Pages: web.NewPages(base), Frame: func(r *web.Request, title string) look.Page { return look.Page{T: r.Text.T} },
		Default: func() i18n.Lang { return i18n.English }, Address: func(context.Context, time.Time, string) (string, error) { return "x", nil }, Now: s.now,
		Authenticate: []web.Authenticator{func(r *web.Request) (who identity.Who, ok bool, err error) {
			role, name, ok := strings.Cut(r.Header.Get("X-Test-Who"), " ")
			if !ok {
				return who, false, nil
			}
			scope := policy.Everything()
			if role == "officer" {
				scope = policy.Ref{Kind: policy.Unit, ID: s.units["KRIM"]}
			}
			p := policy.Principal{Kind: "account", ID: name, Grants: append(policy.Public().Grants, policy.Grant{Role: role, Scope: scope})}
			return identity.Who{Principal: p, Account: identity.Account{ID: name}}, true, nil
		}}}, s.x.Requests.Routes())
	must(t, err)
	h := httptest.NewServer(server.Handler())
	t.Cleanup(h.Close)
	return h
}

// call asks the API as somebody, and gives status and answer.
func call(t *testing.T, h *httptest.Server, who, method, path, body string, key ...string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, h.URL+"/api/v1/exchange"+path, bytes.NewReader([]byte(body)))
	must(t, err)
	req.Header.Set("X-Test-Who", who)
	req.Header.Set("Content-Type", "application/json")
	if len(key) > 0 {
		req.Header.Set("Idempotency-Key", key[0])
	}
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(t, err)
	out := map[string]any{}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	return res.StatusCode, out
}

// The API: a draft, its review by another person, who may do what, and the same request sent twice.
func TestAPI(t *testing.T) {
	lt, lv := pair(t, nil)
	lv.settle()
	a, b := lt.api(), lv.api()
	const one, two = "spoc 11111111-0000-4000-8000-000000000001", "spoc 22222222-0000-4000-8000-000000000002"
	const officer, analyst = "officer 33333333-0000-4000-8000-000000000003", "analyst 44444444-0000-4000-8000-000000000004"
	text := `{"kind":"request","to":[{"node":"Node LV spoc"}],"urgency":"ordinary","subject":"Driver's identity","text":"Who drove?","handling":["H0"],"evaluation":"A1"}`
	if status, out := call(t, a, analyst, "POST", "/messages", text); status != http.StatusForbidden {
		t.Errorf("an analyst writes: %d %v", status, out)
	}
	if status, out := call(t, a, one, "POST", "/messages", strings.Replace(text, `"H0"`, `"H9"`, 1)); status != http.StatusUnprocessableEntity {
		t.Errorf("H9: %d %v", status, out)
	}
	key := strings.Repeat("k", 32)
	status, draft := call(t, a, one, "POST", "/messages", text, key)
	_, again := call(t, a, one, "POST", "/messages", text, key)
	if status != http.StatusCreated || draft["sent"] != false || draft["id"] != again["id"] {
		t.Fatalf("%d %v %v", status, draft, again)
	}
	ref := draft["draft"].(string)
	if status, _ := call(t, a, one, "POST", "/drafts/"+ref+"/review", "{}"); status != http.StatusForbidden {
		t.Errorf("the author reviews: %d", status)
	}
	status, sent := call(t, a, two, "POST", "/drafts/"+ref+"/review", "{}")
	if status != http.StatusOK || sent["sent"] != true || sent["case"] != draft["case"] {
		t.Fatalf("%d %v", status, sent)
	}
	id := sent["id"].(string)
	lv.until(id, request.Open)
	if status, out := call(t, b, officer, "GET", "/messages/"+id, ""); status != http.StatusForbidden {
		t.Errorf("an officer sees what is not theirs: %d %v", status, out)
	}
	if _, out := call(t, b, officer, "GET", "/inbox", ""); len(out["items"].([]any)) != 0 {
		t.Errorf("an officer's inbox: %v", out)
	}
	if status, out := call(t, b, one, "PUT", "/mailboxes", `{"unit":"KRIM","minutes":60,"coordinator":"","active":true,"version":0}`); status != http.StatusOK {
		t.Fatalf("mailbox: %d %v", status, out)
	}
	if status, out := call(t, b, one, "POST", "/messages/"+id+"/assign", `{"unit":"KRIM"}`); status != http.StatusOK || out["state"] != "assigned" || out["unit"] != "KRIM" {
		t.Fatalf("assign: %d %v", status, out)
	}
	status, show := call(t, b, officer, "GET", "/messages/"+id+"?content=true&why=case", "")
	entry := show["thread"].([]any)[0].(map[string]any)
	item := entry["items"].([]any)[0].(map[string]any)
	if status != http.StatusOK || show["subject"] != "Driver's identity" || item["text"] != "Who drove?" || show["period"] != "7d" {
		t.Errorf("%d %v", status, show)
	}
	lv.read(func(q *db.Snapshot) error {
		rows, _, err := audit.List(q, audit.Filter{Action: "exchange.open"})
		if len(rows) != 1 || rows[0].Actor.ID != strings.Fields(officer)[1] || rows[0].Justification != "case" {
			t.Errorf("the opening is not recorded: %+v", rows)
		}
		return err
	})
	if status, out := call(t, b, officer, "POST", "/messages/"+id+"/answer", `{"text":"Jonas.","handling":["H1"],"alone":"nobody else"}`); status != http.StatusForbidden {
		t.Errorf("an officer sends alone: %d %v", status, out)
	}
	status, reply := call(t, b, officer, "POST", "/messages/"+id+"/answer", `{"text":"Jonas.","handling":["H1"],"evaluation":"A2"}`)
	if status != http.StatusCreated || reply["sent"] != false {
		t.Fatalf("answer: %d %v", status, reply)
	}
	if status, out := call(t, b, officer, "POST", "/drafts/"+reply["draft"].(string)+"/review", "{}"); status != http.StatusForbidden {
		t.Errorf("an officer reviews: %d %v", status, out)
	}
	if status, out := call(t, b, two, "POST", "/drafts/"+reply["draft"].(string)+"/review", "{}"); status != http.StatusOK || out["state"] != "answered" {
		t.Fatalf("review of the answer: %d %v", status, out)
	}
	lt.until(id, request.Answered)
	if status, out := call(t, a, one, "POST", "/messages/"+id+"/close", "{}"); status != http.StatusOK || out["state"] != "closed" || out["review_at"] == nil {
		t.Errorf("close: %d %v", status, out)
	}
	if status, _ := call(t, a, one, "POST", "/notes", `{"text":"LV waits for the car's owner."}`); status != http.StatusCreated {
		t.Errorf("note: %d", status)
	}
	if _, out := call(t, a, two, "GET", "/notes", ""); len(out["items"].([]any)) != 1 {
		t.Errorf("notes: %v", out)
	}
	if _, out := call(t, a, one, "GET", "/templates?lang=lv&kind=request", ""); len(out["items"].([]any)) == 0 {
		t.Errorf("no template in the partner's language: %v", out)
	}
	lt.verify()
	lv.verify()
}
