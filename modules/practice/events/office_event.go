package events

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/seats"
	"reeve/modules/practice/words"
)

func (o *office) newEvent(r *web.Request) (web.Reply, error) {
	t := fresh()
	zone := "UTC"
	if k := o.Process.Calendar(o.Country()); k != nil {
		zone = k.Zone.String()
	}
	t.Values = url.Values{"zone": {zone}, "date_kind": {On}, "kind": {Workshop}, "offer_hours": {strconv.Itoa(offerHours)}, "series": {r.URL.Query().Get("series")}}
	return o.newEventPage(r, t)
}

func (o *office) newEventPage(r *web.Request, t form.Typed) (web.Reply, error) {
	title := r.Text.T("practice.event_new")
	v := form.View{Page: o.frame(r, title), Action: "/desk/practice/events/new", Draft: "event-new", Back: form.Back(r, "/desk/practice"),
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, look.NavItem{Word: title})}
	what, err := o.whatParts(r, t)
	if err != nil {
		return nil, err
	}
	v.Groups = []form.Group{{ID: "what", Title: r.Text.T("practice.event"), Parts: what}, {ID: "time", Title: r.Text.T("practice.when"), Parts: append(timeParts(r, t), zonePart(r, t))},
		{ID: "seats", Title: r.Text.T("practice.seats"), Parts: seatParts(r, t)}}
	return o.forms.Answer(r, v, t)
}

func options(r *web.Request, prefix, chosen string, values []string) (all []look.Option) {
	for _, v := range values {
		all = append(all, look.Option{Value: v, Word: r.Text.T(prefix + v), Selected: v == chosen})
	}
	return all
}

// whatParts ask what an event is.
func (o *office) whatParts(r *web.Request, t form.Typed) ([]form.Part, error) {
	get, optional := t.Values.Get, r.Text.T("form.optional")
	series := []look.Option{{Word: r.Text.T("practice.none")}}
	if err := r.Read(func(q *db.Snapshot) error {
		series = series[:1]
		all, err := AllSeries(q, "")
		for _, s := range all {
			if r.Allowed(actWrite, o.Resource(Event{ID: s.ID, Org: s.Org})) == nil {
				series = append(series, look.Option{Value: s.Slug, Word: o.Word(r, s.Titles)})
			}
		}
		return err
	}); err != nil {
		return nil, err
	}
	return form.Parts(look.Field{Name: "title", Label: r.Text.T("practice.title"), Value: get("title"), Required: true},
		look.Field{Name: "theme", Type: "textarea", Rows: 3, Label: r.Text.T("practice.theme"), Value: get("theme"), Optional: optional},
		look.Field{Name: "kind", Type: "select", Label: r.Text.T("practice.kind"), Options: options(r, "practice.kind.", get("kind"), EventKinds())},
		look.Field{Name: "series", Type: "select", Label: r.Text.T("practice.series"), Options: words.Choose(series, get("series"))},
		look.Field{Name: "venue", Label: r.Text.T("practice.where"), Value: get("venue"), Optional: optional},
		look.Field{Name: "languages", Label: r.Text.T("practice.languages"), Help: r.Text.T("practice.languages_help"), Value: get("languages"), Optional: optional}), nil
}

// timeParts ask for a time; without a day it is still to be announced.
func timeParts(r *web.Request, t form.Typed) []form.Part {
	get, optional := t.Values.Get, r.Text.T("form.optional")
	return form.Parts(look.Field{Name: "start", Label: r.Text.T("practice.start"), Help: r.Text.T("practice.time_help"), Value: get("start"), Optional: optional, Key: true},
		look.Field{Name: "end", Label: r.Text.T("practice.end"), Value: get("end"), Optional: optional, Key: true},
		look.Field{Name: "registration_deadline", Label: r.Text.T("practice.deadline"), Value: get("registration_deadline"), Optional: optional, Key: true})
}

func zonePart(r *web.Request, t form.Typed) form.Part {
	return form.Part{Field: look.Field{Name: "zone", Label: r.Text.T("practice.zone"), Value: t.Values.Get("zone"), Required: true, Key: true}}
}

func seatParts(r *web.Request, t form.Typed) []form.Part {
	get := t.Values.Get
	return form.Parts(look.Field{Name: "capacity", Type: "number", Label: r.Text.T("practice.capacity"), Value: get("capacity"), Required: true, Minimum: "1"},
		look.Field{Name: "pools", Type: "textarea", Rows: 3, Label: r.Text.T("practice.pools"), Help: r.Text.T("practice.pools_help"), Value: get("pools"), Optional: r.Text.T("form.optional")},
		look.Field{Name: "offer_hours", Type: "number", Label: r.Text.T("practice.offer_hours"), Help: r.Text.T("practice.offer_hours_help"), Value: get("offer_hours"), Required: true, Minimum: "1", Maximum: "240"})
}

