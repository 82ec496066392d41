package test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/modules/practice"
	"reeve/test/fixture"
)

// addMaterial posts a form with a file.
func addMaterial(t testing.TB, town *fixture.Town, path, token, name string, content []byte, in url.Values) (status int, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for field, values := range in {
		for _, v := range values {
			if err := w.WriteField(field, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", town.URL+path, &b)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

// posted sends a form that has to be taken, and gives where it leads.
func posted(t testing.TB, town *fixture.Town, path, token string, in url.Values) string {
	t.Helper()
	status, to, body := answerAs(t, town, path, token, in)
	if status != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", path, status, faultsOf(body))
	}
	return to
}

// faultsOf is what a page of a refused form says.
func faultsOf(body string) string {
	_, said, _ := strings.Cut(body, "rv-errors")
	if said == "" {
		said = body
	}
	return said[:min(len(said), 600)]
}

// invited makes a link for an event and gives its address.
func invited(t testing.TB, town *fixture.Town, event string) string {
	t.Helper()
	at := "/desk/practice/events/" + event
	posted(t, town, at+"/links", town.All["organiser"], url.Values{"note": {"Union"}, "expires": {town.App.Now().AddDate(0, 0, 9).Format("2006-01-02")}})
	return "/en" + regexp.MustCompile(`/invitations/[A-Z0-9]+-[0-9a-f]+`).FindString(read(t, town, at, town.All["organiser"]))
}

// standings are the nominations of an event.
func standings(t testing.TB, town *fixture.Town, event string) (refs []string) {
	t.Helper()
	if err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		e, _, err := practice.EventByRef(s, event)
		if err != nil {
			return err
		}
		all, err := practice.Standings(s, e.ID)
		for _, one := range all {
			refs = append(refs, one.Ref)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return refs
}

// seatOf is the address of a nominated person's own page.
func seatOf(town *fixture.Town, nomination string) string {
	return "/en/seat/" + town.App.Practice.Events.Token("seat", nomination)
}

// TestTalksFromCallToProgramme goes the way of a talk: call, registration with a talk, decision, draft, release with the
// list of what changed, withdrawal; and sessions by hand, two of which do not get one room.
func TestTalksFromCallToProgramme(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		event := announce(t, town, nil)
		at, page := "/desk/practice/events/"+event, "/en/events/"+event
		link := invited(t, town, event)
		if body := read(t, town, link, ""); strings.Contains(body, "talk_title") {
			t.Error("the form asks for talks before there is a call")
		}
		posted(t, town, at+"/talks/call", organiser, url.Values{"version": {"0"}, "running": {"yes"}, "deadline": {"2090-05-01T23:59"}, "guidance": {"What did not work is welcome."}})
		if body := read(t, town, link, ""); !strings.Contains(body, "talk_title") || !strings.Contains(body, "What did not work is welcome.") {
			t.Error("the form does not ask for talks")
		}
		in := url.Values{"people": {"yes"}, "organisation": {"Newtown"}, "name_1": {"Jana Malá"}, "email_1": {"jana@example.org"}, "delegation_1": {"CZ"}, "talk_title": {"Lights at night"}, "talk_lang": {"cs"}, "talk_form": {"talk"}}
		if status, _, body := answerAs(t, town, link, "", in); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Lights at night") || !strings.Contains(body, "Jana Malá") {
			t.Errorf("a talk without an abstract: %d", status)
		}
		if n := len(standings(t, town, event)); n != 0 {
			t.Errorf("refused, and %d people named", n)
		}
		in.Set("talk_abstract", "What we did in the park.")
		in.Set("talk_speakers", "Jana Malá\nPetr Velký")
		sent := read(t, town, posted(t, town, link, "", in), "")
		own := regexp.MustCompile(`/en/proposals/[A-Z0-9]+-[0-9a-f]+`).FindString(sent)
		if body := read(t, town, own, ""); !strings.Contains(body, "Lights at night") || !strings.Contains(body, "Proposed") {
			t.Error("the page of the talk does not say how it stands")
		}
		// a second talk by the person's own link
		seat := seatOf(town, standings(t, town, event)[0])
		if body := read(t, town, seat, ""); !strings.Contains(body, "Lights at night") || !strings.Contains(body, seat+"/talk") {
			t.Error("the person's own page does not show the talk")
		}
		second := posted(t, town, seat+"/talk", "", url.Values{"talk_title": {"Benches"}, "talk_abstract": {"Where people sit."}, "talk_lang": {"en"}, "talk_form": {"poster"}})
		refs := map[string]string{}
		status, list := call(t, "GET", town.URL+"/api/v1/desk/events/"+event+"/proposals", bearer(organiser), nil)
		for _, one := range list["items"].([]any) {
			refs[one.(map[string]any)["title"].(string)] = one.(map[string]any)["id"].(string)
		}
		if status != http.StatusOK || len(refs) != 2 {
			t.Fatalf("%d %v", status, list)
		}
		for role, token := range map[string]string{"clerk": town.Tokens["clerk"], "nobody": ""} {
			if res := town.Get(t, "/desk/practice/proposals/"+refs["Benches"], token); res.StatusCode == http.StatusOK && strings.HasPrefix(res.Request.URL.Path, "/desk/practice/") {
				t.Errorf("%s reads what was offered", role)
			}
		}
		if body := read(t, town, "/desk", organiser); !strings.Contains(body, "Lights at night") {
			t.Error("what waits for a decision does not stand on the first page")
		}
		steps := "/desk/practice/proposals/" + refs["Benches"] + "/steps/"
		read(t, town, "/desk/practice/proposals/"+refs["Benches"], organiser)
		read(t, town, steps+"decline", organiser)
		if status, _, _ := answerAs(t, town, steps+"waitlist", organiser, url.Values{}); status != http.StatusUnprocessableEntity {
			t.Errorf("kept in reserve without a reason: %d", status)
		}
		posted(t, town, steps+"waitlist", organiser, url.Values{"reason": {"The wall is full"}})
		if body := read(t, town, strings.TrimSuffix(second, "?done=yes"), ""); !strings.Contains(body, "The wall is full") || !strings.Contains(body, "In reserve") {
			t.Error("who offered it does not read the reason")
		}
		if status, out := call(t, "POST", town.URL+"/api/v1/events/"+event+"/proposals", bearer(town.Tokens["clerk"]), map[string]any{"organisation": "Oslo", "title": "Dogs", "abstract": "x", "language": "en", "kind": "talk",
			"speakers": []string{"A"}, "needs": "", "contact": map[string]string{"name": "A", "email": "", "lang": ""}}); status != http.StatusForbidden && status != http.StatusUnprocessableEntity {
			t.Errorf("a clerk offers a talk of another organisation: %d %v", status, out)
		}
		if status, out := call(t, "POST", town.URL+"/api/v1/events/"+event+"/proposals", bearer(town.Tokens["clerk"]), map[string]any{"organisation": "City of Westerby", "title": "Dogs", "abstract": "x", "language": "en", "kind": "talk",
			"speakers": []string{"A"}, "needs": "", "contact": map[string]string{"name": "A", "email": "", "lang": ""}}); status != http.StatusCreated {
			t.Errorf("a clerk offers a talk of the own organisation: %d %v", status, out)
		}
		if body := read(t, town, "/desk/practice/own", town.Tokens["clerk"]); !strings.Contains(body, "Dogs") || strings.Contains(body, "Benches") {
			t.Error("a clerk does not see the own organisation's talks alone")
		}
		posted(t, town, "/desk/practice/proposals/"+refs["Lights at night"]+"/steps/accept", organiser, url.Values{"start": {"10:00"}, "end": {"2090-06-10T11:00"}, "room": {"Hall"}})
		// sessions by hand
		if status, _, body := answerAs(t, town, at+"/programme/session?key=", organiser, url.Values{"title": {"Coffee"}, "lang": {"en"}, "start": {"10:30"}, "end": {"10:45"}, "room": {"Hall"}}); status != http.StatusUnprocessableEntity ||
			!strings.Contains(body, "“Coffee” (2090-06-10 10:30–10:45) and “Lights at night” (2090-06-10 10:00–11:00)") {
			t.Errorf("two in one room: %d %s", status, faultsOf(body))
		}
		posted(t, town, at+"/programme/session?key=", organiser, url.Values{"title": {"Coffee"}, "lang": {"en"}, "start": {"11:00"}, "end": {"11:15"}, "room": {"Hall"}})
		if res := town.Get(t, "/api/v1/events/"+event+"/schedule", ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("the draft is public: %d", res.StatusCode)
		}
		posted(t, town, at+"/programme/release", organiser, url.Values{})
		if body := read(t, town, page, ""); !strings.Contains(body, "Lights at night") || !strings.Contains(body, "Jana Malá, Petr Velký") || strings.Contains(body, "Benches") {
			t.Error("the public page does not show the programme")
		}
		var file struct {
			Sessions []map[string]any `json:"sessions"`
		}
		if err := json.Unmarshal([]byte(read(t, town, page+"/programme.json", "")), &file); err != nil || len(file.Sessions) != 2 {
			t.Errorf("the programme as a file: %v %v", file, err)
		}
		key := regexp.MustCompile(`programme/session\?key=(h-[0-9a-z]+)`).FindStringSubmatch(read(t, town, at+"/programme", organiser))[1]
		form := read(t, town, at+"/programme/session?key="+key, organiser)
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(form)[1]
		moved := url.Values{"version": {version}, "title": {"Coffee"}, "lang": {"en"}, "start": {"2090-06-10T12:00"}, "end": {"2090-06-10T12:15"}, "room": {"Foyer"}}
		posted(t, town, at+"/programme/session?key="+key, organiser, moved)
		if status, _, _ := answerAs(t, town, at+"/programme/session?key="+key, organiser, moved); status != http.StatusConflict {
			t.Errorf("a session that has moved on: %d", status)
		}
		// withdrawn after the release: cancelled there
		posted(t, town, own, "", url.Values{})
		if body := read(t, town, at+"/programme", organiser); !strings.Contains(body, "Cancelled: Lights at night") || !strings.Contains(body, "Moved: Coffee") {
			t.Error("the draft does not tell what it changes")
		}
		if body := read(t, town, page, ""); strings.Contains(body, "Lights at night – Cancelled") {
			t.Error("the draft is public")
		}
		posted(t, town, at+"/programme/release", organiser, url.Values{})
		if body := read(t, town, page, ""); !strings.Contains(body, "Lights at night – Cancelled") || !strings.Contains(body, "Moved: Coffee") {
			t.Error("the second version does not say what changed")
		}
		posted(t, town, at+"/programme/session?key="+key, organiser, url.Values{"remove": {"yes"}})
		if body := read(t, town, at+"/programme", organiser); !strings.Contains(body, "No longer in it: Coffee") {
			t.Error("taken out, and still there")
		}
	})
}

// TestMaterialsAreSeenByTheirAudience: nobody sees a material before it is released; then those for whom it is.
func TestMaterialsAreSeenByTheirAudience(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		event := announce(t, town, map[string]any{"capacity": 1, "pools": []map[string]any{{"delegation": "CZ", "seats": 1}}})
		if status, out := enrol(t, town, event, organiser, "Kladno", nominated("Jana Malá", "CZ"), nominated("Petr Velký", "CZ")); status != http.StatusCreated {
			t.Fatalf("%d %v", status, out)
		}
		refs := standings(t, town, event)
		in, waits := seatOf(town, refs[0]), seatOf(town, refs[1])
		at, page := "/desk/practice/events/"+event+"/materials", "/en/events/"+event
		pdf := []byte("%PDF-1.4\n%slides\n")
		material := func(title, audience, released string) url.Values {
			return url.Values{"title": {title}, "session": {""}, "lang": {"en"}, "licence": {"CC-BY-4.0"}, "audience": {audience}, "released": {released}}
		}
		if status, body := addMaterial(t, town, at, organiser, "a.exe", []byte("MZ\x00\x01"), material("Program", "public", "yes")); status != http.StatusUnprocessableEntity {
			t.Errorf("a program: %d %.200s", status, body)
		}
		if status, body := addMaterial(t, town, at, organiser, "a.pdf", pdf, material("", "public", "yes")); status != http.StatusUnprocessableEntity {
			t.Errorf("no title: %d %.200s", status, body)
		}
		for _, one := range [][3]string{{"Open slides", "public", "yes"}, {"Inner slides", "participants", "yes"}, {"Notes", "organisers", "yes"}, {"Early slides", "public", ""}} {
			if status, body := addMaterial(t, town, at, organiser, one[0]+".pdf", pdf, material(one[0], one[1], one[2])); status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", one[0], status, faultsOf(body))
			}
		}
		sees := func(who, path, token string, want ...string) {
			t.Helper()
			body := read(t, town, path, token)
			for _, title := range []string{"Open slides", "Inner slides", "Notes", "Early slides"} {
				if has := strings.Contains(body, title); has != strings.Contains(strings.Join(want, ","), title) {
					t.Errorf("%s sees %s: %t", who, title, has)
				}
			}
		}
		sees("everybody", page, "", "Open slides")
		sees("a participant", in, "", "Open slides", "Inner slides")
		sees("somebody who waits", waits, "")
		sees("the organiser", at, organiser, "Open slides", "Inner slides", "Notes", "Early slides")
		if _, out := call(t, "GET", town.URL+"/api/v1/events/"+event+"/materials", nil, nil); len(out["items"].([]any)) != 1 {
			t.Errorf("the interface: %v", out)
		}
		ids := map[string]string{}
		for _, m := range regexp.MustCompile(`href="`+at+`/([A-Z0-9]+)"[^>]*>([^<]+)<`).FindAllStringSubmatch(read(t, town, at, organiser), -1) {
			ids[m[2]] = m[1]
		}
		fetch := func(path, token string) int {
			t.Helper()
			return town.Get(t, path, token).StatusCode
		}
		for title, want := range map[string][3]int{"Open slides": {200, 200, 404}, "Inner slides": {404, 200, 404}, "Notes": {404, 404, 404}, "Early slides": {404, 404, 404}} {
			id := ids[title]
			if got := [3]int{fetch("/materials/"+id, ""), fetch(in+"/materials/"+id, ""), fetch(waits+"/materials/"+id, "")}; got != want {
				t.Errorf("%s: everybody, a participant, somebody who waits: %v, want %v", title, got, want)
			}
			if got := fetch(at+"/"+id, organiser); got != 200 {
				t.Errorf("the organiser and %s: %d", title, got)
			}
		}
		edit := at + "/" + ids["Open slides"] + "/edit"
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(read(t, town, edit, organiser))[1]
		back := material("Open slides", "public", "")
		back.Set("version", version)
		posted(t, town, edit, organiser, back)
		sees("everybody, after it was taken back", page, "")
		if got := fetch("/materials/"+ids["Open slides"], ""); got != 404 {
			t.Errorf("taken back, and given out: %d", got)
		}
		posted(t, town, at+"/"+ids["Notes"]+"/edit", organiser, url.Values{"remove": {"yes"}})
		if got := fetch(at+"/"+ids["Notes"], organiser); got != 404 {
			t.Errorf("erased, and given out: %d", got)
		}
	})
}

