package policy

import (
	"strings"
	"testing"
	"testing/fstest"
)

func load(t testing.TB, text string) *Engine {
	t.Helper()
	e, err := Load(fstest.MapFS{"policy/x.cedar": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestLoadRefuses: everything that a list could not be filtered by is refused, with file and line.
func TestLoadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no role":             `permit(principal, action == Action::"a", resource);`,
		"another entity":      `permit(principal in Team::"officer", action == Action::"a", resource);`,
		"unknown role":        `permit(principal in Role::"oficer", action == Action::"a", resource);`,
		"role by type":        `permit(principal is Grant in Role::"officer", action == Action::"a", resource);`,
		"every action":        `permit(principal in Role::"officer", action, resource);`,
		"no action":           `permit(principal in Role::"officer", action in [], resource);`,
		"action of a type":    `permit(principal in Role::"officer", action == Deed::"a", resource);`,
		"kind of resource":    `permit(principal in Role::"officer", action == Action::"a", resource is Report);`,
		"one resource":        `permit(principal in Role::"officer", action == Action::"a", resource == Report::"1");`,
		"attribute":           `permit(principal in Role::"officer", action == Action::"a", resource) when { resource.state == "new" };`,
		"and more":            `permit(principal in Role::"officer", action == Action::"a", resource) when { resource in principal.scope && resource has x };`,
		"two conditions":      `permit(principal in Role::"officer", action == Action::"a", resource) when { resource in principal.scope } when { true };`,
		"turned round":        `permit(principal in Role::"officer", action == Action::"a", resource) unless { resource in principal.scope };`,
		"context":             `permit(principal in Role::"officer", action == Action::"a", resource) when { context.now > 1 };`,
		"forbid by condition": `forbid(principal in Role::"officer", action == Action::"a", resource) when { resource in principal.scope };`,
		"no Cedar":            `allow officer`,
	} {
		_, err := Load(fstest.MapFS{"policy/x.cedar": {Data: []byte("// one line\n" + text)}})
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if !strings.Contains(err.Error(), "x.cedar") || name != "no Cedar" && !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: error does not say where: %v", name, err)
		}
	}
}

func TestLoadTwice(t *testing.T) {
	f := fstest.MapFS{"policy/x.cedar": {Data: []byte(`permit(principal in Role::"officer", action == Action::"a", resource);`)}}
	if _, err := Load(f, f); err == nil {
		t.Error("a second file of the same name replaced the first in silence")
	}
}

func TestCheck(t *testing.T) {
	e := load(t, `permit(principal in Role::"officer", action in [Action::"a.read", Action::"a.write"], resource);`)
	if err := e.Check([]string{"a.read", "a.write"}); err != nil {
		t.Error(err)
	}
	if err := e.Check([]string{"a.read", "a.raed"}); err == nil || !strings.Contains(err.Error(), "a.raed") {
		t.Errorf("a misspelt action: %v", err)
	}
}
