package clock

import (
	"slices"
	"time"
)

// AnonymousPause is how long a clock waits for somebody who cannot be reached: 7 days of 24 hours. A person
// without a name may never come back, and the deadline must not sleep for ever.
const AnonymousPause = 7 * 24 * time.Hour

// Pause is a time in which the clock stands.
type Pause struct {
	From      time.Time `json:"from"`
	Until     time.Time `json:"until,omitzero"` // zero = not ended yet
	Anonymous bool      `json:"anonymous"`      // waits for a person without a name: over after AnonymousPause, answered or not
}

// End is when the pause ends or has ended: Until, or the end of AnonymousPause if that comes first; zero
// while nobody knows.
func (p Pause) End() time.Time {
	limit := p.From.Add(AnonymousPause)
	if p.Anonymous && (p.Until.IsZero() || p.Until.After(limit)) {
		return limit
	}
	return p.Until
}

// Stood is when the clock stood until an instant, or until it was stopped: by time, cut there, without overlap.
func (c Clock) Stood(now time.Time) []Pause {
	if !c.StoppedAt.IsZero() && c.StoppedAt.Before(now) {
		now = c.StoppedAt
	}
	return stops(c.Pauses, c.StartedAt, now)
}

// stops is what the pauses look like at the instant now: within [start, now], by time, without overlap.
func stops(pauses []Pause, start, now time.Time) []Pause {
	var cut []Pause
	for _, p := range pauses {
		from, until := p.From, p.End()
		if from.Before(start) {
			from = start
		}
		if until.IsZero() || until.After(now) {
			until = now
		}
		if until.After(from) {
			cut = append(cut, Pause{From: from, Until: until})
		}
	}
	slices.SortFunc(cut, func(a, b Pause) int { return a.From.Compare(b.From) })
	var out []Pause
	for _, p := range cut {
		last := len(out) - 1
		switch {
		case last < 0 || p.From.After(out[last].Until):
			out = append(out, p)
		case p.Until.After(out[last].Until):
			out[last].Until = p.Until
		}
	}
	return out
}

// push moves an instant by every stop that began before it, in order, and says by how much.
func push(t time.Time, stops []Pause) (time.Time, time.Duration) {
	var by time.Duration
	for _, s := range stops {
		if !s.From.Before(t) {
			break
		}
		length := s.Until.Sub(s.From)
		t, by = t.Add(length), by+length
	}
	return t, by
}

// resumes is when a clock that stands at now runs again by itself, zero while an open pause holds it.
// standing is false if no pause holds at now.
func resumes(pauses []Pause, now time.Time) (at time.Time, standing bool) {
	for _, p := range pauses {
		end := p.End()
		switch {
		case p.From.After(now):
		case end.IsZero():
			return time.Time{}, true
		case end.After(now) && end.After(at):
			at, standing = end, true
		}
	}
	return at, standing
}
