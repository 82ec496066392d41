package look_test

import (
	"encoding/json"
	"html/template"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"reeve/kernel/web/look"
)

func base(t *testing.T) *template.Template {
	t.Helper()
	parsed, err := look.Base(func(name string) string { return "/static/" + name })
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// components names a value of the struct that each component is filled with.
func components() map[string]any {
	return map[string]any{
		"state": look.State{}, "clock": look.Clock{}, "path": look.Path{}, "visit": look.Visit{}, "times": look.Times{},
		"keycard": look.KeyCard{}, "talk": look.Talk{}, "code": look.Code{}, "sees": look.Sees{}, "listing": look.Listing{},
		"tasks": look.Tasks{}, "nextsteps": look.NextSteps{}, "table": look.Table{}, "facts": []look.Fact{}, "tiles": []look.Tile{},
		"contact": look.Contact{}, "alert": look.Alert{}, "tag": look.Tag{}, "empty": look.Empty{}, "crumbs": look.Crumbs{},
		"pagination": look.Pagination{}, "act": look.Act{}, "field": look.Field{}, "choices": look.Choices{}, "errors": look.Errors{},
		"filter": look.Filter{}, "wizard": look.Wizard{}, "proof": look.Proof{}, "icon": "map-pin", "shape": "new", "synthetic": "",
		"mark": nil, "chart": look.Chart{}, "ranking": look.Ranking{}, "legend": look.Legend{}, "chart-fill": look.Fill{}, "chart-mark": 0,
	}
}

func TestComponentsFitTheirStructs(t *testing.T) {
	parsed := base(t)
	for name, value := range components() {
		if err := templatecheck.CheckHTML(parsed.Lookup(name), value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// page shows what a page of a module looks like: its own struct with look.Page inside.
type page struct {
	look.Page
	State look.State
}

func TestFramesFitPage(t *testing.T) {
	parsed, err := base(t).Parse(`{{define "content"}}{{template "state" .State}}{{end}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, frame := range []string{"public", "desk"} {
		if err := templatecheck.CheckHTML(parsed.Lookup(frame), page{}); err != nil {
			t.Errorf("%s: %v", frame, err)
		}
	}
}

func sources(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir("layout")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		raw, err := os.ReadFile("layout/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(raw)
	}
	return files
}

func TestNoInlineStyleNoInlineScript(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|javascript:|<script(\s[^>]*)?>[^<]`)
	for name, text := range sources(t) {
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s: %q is refused by the content security policy", name, found)
		}
	}
}

// What is left of a template without actions and tags must not hold a word. "control" is nothing but attributes.
func TestNoWordsInTemplates(t *testing.T) {
	strip := regexp.MustCompile(`(?s)\{\{define "control"\}\}[^\n]*|\{\{.*?\}\}|<[^>]*>`)
	letters := regexp.MustCompile(`\pL+`)
	for name, text := range sources(t) {
		if words := letters.FindAllString(strip.ReplaceAllString(text, " "), -1); len(words) > 0 {
			t.Errorf("%s: words that belong into a catalogue: %v", name, words)
		}
	}
}

func TestIconsOfTemplatesAreInTheSprite(t *testing.T) {
	used := regexp.MustCompile(`template "icon" "([^"]+)"`)
	known := look.Icons()
	for name, text := range sources(t) {
		for _, match := range used.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(known, match[1]) {
				t.Errorf("%s: icon %q is not in icons.txt", name, match[1])
			}
		}
	}
	for _, kind := range []string{look.Running, look.Warned, look.Paused, look.Late, look.Kept} {
		if icon := (look.Clock{Kind: kind}).Icon(); !slices.Contains(known, icon) {
			t.Errorf("clock %s: icon %q is not in icons.txt", kind, icon)
		}
	}
}

func TestFrameWordsAreInTheCatalogue(t *testing.T) {
	raw, err := os.ReadFile("lang/en.json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	used := regexp.MustCompile(`call (?:\.T|\$t) "([^"]+)"`)
	seen := map[string]bool{}
	for name, text := range sources(t) {
		for _, match := range used.FindAllStringSubmatch(text, -1) {
			seen[match[1]] = true
			if words[match[1]] == "" {
				t.Errorf("%s: %q is not in lang/en.json", name, match[1])
			}
		}
	}
	for key := range words {
		if !seen[key] {
			t.Errorf("lang/en.json: %q is used nowhere", key)
		}
	}
}

func TestEscaping(t *testing.T) {
	var out strings.Builder
	evil := `"><script>alert(1)</script>`
	view := look.Bubble{Who: evil, Text: evil, Lang: evil}
	if err := base(t).ExecuteTemplate(&out, "talk", look.Talk{Bubbles: []look.Bubble{view}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script") {
		t.Error(out.String())
	}
	out.Reset()
	if err := base(t).ExecuteTemplate(&out, "act", look.Act{Word: "x", Href: "javascript:alert(1)"}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "javascript:") {
		t.Error(out.String())
	}
}
