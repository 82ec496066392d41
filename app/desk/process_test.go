package desk_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/mail"
	"reeve/kernel/process"
)

const reports = "/desk/processes/threatmap.report"

// Every process has its words in every language, and a page that says all that its picture says.
func TestProcessPages(t *testing.T) {
	s := open(t)
	s.file()
	admin, analyst := s.as("admin"), s.as("analyst")
	list := analyst.get("/desk/processes")
	for _, d := range s.Process.Definitions() {
		keys := []string{d.Words.Title, d.Basis}
		one := func(all []string) {
			if i := slices.IndexFunc(all, func(k string) bool { return s.Catalogue.Has(i18n.English, k) }); i < 0 {
				t.Errorf("%s: no catalogue has one of %v", d.Name, all)
			} else {
				keys = append(keys, all[i])
			}
		}
		for _, x := range d.States {
			one(d.StateKeys(x.Code))
		}
		for _, x := range d.Steps {
			one(d.StepKeys(x.Name))
			keys = append(keys, x.Basis)
		}
		for _, x := range d.Clocks {
			one(d.ClockKeys(x.Name))
			keys = append(keys, x.Basis)
		}
		for _, k := range keys {
			for _, l := range i18n.Written() {
				if k != "" && !s.Catalogue.Has(l, k) {
					t.Errorf("%s: %s is missing in %s", d.Name, k, l)
				}
			}
		}
		list.has(t, "/desk/processes/"+d.Name)
		p := admin.get("/desk/processes/" + d.Name)
		if _, missing, bad := strings.Cut(p.body, "⟦"); bad {
			t.Errorf("%s lacks the text %.60s", d.Name, missing)
		}
		if p.status != http.StatusOK {
			t.Fatalf("%s: %d", d.Name, p.status)
		}
		table := p.body[strings.Index(p.body, `id="states"`):]
		for _, x := range d.States {
			if !strings.Contains(table, "state="+x.Code+"#panel") {
				t.Errorf("%s: the table lacks state %s", d.Name, x.Code)
			}
		}
	}
	for path, want := range map[string]int{"/desk/processes/nothing": 404, reports + "?period=12": 422, reports + "?step=open": 200, reports + "?state=new": 200, reports + "/versions": 200,
		reports + "/adapt/step/nothing": 404, reports + "/adapt/step/open": 200, reports + "/adapt/state/new": 200, reports + "/adapt/limit/read": 200, reports + "/versions/1/restore": 404} {
		if p := admin.get(path); p.status != want {
			t.Errorf("%s: %d, want %d", path, p.status, want)
		}
	}
	if p := analyst.get(reports + "/adapt/limit/read"); p.status != http.StatusForbidden {
		t.Errorf("an analyst may adapt: %d", p.status)
	}
}

