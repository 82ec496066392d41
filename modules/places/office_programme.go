package places

import (
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// actProgramme is the action of the desk's pages about programmes.
const actProgramme = "places.programme.write"

func (o *office) programmeRoutes() []web.Route {
	const logoLimit = 12 << 20
	return []web.Route{
		{Method: "GET", Path: "/desk/programmes", Action: actRead, Handler: web.View(o.showProgrammes)},
		{Method: "GET", Path: "/desk/programmes/new", Action: actProgramme, Handler: web.View(o.newProgramme)},
		{Method: "POST", Path: "/desk/programmes/new", Action: actProgramme, Handler: web.Form(o.takeNewProgramme), Limit: logoLimit},
		{Method: "GET", Path: "/desk/programmes/{slug}", Action: actProgramme, Handler: web.View(o.editProgramme)},
		{Method: "POST", Path: "/desk/programmes/{slug}", Action: actProgramme, Handler: web.Form(o.takeEditProgramme), Limit: logoLimit},
		{Method: "GET", Path: "/programme-logos/{id}", Action: "places.public.read", Handler: web.Raw(o.p.programmeLogo)},
		{Method: "GET", Path: "/programmes/{name}", Action: "places.public.read", Handler: web.Raw(o.p.programmeStyle)},
	}
}

// mayProgramme refuses who has not the land that a programme runs in; one that runs everywhere is for who has all land.
func (o *office) mayProgramme(r *web.Request, v Programme) error {
	return r.Allowed(actProgramme, policy.Resource{Kind: KindProgramme, ID: v.ID, In: o.p.Snapshot().InPlace(v.Look.Place)})
}

// showProgrammes is GET /desk/programmes. What programmes there are is public.
func (o *office) showProgrammes(r *web.Request) (web.Reply, error) {
	title := r.Text.T("places.office.programmes")
	v := listView{Page: o.frame(r, title), Lead: r.Text.T("places.office.programmes_lead"),
		Crumbs: crumbs(r, look.NavItem{Word: r.Text.T("places.desk.title"), Href: "/desk/places"}, look.NavItem{Word: title}),
		Table:  look.Table{Caption: title, Head: cells(r, "places.office.slug", "places.desk.name", "places.office.slogan", "places.office.land", "places.office.colors", "programme.plan")}}
	v.NoIndex, v.Flash = true, saved(r)
	if r.May(actProgramme) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("places.office.programme_new"), Href: "/desk/programmes/new", Icon: "plus"})
	}
	for _, g := range o.p.Snapshot().Programmes() {
		land, colors, href := r.Text.T("places.office.everywhere"), r.Text.T("i18n.no_value"), ""
		plan := look.Cell{Text: r.Text.T("i18n.no_value")} // what the programme does: pages of another module
		if g.Look.Place != "" {
			land = o.placeWord(r, g.Look.Place)
		}
		if g.Look.Back != "" {
			colors = g.Look.Ink + " / " + g.Look.Back
		}
		if o.mayProgramme(r, g) == nil {
			href = "/desk/programmes/" + g.Slug
			plan = look.Cell{Text: r.Text.T("programme.plan"), Href: href + "/plan"}
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: g.Slug, Href: href}, {Text: o.word(r, g.Names)}, {Text: firstOf(o.word(r, g.Slogans), r.Text.T("i18n.no_value"))}, {Text: land}, {Text: colors}, plan})
	}
	if len(v.Table.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "handshake", Title: r.Text.T("places.office.no_programmes"), Text: r.Text.T("places.office.programmes_lead")}
	}
	return o.list.With(v), nil
}

func (o *office) newProgramme(r *web.Request) (web.Reply, error) {
	return o.programmePage(r, false, typed{})
}

func (o *office) editProgramme(r *web.Request) (web.Reply, error) {
	return o.programmePage(r, true, typed{})
}

