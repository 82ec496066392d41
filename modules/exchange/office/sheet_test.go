package office

import (
	"net/url"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// TestWhatTheFormSaysComesBack: codes, persons, vehicles and documents of a draft go into the form and out of it unchanged.
func TestWhatTheFormSaysComesBack(t *testing.T) {
	word := rapid.StringMatching(`[A-ZŽa-zž][a-zž]{1,8}`)
	some := func(t *rapid.T, g *rapid.Generator[string]) string {
		if rapid.Bool().Draw(t, "said") {
			return g.Draw(t, "word")
		}
		return ""
	}
	own := func(t *rapid.T) *request.Codes {
		k := request.Codes{Handling: []codes.Handling{rapid.SampledFrom(codes.Handlings()).Draw(t, "code")}, Purpose: some(t, word)}
		if rapid.Bool().Draw(t, "graded") {
			k.Grade = codes.Grade(rapid.SampledFrom(codes.Sources()).Draw(t, "source") + rapid.SampledFrom(codes.Reliabilities()).Draw(t, "information"))
		}
		if k.Handling[0] == codes.H3 {
			k.Restrict = &codes.Restriction{Note: word.Draw(t, "note"), DeleteBy: "2027-03-01", Recipients: []string{"Ana", "Ben"}}
		}
		return &k
	}
	rapid.Check(t, func(t *rapid.T) {
		var c request.Content
		c.Codes = *own(t)
		add := func(e wire.Entity) {
			typ, body, err := wire.MarshalEntity(e)
			if err != nil {
				t.Fatal(err)
			}
			c.Entities = append(c.Entities, request.Entity{Type: typ, Body: body, Codes: own(t)})
		}
		for range rapid.IntRange(0, 3).Draw(t, "persons") {
			p := wire.PersonData{Version: 1, Names: []wire.PersonName{{Kind: "primary", Family: word.Draw(t, "family"), Given: some(t, word), Script: "Latn"}}, Born: "1987-04-02", Nationality: []string{"LT", "PL"},
				Category: rapid.SampledFrom(codes.Categories()).Draw(t, "category"), Note: some(t, word)}
			if rapid.Bool().Draw(t, "second name") {
				p.Names = append(p.Names, wire.PersonName{Kind: "alias", Whole: word.Draw(t, "whole"), Script: "Cyrl"})
			}
			if rapid.Bool().Draw(t, "number") {
				p.Numbers = []wire.Number{{Type: "passport", Number: "AB 123", Country: "PL"}}
			}
			add(p)
		}
		for range rapid.IntRange(0, 2).Draw(t, "vehicles") {
			add(wire.VehicleData{Version: 1, Plate: "KN7P221", Country: "PL", Make: some(t, word), Kind: "car", State: "stolen"})
		}
		for range rapid.IntRange(0, 2).Draw(t, "documents") {
			add(wire.DocumentData{Version: 1, Type: "id_card", Number: word.Draw(t, "number"), Holder: some(t, word)})
		}
		values := filled(c)
		var f errs.Fields
		got := request.Content{Codes: typedCodes(values, "", &f), Entities: typedEntities(values, &f)}
		if len(f) > 0 {
			t.Fatalf("complaints: %v", f)
		}
		if !reflect.DeepEqual(got.Codes, c.Codes) {
			t.Fatalf("codes: %+v, not %+v", got.Codes, c.Codes)
		}
		if len(got.Entities) != len(c.Entities) {
			t.Fatalf("%d items, not %d", len(got.Entities), len(c.Entities))
		}
		for i := range c.Entities {
			if a, b := got.Entities[i], c.Entities[i]; string(a.Body) != string(b.Body) || !reflect.DeepEqual(a.Codes, b.Codes) {
				t.Fatalf("item %d: %s %+v, not %s %+v", i, a.Body, a.Codes, b.Body, b.Codes)
			}
		}
	})
}

// TestComplaintsStandAtTheirFields: what is wrong with the second person is said at the second person.
func TestComplaintsStandAtTheirFields(t *testing.T) {
	base := url.Values{"n_p": {"2"}, "n_v": {"1"}, "handling": {"H0"}, "p0_family": {"Good"}, "p0_script": {"Latn"}, "p0_category": {"witness"}, "p1_family": {"Second"}, "p1_script": {"Latn"}, "p1_category": {"suspect"},
		"v0_plate": {"ABC123"}, "v0_country": {"LT"}}
	for field, change := range map[string]url.Values{
		"p1_born":        {"p1_born": {"1987-13-40"}},
		"p1_nationality": {"p1_nationality": {"Lithuanian"}},
		"p1_category":    {"p1_category": {""}},
		"p1_source":      {"p1_source": {"A"}},
		"p0_h3_note":     {"p0_handling": {"H3"}},
		"v0_country":     {"v0_country": {"Lithuania"}},
		"v0_vin":         {"v0_vin": {"123"}},
	} {
		values := url.Values{}
		for name, all := range base {
			values[name] = all
		}
		for name, all := range change {
			values[name] = all
		}
		var f errs.Fields
		typedEntities(values, &f)
		if len(f) == 0 || f[0].Field != field {
			t.Errorf("%v is complained about at %v, not at %s", change, f, field)
		}
	}
	var f errs.Fields
	if all := typedEntities(url.Values{"n_p": {"3"}, "p0_script": {"Latn"}, "p0_category": {"suspect"}}, &f); len(all) != 0 || len(f) != 0 {
		t.Errorf("rows in which nothing was typed give %v %v", all, f)
	}
}
