package threatmap

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"reeve/kernel/id"
)

// contains fails with the answer when one of the texts is not in it.
func (a answer) contains(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Fatalf("%d without %q:\n%s", a.status, text, a.body)
		}
	}
	if i := strings.Index(a.body, "⟦"); i >= 0 {
		t.Fatalf("a text is missing: %s", a.body[i:min(len(a.body), i+80)])
	}
}

func (a answer) has(text string) bool { return strings.Contains(a.body, text) }

func step(name string, more ...string) url.Values {
	v := url.Values{"step": {name}, "id": {id.New()}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

func TestOfficeFromFilingToOutcome(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		filed := s.report("drinking_prohibited", "Na schodach siedzi grupa.", 52.25, 18.25)
		page := "/desk/reports/" + filed.Ref
		s.get("officer", "/desk/reports").contains(t, filed.Ref, "Drinking", "Rejon 1", "left to read it")
		if a := s.get("officer", "/desk/reports?q="+strings.ToLower(filed.Ref)); a.status != http.StatusSeeOther || a.location != page {
			t.Fatalf("an exact number leads to %d %s", a.status, a.location)
		}
		s.get("officer", page).contains(t, "Na schodach siedzi grupa.", "Friday and Saturday", "Evening", "52.25000, 18.25000", "the place lies in this officer’s beat", "Start verification")

		if a := s.post("officer", page+"/steps", step("open")); a.status != http.StatusSeeOther || a.location != page+"?done=open" {
			t.Fatalf("open: %d %s %s", a.status, a.location, a.body)
		}
		s.get("officer", page+"?done=open").contains(t, "Verification has begun.", "Enter a visit")
		at := s.now.In(s.m.zone(Report{Place: s.places["PL-3062"]}))
		if a := s.post("officer", page+"/steps", step("visit", "found", "Nobody there", "occurred_date", at.Format(time.DateOnly), "occurred_time", at.Format("15:04"))); a.status != http.StatusSeeOther {
			t.Fatalf("visit: %d %s", a.status, a.body)
		}
		s.get("officer", page).contains(t, "Nobody there")
		s.post("officer", page+"/steps", step("confirm")).wants(t, http.StatusUnprocessableEntity, "Give the reason.", `aria-invalid="true"`)
		if a := s.post("officer", page+"/steps", step("confirm", "reason", "Glass and noise")); a.status != http.StatusSeeOther {
			t.Fatalf("confirm: %d %s", a.status, a.body)
		}
		s.get("coordinator", page+"/steps/hand_over").contains(t, "Urząd Miejski", `value="UM-KONIN"`)
		if a := s.post("coordinator", page+"/steps", step("hand_over", "body", "UM-KONIN", "reason", "Lamps")); a.status != http.StatusSeeOther {
			t.Fatalf("hand over: %d %s", a.status, a.body)
		}
		s.get("clerk", "/desk/reports").contains(t, filed.Ref, "left for the body")
		s.get("clerk", page).contains(t, "Threat removed by the body", "Handed over to: Urząd Miejski")
		if a := s.post("clerk", page+"/steps", step("take_back", "reason", "Not ours")); a.status != http.StatusSeeOther || a.location != "/desk/reports?done=take_back" {
			t.Fatalf("the clerk who gave it back is led to %d %s", a.status, a.location)
		}
		if a := s.get("clerk", page); a.status != http.StatusForbidden {
			t.Fatalf("the clerk still reads it: %d", a.status)
		}
	})
}

// wants fails unless status and texts are there.
func (a answer) wants(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, not %d: %s", a.status, status, a.body)
	}
	a.contains(t, texts...)
}

func TestOfficeLocksStepsWithTheReason(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		filed := s.report("speeding", "Za szybko", 52.25, 18.25)
		a := s.get("auditor", "/desk/reports/"+filed.Ref)
		a.wants(t, http.StatusOK, "only for the officer or coordinator of this place", "data-locked")
		if a.has("/steps/mistake") {
			t.Fatal("an auditor is offered a step")
		}
		if a := s.get("auditor", "/desk/reports/"+filed.Ref+"/steps/mistake"); a.status != http.StatusForbidden {
			t.Fatalf("an auditor opens a step's form: %d", a.status)
		}
		other := s.report("speeding", "Drugi rejon", 52.35, 18.35)
		if a := s.get("officer", "/desk/reports/"+other.Ref); a.status != http.StatusForbidden {
			t.Fatalf("the officer of another beat reads it: %d", a.status)
		}
		if a := s.get("officer", "/desk/reports"); a.has(other.Ref) || !a.has(filed.Ref) {
			t.Fatal("the list shows what the page would refuse, or hides what it would show")
		}
	})
}

