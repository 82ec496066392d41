package test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/test/fixture"
)

// state is a report's state as everybody reads it, with the steps that led there.
func state(t *testing.T, town *fixture.Town, ref string) (now string, steps []string, all map[string]any) {
	t.Helper()
	status, out := call(t, "GET", town.URL+"/api/v1/reports/"+ref, nil, nil)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %v", ref, status, out)
	}
	for _, s := range out["history"].([]any) {
		steps = append(steps, s.(map[string]any)["step"].(string))
	}
	return out["state"].(string), steps, out
}

// TestDuplicateFollows: what staff link to another report takes each of its outcomes, there and back.
func TestDuplicateFollows(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		officer := bearer(town.Tokens["officer"])
		first := file(t, town, nil)
		second := file(t, town, map[string]any{"lat": 52.0501, "text": "The cars at the school again."})
		third := file(t, town, map[string]any{"lat": 52.0504})
		a, b, c := first["ref"].(string), second["ref"].(string), third["ref"].(string)
		_, inside := call(t, "GET", town.URL+"/api/v1/desk/reports/"+b, officer, nil)
		if near := inside["candidates"].([]any); len(near) != 2 || near[0].(map[string]any)["ref"] != a {
			t.Errorf("the desk suggests %v", near)
		}
		link := func(ref, to string, status int) {
			t.Helper()
			steps(t, town, ref, step{officer, map[string]any{"step": "link_duplicate", "duplicate_of": to}, status, ""})
		}
		link(b, "", http.StatusUnprocessableEntity)
		link(b, "0000000000", http.StatusUnprocessableEntity)
		link(b, b, http.StatusUnprocessableEntity)
		form := town.Get(t, "/desk/reports/"+b+"/steps/link_duplicate?duplicate_of="+a, town.Tokens["officer"])
		if raw, err := io.ReadAll(form.Body); err != nil || form.StatusCode != http.StatusOK || !strings.Contains(string(raw), `value="`+a+`"`) {
			t.Errorf("the desk's form: %d %v", form.StatusCode, err)
		}
		link(b, a, 0)
		page := town.Get(t, "/desk/reports/"+a, town.Tokens["officer"])
		if raw, err := io.ReadAll(page.Body); err != nil || !strings.Contains(string(raw), "The same case") || !strings.Contains(string(raw), "/desk/reports/"+b) || strings.Contains(string(raw), "⟦") {
			t.Errorf("the desk's page does not show the duplicate: %d %v", page.StatusCode, err)
		}
		link(a, b, http.StatusUnprocessableEntity) // a circle
		link(c, b, http.StatusUnprocessableEntity) // a duplicate of a duplicate
		link(a, c, http.StatusUnprocessableEntity) // would be two deep
		steps(t, town, b, step{officer, map[string]any{"step": "open"}, http.StatusConflict, ""},
			step{bearer(town.Tokens["clerk"]), map[string]any{"step": "unlink"}, http.StatusForbidden, ""})
		steps(t, town, a, step{officer, map[string]any{"step": "open"}, 0, "verification"},
			step{officer, map[string]any{"step": "confirm", "reason": "Measured"}, 0, "confirmed"})
		now, taken, out := state(t, town, b)
		if now != "confirmed" || strings.Join(taken, " ") != "file follow_open follow_confirm" || out["duplicate_of"] != a {
			t.Errorf("the duplicate: %s %v %v", now, taken, out["duplicate_of"])
		}
		if public := town.Get(t, "/en/r/"+b, ""); public.StatusCode == http.StatusOK {
			if raw, err := io.ReadAll(public.Body); err != nil || !strings.Contains(string(raw), "Treated together with "+a) || strings.Contains(string(raw), "⟦") {
				t.Errorf("the page does not say what it is treated with: %v", err)
			}
		}
		if h := out["history"].([]any); h[2].(map[string]any)["reason"] != "Measured" {
			t.Errorf("the reason does not come along: %v", h[2])
		}
		_, inside = call(t, "GET", town.URL+"/api/v1/desk/reports/"+b, officer, nil)
		for _, k := range inside["clocks"].([]any) {
			if k.(map[string]any)["stopped_at"] == nil {
				t.Errorf("a clock of the duplicate still runs: %v", k)
			}
		}
		if by := inside["history"].([]any)[2].(map[string]any)["by"]; by != "system" {
			t.Errorf("taken by %v", by)
		}
		// One that is linked later comes level at once.
		link(c, a, 0)
		if now, _, _ := state(t, town, c); now != "confirmed" {
			t.Errorf("linked later: %s", now)
		}
		steps(t, town, a, step{officer, map[string]any{"step": "eliminate", "reason": "A bump was built"}, 0, "eliminated"})
		if now, _, _ := state(t, town, b); now != "eliminated" {
			t.Errorf("%s, want eliminated", now)
		}
		// Reopened, they are reopened with it; whoever objects by their own key parts.
		steps(t, town, a, step{key(first["key"]), map[string]any{"step": "reopen", "text": "They are back"}, 0, "verification"})
		now, _, out = state(t, town, b)
		if last := out["history"].([]any)[len(out["history"].([]any))-1].(map[string]any); now != "verification" || last["reason"] != nil {
			t.Errorf("after reopening: %s %v", now, last)
		}
		steps(t, town, a, step{officer, map[string]any{"step": "not_confirm", "reason": "Nothing there"}, 0, "not_confirmed"})
		steps(t, town, b, step{key(second["key"]), map[string]any{"step": "dispute", "text": "But it is"}, 0, "verification"})
		if _, _, out := state(t, town, b); out["together"] != false {
			t.Errorf("who objects still follows: %v", out["duplicate_of"])
		}
		link(b, a, http.StatusUnprocessableEntity) // closed
		if _, report := call(t, "GET", town.URL+"/api/v1/desk/reports/"+a, officer, nil); len(report["duplicates"].([]any)) != 1 {
			t.Errorf("%v follow, want one", report["duplicates"])
		}
	})
}

