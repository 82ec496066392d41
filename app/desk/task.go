package desk

import (
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// tasks is a list of work as the board shows it. Calm until it matters: on the first page only clocks that
// need a look are drawn, with whole every one.
func (d *Desk) tasks(r *web.Request, which process.Which, items []process.Item, whole bool) look.Tasks {
	t := look.Tasks{ID: string(which), Kind: string(which), Title: r.Text.T("desk.work." + string(which)), Count: len(items),
		Empty: r.Text.T("desk.work." + string(which) + ".none")}
	for _, it := range items {
		t.Items = append(t.Items, d.task(r, it, whole))
	}
	return t
}

func (d *Desk) task(r *web.Request, it process.Item, whole bool) look.Task {
	t := look.Task{Icon: "map-pin", Href: d.href(it.Instance), Title: it.Subject, Meta: r.Text.T("desk.task.meta", "ref", it.Ref, "state", d.stateWord(r, it.Instance))}
	if d.Subject == nil {
		t.Icon = "inbox"
	}
	if d.Catalogue.Has(r.Text.Lang(), it.Subject) { // what is about no category says it in words
		t.Title, t.Icon = r.Text.T(it.Subject), "handshake"
	}
	if d.Subject != nil {
		if name, icon, ok := d.Subject(it.Subject); ok {
			t.Title = d.name(r, name)
			if icon != "" {
				t.Icon = icon
			}
		}
	}
	if where := d.where(r, it.Place); where != "" {
		t.Title = r.Text.T("desk.task.at", "subject", t.Title, "place", where)
	}
	if it.Attention != "" {
		t.Title = r.Text.T("desk.task.title", "act", r.Text.T(it.Attention), "subject", t.Title)
	}
	if it.Clock == nil {
		return t
	}
	s := d.Process.State(it.Instance, *it.Clock, r.Now)
	c := d.clock(r, it, s)
	t.Kind, t.Due = c.Kind, d.due(r, s)
	if whole || c.Kind != look.Running {
		t.Clock = &c
		if c.Kind == look.Late { // one line says it: the limit, and how long ago it was
			c.Right, t.Due = t.Due, ""
		}
	}
	return t
}

// stateWord is the state of an instance in its definition's own words.
func (d *Desk) stateWord(r *web.Request, i process.Instance) string {
	if def := d.Process.Definition(i.Definition); def != nil {
		for _, key := range def.StateKeys(i.State) {
			if d.Catalogue.Has(r.Text.Lang(), key) {
				return r.Text.T(key)
			}
		}
	}
	module, _, _ := strings.Cut(i.Definition, ".")
	return r.Text.T(module + ".state." + i.State)
}

// where names a place, a beat with its community.
func (d *Desk) where(r *web.Request, place string) string {
	s := d.Places.Snapshot()
	p, ok := s.Place(place)
	if !ok {
		return ""
	}
	name := d.name(r, p.Names)
	if c, ok := s.Above(place, places.Community); ok && c.ID != p.ID {
		return r.Text.T("desk.place.in", "place", name, "community", d.name(r, c.Names))
	}
	return name
}

// due is the time left or the time overdue, in words.
func (d *Desk) due(r *web.Request, s clock.State) string {
	switch s.Status {
	case clock.Late, clock.KeptLate:
		return r.Text.T("desk.due.late", "time", rough(r.Text, s.Left))
	case clock.Paused:
		return r.Text.T("desk.due.paused")
	}
	return r.Text.T("desk.due.left", "time", rough(r.Text, s.Left))
}

// rough is a time in its greatest unit, for where there is little room. The rest is cut off, so that nothing
// seems due later than it is.
func rough(text *i18n.Localizer, left time.Duration) string {
	hours := int64(left.Abs() / time.Hour)
	switch {
	case hours >= 24:
		return text.Days(hours / 24)
	case hours > 0:
		return text.Hours(hours)
	}
	return text.Duration(left)
}

// clock is the line of a clock: what is used of the time, and the limit.
func (d *Desk) clock(r *web.Request, it process.Item, s clock.State) look.Clock {
	c := it.Clock.Clock
	limit := d.limit(r, it, s.DueAt)
	line := look.Line(c, s, r.Now)
	line.Right = r.Text.T("desk.clock.limit", "limit", limit)
	used := r.Text.Percent(int64(s.Used/time.Second), max(int64(s.Total/time.Second), 1), 0)
	switch line.Kind {
	case look.Late:
		line.Left, line.Right = r.Text.T("desk.clock.late", "limit", limit), ""
	case look.Paused:
		line.Left = r.Text.T("desk.clock.paused")
	default:
		line.Left = r.Text.T("desk.clock.used", "percent", used)
	}
	return line
}

// limit writes when something is due at its place; a limit at midnight is the end of the day before.
func (d *Desk) limit(r *web.Request, it process.Item, due time.Time) string {
	zone := d.zone()
	if c := d.Process.Calendar(it.Calendar); c != nil {
		zone = c.Zone
	}
	local := due.In(zone)
	if local.Hour() == 0 && local.Minute() == 0 {
		day := local.Add(-time.Minute)
		return r.Text.T("desk.limit.day", "weekday", r.Text.WeekdayShort(day.Weekday()), "date", r.Text.Date(day))
	}
	return r.Text.T("desk.limit.time", "weekday", r.Text.WeekdayShort(local.Weekday()), "date", r.Text.Date(local), "time", r.Text.Time(due, zone))
}
