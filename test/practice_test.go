package test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"reeve/test/fixture"
)

// announce makes an event of 33 Czech and 2 Norwegian seats and gives its number.
func announce(t testing.TB, town *fixture.Town, change map[string]any) string {
	t.Helper()
	in := map[string]any{"title": map[string]string{"en": "Safe towns"}, "theme": "Evenings", "start": "2090-06-10T09:00", "end": "2090-06-10T16:00", "zone": "Europe/Prague", "capacity": 35,
		"registration_deadline": "2090-05-02T23:59", "pools": []map[string]any{{"delegation": "CZ", "seats": 33}, {"delegation": "NO", "seats": 2}}}
	for k, v := range change {
		in[k] = v
	}
	status, out := call(t, "POST", town.URL+"/api/v1/events", bearer(town.All["organiser"]), in)
	if status != http.StatusCreated {
		t.Fatalf("%d %v", status, out)
	}
	return out["id"].(string)
}

func nominated(name, delegation string) map[string]any {
	return map[string]any{"name": name, "email": "", "post": "clerk", "delegation": delegation}
}

// enrol registers people of an organisation.
func enrol(t testing.TB, town *fixture.Town, event, token, org string, people ...map[string]any) (int, map[string]any) {
	t.Helper()
	return call(t, "POST", town.URL+"/api/v1/events/"+event+"/registrations", bearer(token), map[string]any{"organisation": org, "nominations": people})
}

// answerAs opens a page's form and posts to it, and gives where it leads.
func answerAs(t testing.TB, town *fixture.Town, path, token string, in url.Values) (status int, to, body string) {
	t.Helper()
	req, err := http.NewRequest("POST", town.URL+path, strings.NewReader(in.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location"), string(raw)
}

func read(t testing.TB, town *fixture.Town, path, token string) string {
	t.Helper()
	res := town.Get(t, path, token)
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || strings.Contains(string(raw), "⟦") {
		t.Fatalf("%s: %d %v %.200s", path, res.StatusCode, err, raw)
	}
	return string(raw)
}

// TestRegistrations is what the interface promises: states at once, pools, refusals that lose nothing.
func TestRegistrations(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		event := announce(t, town, nil)
		status, out := enrol(t, town, event, organiser, "Oslo", nominated("Ola Nordmann", "NO"), nominated("Kari Nordmann", "NO"), nominated("Nils Nordmann", "NO"))
		if status != http.StatusCreated {
			t.Fatalf("%d %v", status, out)
		}
		var states []string
		for _, n := range out["nominations"].([]any) {
			states = append(states, n.(map[string]any)["state"].(string))
		}
		if strings.Join(states, " ") != "confirmed confirmed waitlisted" {
			t.Errorf("three Norwegians: %v", states)
		}
		_, shown := call(t, "GET", town.URL+"/api/v1/events/"+event, nil, nil)
		no := shown["pools"].([]any)[1].(map[string]any)
		if shown["capacity"] != 35.0 || no["delegation"] != "NO" || no["seats"] != 2.0 || no["taken"] != 2.0 || no["offered"] != 0.0 || no["waiting"] != 1.0 {
			t.Errorf("%v", shown)
		}
		if status, out := enrol(t, town, event, organiser, "Oslo", nominated("Nordmann, Ola", "NO")); status != http.StatusUnprocessableEntity {
			t.Errorf("the same person twice: %d %v", status, out)
		}
		if status, _ := enrol(t, town, event, town.Tokens["clerk"], "Oslo", nominated("Anne Nordmann", "NO")); status != http.StatusForbidden {
			t.Errorf("a clerk registers people of another organisation: %d", status)
		}
		if status, out := enrol(t, town, event, town.Tokens["clerk"], "City of Westerby", nominated("Anna Westerby", "CZ")); status != http.StatusCreated && status != http.StatusUnprocessableEntity {
			t.Errorf("a clerk registers people of the own organisation: %d %v", status, out)
		}
		for field, wrong := range map[string]map[string]any{"start": {"start": "1900-01-01T00:00"}, "zone": {"zone": "Prag"}, "pools": {"capacity": 10}} {
			in := map[string]any{"title": "x", "theme": "x", "start": "2090-06-10T09:00", "end": "2090-06-10T16:00", "zone": "Europe/Prague", "capacity": 35, "registration_deadline": "",
				"pools": []map[string]any{{"delegation": "CZ", "seats": 33}, {"delegation": "NO", "seats": 2}}}
			for k, v := range wrong {
				in[k] = v
			}
			if status, out := call(t, "POST", town.URL+"/api/v1/events", bearer(organiser), in); status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %v", field, status, out)
			}
		}
		if status, to, body := answerAs(t, town, "/desk/practice/events/"+event+"/steps/close", organiser, url.Values{}); status != http.StatusSeeOther {
			t.Fatalf("closing: %d %s %.300s", status, to, body)
		}
		if status, _ := enrol(t, town, event, organiser, "Bergen", nominated("Anne Bergen", "CZ")); status != http.StatusConflict {
			t.Errorf("a closed event takes a registration: %d", status)
		}
	})
}