// TestQuestionsAreAskedAndErased: questions in the form, by the interface and on the person's own page; many people at
// once; answers gone with the names.
func TestQuestionsAreAskedAndErased(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		organiser := town.All["organiser"]
		event := announce(t, town, nil)
		at := "/desk/practice/events/" + event
		ask := url.Values{"version": {"0"}, "rows": {"3"}, "label_1": {"Food"}, "kind_1": {"choice"}, "options_1": {"Meat\nNo meat"}, "required_1": {"yes"}, "label_2": {"Interpreting"}, "kind_2": {"yes_no"}, "label_3": {"Access"}, "kind_3": {"text"}}
		more := url.Values{"more": {"yes"}}
		for field, v := range ask {
			more[field] = v
		}
		if status, _, body := answerAs(t, town, at+"/questions?in=en", organiser, more); status != http.StatusOK || !strings.Contains(body, `name="label_6"`) || !strings.Contains(body, "No meat") {
			t.Errorf("room for more questions: %d", status)
		}
		posted(t, town, at+"/questions?in=en", organiser, ask)
		posted(t, town, at+"/questions?in=cs", organiser, func() url.Values {
			page := read(t, town, at+"/questions?in=cs", organiser)
			in := url.Values{"version": {"1"}, "rows": {"6"}, "label_1": {"Strava"}, "kind_1": {"choice"}, "options_1": {"Maso\nBez masa"}, "required_1": {"yes"}, "kind_2": {"yes_no"}, "kind_3": {"text"}}
			for _, m := range regexp.MustCompile(`name="(id_\d)" value="([A-Z0-9]+)"`).FindAllStringSubmatch(page, -1) {
				in.Set(m[1], m[2])
			}
			return in
		}())
		_, shown := call(t, "GET", town.URL+"/api/v1/events/"+event, nil, nil)
		asked := shown["questions"].([]any)
		if len(asked) != 3 || asked[0].(map[string]any)["label"].(map[string]any)["cs"] != "Strava" || asked[1].(map[string]any)["label"].(map[string]any)["en"] != "Interpreting" {
			t.Fatalf("%v", asked)
		}
		food, access := asked[0].(map[string]any)["id"].(string), asked[2].(map[string]any)["id"].(string)
		link := invited(t, town, event)
		in := url.Values{"people": {"yes"}, "rows": {"4"}, "organisation": {"Newtown"}, "name_1": {"Jana Malá"}, "delegation_1": {"CZ"}, "answers." + food + "_1": {"2"}, "answers." + access + "_1": {"wheelchair"},
			"list": {"Petr Velký; petr@example.org; mayor\nEva Tichá\nJan Nový\nIva Krátká\nOta Dlouhý"}, "more": {"yes"}}
		status, _, body := answerAs(t, town, link, "", in)
		if status != http.StatusOK || !strings.Contains(body, `value="Ota Dlouhý"`) || !strings.Contains(body, `name="name_10"`) || !strings.Contains(body, "wheelchair") {
			t.Fatalf("a list of people: %d %s", status, faultsOf(body))
		}
		if n := len(standings(t, town, event)); n != 0 {
			t.Fatalf("asking for more room has named %d people", n)
		}
		in.Del("more")
		if status, _, body := answerAs(t, town, link, "", in); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Ota Dlouhý: “Food” has to be answered.") || !strings.Contains(body, `value="Ota Dlouhý"`) {
			t.Errorf("people of a list have not said what they eat: %d", status)
		}
		for _, no := range []string{"2", "3", "4", "5", "6"} {
			in.Set("answers."+food+"_"+no, "1")
		}
		posted(t, town, link, "", in)
		refs := standings(t, town, event)
		if len(refs) != 6 {
			t.Fatalf("%d people", len(refs))
		}
		if body := read(t, town, at+"/answers", organiser); !strings.Contains(body, "wheelchair") || !strings.Contains(body, "Jana Malá") {
			t.Error("the organiser does not see the answers")
		}
		if res := town.Get(t, at+"/answers", town.Tokens["clerk"]); res.StatusCode == http.StatusOK {
			t.Error("a clerk sees answers of people from everywhere")
		}
		seat := seatOf(town, refs[0])
		if body := read(t, town, seat, ""); !strings.Contains(body, "No meat") || !strings.Contains(body, "wheelchair") {
			t.Error("the person does not see the own answers")
		}
		if status, _, _ := answerAs(t, town, seat+"/answers", "", url.Values{"answers." + access + "_1": {"none"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("without what has to be answered: %d", status)
		}
		posted(t, town, seat+"/answers", "", url.Values{"answers." + food + "_1": {"1"}})
		if body := read(t, town, at+"/answers", organiser); strings.Contains(body, "wheelchair") {
			t.Error("an answer that was taken back is still there")
		}
		if status, out := enrol(t, town, event, organiser, "Oslo", nominated("Ola Nordmann", "NO")); status != http.StatusUnprocessableEntity || !strings.Contains(string(mustJSON(t, out)), "nominations.answers."+food) {
			t.Errorf("by the interface without an answer: %d %v", status, out)
		}
		ola := nominated("Ola Nordmann", "NO")
		ola["answers"] = map[string]string{food: "2"}
		if status, out := enrol(t, town, event, organiser, "Oslo", ola); status != http.StatusCreated {
			t.Errorf("by the interface: %d %v", status, out)
		}
		if err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			e, _, err := practice.EventByRef(tx, event)
			if err != nil {
				return err
			}
			all, err := practice.Standings(tx, e.ID)
			for _, s := range all {
				if err == nil {
					err = town.App.Practice.Events.ErasePerson(tx, s.Nomination, "retention")
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if body := read(t, town, at+"/answers", organiser); !strings.Contains(body, "7 answer forms have been erased.") || strings.Contains(body, "Jana Malá") {
			t.Error("answers stay when the people are erased")
		}
	})
}

// talkPages are the pages of talks, materials and questions of an event at which somebody has a seat.
func talkPages(t testing.TB, town *fixture.Town, event string) (public, desk []string) {
	t.Helper()
	organiser, at := town.All["organiser"], "/desk/practice/events/"+event
	posted(t, town, at+"/talks/call", organiser, url.Values{"version": {"0"}, "running": {"yes"}, "guidance": {"What did not work is welcome."}})
	posted(t, town, at+"/questions?in=en", organiser, url.Values{"version": {"0"}, "rows": {"3"}, "label_1": {"Food"}, "kind_1": {"choice"}, "options_1": {"Meat\nNo meat"}, "label_2": {"Access"}, "kind_2": {"text"}})
	seat := seatOf(town, standings(t, town, event)[0])
	own := posted(t, town, seat+"/talk", "", url.Values{"talk_title": {"Lights at night"}, "talk_abstract": {"What we did in the park."}, "talk_lang": {"lt"}, "talk_form": {"talk"}, "talk_speakers": {"Ola Nordmann"}})
	_, list := call(t, "GET", town.URL+"/api/v1/desk/events/"+event+"/proposals", bearer(organiser), nil)
	one := "/desk/practice/proposals/" + list["items"].([]any)[0].(map[string]any)["id"].(string)
	posted(t, town, one+"/steps/accept", organiser, url.Values{"start": {"10:00"}, "end": {"11:00"}, "room": {"Hall"}})
	posted(t, town, at+"/programme/session?key=", organiser, url.Values{"title": {"Coffee"}, "lang": {"en"}, "start": {""}, "room": {""}})
	posted(t, town, at+"/programme/release", organiser, url.Values{})
	if status, body := addMaterial(t, town, at+"/materials", organiser, "slides.pdf", []byte("%PDF-1.4\n"), url.Values{"title": {"Slides"}, "lang": {"lt"}, "licence": {"reserved"}, "audience": {"public"}, "released": {"yes"}}); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, faultsOf(body))
	}
	_, files := call(t, "GET", town.URL+"/api/v1/events/"+event+"/materials", nil, nil)
	material := files["items"].([]any)[0].(map[string]any)["id"].(string)
	seat = strings.TrimPrefix(seat, "/en")
	return []string{seat, seat + "/answers", seat + "/talk", strings.TrimSuffix(strings.TrimPrefix(own, "/en"), "?done=yes")},
		[]string{at + "/talks", at + "/talks/call", one, one + "/steps/decline", at + "/questions", at + "/answers", at + "/materials", at + "/materials/" + material + "/edit", at + "/programme", at + "/programme/session"}
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