func (o *office) programmePage(r *web.Request, known bool, t typed) (web.Reply, error) {
	var g Programme
	if known {
		if err := r.Read(func(s *db.Snapshot) (err error) { g, err = GetProgramme(s, r.PathValue("slug")); return err }); err != nil {
			return nil, err
		}
		if err := o.mayProgramme(r, g); err != nil {
			return nil, err
		}
	}
	if t.values == nil {
		t = fresh(map[string]string{"name": g.Names.In(r.Text.Lang()), "slogan": g.Slogans.In(r.Text.Lang()), "place": o.placeCode(g.Look.Place), "back": g.Look.Back, "ink": g.Look.Ink,
			"logo_ref": g.Look.Logo, "version": number(g.Version), "look_version": number(g.Look.Version)})
	}
	title, action := r.Text.T("places.office.programme_new"), "/desk/programmes/new"
	v := formView{Lead: r.Text.T("places.office.language_note"), Back: look.Act{Href: "/desk/programmes"}, Files: true, Hidden: []hidden{{"look_version", t.values["look_version"]}}}
	if known {
		title, action = r.Text.T("places.office.programme_edit"), "/desk/programmes/"+g.Slug
	} else {
		v.Fields = []look.Field{{Name: "slug", Label: r.Text.T("places.office.slug"), Help: r.Text.T("places.office.slug_help"), Value: t.values["slug"], Required: true, Key: true}}
	}
	v.Page, v.Action = o.frame(r, title), action
	v.Crumbs = crumbs(r, look.NavItem{Word: r.Text.T("places.desk.title"), Href: "/desk/places"}, look.NavItem{Word: r.Text.T("places.office.programmes"), Href: "/desk/programmes"}, look.NavItem{Word: title})
	optional := r.Text.T("places.office.optional")
	v.Fields = append(v.Fields, look.Field{Name: "name", Label: r.Text.T("places.desk.name"), Value: t.values["name"], Required: true},
		look.Field{Name: "slogan", Label: r.Text.T("places.office.slogan"), Value: t.values["slogan"], Optional: optional},
		o.placeField(r, t, "places.office.land_code", "places.office.programme_land_help"),
		look.Field{Name: "back", Label: r.Text.T("places.office.back_color"), Help: r.Text.T("places.office.color_help"), Value: t.values["back"], Optional: optional, Key: true},
		look.Field{Name: "ink", Label: r.Text.T("places.office.ink_color"), Help: r.Text.T("places.office.contrast_help"), Value: t.values["ink"], Optional: optional, Key: true},
		look.Field{Name: "photo", Type: "file", Label: r.Text.T("places.office.logo"), Help: r.Text.T("places.office.photo_help"), Accept: "image/jpeg,image/png,image/webp", Optional: optional})
	if t.values["logo_ref"] != "" {
		v.Hidden = append(v.Hidden, hidden{"logo_ref", t.values["logo_ref"]})
		v.Fields = append(v.Fields, look.Field{Name: "no_logo", Type: "checkbox", Label: r.Text.T("places.office.no_logo"), Value: "yes", Checked: t.values["no_logo"] != ""})
	}
	return o.render(r, v, t)
}

func (o *office) takeNewProgramme(r *web.Request) (web.Reply, error) {
	return o.takeProgramme(r, false)
}

func (o *office) takeEditProgramme(r *web.Request) (web.Reply, error) {
	return o.takeProgramme(r, true)
}

// takeProgramme is POST /desk/programmes/new and POST /desk/programmes/{slug}.
func (o *office) takeProgramme(r *web.Request, known bool) (web.Reply, error) {
	logo, err := o.p.takePhoto(r)
	if err == nil {
		_, err = web.Write(r, func(tx *db.Tx) (string, error) { return o.writeProgramme(tx, r, known, logo) })
	}
	if err == nil {
		return web.SeeOther("/desk/programmes?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.programmePage(r, known, t)
}

func (o *office) writeProgramme(tx *db.Tx, r *web.Request, known bool, logo *document.Upload) (string, error) {
	g, err := o.programmeBefore(tx, r, known)
	if err != nil {
		return "", err
	}
	l := g.Look
	if l.Place, err = o.typedPlace(r); err != nil {
		return "", err
	}
	if err := o.mayProgramme(r, Programme{ID: g.ID, Look: l}); err != nil { // nor may it be moved onto others' land
		return "", err
	}
	g.Names, g.Slogans = in(r, g.Names, "name"), in(r, g.Slogans, "slogan")
	if g, err = o.p.SetProgramme(tx, g); err != nil {
		return "", err
	}
	l.Programme, l.Back, l.Ink = g.ID, typedText(r, "back"), typedText(r, "ink")
	if r.PostForm.Get("no_logo") != "" {
		l.Logo = ""
	}
	return g.Slug, o.p.SetLook(tx, l, logo)
}

// programmeBefore is the programme that a form is about, in the version that it was filled from.
func (o *office) programmeBefore(tx *db.Tx, r *web.Request, known bool) (Programme, error) {
	if !known {
		g := Programme{Slug: typedText(r, "slug"), Names: i18n.Text{}, Slogans: i18n.Text{}}
		if _, err := GetProgramme(tx, g.Slug); err == nil {
			return g, errs.Bad("slug", "places.slug_taken", "slug", g.Slug)
		}
		return g, nil
	}
	g, err := GetProgramme(tx, r.PathValue("slug"))
	if err != nil {
		return g, err
	}
	if err := o.mayProgramme(r, g); err != nil {
		return g, err
	}
	read, err := base(r)
	if err == nil && (read != g.Version || number(g.Look.Version) != r.PostForm.Get("look_version")) {
		err = movedOn(g.ID, g.Version)
	}
	return g, err
}
