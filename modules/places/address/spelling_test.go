package address

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeysOf(t *testing.T) {
	for name, want := range map[string]string{
		"ul tadeusza kosciuszki": "kosciuszki|tadeusza kosciuszki|ul tadeusza kosciuszki",
		"3 maja":                 "3 maja|maja",
		"gedimino gatve":         "gedimino gatve",
		"storgata":               "storgata|storgt",
		"landstr":                "landstr|landstrasse",
		"ul":                     "",
		"":                       "",
	} {
		if got := strings.Join(keysOf([]string{name}), "|"); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestFoldNumber(t *testing.T) {
	for in, want := range map[string]string{"12 A": "12a", "12/3": "12/3", "12 / 3": "12/3", "12-3": "12/3", "4 B": "4b", "": "", "№ 7": "7", "12a/3B": "12a/3b"} {
		if got := foldNumber(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := foldPostcode("lv-1010 "); got != "LV1010" {
		t.Error(got)
	}
}

func TestMeaningsReadTheLongestStreetFirst(t *testing.T) {
	for query, want := range map[string]meaning{
		"3 maja 5 konin":      {street: "3 maja 5 konin"},
		"kosciuszki":          {street: "kosciuszki"},
		"62 510 konin lipowa": {street: "62510 konin lipowa"},
	} {
		if all := meanings(query); len(all) == 0 || all[0] != want {
			t.Errorf("%q: %+v, want %+v", query, all, want)
		}
	}
	for query, want := range map[string]meaning{
		"3 maja 5 a konin":         {street: "3 maja", number: "5a", place: "konin"},
		"lipowa 7 62 510 konin":    {street: "lipowa", number: "7", postcode: "62510", place: "konin"},
		"ul lipowa 7 m 3":          {street: "lipowa", number: "7m"},
		"7 lipowa":                 {street: "lipowa", number: "7"},
		"brivibas 33 lv 1010 riga": {street: "brivibas", number: "33", postcode: "1010", place: "riga"},
	} {
		if !slices.Contains(meanings(query), want) {
			t.Errorf("%q is never read as %+v: %+v", query, want, meanings(query))
		}
	}
}

// TestMeaningsAreBounded: whatever somebody types, the ways to read it are few and each names a street.
func TestMeaningsAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := meanings(rapid.String().Draw(t, "query"))
		if len(all) > mostWords*(mostWords+1)/2 {
			t.Fatalf("%d meanings", len(all))
		}
		for _, m := range all {
			if m.street == "" {
				t.Fatalf("%+v", m)
			}
		}
	})
}
