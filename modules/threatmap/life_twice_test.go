package threatmap

import (
	"slices"
	"testing"
)

// TestFirstLifeIsWhatItWas: reports that began before duplicates could be linked go on by the life they began with.
func TestFirstLifeIsWhatItWas(t *testing.T) {
	first := firstDefinition()
	if err := first.Check(); err != nil {
		t.Fatal(err)
	}
	if first.Version != 1 || Definition().Version != 2 || len(Definitions()) != 2 {
		t.Fatalf("versions %d and %d", first.Version, Definition().Version)
	}
	for _, name := range sinceSecond() {
		if _, ok := first.Step(name); ok {
			t.Errorf("version 1 has the step %s", name)
		}
		if _, ok := Definition().Step(name); !ok {
			t.Errorf("version 2 lacks the step %s", name)
		}
	}
	if len(first.Steps) != 23 {
		t.Errorf("version 1 has %d steps", len(first.Steps))
	}
	for _, c := range first.Clocks {
		if c.Name == "verify" && !slices.Equal(c.Stops, []string{"confirm", "not_confirm", "mistake", "withdraw"}) {
			t.Errorf("verify stops with %v", c.Stops)
		}
	}
}

// TestEveryOutcomeIsFollowed: wherever a step leads, a duplicate can follow from every open state, or is parted.
func TestEveryOutcomeIsFollowed(t *testing.T) {
	d := Definition()
	for _, s := range d.Steps {
		if s.To == "" || slices.Contains(followSteps(), s.Name) {
			continue
		}
		name := following(s.Name)
		f, ok := d.Step(name)
		if !ok {
			t.Errorf("%s is followed by %q", s.Name, name)
			continue
		}
		if name != partStep && f.To != s.To {
			t.Errorf("%s leads to %s, its duplicates to %s", s.Name, s.To, f.To)
		}
	}
	open := []string{New, Verification, Confirmed, HandedOver}
	for _, from := range open[:3] { // what is handed over is not linked
		for _, to := range open {
			name := catchingUp(from, to)
			if from == to || to == New {
				if name != "" {
					t.Errorf("from %s to %s by %s", from, to, name)
				}
				continue
			}
			if f, ok := d.Step(name); !ok || f.To != to || !slices.Contains(f.From, from) {
				t.Errorf("from %s to %s by %q", from, to, name)
			}
		}
	}
}
