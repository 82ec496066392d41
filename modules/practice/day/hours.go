package day

import (
	"slices"
	"time"

	"reeve/modules/practice/events"
)

// Mark is somebody coming in or going out.
type Mark struct {
	ID       string `json:"id"`       // made by who marked; the same one twice is one
	Out      bool   `json:"out"`      // went out; else came in
	At       int64  `json:"at"`       // µs UTC, when it was
	Received int64  `json:"received"` // µs UTC, when it reached the server
	Session  string `json:"session"`  // key of a session of the programme; empty = the event
}

// Minutes are how long somebody was there: from each coming in to the next going out of the same civil day in the event's
// zone, or to the hour at which the event closes where none was marked. Time before the event's hour of beginning and
// after its closing hour does not count. 0 for an event without a date.
func Minutes(e events.Event, marks []Mark) int64 {
	if e.Starts == "" || e.Ends == "" {
		return 0
	}
	zone := e.Location()
	opens, closes := e.Starts[len("2006-01-02T"):], e.Ends[len("2006-01-02T"):]
	if opens >= closes {
		opens, closes = "00:00", "23:59" // of several days without hours of their own
	}
	sorted := slices.Clone(marks)
	slices.SortStableFunc(sorted, func(a, b Mark) int { return int(min(max(a.At-b.At, -1), 1)) })
	var total time.Duration
	var in time.Time
	day := ""
	end := func(at time.Time) {
		if in.IsZero() {
			return
		}
		from, to := e.Instant(day+"T"+opens), e.Instant(day+"T"+closes)
		if in.After(from) {
			from = in
		}
		if at.Before(to) {
			to = at
		}
		if d := to.Sub(from); d > 0 {
			total += d
		}
		in = time.Time{}
	}
	for _, m := range sorted {
		at := time.UnixMicro(m.At)
		if today := at.In(zone).Format(time.DateOnly); today != day {
			end(e.Instant(day + "T" + closes))
			day = today
		}
		switch {
		case m.Out:
			end(at)
		case in.IsZero():
			in = at
		}
	}
	end(e.Instant(day + "T" + closes))
	return int64(total / time.Minute)
}
