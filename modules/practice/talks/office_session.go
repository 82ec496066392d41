package talks

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// showSession is GET /desk/practice/events/{ref}/programme/session: a new session, or with ?key= one of the draft.
func (o *office) showSession(r *web.Request) (web.Reply, error) {
	t := form.Fresh(url.Values{})
	if err := r.Read(func(q *db.Snapshot) error {
		e, err := o.event(q, r)
		if err != nil {
			return err
		}
		s := Session{Lang: r.Text.Lang().HTML(), Starts: e.Starts}
		if key := r.URL.Query().Get("key"); key != "" {
			if s, err = SessionByKey(q, e.ID, key); err != nil {
				return err
			}
		}
		t.Values = url.Values{"version": {strconv.FormatInt(s.Version, 10)}, "title": {s.Title}, "lang": {s.Lang}, "abstract": {s.Abstract}, "host": {s.Host}, "speakers": {strings.Join(s.Speakers, "\n")},
			"room": {s.Room}, "venue": {s.Venue}, "start": {s.Starts}, "end": {s.Ends}}
		if s.Cancelled {
			t.Values.Set("cancelled", "yes")
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return o.sessionPage(r, t)
}

func (o *office) sessionPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e events.Event
	if err := r.Read(func(q *db.Snapshot) (err error) { e, err = o.event(q, r); return err }); err != nil {
		return nil, err
	}
	at, key := "/desk/practice/events/"+e.Ref, r.URL.Query().Get("key")
	title := r.Text.T("practice.talks.session_new")
	if key != "" {
		title = r.Text.T("practice.talks.session_edit")
	}
	get, optional := t.Values.Get, r.Text.T("form.optional")
	v := form.View{Page: o.frame(r, title), Lead: o.Word(r, e.Titles) + ", " + events.When(r.Text, e), Action: at + "/programme/session?key=" + url.QueryEscape(key), Back: form.Back(r, at+"/programme"),
		Hidden: []form.Hidden{{Name: "version", Value: get("version")}},
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, look.NavItem{Word: o.Word(r, e.Titles), Href: at},
			look.NavItem{Word: r.Text.T("practice.talks.programme"), Href: at + "/programme"}, look.NavItem{Word: title})}
	if key != "" {
		v.More = []form.Button{{Name: "remove", Value: "yes", Word: r.Text.T("practice.talks.session_remove")}}
	}
	v.Groups = []form.Group{{ID: "what", Title: r.Text.T("practice.talks.session"), Parts: form.Parts(
		look.Field{Name: "title", Label: r.Text.T("practice.title"), Value: get("title"), Lang: get("lang"), Required: true},
		look.Field{Name: "speakers", Type: "textarea", Rows: 3, Label: r.Text.T("practice.talks.speakers"), Help: r.Text.T("practice.lines_help"), Value: get("speakers"), Optional: optional},
		look.Field{Name: "host", Label: r.Text.T("practice.organiser"), Value: get("host"), Optional: optional},
		look.Field{Name: "abstract", Type: "textarea", Label: r.Text.T("practice.talks.abstract"), Value: get("abstract"), Lang: get("lang"), Optional: optional},
		look.Field{Name: "lang", Type: "select", Label: r.Text.T("practice.talks.lang"), Options: words.Choose(Languages(get("lang")), get("lang"))})},
		{ID: "where", Title: r.Text.T("practice.talks.slot"), Note: r.Text.T("practice.talks.slot_note"), Parts: form.Parts(append(SlotFields(r, t),
			look.Field{Name: "venue", Label: r.Text.T("practice.where"), Value: get("venue"), Optional: optional},
			look.Field{Name: "cancelled", Type: "checkbox", Label: r.Text.T("practice.state.cancelled"), Value: "yes", Checked: get("cancelled") != ""})...)}}
	return o.forms.Answer(r, v, t)
}

// SlotFields ask when and in which room a session takes place.
func SlotFields(r *web.Request, t form.Typed) []look.Field {
	get, optional := t.Values.Get, r.Text.T("form.optional")
	return []look.Field{{Name: "start", Label: r.Text.T("practice.start"), Help: r.Text.T("practice.talks.time_help"), Value: get("start"), Optional: optional, Key: true},
		{Name: "end", Label: r.Text.T("practice.end"), Value: get("end"), Optional: optional, Key: true},
		{Name: "room", Label: r.Text.T("practice.talks.room"), Value: get("room"), Optional: optional}}
}

// Languages are the languages in which a talk may be held: those of the program, and the one that was chosen before.
func Languages(chosen string) (all []look.Option) {
	known := false
	for _, l := range i18n.All() {
		known = known || l.HTML() == chosen
		all = append(all, look.Option{Value: l.HTML(), Word: l.Self()})
	}
	if !known && chosen != "" {
		all = append(all, look.Option{Value: chosen, Word: chosen})
	}
	return all
}

// takeSession is POST /desk/practice/events/{ref}/programme/session.
func (o *office) takeSession(r *web.Request) (web.Reply, error) {
	if r.PostForm.Get("remove") != "" {
		return o.takeRemove(r)
	}
	return o.changed(r, func(tx *db.Tx, e events.Event) error {
		s := Session{Source: ByHand}
		if key := r.URL.Query().Get("key"); key != "" {
			var err error
			if s, err = SessionByKey(tx, e.ID, key); err != nil {
				return err
			}
			s.Version = form.Version(r)
		}
		was := s.Lang
		s.Title, s.Abstract, s.Host, s.Room, s.Venue, s.Lang = form.Posted(r, "title"), form.Posted(r, "abstract"), form.Posted(r, "host"), form.Posted(r, "room"), form.Posted(r, "venue"), form.Posted(r, "lang")
		if s.Lang != "" && !slices.ContainsFunc(Languages(was), func(l look.Option) bool { return l.Value == s.Lang }) {
			return errs.Bad("lang", "practice.lang_wrong", "lang", s.Lang)
		}
		s.Speakers, s.Cancelled = form.Lines(form.Posted(r, "speakers")), form.Posted(r, "cancelled") != ""
		s.Starts, s.Ends = Civil(form.Posted(r, "start"), e), Civil(form.Posted(r, "end"), e)
		_, err := o.Keep(tx, e, s)
		return err
	})
}

// Civil is a time as somebody types it: a time, or an hour alone, which is on the event's first day.
func Civil(typed string, e events.Event) string {
	if len(typed) == 4 && typed[1] == ':' {
		typed = "0" + typed
	}
	if len(typed) == 5 && typed[2] == ':' && len(e.Starts) >= 10 {
		typed = e.Starts[:10] + "T" + typed
	}
	if typed == "" {
		return ""
	}
	return civil(typed, e.Location())
}

// takeRemove takes a session out: the next version shows it no more.
func (o *office) takeRemove(r *web.Request) (web.Reply, error) {
	return o.changed(r, func(tx *db.Tx, e events.Event) error {
		if _, err := SessionByKey(tx, e.ID, r.URL.Query().Get("key")); err != nil {
			return err
		}
		return o.TakeOut(tx, e, r.URL.Query().Get("key"), true)
	})
}

// changed is a write about the draft that leads back to it; a refused form comes back.
func (o *office) changed(r *web.Request, fn func(tx *db.Tx, e events.Event) error) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, err := o.event(tx, r)
		if err != nil {
			return "", err
		}
		return e.Ref, fn(tx, e)
	})
	if err == nil {
		return web.SeeOther("/desk/practice/events/" + ref + "/programme?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.sessionPage(r, t)
}
