package desk_test

import (
	"net/http"
	"slices"
	"testing"

	"reeve/kernel/audit"
)

func TestSettings(t *testing.T) {
	s := open(t)
	b := s.as("admin")
	p := b.get("/desk/settings")
	base := p.value(t, "base")
	given := []string{"base", base, "name.pl", "Bezpieczny Konin", "name.en", "", "owner.pl", "KMP Konin", "emergency", "999", "default", "pl",
		"fallback.1", "pl", "fallback.2", "", "fallback.3", "en", "fallback.4", "pl", "country", "PL", "contact", "konin@example.org"}
	with := func(pairs ...string) []string { return append(slices.Clone(given), pairs...) }

	for _, c := range []struct {
		name, error string
		pairs       []string
	}{
		{"no name", "settings-name.en-error", with("name.pl", "")},
		{"no number", "settings-emergency-error", with("emergency", "police")},
		{"no country", "settings-country-error", with("country", "ZZ")},
		{"no language", "settings-default-error", with("default", "xx")},
	} {
		p := b.post("/desk/settings", c.pairs...)
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, p.status)
		}
		p.has(t, `id="`+c.error+`"`, `value="KMP Konin"`)
	}
	if p := b.post("/desk/settings", given...); p.location != "/desk/settings?done=saved" {
		t.Fatalf("%d %s", p.status, p.main())
	}
	set := s.Settings.Get()
	if set.Name["pl"] != "Bezpieczny Konin" || set.Owner["pl"] != "KMP Konin" || set.Emergency != "999" || set.Default != "pl" || !slices.Equal(set.Fallback, []string{"pl", "en"}) || set.Contact != "konin@example.org" {
		t.Errorf("%+v", set)
	}
	p = b.post("/desk/settings", with("contact", "other@example.org")...)
	if p.status != http.StatusConflict || s.Settings.Get().Contact != "konin@example.org" {
		t.Errorf("an old page overwrites: %d", p.status)
	}
	p.has(t, "Somebody else has changed the settings", `value="other@example.org"`)
	if p := b.post("/desk/settings", with("contact", "other@example.org", "base", p.value(t, "base"))...); p.status != http.StatusSeeOther {
		t.Errorf("%d", p.status)
	}
	if got := s.entries(t, audit.Filter{Kind: "config.setting"}); len(got) != 2 || got[0].Actor.ID != s.people["admin"].ID {
		t.Errorf("the log has %+v", got)
	}
	for role, want := range map[string]int{"auditor": http.StatusForbidden, "officer": http.StatusForbidden} {
		if p := s.as(role).post("/desk/settings", given...); p.status != want {
			t.Errorf("%s saves: %d", role, p.status)
		}
	}
	s.as("auditor").get("/desk/settings").lacks(t, ">Save<")
}
