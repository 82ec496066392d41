package desk_test

import (
	"encoding/json"
	"html/template"
	"net/http"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"reeve/app/desk"
)

func TestTemplates(t *testing.T) {
	s := open(t)
	s.must(s.Pages.Check(func(tmpl *template.Template, view any) error { return templatecheck.CheckHTML(tmpl, view) }))
}

func TestBoard(t *testing.T) {
	s := open(t)
	first := s.file()
	officer, coordinator, analyst := s.as("officer"), s.as("coordinator"), s.as("analyst")
	p := officer.get("/desk")
	p.has(t, first, "Rejon 1, Konin", "/desk/reports/"+first, "days", " left", "Nothing is late.", "Officer of beat 1, Station 1")
	coordinator.get("/desk").lacks(t, first) // it waits for the officer
	analyst.get("/desk").lacks(t, first)

	s.now = s.now.Add(6 * 24 * time.Hour)
	second := s.file()
	p = officer.get("/desk")
	p.has(t, first, second, "late", "The limit was ", "The coordinator sees these too.")
	waiting := officer.get("/desk/work")
	waiting.has(t, second)
	waiting.lacks(t, first)
	late := officer.get("/desk/work?which=late")
	late.has(t, first)
	late.lacks(t, second)
	p = coordinator.get("/desk/work?which=late")
	p.has(t, first)
	p.lacks(t, second)
	analyst.get("/desk/work?which=late").lacks(t, first)
	if p := officer.get("/desk/work?which=other"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown list gives %d", p.status)
	}
}

// The pages of the list, whatever their size, together hold every record once.
func TestWorkPages(t *testing.T) {
	s := open(t)
	all := map[string]bool{}
	for range 7 {
		all[s.file()] = true
	}
	officer := s.as("officer")
	for _, limit := range []string{"1", "2", "3", "7", "200"} {
		seen := map[string]bool{}
		for after, pages := "", 0; pages < 10; pages++ {
			p := officer.get("/api/v1/desk/work?limit=" + limit + "&after=" + after)
			var w desk.Work
			if err := json.Unmarshal([]byte(p.body), &w); err != nil || p.status != http.StatusOK {
				t.Fatalf("%d %s", p.status, p.body)
			}
			for _, it := range w.Items {
				if seen[it.Ref] || !all[it.Ref] {
					t.Errorf("limit %s: %s twice or unknown", limit, it.Ref)
				}
				seen[it.Ref] = true
				if it.Kind != "threatmap.report" || it.State != "new" || it.Place == nil || it.Clock == nil || it.DueAt == nil || it.Href != "/desk/reports/"+it.Ref {
					t.Errorf("%+v", it)
				}
			}
			if w.Next == nil {
				break
			}
			after = *w.Next
		}
		if len(seen) != len(all) {
			t.Errorf("limit %s: %d of %d", limit, len(seen), len(all))
		}
	}
	for _, bad := range []string{"limit=0", "limit=201", "after=!", "which=x"} {
		if p := officer.get("/api/v1/desk/work?" + bad); p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s gives %d", bad, p.status)
		}
	}
	if p := (&browser{station: s}).get("/api/v1/desk/work"); p.status != http.StatusUnauthorized {
		t.Errorf("a stranger gets %d", p.status)
	}
}