// TestMistakeSaysNothingAboutOthers: the duplicates of a joke are cases of their own again, and of an erased report too.
func TestMistakeSaysNothingAboutOthers(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		officer := bearer(town.Tokens["officer"])
		for _, end := range []string{"mistake", "erase"} {
			a, b := file(t, town, nil)["ref"].(string), file(t, town, nil)["ref"].(string)
			steps(t, town, b, step{officer, map[string]any{"step": "link_duplicate", "duplicate_of": a}, 0, "new"})
			if end == "mistake" {
				steps(t, town, a, step{officer, map[string]any{"step": "mistake", "reason": "A joke"}, 0, ""})
			} else if status, out := call(t, "POST", town.URL+"/api/v1/desk/reports/"+a+"/erase", bearer(town.All["admin"]), map[string]any{"reason": "asked for"}); status != http.StatusOK {
				t.Fatalf("%d %v", status, out)
			}
			if _, _, out := state(t, town, b); out["state"] != "new" || out["together"] != false {
				t.Errorf("%s: %v", end, out)
			}
			steps(t, town, b, step{officer, map[string]any{"step": "open"}, 0, "verification"})
		}
	})
}

// TestOldLivesGoOn: a report that began with the first version of its life goes on by it and knows no later steps.
func TestOldLivesGoOn(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		officer := bearer(town.Tokens["officer"])
		old, other := file(t, town, nil)["ref"].(string), file(t, town, nil)["ref"].(string)
		err := town.App.DB.Housekeep(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE process_instance SET def_version = 1 WHERE ref = $1", old)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		steps(t, town, old, step{officer, map[string]any{"step": "link_duplicate", "duplicate_of": other}, http.StatusUnprocessableEntity, ""},
			step{officer, map[string]any{"step": "open"}, 0, "verification"})
		// It can be the one that others follow: they are of the new version.
		steps(t, town, other, step{officer, map[string]any{"step": "link_duplicate", "duplicate_of": old}, 0, "verification"})
		steps(t, town, old, step{officer, map[string]any{"step": "not_confirm", "reason": "Nothing there"}, 0, "not_confirmed"})
		if now, _, _ := state(t, town, other); now != "not_confirmed" {
			t.Errorf("the follower of an old life: %s", now)
		}
	})
}