// readWhat puts what was typed about an event's contents and seats onto it.
func (o *office) readWhat(q db.Reader, r *web.Request, e Event) (Event, error) {
	var f errs.Fields
	e.Titles, e.Themes = o.Put(r, e.Titles, form.Posted(r, "title")), o.Put(r, e.Themes, form.Posted(r, "theme"))
	e.Kind, e.Venue = form.Posted(r, "kind"), form.Posted(r, "venue")
	e.Languages = strings.FieldsFunc(form.Posted(r, "languages"), func(c rune) bool { return c == ',' || c == ' ' || c == ';' })
	whole := func(field string) int64 {
		n, err := strconv.ParseInt(form.Posted(r, field), 10, 64)
		if err != nil {
			f.Add(field, "practice.number_wrong", "value", form.Posted(r, field))
		}
		return n
	}
	e.Capacity, e.OfferHours = whole("capacity"), whole("offer_hours")
	e.Pools = nil
	for _, line := range form.Lines(form.Posted(r, "pools")) {
		p, ok := readPool(line)
		if !ok {
			f.Add("pools", "practice.pool_line_wrong", "line", line)
		}
		e.Pools = append(e.Pools, p)
	}
	if len(e.Pools) == 0 {
		e.Pools = []seats.Pool{{Seats: e.Capacity, Overflow: seats.Closed}}
	}
	e.Series = ""
	if slug := form.Posted(r, "series"); slug != "" {
		s, err := o.seriesNamed(q, slug)
		if err != nil {
			return e, err
		}
		e.Series, e.Org = s.ID, s.Org
	}
	return e, f.Err()
}

// readPool reads "NO 2 spare": delegation, seats, and what a full pool may do. A number alone is everybody else's.
func readPool(line string) (p seats.Pool, ok bool) {
	words := strings.Fields(line)
	p.Overflow = seats.Closed
	if n := len(words); n > 1 {
		switch o := seats.Overflow(words[n-1]); o {
		case seats.Closed, seats.Spare, seats.Open:
			p.Overflow, words = o, words[:n-1]
		}
	}
	if len(words) == 0 {
		return p, false
	}
	n, err := strconv.ParseInt(words[len(words)-1], 10, 64)
	p.Seats, p.Delegation = n, strings.Join(words[:len(words)-1], " ")
	return p, err == nil
}

// writePools is the form in which readPool reads them.
func writePools(all []seats.Pool) string {
	var lines []string
	for _, p := range all {
		line := strings.TrimSpace(p.Delegation + " " + strconv.FormatInt(p.Seats, 10))
		if p.Overflow != seats.Closed {
			line += " " + string(p.Overflow)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (o *office) takeNewEvent(r *web.Request) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, err := o.readWhat(tx, r, Event{Org: o.orgOf(r)})
		if err != nil {
			return "", err
		}
		e.Zone = form.Posted(r, "zone")
		e.Starts, e.Ends, e.Deadline = postedTimes(r)
		if err := r.Allowed(actWrite, o.Resource(e)); err != nil {
			return "", err
		}
		e, err = o.Add(tx, e, false)
		return e.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/practice/events/" + ref + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.newEventPage(r, t)
}

func postedTimes(r *web.Request) (starts, ends, deadline string) {
	starts, _ = ParseCivil(form.Posted(r, "start"))
	ends, _ = ParseCivil(form.Posted(r, "end"))
	deadline, _ = ParseCivil(form.Posted(r, "registration_deadline"))
	return starts, ends, deadline
}

func (o *office) editEvent(r *web.Request) (web.Reply, error) {
	return o.editEventPage(r, form.Fresh(nil))
}

func (o *office) editEventPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e Event
	slug := ""
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if e, _, err = o.read(q, r, actWrite); err != nil || e.Series == "" {
			return err
		}
		s, err := SeriesByID(q, e.Series)
		slug = s.Slug
		return err
	}); err != nil {
		return nil, err
	}
	if t.Values == nil {
		t.Values = url.Values{"title": {o.Word(r, e.Titles)}, "theme": {o.Word(r, e.Themes)}, "kind": {e.Kind}, "series": {slug}, "venue": {e.Venue}, "languages": {strings.Join(e.Languages, ", ")},
			"capacity": {strconv.FormatInt(e.Capacity, 10)}, "offer_hours": {strconv.FormatInt(e.OfferHours, 10)}, "pools": {writePools(e.Pools)}, "version": {strconv.FormatInt(e.Version, 10)}}
	}
	what, err := o.whatParts(r, t)
	if err != nil {
		return nil, err
	}
	title, href := r.Text.T("practice.edit"), "/desk/practice/events/"+e.Ref
	v := form.View{Page: o.frame(r, title), Lead: o.Word(r, e.Titles), Action: href + "/edit", Draft: "event-" + e.Ref, Back: form.Back(r, href), Crumbs: eventCrumbs(r, o, e, title),
		Hidden: []form.Hidden{{Name: "version", Value: t.Values.Get("version")}},
		Groups: []form.Group{{ID: "what", Title: r.Text.T("practice.event"), Parts: what}, {ID: "seats", Title: r.Text.T("practice.seats"), Parts: seatParts(r, t)}}}
	return o.forms.Answer(r, v, t)
}

func (o *office) takeEditEvent(r *web.Request) (web.Reply, error) {
	return o.change(r, o.editEventPage, func(tx *db.Tx, e Event) error {
		e, err := o.readWhat(tx, r, e)
		if err != nil {
			return err
		}
		if err := r.Allowed(actWrite, o.Resource(e)); err != nil {
			return err
		}
		e.Version = form.Version(r)
		_, err = o.Save(tx, e)
		return err
	})
}
