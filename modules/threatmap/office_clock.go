package threatmap

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// clockLine draws one clock of a report: how much is left or what happened, and the limit.
func (o *office) clockLine(r *web.Request, i process.Instance, c process.Running, zone *time.Location) look.Clock {
	s := o.m.Process.State(i, c, r.Now)
	k := look.Line(c.Clock, s, r.Now)
	k.Left, k.Right = clockWords(r, c, s), r.Text.T("threatmap.clock.limit", "when", limitWord(r, s.DueAt, zone))
	var stood time.Duration
	for _, p := range c.Clock.Stood(r.Now) {
		stood += p.Until.Sub(p.From)
	}
	switch {
	case !s.ResumesAt.IsZero():
		k.Note = r.Text.T("threatmap.clock.resumes", "when", moment(r, s.ResumesAt, zone))
	case stood >= time.Minute:
		k.Note = r.Text.T("threatmap.clock.stood", "time", r.Text.Duration(stood))
	}
	return k
}

// clockWords say in a sentence of the clock's own how it stands.
func clockWords(r *web.Request, c process.Running, s clock.State) string {
	key := "threatmap.clock." + c.Name + "."
	switch s.Status {
	case clock.Paused:
		return r.Text.T(key + "paused")
	case clock.Late:
		return r.Text.T(key+"late", "time", r.Text.Duration(-s.Left))
	case clock.Kept:
		return r.Text.T(key+"kept", "time", r.Text.Duration(s.Used))
	case clock.KeptLate:
		return r.Text.T(key+"kept_late", "time", r.Text.Duration(-s.Left))
	}
	return r.Text.T(key+"left", "time", r.Text.Duration(s.Left))
}

// limitWord writes the limit; a day that ends at 24:00 is written as that day, 23:59.
func limitWord(r *web.Request, due time.Time, zone *time.Location) string {
	if l := due.In(zone); l.Hour() == 0 && l.Minute() == 0 {
		due = due.Add(-time.Minute)
	}
	return moment(r, due, zone)
}

// nearest is the running clock of an instance that is due first, nil when none runs.
func (o *office) nearest(q db.Reader, i process.Instance, now time.Time) (*process.Running, error) {
	clocks, err := process.Clocks(q, i.ID)
	var first *process.Running
	for n := range clocks {
		c := &clocks[n]
		if !c.Clock.StoppedAt.IsZero() {
			continue
		}
		if first == nil || o.m.Process.State(i, *c, now).DueAt.Before(o.m.Process.State(i, *first, now).DueAt) {
			first = c
		}
	}
	return first, err
}
