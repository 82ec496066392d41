package reeve

import (
	"go/ast"
	"path/filepath"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/policy"
	"reeve/test/fixture"
)

// publicTypes are the types that the public.go files declare, as package.Type.
func publicTypes(t *testing.T) map[string]bool {
	t.Helper()
	types := map[string]bool{}
	for path, f := range source(t) {
		if filepath.Base(path) != "public.go" {
			continue
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				for _, s := range g.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok {
						types[f.Name.Name+"."+ts.Name.Name] = true
					}
				}
			}
		}
	}
	return types
}

// TestPublicHandlersAnswerWithPublicTypes is the gate's frame: what a public JSON route answers is declared in a
// public.go, where its fields are looked at together.
func TestPublicHandlersAnswerWithPublicTypes(t *testing.T) {
	types := publicTypes(t)
	town := fixture.Open(t, app.Options{})
	n := 0
	for _, r := range town.App.Server.Routes() {
		if r.Desk() || r.Handler.Out() == nil || !town.App.Policy.May(policy.Public(), r.Action) && !town.App.Policy.May(policy.ReportKey("x"), r.Action) {
			continue
		}
		n++
		if !types[r.Handler.Out().String()] {
			t.Errorf("%s %s answers with %s, which no public.go declares", r.Method, r.Path, r.Handler.Out())
		}
	}
	if n < 8 {
		t.Errorf("only %d public JSON routes were found", n)
	}
}

// TestPublicTypesHoldNothingOfTheInside looks at the fields of the public types for what must never leave.
func TestPublicTypesHoldNothingOfTheInside(t *testing.T) {
	forbidden := []string{"contact", "address", "account", "email", "answers", "true_lat", "filed_at", "updated_at", "occurred_at", "recorded_at"}
	for path, f := range source(t) {
		if filepath.Base(path) != "public.go" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || field.Tag == nil {
				return true
			}
			for _, bad := range forbidden {
				if bad == "contact" && f.Name.Name == "officers" {
					continue // how to reach an officer is what the public asks for; elsewhere it is a resident's
				}
				if strings.Contains(field.Tag.Value, `json:"`+bad) {
					t.Errorf("%s: a public type has the field %s", path, bad)
				}
			}
			return true
		})
	}
}
