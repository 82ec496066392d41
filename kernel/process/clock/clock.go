package clock

import (
	"time"

	"reeve/kernel/process/calendar"
)

// Clock is a period that has begun. It is data: the instants of what happened, nothing computed.
type Clock struct {
	StartedAt time.Time `json:"started_at"`
	Period    Period    `json:"period"`
	Rules     Rules     `json:"rules"`
	Pauses    []Pause   `json:"pauses"`              // any order, may overlap
	StoppedAt time.Time `json:"stopped_at,omitzero"` // zero = not done yet
}

// Status is one word for what a clock shows.
type Status string

const (
	Running  Status = "running"
	Paused   Status = "paused"    // stands, and is not late
	Warned   Status = "warned"    // at least 80 % of the time is used
	Late     Status = "late"      // the due instant has passed
	Kept     Status = "kept"      // done, not after the due instant
	KeptLate Status = "kept_late" // done after it
)

// State is what a clock shows at an instant. Total, Used and Left are real time without pauses, and
// Used/Total is the share that has gone; Left is negative by the time overdue.
type State struct {
	Status Status
	DueAt  time.Time // as if a pause that still lasts ended now
	WarnAt time.Time // at 80 %, likewise
	Total  time.Duration
	Used   time.Duration
	Left   time.Duration

	// ResumesAt is set while Status is Paused and the pause ends by itself: if nothing happens before, the
	// due instant will then be DueAt + (ResumesAt − now).
	ResumesAt time.Time
}

// State reads the clock at the instant now by the calendar of the place (nil is enough for hours). What
// happened after now is not known yet, so the state of any past instant can be asked for; an instant
// before the start reads like the start.
func (c Clock) State(now time.Time, cal *calendar.Calendar) State {
	stopped := !c.StoppedAt.IsZero() && !c.StoppedAt.After(now)
	if stopped {
		now = c.StoppedAt
	}
	if now.Before(c.StartedAt) {
		now = c.StartedAt
	}
	limit := c.Rules.Due(c.StartedAt, c.Period, cal)
	s := State{Total: limit.Sub(c.StartedAt)}
	stops := stops(c.Pauses, c.StartedAt, now)
	var stood time.Duration
	s.DueAt, stood = push(limit, stops)
	s.WarnAt, _ = push(c.StartedAt.Add(warnAfter(s.Total)), stops)
	s.Used = now.Sub(c.StartedAt) - stood
	s.Left = s.Total - s.Used
	switch resumesAt, standing := resumes(c.Pauses, now); {
	case stopped && now.After(s.DueAt):
		s.Status = KeptLate
	case stopped:
		s.Status = Kept
	case now.After(s.DueAt):
		s.Status = Late
	case standing:
		s.Status, s.ResumesAt = Paused, resumesAt
	case !now.Before(s.WarnAt):
		s.Status = Warned
	default:
		s.Status = Running
	}
	return s
}

// warnAfter is 80 % of the time, rounded up to a microsecond, the grain of stored instants.
func warnAfter(total time.Duration) time.Duration {
	const grain = 5 * time.Microsecond
	return (total*4 + grain - 1) / grain * time.Microsecond
}
