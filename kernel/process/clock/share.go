package clock

import (
	"time"

	"reeve/kernel/process/calendar"
)

// At is the instant at which a share of the time is used, in per cent of the limit, as it looks at the instant now: a
// pause that lasts is taken to end by its own rule, else now. A share above 100 lies behind the limit.
func (c Clock) At(percent int64, now time.Time, cal *calendar.Calendar) time.Time {
	limit := c.Rules.Due(c.StartedAt, c.Period, cal)
	total := limit.Sub(c.StartedAt)
	at := c.StartedAt.Add(time.Duration(percent) * (total / 100)).Truncate(time.Microsecond)
	until := now
	if s := c.State(now, cal); s.Status == Paused && !s.ResumesAt.IsZero() {
		until = s.ResumesAt
	}
	at, _ = push(at, stops(c.Pauses, c.StartedAt, until))
	return at
}