// TestInvitedWithoutAccount goes the way of a municipality: link, form, confirmation, own page, withdrawal. Opening a page
// changes nothing.
func TestInvitedWithoutAccount(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		event := announce(t, town, nil)
		desk := "/desk/practice/events/" + event
		if status, _, body := answerAs(t, town, desk+"/links", organiser, url.Values{"note": {"Union of towns"}, "expires": {"2089-01-01"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a link for decades: %d %.200s", status, body)
		}
		soon := town.App.Now().AddDate(0, 0, 20).Format("2006-01-02")
		if status, _, body := answerAs(t, town, desk+"/links", organiser, url.Values{"note": {"Union of towns"}, "expires": {soon}}); status != http.StatusSeeOther {
			t.Fatalf("%d %.300s", status, body)
		}
		link := regexp.MustCompile(`/en/invitations/[A-Z0-9]+-[0-9a-f]+`).FindString(read(t, town, desk, organiser))
		read(t, town, link, "")
		form := url.Values{"people": {"yes"}, "organisation": {"Newtown"}, "name_1": {""}, "delegation_1": {"CZ"}}
		if status, _, body := answerAs(t, town, link, "", form); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Newtown") {
			t.Errorf("a form without a name: %d", status)
		}
		form.Set("name_1", "Jana Malá")
		form.Set("lang_1", "cs")
		status, to, body := answerAs(t, town, link, "", form)
		if status != http.StatusSeeOther {
			t.Fatalf("%d %.300s", status, body)
		}
		if page := read(t, town, to, ""); !strings.Contains(page, "Jana Malá") || !strings.Contains(page, "Representative named") {
			t.Error("the confirmation does not say how it stands")
		}
		registration := regexp.MustCompile(`name="registration" value="([A-Z0-9]+)"`).FindStringSubmatch(read(t, town, desk, organiser))
		if status, _, body := answerAs(t, town, desk+"/approve", organiser, url.Values{"registration": {registration[1]}}); status != http.StatusSeeOther {
			t.Fatalf("%d %.300s", status, body)
		}
		if page := read(t, town, to, ""); !strings.Contains(page, "Confirmed") {
			t.Error("approved, and not confirmed")
		}
		if res := town.Get(t, "/en/seat/"+event+"-00000000000000000000000000000000", ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("a made-up link: %d", res.StatusCode)
		}
		if res := town.Get(t, desk, town.Tokens["clerk"]); res.StatusCode == http.StatusOK {
			t.Error("a clerk sees who comes from everywhere")
		}
	})
}

// practicePages are the pages of workshops and trainings.
func practicePages(t testing.TB, town *fixture.Town) (public, desk []string) {
	t.Helper()
	organiser := town.All["organiser"]
	if status, _, body := answerAs(t, town, "/desk/practice/series/new", organiser, url.Values{"slug": {"safe-towns"}, "title": {"Safe towns"}, "abstract": {"Four workshops"}, "funder": {"Norway Grants"},
		"partners": {"Police\nTowns"}, "apart": {"Another programme"}}); status != http.StatusSeeOther {
		t.Fatalf("series: %d %.300s", status, body)
	}
	event := announce(t, town, map[string]any{"series": "safe-towns", "capacity": 3, "pools": []map[string]any{{"delegation": "CZ", "seats": 2}, {"delegation": "NO", "seats": 1}}, "languages": []string{"en", "lt"}})
	announce(t, town, map[string]any{"series": "safe-towns", "start": "", "end": "", "date_kind": "to_be_announced", "registration_deadline": ""})
	if status, out := enrol(t, town, event, organiser, "Oslo", nominated("Ola Nordmann", "NO"), nominated("Kari Nordmann", "NO"), nominated("Jana Malá", "CZ")); status != http.StatusCreated {
		t.Fatalf("%d %v", status, out)
	}
	at := "/desk/practice/events/" + event
	if status, _, body := answerAs(t, town, at+"/steps/move", organiser, url.Values{"start": {"2090-07-10T09:00"}, "end": {"2090-07-10T16:00"}, "reason": {"Flood"}}); status != http.StatusSeeOther {
		t.Fatalf("move: %d %.300s", status, body)
	}
	if status, _, body := answerAs(t, town, at+"/links", organiser, url.Values{"note": {"Union"}, "expires": {town.App.Now().AddDate(0, 0, 9).Format("2006-01-02")}}); status != http.StatusSeeOther {
		t.Fatalf("link: %d %.300s", status, body)
	}
	link := regexp.MustCompile(`/invitations/[A-Z0-9]+-[0-9a-f]+`).FindString(read(t, town, at, organiser))
	status, to, body := answerAs(t, town, "/en"+link, "", url.Values{"people": {"yes"}, "organisation": {"Newtown"}, "name_1": {"Petr Nový"}, "delegation_1": {"CZ"}})
	if status != http.StatusSeeOther {
		t.Fatalf("registration: %d %.300s", status, body)
	}
	talks, shown := talkPages(t, town, event)
	return append([]string{"/practice", "/series/safe-towns", "/events/" + event, link, strings.TrimPrefix(to, "/en")}, talks...),
		append(shown, "/desk/practice", "/desk/practice/own", at, at+"/edit", at+"/steps/move", at+"/message", at+"/register", "/desk/practice/events/new", "/desk/practice/series/new", "/desk/practice/series/safe-towns/edit")
}
