package seats

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func czechNorwegian() []Pool {
	return []Pool{{ID: "cz", Delegation: "CZ", Seats: 33, Overflow: Closed}, {ID: "no", Delegation: "NO", Seats: 2, Overflow: Closed}}
}

func TestThirdNorwegianWaits(t *testing.T) {
	counts := map[string]Count{"no": {Taken: 2}, "cz": {Taken: 1}}
	if Free(35, czechNorwegian(), counts, "no") {
		t.Error("a third Norwegian got a seat")
	}
	pools := czechNorwegian()
	pools[1].Overflow = Open
	if !Free(35, pools, counts, "no") {
		t.Error("the overflow rule was not asked")
	}
	pools[1].Overflow = Spare
	if Free(35, pools, counts, "no") {
		t.Error("there is no spare seat: 33 and 2 are all")
	}
	if !Free(36, pools, counts, "no") {
		t.Error("one seat of 36 belongs to no pool")
	}
	if Free(36, pools, map[string]Count{"no": {Taken: 2, Offered: 1}}, "no") {
		t.Error("the spare seat is offered already")
	}
}

func TestNext(t *testing.T) {
	all := []Waiter{
		{ID: "late", Pool: "cz", Organisation: "x", Late: true, Arrival: 1},
		{ID: "second", Pool: "cz", Organisation: "y", Arrival: 3},
		{ID: "first", Pool: "cz", Organisation: "z", Arrival: 2},
		{ID: "substitute", Pool: "cz", Organisation: "kladno", Substitute: true, Arrival: 9},
		{ID: "norwegian", Pool: "no", Organisation: "oslo", Arrival: 0},
	}
	for _, c := range []struct{ pool, gaveUp, want string }{{"cz", "kladno", "substitute"}, {"cz", "brno", "first"}, {"cz", "", "first"}, {"no", "kladno", "norwegian"}} {
		if got, _ := Next(all, c.pool, c.gaveUp); got.ID != c.want {
			t.Errorf("%s given up by %s: offered to %s, want %s", c.pool, c.gaveUp, got.ID, c.want)
		}
	}
	if _, ok := Next([]Waiter{{Pool: "cz", Substitute: true, Organisation: "a"}}, "cz", "b"); ok {
		t.Error("a substitute steps in for another organisation")
	}
	if got, _ := Next(all[:1], "cz", ""); got.ID != "late" {
		t.Error("who came late is never asked")
	}
}

func TestNeverOneTooMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.Int64Range(1, 20).Draw(t, "capacity")
		var pools []Pool
		left := capacity
		for i := range rapid.IntRange(1, 4).Draw(t, "pools") {
			n := rapid.Int64Range(0, left).Draw(t, "seats")
			left -= n
			pools = append(pools, Pool{ID: string(rune('a' + i)), Delegation: string(rune('A' + i)), Seats: n,
				Overflow: rapid.SampledFrom([]Overflow{Closed, Spare, Open}).Draw(t, "overflow")})
		}
		if err := Check(capacity, pools); err != nil {
			t.Fatal(err)
		}
		counts := map[string]Count{}
		for range 60 {
			p := rapid.SampledFrom(pools).Draw(t, "pool")
			c := counts[p.ID]
			if rapid.IntRange(0, 4).Draw(t, "leave") == 0 && c.Taken > 0 {
				c.Taken--
			} else if Free(capacity, pools, counts, p.ID) {
				c.Taken++
			}
			counts[p.ID] = c
			used := int64(0)
			for _, q := range pools {
				used += counts[q.ID].Used()
				if q.Overflow == Closed && counts[q.ID].Used() > q.Seats {
					t.Fatalf("%+v has %d", q, counts[q.ID].Used())
				}
			}
			if used > capacity {
				t.Fatalf("%d of %d", used, capacity)
			}
		}
	})
}

func TestUntil(t *testing.T) {
	prague, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at, want string
		hours    int64
	}{
		{"2021-06-01T10:00", "2021-06-01T14:00", 4},
		{"2021-06-01T19:00", "2021-06-02T11:00", 4},
		{"2021-06-01T23:30", "2021-06-02T12:00", 4},
		{"2021-06-02T03:00", "2021-06-02T20:00", 12},
		{"2021-06-01T14:00", "2021-06-02T14:00", 12},
		{"2021-03-27T19:00", "2021-03-28T09:00", 2}, // the clocks go forward in the night
		{"2021-10-30T19:00", "2021-10-31T09:00", 2},
	} {
		at, _ := time.ParseInLocation("2006-01-02T15:04", c.at, prague)
		want, _ := time.ParseInLocation("2006-01-02T15:04", c.want, prague)
		if got := Until(at.UTC(), c.hours, prague); !got.Equal(want) {
			t.Errorf("%s and %d hours: %s, want %s", c.at, c.hours, got.In(prague).Format("2006-01-02T15:04"), c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "at"), 0)
		end := Until(at, rapid.Int64Range(1, 100).Draw(t, "hours"), prague)
		if h := end.In(prague); !end.After(at) || h.Hour() < morning || h.Hour() > evening || h.Hour() == evening && h.Minute() > 0 {
			t.Fatalf("from %s to %s", at.In(prague), h)
		}
	})
}

func TestOverflowReads(t *testing.T) {
	for raw, want := range map[string]Overflow{"true": Open, "false": Closed, "null": Closed, `"spare"`: Spare} {
		var o Overflow
		if err := json.Unmarshal([]byte(raw), &o); err != nil || o != want {
			t.Errorf("%s: %q %v", raw, o, err)
		}
	}
}
