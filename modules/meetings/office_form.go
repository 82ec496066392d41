package meetings

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

func (o *office) newForm(r *web.Request) (web.Reply, error) {
	return o.newPage(r, fresh(url.Values{"kind": {Residents}, "community": {r.URL.Query().Get("community")}, "public": {"yes"}}))
}

func (o *office) newPage(r *web.Request, t typed) (web.Reply, error) {
	m, s, scope := o.m, o.m.Places.Snapshot(), r.Scope(actWrite)
	var land []places.Place
	for _, p := range append(s.Regions(r.Text, m.Settings.Get().Fallback), s.Communities(r.Text, m.Settings.Get().Fallback)...) {
		if o.m.mayPlan(r, scope, p.ID) {
			land = append(land, p)
		}
	}
	v := formView{Page: o.frame(r, r.Text.T("meetings.new")), Action: "/desk/meetings/new", Draft: "meeting-new", Back: back(r, "/desk/meetings"),
		Crumbs: crumbs(r, listCrumb(r), look.NavItem{Word: r.Text.T("meetings.new")})}
	v.Groups = []group{{Fields: append([]look.Field{{Name: "community", Type: "select", Label: r.Text.T("meetings.community"), Options: m.placeOptions(r, land, t.values.Get("community"))}},
		append(timeFields(r, t), o.contentFields(r, t)...)...)}}
	return o.finish(r, v, t)
}

func timeFields(r *web.Request, t typed) []look.Field {
	return []look.Field{{Name: "day", Type: "date", Label: r.Text.T("meetings.day"), Value: t.values.Get("day"), Required: true},
		{Name: "starts", Type: "time", Label: r.Text.T("meetings.starts"), Value: t.values.Get("starts"), Required: true},
		{Name: "ends", Type: "time", Label: r.Text.T("meetings.ends"), Value: t.values.Get("ends"), Required: true}}
}

// contentFields are what is asked of a meeting apart from its time and place.
func (o *office) contentFields(r *web.Request, t typed) []look.Field {
	optional, get := r.Text.T("meetings.optional"), t.values.Get
	kinds := kindOptions(r)
	for n := range kinds {
		kinds[n].Selected = kinds[n].Value == get("kind")
	}
	return []look.Field{{Name: "kind", Type: "select", Label: r.Text.T("meetings.kind"), Options: kinds},
		{Name: "title", Label: r.Text.T("meetings.title"), Value: get("title"), Optional: optional},
		{Name: "venue", Label: r.Text.T("meetings.venue"), Value: get("venue"), Optional: optional},
		{Name: "agenda", Type: "textarea", Rows: 6, Label: r.Text.T("meetings.agenda"), Help: r.Text.T("meetings.agenda_help"), Value: get("agenda"), Optional: optional},
		{Name: "guests", Type: "textarea", Rows: 4, Label: r.Text.T("meetings.invited"), Help: r.Text.T("meetings.guests_help"), Value: get("guests"), Optional: optional},
		{Name: "public", Type: "checkbox", Label: r.Text.T("meetings.public"), Help: r.Text.T("meetings.public_help"), Value: "yes", Checked: get("public") != ""}}
}

// readContent puts what was typed onto a meeting. Points of the agenda that are still there keep what was written to them.
func (o *office) readContent(r *web.Request, v Meeting) Meeting {
	s := o.m.Places.Snapshot()
	lang := o.m.Settings.Get().Default
	if _, tag := v.Titles.Best(r.Text.Lang(), o.m.Settings.Get().Fallback); v.Titles[tag] != "" {
		lang = tag
	}
	titles := map[string]string{}
	for tag, text := range v.Titles {
		titles[tag] = text
	}
	titles[lang] = posted(r, "title")
	v.Kind, v.Titles, v.Venue, v.Public = posted(r, "kind"), titles, posted(r, "venue"), posted(r, "public") != ""
	old, agenda, guests := v.Agenda, []Item{}, []Guest{}
	for _, text := range strings.Split(posted(r, "agenda"), "\n") {
		parts := strings.SplitN(text, " | ", 2)
		item := Item{Text: strings.TrimSpace(parts[0])}
		if len(parts) > 1 {
			item.Link = strings.TrimSpace(parts[1])
		}
		for _, was := range old {
			if was.Text == item.Text {
				item.Minutes, item.Decision, item.Open = was.Minutes, was.Decision, was.Open
			}
		}
		agenda = append(agenda, item)
	}
	for _, text := range strings.Split(posted(r, "guests"), "\n") {
		guests = append(guests, o.guest(r, s, strings.TrimSpace(text)))
	}
	v.Agenda, v.Guests = agenda, guests
	return v
}

