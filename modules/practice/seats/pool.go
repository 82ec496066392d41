// Package seats is who gets a seat: pools within one capacity, the waiting line of each pool, and offers of freed seats for
// a limited time. Rules without a store.
//
// Nouns: a Pool (seats of one delegation), a Count (what is taken of a pool), a Waiter (who waits).
//
// Invariants:
//   - Never one seat more than the capacity, nor than the pool unless its overflow rule allows it. An offered seat counts
//     as taken until the offer ends.
//   - Nobody is seated past somebody who waits longer for the same pool.
package seats

import (
	"encoding/json"
	"slices"

	"reeve/kernel/errs"
)

// Overflow says what a full pool may do.
type Overflow string

// Overflow rules.
const (
	Closed Overflow = "none"  // a full pool is full, although other seats are free
	Spare  Overflow = "spare" // it may take seats that belong to no pool
	Open   Overflow = "any"   // it may take any free seat
)

// UnmarshalJSON also reads true (any) and false (none).
func (o *Overflow) UnmarshalJSON(raw []byte) error {
	switch string(raw) {
	case "true":
		*o = Open
		return nil
	case "false", "null":
		*o = Closed
		return nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	*o = Overflow(s)
	return nil
}

// Pool is the seats of one delegation. Delegation "" is everybody who belongs to no other pool.
type Pool struct {
	ID         string
	Delegation string
	Seats      int64
	Overflow   Overflow
}

// Count is how much of a pool is used.
type Count struct{ Taken, Offered, Waiting int64 }

// Used are the seats that nobody else can have now.
func (c Count) Used() int64 { return c.Taken + c.Offered }

// Check finds what is wrong with the pools of an event.
func Check(capacity int64, pools []Pool) error {
	var f errs.Fields
	if capacity < 1 || capacity > 100_000 {
		f.Add("capacity", "practice.capacity_wrong", "value", capacity)
	}
	sum, seen := int64(0), map[string]bool{}
	for i, p := range pools {
		if p.Seats < 0 || p.Seats > capacity {
			f = append(f, errs.Field{Field: "pools", Row: i + 1, Key: "practice.pool_seats_wrong", Args: map[string]any{"value": p.Seats}})
			continue
		}
		if seen[p.Delegation] {
			f = append(f, errs.Field{Field: "pools", Row: i + 1, Key: "practice.pool_twice", Args: map[string]any{"delegation": p.Delegation}})
		}
		if !slices.Contains([]Overflow{Closed, Spare, Open}, p.Overflow) {
			f = append(f, errs.Field{Field: "pools", Row: i + 1, Key: "practice.pool_overflow_wrong", Args: map[string]any{"value": string(p.Overflow)}})
		}
		seen[p.Delegation] = true
		sum += p.Seats
	}
	if sum > capacity {
		f.Add("pools", "practice.pools_over_capacity", "sum", sum, "capacity", capacity)
	}
	return f.Err()
}

// Of finds the pool of a delegation: its own, else that of everybody. false where there is neither.
func Of(pools []Pool, delegation string) (Pool, bool) {
	for _, want := range []string{delegation, ""} {
		if i := slices.IndexFunc(pools, func(p Pool) bool { return p.Delegation == want }); i >= 0 {
			return pools[i], true
		}
	}
	return Pool{}, false
}

// Free tells whether the next of a pool gets a seat now, were nobody waiting.
func Free(capacity int64, pools []Pool, counts map[string]Count, pool string) bool {
	used, kept := int64(0), int64(0)
	var mine Pool
	var lent int64 // seats beyond the pools' own that pools have taken
	for _, p := range pools {
		c := counts[p.ID]
		used += c.Used()
		kept += p.Seats
		lent += max(0, c.Used()-p.Seats)
		if p.ID == pool {
			mine = p
		}
	}
	switch {
	case used >= capacity:
		return false
	case counts[pool].Used() < mine.Seats:
		return true
	case mine.Overflow == Open:
		return true
	case mine.Overflow == Spare:
		return lent < capacity-kept
	}
	return false
}

// Waiter is somebody without a seat.
type Waiter struct {
	ID           string
	Pool         string
	Organisation string
	Substitute   bool // steps in for somebody of the same organisation, and for nobody else
	Late         bool // asked after the deadline: after all who asked in time
	Arrival      int64
}

// Next is who is offered a seat of a pool that became free: a substitute of the organisation that gave it up, else who
// waits longest. false when nobody is to be asked.
func Next(waiting []Waiter, pool, gaveUp string) (Waiter, bool) {
	best, found := Waiter{}, false
	for _, w := range waiting {
		if w.Pool != pool || w.Substitute && (gaveUp == "" || w.Organisation != gaveUp) {
			continue
		}
		if !found || before(w, best) {
			best, found = w, true
		}
	}
	return best, found
}

func before(a, b Waiter) bool {
	if a.Substitute != b.Substitute {
		return a.Substitute
	}
	if a.Late != b.Late {
		return b.Late
	}
	return a.Arrival < b.Arrival
}

// Queued tells whether somebody stands in line for a pool, substitutes aside.
func Queued(waiting []Waiter, pool string) bool {
	_, yes := Next(waiting, pool, "")
	return yes
}

// Line is who waits in the order in which they are asked, substitutes aside.
func Line(waiting []Waiter) []Waiter {
	line := slices.DeleteFunc(slices.Clone(waiting), func(w Waiter) bool { return w.Substitute })
	slices.SortFunc(line, func(a, b Waiter) int {
		switch {
		case before(a, b):
			return -1
		case before(b, a):
			return 1
		}
		return 0
	})
	return line
}
