package codes

import (
	"encoding/json"
	"testing"
)

func TestGrade(t *testing.T) {
	for _, s := range Sources() {
		for _, i := range Reliabilities() {
			if g := Grade(s + i); !g.Valid() || g.Source() != s || g.Information() != i {
				t.Error(g)
			}
		}
	}
	for _, bad := range []Grade{"", "A", "1", "1A", "A0", "A5", "D1", "a1", "A1 ", "A11"} {
		if bad.Valid() {
			t.Errorf("%q is a grade", bad)
		}
	}
}

func TestCategory(t *testing.T) {
	for _, good := range append(Categories(), "lt-informant", "pl-osoba_2") {
		if !good.Valid() {
			t.Error(good)
		}
	}
	for _, bad := range []Category{"", "villain", "lt-", "ltu-x", "LT-x", "lt-X", "lt-a b", "-x"} {
		if bad.Valid() {
			t.Errorf("%q is a category", bad)
		}
	}
}

func TestWithin(t *testing.T) {
	all := Classifications()
	for i, c := range all {
		for j, limit := range all {
			if c.Within(limit) != (i <= j) {
				t.Errorf("%s within %s", c, limit)
			}
		}
		if c.Within("cosmic") || Classification("cosmic").Within(c) || Classification("").Within(c) {
			t.Errorf("an unknown classification compares with %s", c)
		}
	}
}

// Every code has its words.
func TestWords(t *testing.T) {
	b, err := files.ReadFile("lang/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	var keys []string
	add := func(group string, codes ...string) {
		for _, c := range codes {
			keys = append(keys, "codes."+group+"."+c)
		}
	}
	add("handling", text(Handlings())...)
	add("source", Sources()...)
	add("information", Reliabilities()...)
	add("refusal", text(Refusals())...)
	add("ground", text(Grounds())...)
	add("category", text(Categories())...)
	add("classification", text(Classifications())...)
	add("use", text(Uses())...)
	add("urgency", string(Urgent), string(Ordinary))
	add("basis", string(Fact), string(Assessment))
	add("route", string(SPOC), string(Authority))
	add("access", string(Direct), string(Indirect))
	for _, k := range keys {
		if _, ok := texts[k]; !ok {
			t.Errorf("%s has no words", k)
		}
	}
}

func text[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}