// TestConfirming: somebody else has seen it too. A network counts once a day, told twice it hears the same, and
// nothing tells who it was.
func TestConfirming(t *testing.T) {
	besieged(t, func(t *testing.T, c *townsfolk) {
		ref := file(t, c.town, nil)["ref"].(string)
		confirm := func(network string, body map[string]any) (int, map[string]any) {
			return call(t, "POST", c.town.URL+"/api/v1/reports/"+ref+"/confirmations", from(network), body)
		}
		if status, _ := confirm("192.0.2.1", map[string]any{}); status != http.StatusUnprocessableEntity {
			t.Errorf("without proof: %d", status)
		}
		proof := map[string]any{"altcha": work(t, c.challenge(t, "192.0.2.1"))}
		for range 2 { // pressed twice
			if status, out := confirm("192.0.2.1", proof); status != http.StatusOK || out["confirmations"] != 1.0 {
				t.Fatalf("%d %v", status, out)
			}
		}
		if status, _ := confirm("198.51.100.1", proof); status != http.StatusUnprocessableEntity {
			t.Errorf("the same proof from elsewhere: %d", status)
		}
		if _, out := confirm("192.0.2.99", map[string]any{"altcha": work(t, c.challenge(t, "192.0.2.99"))}); out["confirmations"] != 1.0 {
			t.Errorf("a neighbour in the same network counts again: %v", out)
		}
		if _, out := confirm("198.51.100.1", map[string]any{"altcha": work(t, c.challenge(t, "198.51.100.1"))}); out["confirmations"] != 2.0 {
			t.Errorf("another network: %v", out)
		}
		_, list := call(t, "GET", c.town.URL+"/api/v1/reports", nil, nil)
		if item := list["items"].([]any)[0].(map[string]any); item["confirmations"] != 2.0 {
			t.Errorf("the list says %v", item["confirmations"])
		}
		// Without script: the form's token, once it is old enough.
		c.pass(24 * time.Hour)
		b := reader{c.town.URL}
		p := b.get(t, "/en/r/"+ref)
		token := find(p.tree, named("form_token"))
		if token == nil {
			t.Fatalf("no form to confirm:\n%s", p.body)
		}
		send := func() page {
			req, err := http.NewRequest("POST", c.town.URL+"/en/r/"+ref+"/confirm", strings.NewReader(url.Values{"form_token": {attr(token, "value")}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return b.take(t, req)
		}
		if fast := send(); fast.status != http.StatusUnprocessableEntity || find(fast.tree, named("form_token")) == nil {
			t.Errorf("at once: %d", fast.status)
		}
		c.pass(25 * time.Second)
		if done := send(); done.status != http.StatusOK || !strings.Contains(done.body, "Thank you") {
			t.Errorf("%d\n%s", done.status, done.body)
		}
		if _, out := confirm("192.0.2.1", map[string]any{"altcha": work(t, c.challenge(t, "192.0.2.1"))}); out["confirmations"] != 4.0 {
			t.Errorf("the next day: %v", out)
		}
		officer := bearer(c.town.Tokens["officer"])
		steps(t, c.town, ref, step{officer, map[string]any{"step": "open"}, 0, ""}, step{officer, map[string]any{"step": "mistake", "reason": "A joke"}, 0, ""})
		if status, out := confirm("203.0.113.1", map[string]any{"altcha": work(t, c.challenge(t, "203.0.113.1"))}); status != http.StatusConflict {
			t.Errorf("a closed one: %d %v", status, out)
		}
		held := file(t, c.town, map[string]any{"category": "drug_use"})["ref"].(string)
		if status, out := call(t, "POST", c.town.URL+"/api/v1/reports/"+held+"/confirmations", from("203.0.113.1"), map[string]any{"altcha": work(t, c.challenge(t, "203.0.113.1"))}); status != http.StatusConflict {
			t.Errorf("a held one: %d %v", status, out)
		}
	})
}

// TestHasThisBeenReported: before somebody files, what is open and public nearby; it knows released texts only.
func TestHasThisBeenReported(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		near := file(t, town, map[string]any{"lat": 52.0503, "text": "Motorbikes race at the old mill"})["ref"].(string)
		same := file(t, town, map[string]any{"lat": 52.0506, "text": "Secret words of a resident"})["ref"].(string)
		file(t, town, map[string]any{"lat": 52.07})                             // too far
		file(t, town, map[string]any{"category": "illegal_dumping"})            // of another kind
		file(t, town, map[string]any{"category": "drug_use", "lat": 52.0502})   // of class C
		closed := file(t, town, map[string]any{"lat": 52.0501})["ref"].(string) // closed below
		officer := bearer(town.Tokens["officer"])
		steps(t, town, closed, step{officer, map[string]any{"step": "mistake", "reason": "A joke"}, 0, ""})
		ask := func(category, text string) (refs []string) {
			t.Helper()
			status, out := call(t, "GET", town.URL+"/api/v1/reports/similar?category="+category+"&lat=52.05&lon=18.05&text="+url.QueryEscape(text), nil, nil)
			if status != http.StatusOK {
				t.Fatalf("%d %v", status, out)
			}
			for _, it := range out["items"].([]any) {
				item := it.(map[string]any)
				if item["distance_m"] == nil || item["confirmations"] == nil {
					t.Errorf("lacks a field: %v", item)
				}
				refs = append(refs, item["ref"].(string))
			}
			return refs
		}
		if got := ask("speeding", ""); strings.Join(got, " ") != near+" "+same {
			t.Errorf("near: %v, want %s %s", got, near, same)
		}
		if got := ask("speeding", "Secret words of a resident"); strings.Join(got, " ") != near+" "+same {
			t.Errorf("a text that nobody released changes the answer: %v", got)
		}
		steps(t, town, same, step{officer, map[string]any{"step": "publish_text", "text": "Secret words of a resident"}, 0, ""})
		if got := ask("speeding", "Secret words of a resident"); strings.Join(got, " ") != same+" "+near {
			t.Errorf("a released text counts: %v", got)
		}
		if got := ask("drug_use", ""); len(got) != 0 {
			t.Errorf("class C has neighbours: %v", got)
		}
		if status, out := call(t, "GET", town.URL+"/api/v1/reports/similar?category=speeding&lat=NaN&lon=181", nil, nil); status != http.StatusUnprocessableEntity || complaint(out, "lat") == "" || complaint(out, "lon") == "" {
			t.Errorf("%d %v", status, out)
		}
		// The pages of filing offer it after the category, without script.
		b := reader{town.URL}
		p := b.get(t, "/en/report?step=place")
		p = b.press(t, p, "go=search", url.Values{"q": {"wester"}})
		p = b.press(t, p, "go=next", url.Values{"place": {"at:52.05,18.05"}})
		p = b.press(t, p, "go=next", url.Values{"category": {"speeding"}})
		if p.status != http.StatusOK || !strings.Contains(p.body, "Has this been reported already?") || !strings.Contains(p.body, near) {
			t.Fatalf("%d\n%s", p.status, p.body)
		}
		p = b.press(t, p, "go=next", nil)
		if p.byID("text") == nil {
			t.Errorf("none of these does not lead on:\n%s", p.body)
		}
	})
}

// TestTooManyKeepsWhatWasTyped: who must wait is told so in words and for how long, and loses nothing.
func TestTooManyKeepsWhatWasTyped(t *testing.T) {
	besieged(t, func(t *testing.T, c *townsfolk) {
		b := reader{c.town.URL}
		const said = "Somebody dumps tyres at the edge of the wood every weekend"
		p := toCheck(t, b, "illegal_dumping", url.Values{"text": {said}})
		c.pass(25 * time.Second)
		// Forms without script fill the smaller bucket: 33 are held without further ado, 33 more since they are many.
		form := above(p.byID("send"), "form")
		for range 66 {
			token := find(b.get(t, "/en/report?step=place").tree, named("form_token"))
			c.pass(21 * time.Second)
			done := b.send(t, p, form, url.Values{"go": {"send"}}, url.Values{"form_token": {attr(token, "value")}, "idempotency_key": {id.New()}}, nil)
			if done.status != http.StatusOK {
				t.Fatalf("%d\n%s", done.status, done.body)
			}
		}
		c.pass(time.Second)
		refused := b.press(t, p, "go=send", nil)
		for range 10 { // the bucket has leaked a little meanwhile
			if refused.status != http.StatusOK {
				break
			}
			token := find(b.get(t, "/en/report?step=place").tree, named("form_token"))
			c.pass(21 * time.Second)
			refused = b.send(t, p, form, url.Values{"go": {"send"}}, url.Values{"form_token": {attr(token, "value")}, "idempotency_key": {id.New()}}, nil)
		}
		if refused.status != http.StatusTooManyRequests || refused.retry == "" || !strings.Contains(refused.body, "Very many reports") {
			t.Fatalf("%d, Retry-After %q\n%s", refused.status, refused.retry, refused.body)
		}
		if !strings.Contains(refused.body, said) || refused.byID("send") == nil {
			t.Error("what was typed is lost")
		}
		if n := c.public(t); n != 0 {
			t.Errorf("%d reports without proof of work are public", n)
		}
	})
}

// named finds a field by its name.
func named(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == name }
}
