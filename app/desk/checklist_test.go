package desk_test

import (
	"net/http"
	"testing"
	"time"

	"reeve/app/desk"
	"reeve/kernel/i18n"
)

func (s *station) checklist(t *testing.T, at time.Time) map[string]bool {
	t.Helper()
	d := desk.New(desk.Needs{DB: s.DB, Policy: s.Policy, Settings: s.Settings, Process: s.Process, Places: s.Places, Queue: "threatmap.desk.queue", Secure: func() bool { return false }})
	items, err := d.Checklist(t.Context(), at)
	s.must(err)
	all := map[string]bool{}
	for _, it := range items {
		all[it.Key] = it.Done
		if it.Say(s.Catalogue.For(i18n.English)) == "" {
			t.Errorf("%s says nothing", it.Key)
		}
	}
	return all
}

func TestChecklist(t *testing.T) {
	s := open(t)
	all := s.checklist(t, s.now)
	for key, done := range map[string]bool{
		"desk.setup.boundaries.done": true, "desk.setup.population": false, "desk.setup.beats.done": true, "desk.setup.posts.done": true, "desk.setup.vacant": false,
		"desk.setup.queue.done": true, "desk.setup.legal.privacy": false, "desk.setup.legal.imprint": false, "desk.setup.legal.accessibility": false,
		"desk.setup.settings": false, "desk.setup.https": false,
	} {
		if got, there := all[key]; !there || got != done {
			t.Errorf("%s: %v, there %v", key, got, there)
		}
	}
	for year, done := range map[int]bool{2026: true, 1900: false} {
		all := s.checklist(t, time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC))
		if all["desk.setup.holidays.done"] != done {
			t.Errorf("holidays of %d: %v", year, !done)
		}
	}
	grants, err := s.Identity.Grants(t.Context(), s.people["coordinator"].ID)
	s.must(err)
	admin := s.as("admin")
	admin.post("/desk/users/" + s.people["coordinator"].ID + "/grants/" + grants[0].ID + "/end")
	s.now = s.now.Add(time.Second)
	if all := s.checklist(t, s.now); all["desk.setup.queue.done"] {
		t.Error("nobody is left for the queue, and the list says otherwise")
	}
	admin.get("/desk/setup").has(t, "Communities without a coordinator: 1.", "Posts without a holder: 1 of 2.", " done", "Done")
	admin.get("/desk").has(t, "Communities without a coordinator: 1.")
	if p := s.as("officer").get("/desk/setup"); p.status != http.StatusForbidden {
		t.Errorf("an officer: %d", p.status)
	}
}
