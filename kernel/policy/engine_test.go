package policy

import (
	"flag"
	"os"
	"testing"
)

const example = `
permit(principal in Role::"officer", action in [Action::"report.open", Action::"report.list"], resource)
when { resource in principal.scope };
permit(principal in Role::"auditor", action in [Action::"report.open"], resource);
permit(principal in Role::"staff", action == Action::"own", resource);
permit(principal in Role::"public", action == Action::"report.file", resource);
permit(principal in Role::"report_key", action in [Action::"report.open", Action::"report.answer"], resource)
when { resource in principal.scope };
permit(principal in Role::"auditor", action in [Action::"report.change"], resource) when { resource in principal.scope };
permit(principal in Role::"officer", action in [Action::"report.change"], resource) when { resource in principal.scope };
forbid(principal in Role::"auditor", action in [Action::"report.change"], resource);
`

func TestAllowed(t *testing.T) {
	e := load(t, example)
	konin := Ref{Place, "PL-3062011"}
	report := Resource{Kind: "report", ID: "r1", In: []Ref{konin, {Place, "PL-30"}, {Post, "p1"}}}
	as := func(g ...Grant) Principal { return Principal{Kind: "account", Grants: g} }
	for _, c := range []struct {
		name   string
		p      Principal
		action string
		want   bool
	}{
		{"own place", as(Grant{"officer", konin}), "report.open", true},
		{"place above", as(Grant{"officer", Ref{Place, "PL-30"}}), "report.open", true},
		{"other place", as(Grant{"officer", Ref{Place, "PL-14"}}), "report.open", false},
		{"same id of another kind", as(Grant{"officer", Ref{Unit, "PL-30"}}), "report.open", false},
		{"own post", as(Grant{"officer", Ref{Post, "p1"}}), "report.open", true},
		{"whole installation", as(Grant{"officer", Everything()}), "report.open", true},
		{"role without the right", as(Grant{"mayor", Everything()}), "report.open", false},
		{"unknown role", as(Grant{"king", Everything()}), "report.open", false},
		{"the group is no role", as(Grant{"staff", Everything()}), "own", false},
		{"unknown action", as(Grant{"officer", Everything()}), "report.burn", false},
		{"nobody", Principal{}, "report.open", false},
		{"any of several grants", as(Grant{"mayor", Everything()}, Grant{"officer", konin}), "report.open", true},
		{"unconditional", as(Grant{"auditor", Ref{Place, "PL-14"}}), "report.open", true},
		{"every member of staff", as(Grant{"intake", konin}), "own", true},
		{"public files", Public(), "report.file", true},
		{"public does not open", Public(), "report.open", false},
		{"key opens its report", ReportKey("r1"), "report.open", true},
		{"key of another report", ReportKey("r2"), "report.open", false},
		{"key files as anybody", ReportKey("r2"), "report.file", true},
		{"forbidden role", as(Grant{"auditor", Everything()}), "report.change", false},
		{"forbid stays with its role", as(Grant{"auditor", Everything()}, Grant{"officer", konin}), "report.change", true},
	} {
		if got := e.Allowed(c.p, c.action, report); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if !e.May(as(Grant{"officer", Ref{Place, "PL-14"}}), "report.open") || e.May(as(Grant{"mayor", Everything()}), "report.open") || e.May(Public(), "nothing") {
		t.Error("May does not follow the roles")
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

func TestMatrix(t *testing.T) {
	got := Matrix(load(t, example))
	if *update {
		if err := os.WriteFile("testdata/matrix.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/matrix.golden")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the matrix has changed; look at it and run with -update:\n%s", got)
	}
}

func BenchmarkAllowed(b *testing.B) {
	e := load(b, example)
	p := Principal{Grants: []Grant{{"officer", Ref{Place, "PL-1"}}, {"officer", Ref{Unit, "u"}}, {"officer", Ref{Post, "p"}}, {"public", Everything()}}}
	r := Resource{Kind: "report", ID: "r", In: []Ref{{Place, "PL-3062011"}, {Place, "PL-3062"}, {Place, "PL-30"}, {Place, "PL"}, {Unit, "v"}, {Org, "o"}, {Post, "p"}}}
	for b.Loop() {
		e.Allowed(p, "report.open", r)
	}
}
