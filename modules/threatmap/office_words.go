package threatmap

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// name is a name in the reader's language, else in the first language that the installation falls back to.
func (o *office) name(r *web.Request, t i18n.Text) string {
	name, _ := t.Best(r.Text.Lang(), o.m.Settings.Get().Fallback)
	return name
}

func (o *office) placeName(r *web.Request, id string) string {
	p, ok := o.m.Places.Snapshot().Place(id)
	if !ok {
		return ""
	}
	return o.name(r, p.Names)
}

// where is the community, and the beat where one is drawn.
func (o *office) where(r *web.Request, rep Report) string {
	names := []string{o.placeName(r, rep.Place)}
	if beat := o.placeName(r, rep.Beat); beat != "" {
		names = append(names, beat)
	}
	return strings.Join(names, ", ")
}

// has tells who has a report: the body it was handed to, the post, or the coordinators' queue.
func (o *office) has(r *web.Request, i process.Instance) string {
	s := o.m.Places.Snapshot()
	if org, ok := s.Org(i.Body); ok {
		return o.name(r, org.Names)
	}
	if post, ok := s.Post(i.Post); ok {
		title := o.name(r, post.Post.Titles)
		if post.Account() == "" {
			return r.Text.T("threatmap.office.has_vacant", "post", title)
		}
		return title
	}
	return r.Text.T("threatmap.office.has_queue")
}

// postWord names a post with its place, and who fills it.
func (o *office) postWord(r *web.Request, p places.Filled, names people) string {
	title := o.name(r, p.Post.Titles)
	switch holder := names[p.Account()]; {
	case p.Account() == "":
		return r.Text.T("threatmap.office.post_vacant", "post", title)
	case holder == "":
		return title
	default:
		return r.Text.T("threatmap.office.post_held", "post", title, "name", holder)
	}
}

// state is the shape and the word of a state.
func state(r *web.Request, code string) look.State {
	return look.State{Code: code, Word: r.Text.T("threatmap.state." + code)}
}

// actor tells who took a step.
func (o *office) actor(r *web.Request, op opened, t takenStep) string {
	switch {
	case t.ActorKind == "report_key":
		return r.Text.T("threatmap.office.by_key")
	case t.ActorKind == "system":
		return r.Text.T("threatmap.office.by_system")
	case op.people[t.Actor] != "":
		return op.people[t.Actor]
	}
	if post, ok := o.m.Places.Snapshot().Post(t.Taken.Post); ok {
		return o.name(r, post.Post.Titles)
	}
	return r.Text.T("threatmap.office.by_program")
}

// moment is an instant with its weekday, as the clocks at the place show it. A line may break before the time
// and nowhere else, not even at the hyphens of a date.
func moment(r *web.Request, t time.Time, zone *time.Location) string {
	const wordJoiner = "\u2060"
	l := t.In(zone)
	date := strings.ReplaceAll(r.Text.Date(l), "-", "-"+wordJoiner)
	return r.Text.T("threatmap.office.moment", "weekday", r.Text.WeekdayShort(l.Weekday()), "date", date, "time", r.Text.Time(l, zone))
}

// seenWords tell when the resident sees the threat; empty when nothing was said.
func seenWords(r *web.Request, s Seen) string {
	var all []string
	from, errFrom := time.Parse(time.DateOnly, s.From)
	to, errTo := time.Parse(time.DateOnly, s.To)
	switch {
	case errFrom == nil && errTo == nil && s.From != s.To:
		all = append(all, r.Text.DateRange(from, to))
	case errFrom == nil:
		all = append(all, r.Text.DateWithWeekday(from))
	case errTo == nil:
		all = append(all, r.Text.Until(to))
	}
	var days []string
	for _, d := range s.Weekdays {
		days = append(days, r.Text.T("i18n.weekday."+strconv.Itoa(d)))
	}
	if len(days) > 0 {
		all = append(all, r.Text.List(days))
	}
	var parts []string
	for _, p := range dayOrder() {
		if slices.Contains(s.Parts, p) {
			parts = append(parts, r.Text.T("threatmap.part_hours."+string(p), "part", i18n.Key("threatmap.site.part."+string(p))))
		}
	}
	if len(parts) > 0 {
		all = append(all, r.Text.List(parts))
	}
	return strings.Join(all, " · ")
}

// partWord is a part of the day with its hours.
func partWord(r *web.Request, p DayPart) string {
	return r.Text.T("threatmap.part_hours."+string(p), "part", i18n.Key("threatmap.part."+string(p)))
}

// langWord is the language's own name.
func langWord(tag string) string {
	if l, ok := i18n.ParseLang(tag); ok {
		return l.Self()
	}
	if tag == "sr-Cyrl" {
		return i18n.Serbian.Self()
	}
	return tag
}
