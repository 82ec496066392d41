package events

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/practice/seats"
)

// TestRaceForSeats lets many ask at once: exactly the seats there are, at most two of them Norwegian, and the line is the
// order of arrival.
func TestRaceForSeats(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(nil)
		var wg sync.WaitGroup
		const many = 120
		for i := range many {
			wg.Go(func() {
				delegation := "CZ"
				if i%10 == 0 {
					delegation = "NO"
				}
				if _, err := h.register(e, fmt.Sprintf("Obec %d", i), person(fmt.Sprintf("Jan Novák %c%c", 'A'+i/26, 'a'+i%26), delegation)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all := h.standings(e)
		states := map[string]int{}
		waits := map[string]bool{}
		for i, s := range all {
			states[s.Delegation+" "+s.State]++
			if s.Arrival != int64(i+1) {
				t.Fatalf("arrival %d at %d", s.Arrival, i+1)
			}
			if s.State == Waitlisted {
				waits[s.Delegation] = true
			} else if waits[s.Delegation] {
				t.Errorf("%d of %s has a seat although somebody before waits", s.Arrival, s.Delegation)
			}
		}
		want := map[string]int{"CZ confirmed": 33, "NO confirmed": 2, "CZ waitlisted": many - 12 - 33, "NO waitlisted": 10}
		if fmt.Sprint(states) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", states, want)
		}
	})
}

func TestOffers(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(func(e *Event) { e.Capacity, e.Pools = 1, []seats.Pool{{Seats: 1}} })
		first := must[[]Standing](t)(h.register(e, "Kladno", person("Jana Malá", ""), Ask{Person: Person{Name: "Petr Velký"}, Substitute: true}))
		second := must[[]Standing](t)(h.register(e, "Brno", person("Eva Dlouhá", "")))
		third := must[[]Standing](t)(h.register(e, "Plzeň", person("Jiří Krátký", "")))
		state := func(s Standing) string { return standing(h.standings(e), s.ID).State }
		if got := []string{state(first[0]), state(first[1]), state(second[0])}; !slices.Equal(got, []string{Confirmed, Waitlisted, Waitlisted}) {
			t.Fatal(got)
		}
		if err := h.answer(first[0].Ref, "withdraw"); err != nil {
			t.Fatal(err)
		}
		if got := state(first[1]); got != Offered || state(second[0]) != Waitlisted {
			t.Fatalf("the substitute of the same municipality is %s, who waits longest %s", got, state(second[0]))
		}
		h.later(11 * time.Hour)
		if state(first[1]) != Offered {
			t.Fatal("the offer lapsed before its time")
		}
		h.later(2 * 24 * time.Hour)
		if state(first[1]) != Lapsed || state(second[0]) != Offered {
			t.Fatalf("substitute %s, next %s", state(first[1]), state(second[0]))
		}
		if err := h.answer(first[1].Ref, "accept"); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a lapsed offer was accepted: %v", err)
		}
		if err := h.answer(second[0].Ref, "accept"); err != nil {
			t.Fatal(err)
		}
		h.later(3 * 24 * time.Hour)
		if state(second[0]) != Confirmed || state(third[0]) != Waitlisted {
			t.Errorf("%s %s", state(second[0]), state(third[0]))
		}
	})
}

func TestLateAndClosed(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(nil)
		h.now = time.Date(2020, 10, 2, 21, 59, 59, 0, time.UTC) // the last minute in Prague
		if s := must[[]Standing](t)(h.register(e, "Kladno", person("Jana Malá", "CZ"))); s[0].Late || s[0].State != Confirmed {
			t.Errorf("%+v", s)
		}
		h.now = time.Date(2020, 10, 2, 22, 0, 0, 0, time.UTC)
		if s := must[[]Standing](t)(h.register(e, "Brno", person("Eva Dlouhá", "CZ"))); !s[0].Late || s[0].State != Waitlisted {
			t.Errorf("%+v", s)
		}
		if _, err := h.register(e, "Brno", person("DLOUHÁ Eva", "CZ")); errs.KindOf(err) != errs.Invalid || errs.Of(err).Fields[0].Key != "practice.person_twice" {
			t.Errorf("the same person twice: %v", err)
		}
		if _, err := h.register(e, "Brno", person("Ola Nordmann", "SE")); errs.KindOf(err) != errs.Invalid || errs.Of(err).Fields[0].Key != "practice.no_such_pool" {
			t.Errorf("a delegation without seats: %v", err)
		}
		if n := len(h.standings(e)); n != 2 {
			t.Errorf("%d nominations", n)
		}
	})
}

func TestMovedEventAsksEverybody(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(func(e *Event) { e.Starts, e.Ends = "2020-11-12T09:00", "2020-11-12T16:00" })
		one := must[[]Standing](t)(h.register(e, "Kladno", person("Jana Malá", "CZ")))
		two := must[[]Standing](t)(h.register(e, "Oslo", person("Ola Nordmann", "NO")))
		if err := h.write(func(tx *db.Tx) error {
			_, err := h.v.MoveTo(tx, e.Ref, "2021-06-10T09:00", "2021-06-10T16:00", "2021-05-20T23:59", "pandemie", "")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := h.answer(one[0].Ref, "come"); err != nil {
			t.Fatal(err)
		}
		if err := h.answer(two[0].Ref, "not_come"); err != nil {
			t.Fatal(err)
		}
		all := h.standings(e)
		if len(all) != 2 || all[0].Coming != "yes" || all[0].State != Confirmed || all[1].Coming != "no" || all[1].State != Withdrawn || all[0].Round != 1 {
			t.Errorf("%+v", all)
		}
	})
}

func TestEventChecks(t *testing.T) {
	good := Event{Kind: Workshop, DateKind: On, Titles: map[string]string{"en": "x"}, Zone: "Europe/Prague", Starts: "2021-06-10T09:00", Ends: "2021-06-10T16:00", Capacity: 1, OfferHours: 12}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for key, change := range map[string]func(e *Event){
		"practice.date_far":       func(e *Event) { e.Starts = "1900-01-01T00:00" },
		"practice.date_wrong":     func(e *Event) { e.Ends = "10. 6. 2021" },
		"practice.ends_before":    func(e *Event) { e.Ends = "2021-06-09T16:00" },
		"practice.zone_wrong":     func(e *Event) { e.Zone = "Prag" },
		"practice.title_missing":  func(e *Event) { e.Titles = nil },
		"practice.capacity_wrong": func(e *Event) { e.Capacity = 0 },
		"practice.pools_over_capacity": func(e *Event) {
			e.Capacity, e.Pools = 2, []seats.Pool{{Seats: 2, Overflow: seats.Closed}, {Delegation: "NO", Seats: 1, Overflow: seats.Closed}}
		},
	} {
		e := good
		change(&e)
		err := e.Check()
		if errs.KindOf(err) != errs.Invalid || errs.Of(err).Fields[0].Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}
