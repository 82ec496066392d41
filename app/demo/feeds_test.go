package demo

import (
	"context"
	"maps"
	"testing"

	"reeve/app"
	"reeve/kernel/i18n"
)

// happened checks the events that were imported: every row of their files once, at a place, with its source.
func happened(t *testing.T, a *app.App) {
	t.Helper()
	imported := counts(t, a, "SELECT source, COUNT(*) FROM report_import GROUP BY source")
	if want := map[string]int{"nottingham_burglaries": 2001, "se_police": 24606 - 4287}; !maps.Equal(imported, want) {
		t.Errorf("imported %v, want %v", imported, want)
	}
	if n := counts(t, a, "SELECT 'all', COUNT(*) FROM report WHERE source = 'import'")["all"]; n != imported["se_police"]+imported["nottingham_burglaries"] {
		t.Errorf("%d reports of %v", n, imported)
	}
	if n := counts(t, a, "SELECT 'all', COUNT(*) FROM report r JOIN report_import i ON i.report = r.id WHERE i.source = 'se_police' AND r.pub_lat IS NOT NULL")["all"]; n != 0 {
		t.Errorf("%d Swedish events have a point", n)
	}
	if clocks := counts(t, a, "SELECT 'all', COUNT(*) FROM process_clock c JOIN report_import i ON i.report = c.instance")["all"]; clocks != 0 {
		t.Errorf("%d clocks of imported events", clocks)
	}
	sources := a.Map.Categories.Sources()
	if len(sources) != 2 {
		t.Errorf("sources %+v", sources)
	}
	for _, s := range sources {
		for _, l := range i18n.Written() {
			if s.Names[l.HTML()] == "" {
				t.Errorf("%s has no name in %s", s.Code, l)
			}
		}
		if s.Attribution == "" || s.Licence == "" {
			t.Errorf("%+v", s)
		}
	}
	if found, err := a.Places.Addresses(context.Background(), "Städtle 43", 5); err != nil || len(found) == 0 || found[0].Community == nil || found[0].Community.Code != "LI-11" {
		t.Errorf("Städtle 43: %+v, %v", found, err)
	}
	if nottingham, ok := a.Places.Snapshot().ByCode("GB-E06000018"); !ok || a.Places.Calendar(nottingham.ID) == nil {
		t.Error("Nottingham has no calendar")
	}
}
