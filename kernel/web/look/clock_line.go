package look

import (
	"time"

	"reeve/kernel/process/clock"
)

// KindOf is how a clock's status looks.
func KindOf(s clock.Status) string {
	switch s {
	case clock.Paused:
		return Paused
	case clock.Warned:
		return Warned
	case clock.Late, clock.KeptLate:
		return Late
	case clock.Kept:
		return Kept
	}
	return Running
}

// Line draws a clock at an instant: kind, what is spent, where it stood. The words are the caller's.
func Line(c clock.Clock, s clock.State, now time.Time) Clock {
	if !c.StoppedAt.IsZero() {
		now = c.StoppedAt
	}
	line := Clock{Kind: KindOf(s.Status), Spent: Position(c.StartedAt, now, s.DueAt)}
	for _, p := range c.Stood(now) {
		line.Pauses = append(line.Pauses, Pause{From: Position(c.StartedAt, p.From, s.DueAt), To: Position(c.StartedAt, p.Until, s.DueAt)})
	}
	return line
}