// A limit is previewed, put in force, holds for what begins afterwards, and goes back by a new version.
func TestAdaptLimit(t *testing.T) {
	s := open(t)
	admin, officer := s.as("admin"), s.as("officer")
	due := func(ref string) time.Duration {
		var at time.Time
		s.must(s.DB.Read(t.Context(), func(q *db.Snapshot) error {
			i, err := process.ByRef(q, "threatmap.report", ref)
			if err != nil {
				return err
			}
			all, err := process.Clocks(q, i.ID)
			for _, c := range all {
				if c.Name == "read" {
					at = c.DueAt
				}
			}
			return err
		}))
		return at.Sub(s.now).Round(time.Second)
	}
	before := s.file()
	const form = reports + "/adapt/limit/read"
	fields := []string{"version", "0", "limits.read", "5", "limits.read.unit", "h", "why", "The new order"}
	if p := officer.post(form, fields...); p.status != http.StatusForbidden {
		t.Errorf("an officer adapts: %d", p.status)
	}
	if p := admin.post(form, "version", "0", "limits.read", "8", "limits.read.unit", "d", "why", "x"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("beyond the bounds: %d", p.status)
	} else {
		p.has(t, "The limit must lie between 1h and 7d")
	}
	p := admin.post(form, append(fields, "running", "new")...)
	p.has(t, "Nothing has changed yet", "5 hours", "1 running record takes it over", "The new order", `name="confirm"`)
	if admin.get(reports+"/versions").has(t, "Nothing has been adapted"); due(s.file()) < 48*time.Hour {
		t.Error("the preview has changed something")
	}
	if p := admin.post(form, append(fields, "confirm", "1")...); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	if p := admin.post(form, append(fields, "confirm", "1")...); p.status != http.StatusConflict {
		t.Errorf("who began on the version before: %d", p.status)
	}
	if d := due(s.file()); d != 5*time.Hour {
		t.Errorf("a new report is due in %s", d)
	}
	if d := due(before); d < 48*time.Hour {
		t.Errorf("a running report is due in %s", d)
	}
	p = admin.post(form, "version", "1", "limits.read", "1", "limits.read.unit", "d", "why", "Shorter for all", "running", "new", "confirm", "1")
	for range 5 {
		if _, err := s.Jobs.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if d := due(before); p.status != http.StatusSeeOther || d > 48*time.Hour {
		t.Errorf("%d: what runs is due in %s", p.status, d)
	}
	if p := admin.post(reports+"/versions/1/restore", "version", "2", "why", "Back again", "confirm", "1"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	if d := due(s.file()); d != 5*time.Hour {
		t.Errorf("after going back a new report is due in %s", d)
	}
	admin.get(reports+"/versions").has(t, "Version 3", "Brings back", "Back again", "Shorter for all", "The admin")
}

// An officer's step is refused while the checklist is open or a field is empty, and taken when both are done.
func TestChecklistOfStep(t *testing.T) {
	s := open(t)
	admin, officer := s.as("admin"), s.as("officer")
	if p := admin.post(reports+"/adapt/step/open", "version", "0", "text_lang", "en", "labels.open.en", "Take it up", "required.open", "reason", "checklist.open.1", "Called the resident", "checklist.open.2", "",
		"cards.open", "Read first.\n\nThen call.", "cards.open.owner", "Head of prevention", "cards.open.review", "2020-01-01", "why", "Quality", "confirm", "1"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	admin.get(reports+"?step=open").has(t, "Take it up", "Then call.", "Head of prevention", "Called the resident", "Method cards past their review date")
	admin.get("/desk/processes").has(t, "1 method card is past its review date")
	ref := s.file()
	take := func(reason string) *httptest.ResponseRecorder {
		body, err := json.Marshal(map[string]any{"id": id.New(), "step": "open", "reason": reason})
		s.must(err)
		r := httptest.NewRequest("POST", "/api/v1/reports/"+ref+"/steps", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+officer.token)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w
	}
	at := reports + "/records/" + ref + "/open"
	if w := take("because"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), at) {
		t.Errorf("without the checklist: %d %s", w.Code, w.Body)
	}
	officer.get("/desk/reports/"+ref+"/steps/open").has(t, "This step has a checklist", at, `name="reason"`)
	officer.get(at).has(t, "Called the resident")
	if p := s.as("analyst").get(at); p.status != http.StatusNotFound {
		t.Errorf("who may not see the record: %d", p.status)
	}
	if p := officer.post(at, "items", "0"); p.status != http.StatusSeeOther || p.location != "/desk/reports/"+ref {
		t.Fatalf("%d %s", p.status, p.main())
	}
	if w := take(""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `"reason"`) {
		t.Errorf("without the reason: %d %s", w.Code, w.Body)
	}
	if w := take("because"); w.Code/100 != 2 {
		t.Errorf("with everything: %d %s", w.Code, w.Body)
	}
}

// A name of the installation's own is shown everywhere, in the languages in which it is written.
func TestOwnNames(t *testing.T) {
	s := open(t)
	s.file()
	if p := s.as("admin").post(reports+"/adapt/state/new", "version", "0", "states.new.en", "Just in <b>", "states.new.pl", "Świeże", "why", "Our words", "confirm", "1"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	s.as("coordinator").get("/desk/reports").has(t, html.EscapeString("Just in <b>"))
	if got := s.Catalogue.For(i18n.Polish).T("threatmap.state.new"); got != "Świeże" {
		t.Errorf("Polish reads %q", got)
	}
	if got := s.Catalogue.For(i18n.Czech).T("threatmap.state.new"); got == "" || strings.Contains(got, "Just") {
		t.Errorf("Czech reads %q", got)
	}
}

// An escalation comes into the list of whom it means, and into the outbox, once, and goes when it was seen.
func TestEscalationReachesPeople(t *testing.T) {
	s := open(t)
	if p := s.as("admin").post(reports+"/adapt/limit/read", "version", "0", "limits.read", "", "tell.read.1", "50", "tell.read.1.whom", "post", "tell.read.1.mail", "1",
		"tell.read.2", "60", "tell.read.2.whom", "role:coordinator", "why", "In time", "confirm", "1"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	ref := s.file()
	officer, coordinator, analyst := s.as("officer"), s.as("coordinator"), s.as("analyst")
	turn := func() {
		t.Helper()
		s.must(s.Processes.Reach(t.Context()))
		for range 5 {
			if _, err := s.Jobs.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	turn()
	officer.get("/desk/notices").lacks(t, ref)
	s.now = s.now.Add(3 * 24 * time.Hour)
	turn()
	turn() // done again it tells nobody twice
	officer.get("/desk").has(t, "Time is running out", ref)
	p := officer.get("/desk/notices")
	p.has(t, ref, "50")
	if n := strings.Count(p.body, "/seen"); n != 1 {
		t.Errorf("%d entries for the officer", n)
	}
	coordinator.get("/desk/notices").has(t, ref, "60")
	analyst.get("/desk/notices").lacks(t, ref)
	s.must(s.DB.Read(t.Context(), func(q *db.Snapshot) error {
		n := 0
		for _, state := range []string{mail.Waiting, mail.Sent, mail.Dead} {
			all, _, err := mail.Letters(q, state, "", 50)
			if err != nil {
				return err
			}
			for _, l := range all {
				if l.About == "processes.mail.about" {
					n++
				}
			}
		}
		if n != 1 {
			t.Errorf("%d letters, want 1", n)
		}
		return nil
	}))
	seen := p.body[strings.Index(p.body, `action="/desk/notices/`)+len(`action="`):]
	seen = seen[:strings.Index(seen, `"`)]
	if p := analyst.post(seen); p.status != http.StatusNotFound {
		t.Errorf("another marks it seen: %d", p.status)
	}
	if p := officer.post(seen); p.status != http.StatusSeeOther {
		t.Fatalf("%d", p.status)
	}
	officer.get("/desk/notices").lacks(t, ref)
}

// The list behind a number holds what the reader may see.
func TestRecordsBehindNumbers(t *testing.T) {
	s := open(t)
	ref := s.file()
	s.as("coordinator").get(reports+"/records?state=new").has(t, ref, "/desk/reports/"+ref)
	s.as("coordinator").get(reports+"/records?state=confirmed").lacks(t, ref)
	s.now = s.now.Add(20 * 24 * time.Hour)
	s.as("coordinator").get(reports+"/records?late=1").has(t, ref)
	if p := s.as("analyst").get(reports + "/records"); p.status != http.StatusForbidden && strings.Contains(p.body, ref) {
		t.Errorf("an analyst sees %d %s", p.status, p.main())
	}
	s.as("coordinator").get(reports).has(t, "1 late", "Where work is stuck", "records?late=1&amp;state=new")
}
