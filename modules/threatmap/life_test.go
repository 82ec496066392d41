package threatmap

import (
	"slices"
	"strings"
	"testing"

	"reeve/kernel/process"
)

// transitions is the table of steps as it was agreed: what leads where, who may, what is needed.
const transitions = `
open          | new                                    | verification  | officer coordinator        |
visit         | verification confirmed                 |               | officer                    | occurred_at found
confirm       | verification                           | confirmed     | officer coordinator        | reason
not_confirm   | verification                           | not_confirmed | officer coordinator        | reason
eliminate     | confirmed                              | eliminated    | officer coordinator        | reason
hand_over     | confirmed                              | handed_over   | coordinator                | body reason
take_back     | handed_over                            | verification  | coordinator clerk mayor    | reason
done          | handed_over                            | eliminated    | coordinator clerk mayor    | reason
crime_tip     | new verification confirmed handed_over |               | officer coordinator        | reason
mistake       | new verification                       | mistake       | officer coordinator        | reason
reverify      | confirmed                              | verification  | officer                    |
ask           | new verification confirmed             |               | officer                    | text
answer        | new verification confirmed             |               | report_key                 | text
silence       | new verification confirmed             |               | system                     |
dispute       | not_confirmed                          | verification  | report_key                 | text
reopen        | eliminated                             | verification  | report_key                 | text
withdraw      | new verification                       | withdrawn     | report_key                 |
publish       | *                                      |               | moderator officer          |
publish_text  | *                                      |               | moderator officer          | text
publish_photo | *                                      |               | moderator officer          | photo
hide          | *                                      |               | moderator officer          | reason
keep          | *                                      |               | moderator officer          |
reroute       | new verification confirmed handed_over |               | coordinator                | post reason
add_photo     | new verification confirmed handed_over |               | report_key                 | photo
hold          | new                                    |               | system                     |
link_duplicate | new verification confirmed            |               | officer coordinator        | duplicate_of
unlink        | new verification confirmed handed_over |               | officer coordinator        |
follow_open   | new                                    | verification  | system                     |
follow_confirm | new verification                      | confirmed     | system                     |
follow_not_confirm | new verification confirmed        | not_confirmed | system                     |
follow_eliminate | new verification confirmed handed_over | eliminated  | system                     |
follow_hand_over | new verification confirmed          | handed_over   | system                     |
follow_back   | confirmed handed_over eliminated not_confirmed | verification | system              |
follow_part   | new verification confirmed handed_over |               | system                     |
`

func TestDefinitionIsTheTable(t *testing.T) {
	d := Definition()
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for line := range strings.Lines(strings.TrimSpace(transitions)) {
		cell := strings.Split(line, "|")
		field := func(n int) []string { return strings.Fields(cell[n]) }
		name, from := strings.TrimSpace(cell[0]), field(1)
		if slices.Equal(from, []string{"*"}) {
			from = States()
		}
		named[name] = true
		s, ok := d.Step(name)
		if !ok {
			t.Errorf("%s: no such step", name)
			continue
		}
		if to := strings.TrimSpace(cell[2]); s.To != to {
			t.Errorf("%s leads to %q, want %q", name, s.To, to)
		}
		for what, c := range map[string]struct{ have, want []string }{"from": {s.From, from}, "by": {s.Who, field(3)}, "with": {s.Needs, field(4)}} {
			if !slices.Equal(c.have, c.want) {
				t.Errorf("%s %s %v, want %v", name, what, c.have, c.want)
			}
		}
		if once := name == "dispute" || name == "reopen"; s.Once != once {
			t.Errorf("%s once: %v", name, s.Once)
		}
	}
	for _, s := range d.Steps {
		if !named[s.Name] {
			t.Errorf("%s is in no line of the table", s.Name)
		}
	}
}

func TestDefinitionWaits(t *testing.T) {
	d := Definition()
	closed := []string{Eliminated, NotConfirmed, Mistake, Withdrawn}
	for _, code := range States() {
		s, ok := d.State(code)
		if !ok || s.Closed != slices.Contains(closed, code) {
			t.Errorf("%s closed: %v", code, s.Closed)
		}
		if (s.Waits == process.WaitsNobody) != s.Closed {
			t.Errorf("%s waits for %s", code, s.Waits)
		}
	}
	for step, waits := range map[string]process.Waits{"ask": process.WaitsKey, "answer": process.WaitsPost, "silence": process.WaitsPost} {
		if s, _ := d.Step(step); s.Waits != waits {
			t.Errorf("after %s it waits for %q, want %q", step, s.Waits, waits)
		}
	}
}

func TestDefinitionClocks(t *testing.T) {
	for _, c := range Definition().Clocks {
		switch c.Name {
		case "read":
			if c.Period.String() != "3d" || !slices.Contains(c.Stops, "open") {
				t.Errorf("read: %v until %v", c.Period, c.Stops)
			}
		case "verify":
			if c.Period.String() != "5d" || !slices.Contains(c.Stops, "confirm") || !slices.Contains(c.Stops, "not_confirm") {
				t.Errorf("verify: %v until %v", c.Period, c.Stops)
			}
			for _, again := range []string{"take_back", "reverify", "dispute", "reopen"} {
				if !slices.Contains(c.Starts, again) {
					t.Errorf("%s starts no new verification clock", again)
				}
			}
		}
		if c.Name != "body" && (!slices.Contains(c.Pauses, "ask") || !slices.Contains(c.Resumes, "answer")) {
			t.Errorf("%s does not stand still between question and answer", c.Name)
		}
	}
}
