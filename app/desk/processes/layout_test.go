package processes

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/process"
)

// life is any definition: a chain of states with more ways between them.
func life(t *rapid.T) *process.Definition {
	codes := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}[:rapid.IntRange(2, 10).Draw(t, "states")]
	d := &process.Definition{Name: "x", Initial: "a"}
	for n, c := range codes {
		d.States = append(d.States, process.State{Code: c, Closed: n > 1 && rapid.Bool().Draw(t, "closed")})
		if n > 0 {
			d.Steps = append(d.Steps, process.Step{Name: "to_" + c, From: []string{codes[rapid.IntRange(0, n-1).Draw(t, "from")]}, To: c, Who: []string{rapid.SampledFrom([]string{"system", "officer"}).Draw(t, "who")}})
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "more") {
		d.Steps = append(d.Steps, process.Step{Name: "s", From: []string{rapid.SampledFrom(codes).Draw(t, "x")}, To: rapid.SampledFrom(codes).Draw(t, "y"), Who: []string{"officer"}})
	}
	return d
}

// Whatever the definition, no two boxes touch, all lie within the picture, and every way that people can take is drawn.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := life(t)
		all := nodes(d)
		at := map[string]node{}
		for _, n := range all {
			at[n.state.Code] = n
		}
		ways := arrows(d, process.Figures{}, at)
		p := draw(all, ways)
		if len(p.nodes) != len(d.States) {
			t.Fatalf("%d boxes of %d states", len(p.nodes), len(d.States))
		}
		for a, n := range p.nodes {
			if n.x < 0 || n.y < 0 || n.x+boxWide > p.wide || n.y+boxHigh > p.high {
				t.Fatalf("%s lies at %d, %d outside of %d × %d", a, n.x, n.y, p.wide, p.high)
			}
			for b, m := range p.nodes {
				if a != b && absolute(n.x-m.x) < boxWide && absolute(n.y-m.y) < boxHigh {
					t.Fatalf("%s and %s lie upon each other", a, b)
				}
			}
		}
		for _, s := range d.Steps {
			if s.From[0] != s.To && !byProgram(s) && !slices.ContainsFunc(p.ways, func(w way) bool { return w.from == s.From[0] && w.to == s.To }) {
				t.Fatalf("%s from %s to %s is not drawn", s.Name, s.From[0], s.To)
			}
		}
		for _, w := range p.ways {
			if path := p.path(w); !strings.HasPrefix(path, "M") || strings.Contains(path, "M-") {
				t.Fatalf("%s to %s: %s", w.from, w.to, path)
			}
		}
	})
}

func TestLines(t *testing.T) {
	for name, want := range map[string]string{"New": "New", "Confirmed, handed over": "Confirmed, handed|over", "Under verification": "Under|verification",
		"Approved by the regional office and more": "Approved by the|regional office a…", "Donaudampfschifffahrtsgesellschaft": "Donaudampfschifff…"} {
		if got := strings.Join(lines(name), "|"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
