package threatmap

import (
	"slices"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// span is a promise in civil days: when it began, the last day, and the day on which it was kept, if it was.
type span struct{ from, by, done time.Time }

// publicClocks tell whether the deadlines were kept, from public data alone: days, never hours.
func (s *site) publicClocks(r *web.Request, p PublicReport, zone *time.Location) (clocks []look.Clock) {
	today := civil(r.Now.In(zone).Format(time.DateOnly))
	filed := civil(p.FiledDate)
	if p.ReadBy != nil {
		done := firstOf(p.History, "open", "mistake")
		if !done.IsZero() || !withdrawn(p.History) {
			clocks = append(clocks, dayClock(r.Text, span{filed, civil(*p.ReadBy), done}, today, "read"))
		}
	}
	if p.VerifyBy != nil {
		from, begun := filed, 0
		for i, step := range p.History {
			if slices.Contains([]string{"take_back", "reverify", "dispute", "reopen"}, step.Step) {
				from, begun = dayOf(step.At), i
			}
		}
		done := firstOf(p.History[begun:], "confirm", "not_confirm", "mistake")
		if !done.IsZero() || !withdrawn(p.History[begun:]) {
			clocks = append(clocks, dayClock(r.Text, span{from, civil(*p.VerifyBy), done}, today, "verify"))
		}
	}
	return clocks
}

// withdrawn tells whether the resident took the report back: what nobody had done by then has neither been kept
// nor missed.
func withdrawn(steps []PublicStep) bool { return !firstOf(steps, "withdraw").IsZero() }

func dayOf(at time.Time) time.Time { return civil(at.Format(time.DateOnly)) }

// firstOf is the day of the first of some steps, zero if none was taken.
func firstOf(steps []PublicStep, names ...string) time.Time {
	for _, step := range steps {
		if slices.Contains(names, step.Step) {
			return dayOf(step.At)
		}
	}
	return time.Time{}
}

func days(from, to time.Time) int64 { return int64(to.Sub(from).Hours()+12) / 24 }

// dayClock draws a span as it stands today. kind is read or verify.
func dayClock(l *i18n.Localizer, s span, today time.Time, kind string) look.Clock {
	total := max(days(s.from, s.by), 1)
	c := look.Clock{Kind: look.Running, Right: l.T("threatmap.site.clock.limit", "date", l.DateLong(s.by))}
	key := "threatmap.site.clock." + kind
	at := today
	if !s.done.IsZero() {
		at = s.done
	}
	used := max(days(s.from, at), 0)
	left := days(at, s.by)
	c.Spent = int(used * 100 / total)
	switch {
	case !s.done.IsZero():
		if c.Kind = look.Kept; left < 0 {
			c.Kind = look.Late
		}
		c.Left = l.T(key + ".same_day")
		if used > 0 {
			c.Left = l.N(key+".after", used)
		}
	case left < 0:
		c.Kind, c.Left = look.Late, l.N(key+".late", -left)
	case left == 0:
		c.Kind, c.Left = look.Warned, l.T(key+".last_day")
	default:
		if c.Spent >= 80 {
			c.Kind = look.Warned
		}
		c.Left = l.N(key+".left", left)
	}
	return c
}

// stand shows the clocks that run as standing still, while the holder of the key is asked: how long they will
// stand is not known, so no limit is given.
func stand(l *i18n.Localizer, clocks []look.Clock) {
	for i := range clocks {
		if c := &clocks[i]; c.Kind == look.Running || c.Kind == look.Warned {
			c.Kind, c.Left, c.Right = look.Paused, l.T("threatmap.site.clock.stands"), ""
			c.Pauses = []look.Pause{{From: max(c.Spent-12, 0), To: max(c.Spent, 12)}}
			c.Spent = max(c.Spent, 12)
		}
	}
}
