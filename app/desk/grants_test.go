package desk_test

import (
	"net/http"
	"regexp"
	"testing"
	"time"
)

func TestGive(t *testing.T) {
	s := open(t)
	b := s.as("admin")
	one := "/desk/users/" + s.people["analyst"].ID
	for _, c := range []struct {
		name  string
		pairs []string
		error string
	}{
		{"no role", []string{"scope", "all"}, "give-role-error"},
		{"no scope", []string{"role", "officer"}, "give-scope-error"},
		{"no code", []string{"role", "officer", "scope", "place"}, "give-code-error"},
		{"unknown code", []string{"role", "officer", "scope", "unit", "code", "XX"}, "give-code-error"},
		{"code for all", []string{"role", "officer", "scope", "all", "code", "PL-30"}, "give-code-error"},
		{"unknown role", []string{"role", "public", "scope", "all"}, "give-role-error"},
		{"bad date", []string{"role", "officer", "scope", "all", "from", "31.12.2030"}, "give-from-error"},
		{"ends first", []string{"role", "officer", "scope", "all", "from", "2030-02-02", "until", "2030-01-01"}, "give-until-error"},
		{"a record", []string{"role", "officer", "scope", "record", "code", "x"}, "give-scope-error"},
	} {
		p := b.post(one+"/grants", c.pairs...)
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", c.name, p.status)
		}
		p.has(t, `id="`+c.error+`"`)
	}
	for _, pairs := range [][]string{
		{"role", "coordinator", "scope", "place", "code", "PL-30"},
		{"role", "coordinator", "scope", "place", "code", "konin", "until", "2099-12-31"},
		{"role", "moderator", "scope", "unit", "code", "KMP-1"},
		{"role", "clerk", "scope", "org", "code", "KMP"},
		{"role", "officer", "scope", "post", "code", "D2", "from", "2099-01-01"},
		{"role", "reviewer", "scope", "all"},
	} {
		for range 2 { // a form sent twice gives once
			if p := b.post(one+"/grants", pairs...); p.location != one+"?done=given" {
				t.Errorf("%v: %d %s", pairs, p.status, p.main())
			}
		}
	}
	all, err := s.Identity.Grants(t.Context(), s.people["analyst"].ID)
	if err != nil || len(all) != 7 { // and that of the analyst
		t.Fatalf("%d grants, %v", len(all), err)
	}
	for _, g := range all {
		if !g.Until.IsZero() && !g.Until.Equal(time.Date(2099, 12, 31, 23, 0, 0, 0, time.UTC)) {
			t.Errorf("the last day in Poland ends at %v", g.Until)
		}
	}
	p := b.get(one)
	p.has(t, "Place: Wielkopolskie (PL-30)", "Unit: Station 1 (KMP-1)", "Organisation: Police of Konin (KMP)", "Post: Officer of beat 2 (D2)", "Not yet", "The whole installation")
	if got := s.as("analyst").get("/desk/work").status; got != http.StatusOK {
		t.Errorf("%d", got)
	}

	ends := regexp.MustCompile(one+`/grants/[^/"]+/end`).FindAllString(p.body, -1)
	if len(ends) != 7 {
		t.Fatalf("%d grants can be ended", len(ends))
	}
	if p := b.post("/desk/users/" + s.people["officer"].ID + ends[0][len(one):]); p.status != http.StatusNotFound {
		t.Errorf("a grant of another account: %d", p.status)
	}
	for _, end := range ends {
		if p := b.post(end); p.location != one+"?done=ended" {
			t.Errorf("%d %s", p.status, p.main())
		}
	}
	if p := b.post(ends[0]); p.status != http.StatusConflict {
		t.Errorf("ended twice: %d", p.status)
	}
}
