package places

import (
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/i18n"
)

// TestBeatPeople: a beat's own population counts, else the community's by area; limits are those of the country.
func TestBeatPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		in := func(level, role string, features []feature) Options {
			o := options(t, level, role, features)
			o.Country, o.PopulationField = "UA", "people"
			return o
		}
		load(t, p, in("oblast", Region, []feature{{map[string]any{"code": "UA05", "name": "Вінницька"}, square(28, 49, 1), ""}}))
		load(t, p, in("hromada", Community, []feature{{map[string]any{"code": "UA0501", "name": "Вапнярка", "people": 20000}, square(28, 49, 0.4), ""}}))
		r := load(t, p, in("beat", Beat, []feature{
			{map[string]any{"code": "UA0501-1", "name": "1", "people": 6500}, square(28, 49, 0.2), ""},
			{map[string]any{"code": "UA0501-2", "name": "2", "people": 7001}, square(28.2, 49, 0.2), ""},
			{map[string]any{"code": "UA0501-3", "name": "3"}, square(28, 49.2, 0.2), ""}}))
		community, _ := p.Snapshot().ByCode("UA0501")
		all := p.Snapshot().BeatsOf(community.ID)
		if len(all) != 3 || all[0].OverTown() || !all[0].OverRural() || !all[1].OverTown() || all[2].OverRural() || !all[2].Estimated || all[2].People < 4900 || all[2].People > 5100 {
			t.Fatalf("%+v", all)
		}
		if len(r.Crowded) != 2 || len(r.Findings) != 1 || r.Findings[0].Kind != "gap" {
			t.Errorf("crowded %+v, findings %+v", r.Crowded, r.Findings)
		}
		texts, err := i18n.Load(Files())
		must(t, err)
		if text := r.Crowded[1].In(texts.For(i18n.English)); !strings.Contains(text, "UA0501-2: 7,001 people, more than a beat may have in a town (7,000)") {
			t.Error(text)
		}
		status, body := serve(t, p, "admin")("/desk/beats?community=UA0501")
		if status != http.StatusOK || !strings.Contains(body, "by share of area") || !strings.Contains(body, "order No. 650") || strings.Contains(body, "⟦places") {
			t.Errorf("%d %s", status, body)
		}
	})
}

// TestShare: parts of an area share its people without losing more than rounding.
func TestShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 5_000_000).Draw(t, "people")
		a, b := float64(rapid.Int64Range(1, 1e10).Draw(t, "a")), float64(rapid.Int64Range(1, 1e10).Draw(t, "b"))
		one, two := share(n, a, a+b), share(n, b, a+b)
		if one < 0 || two < 0 || one+two < n-1 || one+two > n+1 {
			t.Fatalf("%d + %d of %d", one, two, n)
		}
	})
}
