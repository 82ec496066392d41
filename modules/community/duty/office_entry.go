package duty

import (
	"net/url"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// entryView is GET /desk/duty/entries/{id}: an own entry, its correction, what it was before.
type entryView struct {
	look.Page
	Crumbs   look.Crumbs
	Lead     string
	Alert    *look.Alert
	Errors   look.Errors
	Action   string
	Hidden   []hidden
	Fields   []look.Field
	Form     bool
	Withdraw look.Field
	Back     look.Act
	History  look.Table
}

func (o *office) showEntry(r *web.Request) (web.Reply, error) { return o.entryPage(r, fresh(nil)) }

// mine reads an own entry with its note and history; those of others do not exist here.
func (o *office) mine(r *web.Request) (e Entry, history []Was, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		if e, err = Get(q, r.PathValue("id")); err != nil {
			return err
		}
		if e.Account != r.Who.Account.ID || e.Account == "" {
			return errs.New(errs.NotFound, "duty.no_such_entry")
		}
		if e.Note, err = o.d.Note(q, e, e.Account); err != nil {
			return err
		}
		history, err = History(q, e.ID)
		return err
	})
	return e, history, err
}

func (o *office) entryPage(r *web.Request, t typed) (web.Reply, error) {
	e, history, err := o.mine(r)
	if err != nil {
		return nil, err
	}
	zone := o.d.zoneOf(e.Post)
	if t.values == nil {
		t.values = o.values(e, zone)
	}
	get := t.values.Get
	v := entryView{Page: o.frame(r, r.Text.T("duty.entry")), Alert: t.alert, Errors: t.summary(r), Action: "/desk/duty/entries/" + e.ID, Form: !e.Withdrawn,
		Hidden: []hidden{{"version", strconv.FormatInt(e.Version, 10)}}, Lead: r.Text.T("duty.entered_on", "time", r.Text.DateTime(e.RecordedAt, zone)),
		Back: look.Act{Word: r.Text.T("duty.back"), Href: "/desk/duty?week=" + Monday(dayIn(e.From, zone)), Variant: "secondary"}}
	v.NoIndex = true
	v.Crumbs = look.Crumbs{Label: r.Text.T("duty.crumbs"), Items: []look.NavItem{{Word: r.Text.T("duty.week"), Href: v.Back.Href}, {Word: v.Title}}}
	if e.Withdrawn {
		v.Alert = &look.Alert{Kind: "info", Text: r.Text.T("duty.withdrawn")}
	}
	s := o.d.Places.Snapshot()
	f, _ := s.Post(e.Post)
	mine, _ := s.Place(home(s, f))
	field := func(name, kind string) look.Field {
		return look.Field{Name: name, Type: kind, Label: r.Text.T("duty.field." + name), Value: get(name), Error: t.fault(r, name), Required: true}
	}
	kind, where, place := field("type", "select"), field("where", "select"), field("place", "select")
	kind.Options, where.Options = options(r, "duty.type", Types(), get("type")), options(r, "duty.where", []string{Community, Station, Outside, "other"}, get("where"))
	place.Options, place.Required = o.neighbours(r, mine, get("place")), false
	from, to := field("from", "time"), field("to", "time")
	v.Fields = append([]look.Field{kind, field("day", "date"), from, to, where, place}, append(o.ordered(r, t), o.more(r, t)...)...)
	reason := field("reason", "")
	reason.Required, reason.Optional = false, r.Text.T("duty.optional")
	v.Fields = append(v.Fields, reason)
	v.Withdraw = look.Field{Name: "reason", ID: "withdraw-reason", Label: r.Text.T("duty.field.reason"), Required: true}
	v.History = look.Table{Caption: r.Text.T("duty.history"), Head: head(r, "duty.field.changed", "duty.field.day", "duty.field.time", "duty.field.type", "duty.field.reason")}
	for _, w := range history {
		v.History.Rows = append(v.History.Rows, []look.Cell{{Text: r.Text.DateTimeShort(w.At, zone)}, {Text: r.Text.Date(civil(dayIn(w.Entry.From, zone)))},
			{Text: r.Text.TimeRange(w.Entry.From, w.Entry.To, zone)}, {Text: r.Text.T("duty.type." + w.Entry.Type)}, {Text: w.Reason}})
	}
	return o.entry.Status(t.status, v), nil
}

// ordered are the same questions as [office.sent], as selects.
func (o *office) ordered(r *web.Request, t typed) (all []look.Field) {
	for _, c := range o.sent(r, t) {
		f := look.Field{Name: c.Name, Type: "select", Label: c.Legend, Help: c.Help, Error: c.Error, Options: []look.Option{{Word: r.Text.T("duty.none")}}}
		for _, item := range c.Groups[0].Items {
			f.Options = append(f.Options, look.Option{Value: item.Value, Word: item.Word, Selected: item.Checked})
		}
		all = append(all, f)
	}
	return all
}

// values are what the form of a correction begins with.
func (o *office) values(e Entry, zone *time.Location) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"type": e.Type, "day": dayIn(e.From, zone), "from": e.From.In(zone).Format("15:04"), "to": e.To.In(zone).Format("15:04"), "where": e.Where,
		"partners": e.Partners, "people": strconv.FormatInt(e.People, 10), "language": e.Language, "ordered_by": e.OrderedBy, "ordered_why": e.OrderedWhy, "detail": e.Detail,
		"late_reason": e.LateReason, "note": e.Note} {
		v.Set(name, value)
	}
	if e.Ref != nil {
		v.Set("ref_kind", e.Ref.Kind)
		v.Set("ref", e.Ref.ID)
	}
	s := o.d.Places.Snapshot()
	f, _ := s.Post(e.Post)
	if p, ok := s.Place(e.Place); ok && e.Place != home(s, f) {
		v.Set("where", "other")
		v.Set("place", p.Code)
	}
	return v
}

// takeCorrection is POST /desk/duty/entries/{id}.
func (o *office) takeCorrection(r *web.Request) (web.Reply, error) {
	e, _, err := o.mine(r)
	if err != nil {
		return nil, err
	}
	in := dutyCorrection{Reason: r.PostForm.Get("reason"), Withdraw: r.PostForm.Get("withdraw") != ""}
	what := "withdraw"
	if in.Version, err = strconv.ParseInt(r.PostForm.Get("version"), 10, 64); err != nil {
		return nil, errs.Bad("version", "duty.changed_meanwhile")
	}
	if !in.Withdraw {
		what = "correct"
		in.Entry, err = o.read(r, o.d.zoneOf(e.Post))
		in.Entry.Post = e.Post
	}
	if err == nil {
		_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
			_, err := o.d.change(tx, r, e.ID, in)
			return web.None{}, err
		})
	}
	if err == nil {
		return web.SeeOther("/desk/duty?" + url.Values{"week": {Monday(dayIn(e.From, o.d.zoneOf(e.Post)))}, "done": {what}}.Encode()), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	if in.Withdraw {
		t.values = nil
	}
	return o.entryPage(r, t)
}
