package day

import (
	"testing"

	"reeve/kernel/db"
	"reeve/modules/practice/events"
)

// TestListMeansWhoWasNamed gives the lines of a list to those who were named, in other spellings and twice; somebody else
// of a like name is somebody else.
func TestListMeansWhoWasNamed(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.event("Bezpečná obec")
		all := h.register(e, "Kladno", events.Ask{Person: events.Person{Name: "Jana Dvořáková", Mail: "jana@obec.example"}, Delegation: "CZ"}, events.Ask{Person: events.Person{Name: "Tomáš Novotný"}, Delegation: "CZ"},
			events.Ask{Person: events.Person{Name: "Eva Malá"}, Delegation: "CZ"})
		h.now = at(17, 0)
		var done []Entered
		h.write(func(tx *db.Tx) (err error) {
			done, err = h.day.Enter(tx, e, []Listed{{Name: "J. Dvorakova", Mail: "jana@obec.example", Organisation: "Kladno"}, {Name: "NOVOTNY Tomas", Organisation: "Kladno"}, {Name: "Tomáš Novotný", Organisation: "Kladno"},
				{Name: "Tomáš Novotný", Organisation: "Kolín"}, {Name: "Petr Svoboda", Organisation: "Kladno"}}, "cs")
			return err
		})
		for i, want := range []string{all[0].ID, all[1].ID, all[1].ID, "", ""} {
			if done[i].Nomination != want {
				t.Errorf("line %d is of %q, want %q", i+1, done[i].Nomination, want)
			}
		}
		if !done[2].Repeated || done[3].Human == done[1].Human || done[3].Asked != 1 {
			t.Errorf("%+v %+v", done[2], done[3])
		}
		states := map[string]string{}
		h.read(func(s *db.Snapshot) error {
			now, err := events.Standings(s, e.ID)
			for _, n := range now {
				states[n.ID] = n.State
			}
			return err
		})
		if states[all[0].ID] != events.Attended || states[all[1].ID] != events.Attended || states[all[2].ID] != events.Confirmed {
			t.Errorf("%v", states)
		}
	})
}
