package meetings

import (
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// minutesForm is GET /desk/meetings/{ref}/minutes: made to be typed into in the room, point by point.
func (o *office) minutesForm(r *web.Request) (web.Reply, error) { return o.minutesPage(r, fresh(nil)) }

func (o *office) minutesPage(r *web.Request, t typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	if err := r.Allowed(actWrite, o.m.resource(Kind, a.ID, a.Meeting, a.inst)); err != nil {
		return nil, err
	}
	if t.values == nil {
		if t.values, err = o.minutesValues(r, a); err != nil {
			return nil, err
		}
	}
	get, optional, href := t.values.Get, r.Text.T("meetings.optional"), "/desk/meetings/"+a.Ref
	v := formView{Page: o.frame(r, r.Text.T("meetings.minutes")), Lead: when(r, a.Meeting), Action: href + "/minutes", Draft: "minutes-" + a.Ref, Back: back(r, href),
		Crumbs: o.crumbs(r, a.Meeting, r.Text.T("meetings.minutes")), Hidden: []hidden{{"version", get("version")}}}
	there := group{ID: "presence", Title: r.Text.T("meetings.presence"), Fields: []look.Field{{Name: "people", Type: "number", Label: r.Text.T("meetings.people"), Value: get("people"), Minimum: "0", Optional: optional}}}
	for n, g := range a.Guests {
		name, lang := o.m.guestWord(r, g)
		there.Fields = append(there.Fields, look.Field{Name: "guest_" + strconv.Itoa(n), Type: "checkbox", Label: name, Lang: lang, Value: "yes", Checked: get("guest_"+strconv.Itoa(n)) != ""})
	}
	there.Fields = append(there.Fields, look.Field{Name: "guests", Type: "textarea", Rows: 2, Label: r.Text.T("meetings.more_guests"), Help: r.Text.T("meetings.guests_help"), Value: get("guests"), Optional: optional},
		look.Field{Name: "names", Type: "textarea", Rows: 2, Label: r.Text.T("meetings.names"), Help: r.Text.T("meetings.names_help"), Value: get("names"), Optional: optional})
	v.Groups = append(v.Groups, there)
	for n, i := range a.Agenda {
		k := strconv.Itoa(n)
		v.Groups = append(v.Groups, group{ID: "item-" + k, Title: strconv.Itoa(n+1) + ". " + i.Text, Fields: itemFields(r, k, a.Public, get)})
	}
	v.Groups = append(v.Groups, group{ID: "item-more", Title: r.Text.T("meetings.more_item"),
		Fields: append([]look.Field{{Name: "text_more", Label: r.Text.T("meetings.item"), Value: get("text_more"), Optional: optional}}, itemFields(r, "more", a.Public, get)...)})
	return o.finish(r, v, t)
}

// itemFields are the questions about a point of the agenda; of a public meeting its minutes may be opened to everybody.
func itemFields(r *web.Request, k string, public bool, get func(string) string) []look.Field {
	optional := r.Text.T("meetings.optional")
	all := []look.Field{{Name: "minutes_" + k, Type: "textarea", Rows: 5, Max: maxText, Label: r.Text.T("meetings.minutes"), Value: get("minutes_" + k), Optional: optional},
		{Name: "decision_" + k, Type: "textarea", Rows: 2, Max: maxText, Label: r.Text.T("meetings.decision"), Value: get("decision_" + k), Optional: optional}}
	if public {
		all = append(all, look.Field{Name: "open_" + k, Type: "checkbox", Label: r.Text.T("meetings.open_item"), Value: "yes", Checked: get("open_"+k) != ""})
	}
	return all
}

// minutesValues are what the form of the minutes begins with.
func (o *office) minutesValues(r *web.Request, a openMeeting) (url.Values, error) {
	names, err := o.namesOf(r, a)
	v := url.Values{"version": {strconv.FormatInt(a.Version, 10)}, "names": {names}}
	if a.People != nil {
		v.Set("people", strconv.FormatInt(*a.People, 10))
	}
	for n, i := range a.Agenda {
		v.Set("minutes_"+strconv.Itoa(n), i.Minutes)
		v.Set("decision_"+strconv.Itoa(n), i.Decision)
		if i.Open {
			v.Set("open_"+strconv.Itoa(n), "yes")
		}
	}
	for n, g := range a.Guests {
		if g.Present {
			v.Set("guest_"+strconv.Itoa(n), "yes")
		}
	}
	return v, err
}

// namesOf are the persons named in the minutes; that somebody has seen them is recorded.
func (o *office) namesOf(r *web.Request, a openMeeting) (names string, err error) {
	if len(a.names) == 0 {
		return "", nil
	}
	if err = r.Read(func(s *db.Snapshot) error { names, err = o.m.Names(s, a.Meeting); return err }); err != nil || names == "" {
		return "", err
	}
	return names, o.consult(r, Kind, a.ID, a.Meeting)
}

// takeMinutes is POST /desk/meetings/{ref}/minutes. What was typed is never lost: refused minutes come back.
func (o *office) takeMinutes(r *web.Request) (web.Reply, error) {
	ref, err := o.change(r, actWrite, func(tx *db.Tx, v Meeting) error {
		in, err := o.readMinutes(r, v)
		if err != nil {
			return err
		}
		v.Version = version(r)
		_, err = o.m.Write(tx, v, in)
		return err
	})
	if err == nil {
		return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.minutesPage(r, t)
}

func (o *office) readMinutes(r *web.Request, v Meeting) (in Minutes, err error) {
	in = Minutes{Agenda: slices.Clone(v.Agenda), Guests: slices.Clone(v.Guests)}
	if text := posted(r, "people"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return in, errs.Bad("people", "meetings.people_wrong")
		}
		in.People = &n
	}
	for n := range in.Agenda {
		k := strconv.Itoa(n)
		in.Agenda[n].Minutes, in.Agenda[n].Decision = posted(r, "minutes_"+k), posted(r, "decision_"+k)
		in.Agenda[n].Open = v.Public && posted(r, "open_"+k) != ""
	}
	more := Item{Text: posted(r, "text_more"), Minutes: posted(r, "minutes_more"), Decision: posted(r, "decision_more"), Open: v.Public && posted(r, "open_more") != ""}
	if more.Text+more.Minutes+more.Decision != "" {
		if more.Text == "" {
			return in, errs.Bad("text_more", "meetings.item_empty")
		}
		in.Agenda = append(in.Agenda, more)
	}
	for n := range in.Guests {
		in.Guests[n].Present = posted(r, "guest_"+strconv.Itoa(n)) != ""
	}
	for _, text := range lines(posted(r, "guests")) {
		g := o.guest(r, o.m.Places.Snapshot(), text)
		g.Present = true
		in.Guests = append(in.Guests, g)
	}
	if names := posted(r, "names"); names != "" || len(v.names) > 0 {
		in.Names = &names
	}
	return in, nil
}
