package request

import (
	"slices"
	"testing"
)

// Each law that a life names has words, and each step that a person takes at the desk has a method card.
func TestCards(t *testing.T) {
	without := []string{"drop"} // nothing to check: it throws away what nobody has sent
	for _, d := range Definitions() {
		if d.Basis == "" {
			t.Errorf("%s: %q has no words", d.Name, d.Legal)
		}
		for _, s := range d.Steps {
			if s.Legal != "" && s.Basis == "" {
				t.Errorf("%s.%s: %q has no words", d.Name, s.Name, s.Legal)
			}
			if !slices.Equal(s.Who, []string{"system"}) && s.Method == "" && !slices.Contains(without, s.Name) {
				t.Errorf("%s.%s has no card", d.Name, s.Name)
			}
		}
		for _, c := range d.Clocks {
			if c.Legal != "" && c.Basis == "" {
				t.Errorf("%s, clock %s: %q has no words", d.Name, c.Name, c.Legal)
			}
		}
	}
}