// guest finds an organisation by its code or its name, else takes the words as they stand.
func (o *office) guest(r *web.Request, s *places.Snapshot, text string) Guest {
	for _, org := range s.Orgs() {
		if org.Code == text || o.m.word(r, org.Names) == text {
			return Guest{Org: org.ID}
		}
	}
	return Guest{Name: text}
}

// takeNew is POST /desk/meetings/new.
func (o *office) takeNew(r *web.Request) (web.Reply, error) {
	at, ok := o.m.Places.Snapshot().ByCode(posted(r, "community"))
	err := error(nil)
	var ref string
	if !ok {
		err = errs.Bad("community", "meetings.place_missing")
	} else {
		v := o.readContent(r, Meeting{Place: at.ID, Starts: posted(r, "day") + "T" + posted(r, "starts"), Ends: posted(r, "day") + "T" + posted(r, "ends")})
		post := ""
		if held, has := r.Who.Post(); has {
			post = held.Post
		}
		ref, err = web.Write(r, func(tx *db.Tx) (string, error) {
			if !o.m.mayPlan(r, r.Scope(actWrite), at.ID) {
				return "", errs.New(errs.Forbidden, "web.forbidden")
			}
			made, err := o.m.Add(tx, v, post)
			return made.Ref, err
		})
	}
	if err == nil {
		return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.newPage(r, t)
}

func (o *office) editForm(r *web.Request) (web.Reply, error) { return o.editPage(r, fresh(nil)) }

func (o *office) editPage(r *web.Request, t typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	if err := r.Allowed(actWrite, o.m.resource(Kind, a.ID, a.Meeting, a.inst)); err != nil {
		return nil, err
	}
	if t.values == nil {
		t.values = url.Values{"kind": {a.Kind}, "title": {o.m.word(r, a.Titles)}, "venue": {a.Venue}, "version": {strconv.FormatInt(a.Version, 10)}}
		if a.Public {
			t.values.Set("public", "yes")
		}
		var agenda, guests []string
		for _, i := range a.Agenda {
			if i.Link != "" {
				i.Text += " | " + i.Link
			}
			agenda = append(agenda, i.Text)
		}
		for _, g := range a.Guests {
			name, _ := o.m.guestWord(r, g)
			guests = append(guests, name)
		}
		t.values.Set("agenda", strings.Join(agenda, "\n"))
		t.values.Set("guests", strings.Join(guests, "\n"))
	}
	href := "/desk/meetings/" + a.Ref
	v := formView{Page: o.frame(r, r.Text.T("meetings.edit")), Lead: when(r, a.Meeting), Action: href + "/edit", Draft: "meeting-" + a.Ref, Back: back(r, href),
		Crumbs: o.crumbs(r, a.Meeting, r.Text.T("meetings.edit")), Hidden: []hidden{{"version", t.values.Get("version")}}, Groups: []group{{Fields: o.contentFields(r, t)}}}
	return o.finish(r, v, t)
}

// takeEdit is POST /desk/meetings/{ref}/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	ref, err := o.change(r, actWrite, func(tx *db.Tx, v Meeting) error {
		v.Version = version(r)
		_, err := o.m.Save(tx, o.readContent(r, v))
		return err
	})
	if err == nil {
		return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.editPage(r, t)
}

// version is the version of the record that a form was filled in from; 0 for none.
func version(r *web.Request) int64 {
	n, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// crumbs lead from a page about a meeting back to it.
func (o *office) crumbs(r *web.Request, v Meeting, here string) look.Crumbs {
	title, _ := o.m.title(r, v)
	return crumbs(r, listCrumb(r), look.NavItem{Word: title, Href: "/desk/meetings/" + v.Ref}, look.NavItem{Word: here})
}