func TestOfficeKeepsWhatWasTypedWhenOthersWereFaster(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		filed := s.report("speeding", "Za szybko", 52.25, 18.25)
		page := "/desk/reports/" + filed.Ref
		s.post("officer", page+"/steps", step("open")).wants(t, http.StatusSeeOther)
		form := step("confirm", "reason", "My careful words", "base_version", "1")
		a := s.post("officer", page+"/steps", form)
		a.wants(t, http.StatusConflict, "My careful words", "What changed meanwhile", "Read, verification began", form.Get("id"), `name="base_version" value="2"`)
		form.Set("base_version", "2")
		s.post("officer", page+"/steps", form).wants(t, http.StatusSeeOther)
		s.post("officer", page+"/steps", form).wants(t, http.StatusSeeOther) // the same step sent twice is taken once
		late := step("not_confirm", "reason", "Words to be saved", "base_version", "2")
		a = s.post("coordinator", page+"/steps", late)
		a.wants(t, http.StatusConflict, "Words to be saved", "What you typed", "not possible in the present state")
		if a.has("<textarea") {
			t.Fatal("a step that is no longer possible still has its form")
		}
	})
}

func TestOfficeAsksWhyAVisitIsEnteredLate(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		s.now = s.now.Add(-5 * 24 * time.Hour)
		filed := s.report("speeding", "Za szybko", 52.25, 18.25)
		page := "/desk/reports/" + filed.Ref
		s.post("officer", page+"/steps", step("open")).wants(t, http.StatusSeeOther)
		at := s.now.Add(time.Hour).In(s.m.zone(Report{Place: s.places["PL-3062"]}))
		visit := step("visit", "found", "Nobody", "occurred_date", at.Format(time.DateOnly), "occurred_time", at.Format("15:04"))
		s.now = s.now.Add(5 * 24 * time.Hour)
		s.post("officer", page+"/steps", visit).wants(t, http.StatusUnprocessableEntity, "Why is it entered only now?", "More than 72 hours ago")
		visit.Set("late_reason", "Notebook lost")
		s.post("officer", page+"/steps", visit).wants(t, http.StatusSeeOther)
		visit = step("visit", "found", "Nobody", "occurred_date", "today", "occurred_time", "25:00")
		s.post("officer", page+"/steps", visit).wants(t, http.StatusUnprocessableEntity, "This is no date and time.", "Nobody")
	})
}

func TestOfficeReleasesAShortenedText(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		filed := s.report("begging", "Pan Kowalski żebrze", 52.25, 18.25)
		page := "/desk/reports/" + filed.Ref
		s.get("moderator", "/desk/reports?publication=held").contains(t, filed.Ref, "Held for review")
		s.get("moderator", page+"/steps/publish_text").contains(t, "Pan Kowalski żebrze</textarea>", "Take out names")
		s.post("moderator", page+"/steps", step("publish")).wants(t, http.StatusSeeOther)
		s.post("moderator", page+"/steps", step("publish_text", "text", "Ktoś żebrze")).wants(t, http.StatusSeeOther)
		s.get("moderator", page).contains(t, "Ktoś żebrze", "Pan Kowalski żebrze")
		if a := s.get("moderator", page); a.has("/steps/publish\"") {
			t.Fatal("what is public can be made public again")
		}
		s.post("moderator", page+"/steps", step("hide", "reason", "A mistake of ours")).wants(t, http.StatusSeeOther)
		s.get("moderator", page).contains(t, "the report is hidden")
	})
}

func TestOfficeTakesWhatIsToldByPhone(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		s.get("intake", "/desk/reports/new").wants(t, http.StatusOK, "Drinking")
		s.get("intake", "/desk/reports/new?category=drinking_prohibited&where=Nowhere").contains(t, "No place begins like this")
		s.get("intake", "/desk/reports/new?category=drinking_prohibited&where=kon").contains(t, `value="PL-3062"`, "How many people?")
		form := url.Values{"category": {"drinking_prohibited"}, "where": {"kon"}, "text": {"Told by phone"}, "lang": {"uk"}, "source": {"phone"},
			"answer_people": {"group"}, "weekdays": {"5"}, "idempotency_key": {id.New()}}
		s.post("intake", "/desk/reports/new", form).wants(t, http.StatusUnprocessableEntity, "choose a place", "Told by phone")
		form.Set("place", "PL-3062")
		form.Set("idempotency_key", id.New())
		first := s.post("intake", "/desk/reports/new", form)
		first.wants(t, http.StatusCreated, "The report is filed", "rv-key__words")
		again := s.post("intake", "/desk/reports/new", form)
		if first.body != again.body {
			t.Fatal("the same form sent again shows another key")
		}
		s.get("coordinator", "/desk/reports").contains(t, "Drinking", "Konin", "1 report on this page")
		if a := s.get("intake", "/desk/reports"); a.status != http.StatusForbidden {
			t.Fatalf("intake reads the list: %d", a.status)
		}
	})
}
