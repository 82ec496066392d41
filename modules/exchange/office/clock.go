package office

import (
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/request"
)

// short writes a length of time in its two greatest units, as lists have room for: 1 h 12 min. The rest is cut off.
func short(r *web.Request, d time.Duration) string {
	whole := int64(max(d, -d) / time.Minute)
	days, hours, minutes := whole/(24*60), whole/60%24, whole%60
	n := func(key string, v int64) string { return r.Text.T(key, "n", r.Text.Number(v)) }
	switch {
	case days > 0 && hours > 0:
		return r.Text.T("exchange.two", "a", n("exchange.days", days), "b", n("exchange.hours", hours))
	case days > 0:
		return n("exchange.days", days)
	case hours > 0 && minutes > 0:
		return r.Text.T("exchange.two", "a", n("exchange.hours", hours), "b", n("exchange.minutes", minutes))
	case hours > 0:
		return n("exchange.hours", hours)
	}
	return n("exchange.minutes", minutes)
}

// leftWords say what is left, or what happened.
func leftWords(r *web.Request, s clock.Status, left, used time.Duration) string {
	l := r.Text
	switch s {
	case clock.Paused:
		return l.T("exchange.clock.paused")
	case clock.Late:
		return l.T("exchange.clock.late", "time", short(r, left))
	case clock.Kept:
		return l.T("exchange.clock.kept", "time", short(r, used))
	case clock.KeptLate:
		return l.T("exchange.clock.kept_late", "time", short(r, left))
	}
	return short(r, left)
}

// periodWords is a limit in words: 8 hours, 3 days.
func periodWords(r *web.Request, p clock.Period) string {
	n := int64(p.Amount)
	switch p.Unit {
	case clock.Minutes:
		return r.Text.Minutes(n)
	case clock.Hours:
		return r.Text.Hours(n)
	case clock.WorkingDays:
		return r.Text.WorkingDays(n)
	case clock.CalendarDays:
		return r.Text.Days(n)
	}
	return ""
}

// shortPeriod is a limit as lists have room for.
func shortPeriod(r *web.Request, p clock.Period) string {
	n := r.Text.Number(int64(p.Amount))
	switch p.Unit {
	case clock.Minutes:
		return r.Text.T("exchange.minutes", "n", n)
	case clock.Hours:
		return r.Text.T("exchange.hours", "n", n)
	case clock.CalendarDays:
		return r.Text.T("exchange.days", "n", n)
	}
	return periodWords(r, p)
}

// line draws a clock. at is its state, c the clock with its pauses.
func line(r *web.Request, c clock.Clock, at clock.State) look.Clock {
	k := look.Line(c, at, r.Now)
	k.Left, k.Right = leftWords(r, at.Status, at.Left, at.Used), shortPeriod(r, c.Period)
	return k
}

// limitView is the panel with the legal clock of a case.
type limitView struct {
	Kind    string
	Title   string
	Urgent  *look.Code
	Left    string
	Clock   *look.Clock
	Lines   []string // what the clock runs by
	Same    string   // that the partner sees the same
	Late    string   // what follows from being late
	Facts   *look.Table
	FactsOf string
}

// limit writes the panel out of the facts' state.
func (o *Office) limit(r *web.Request, v request.Request, at request.State, partner string) limitView {
	l, zone := r.Text, o.Requests.Zone(v.Country)
	out := limitView{Kind: "none", Title: l.T("exchange.clock.title"), Urgent: urgent(r, v)}
	switch at.Status {
	case request.StatusNone:
		out.Left = l.T("exchange.clock.none")
		if v.Route == "authority" {
			out.Lines = append(out.Lines, l.T("exchange.clock.none_route"))
		}
		return out
	case request.StatusWaiting:
		out.Left = l.T("exchange.clock.waiting")
		out.Lines = append(out.Lines, l.T("exchange.clock.waiting_why", "time", periodWords(r, at.Period)))
		return out
	}
	c := clock.Clock{StartedAt: at.StartedAt, Period: at.Period, StoppedAt: at.DoneAt}
	for _, p := range at.Pauses {
		c.Pauses = append(c.Pauses, clock.Pause{From: p.From, Until: p.Until})
	}
	k := line(r, c, clock.State{Status: at.Status, DueAt: at.DueAt, Left: at.Left, Used: at.Used})
	out.Kind, out.Left = k.Kind, k.Left
	share := int64(0)
	if at.Total > 0 {
		share = int64(at.Used * 100 / at.Total)
	}
	switch at.Status {
	case clock.Running, clock.Warned:
		k.Left = l.T("exchange.clock.share", "share", l.Number(share))
	case clock.Paused:
		k.Left = l.T("exchange.clock.left_then", "time", l.Duration(at.Left))
	default:
		k.Left = l.T("exchange.clock.took", "time", l.Duration(at.Used))
	}
	k.Right = l.T("exchange.clock.until", "when", moment(r, at.DueAt, zone))
	out.Clock = &k
	from := l.T("exchange.clock.from", "time", periodWords(r, at.Period), "when", moment(r, at.StartedAt, zone), "zone", at.Zone)
	if at.Stood >= time.Minute {
		from = l.T("exchange.clock.from_paused", "time", periodWords(r, at.Period), "when", moment(r, at.StartedAt, zone), "zone", at.Zone, "pause", l.Duration(at.Stood))
	}
	out.Lines = append(out.Lines, from)
	if at.Presumed {
		out.Lines = append(out.Lines, l.T("exchange.clock.presumed"))
	} else if at.Access != "" && v.Urgency == "urgent" {
		out.Lines = append(out.Lines, l.T("exchange.clock.access", "access", l.T("codes.access."+string(at.Access))))
	}
	out.Lines = append(out.Lines, l.T("exchange.clock.reading", "law", at.Legal, "reading", i18n.Key("request.reading."+at.Reading)))
	if v.Message != "" {
		out.Same = l.T("exchange.clock.same", "partner", partner)
	} else {
		out.Same = l.T("exchange.clock.by_hand")
	}
	if at.Overdue() && at.DoneAt.IsZero() {
		out.Late = l.T("exchange.clock.both_see")
	}
	out.FactsOf, out.Facts = l.T("exchange.clock.facts"), factTable(r, at, zone)
	return out
}

// factTable lists what moved the clock: the answering node's stamps, the other side's beside them.
func factTable(r *web.Request, at request.State, zone *time.Location) *look.Table {
	l := r.Text
	t := &look.Table{Caption: l.T("exchange.clock.facts"), Head: []look.Cell{{Text: l.T("exchange.clock.what")}, {Text: l.T("exchange.clock.stamp")}, {Text: l.T("exchange.clock.other")}}}
	for _, f := range at.Facts {
		other := l.T("i18n.no_value")
		if !f.Other.IsZero() {
			other = l.T("exchange.clock.later", "when", l.DateTime(f.Other, zone), "seconds", l.Decimal(f.Other.Sub(f.At).Seconds(), 1))
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: l.T("exchange.fact." + f.Kind)}, {Text: l.DateTime(f.At, zone)}, {Text: other}})
	}
	return t
}

// urgent is the stamp of an urgent request.
func urgent(r *web.Request, v request.Request) *look.Code {
	if v.Urgency != "urgent" {
		return nil
	}
	return &look.Code{Code: string(v.Ground), Sentence: r.Text.T("codes.urgency.urgent"), Urgent: true}
}
