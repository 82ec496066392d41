package programme

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
)

const (
	public   = "programme.public.read"
	actWrite = "programme.plan.write"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (x *Programmes) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	forms, err := form.New(pages, "desk")
	if err != nil {
		return nil, err
	}
	o := &office{x: x, frame: frame, forms: forms}
	if o.one, err = web.Add[planView](pages, files, "desk", "page/plan.html"); err != nil {
		return nil, err
	}
	s, err := newSite(x, pages, frame)
	if err != nil {
		return nil, err
	}
	return []web.Route{
		{Method: "GET", Path: "/{lang}/programmes", Action: public, Handler: web.View(s.showList)},
		{Method: "GET", Path: "/{lang}/programmes/{slug}", Action: public, Handler: web.View(s.showOne)},
		{Method: "GET", Path: "/desk/programmes/{slug}/plan", Action: actWrite, Handler: web.View(o.show)},
		{Method: "GET", Path: "/desk/programmes/{slug}/plan/edit", Action: actWrite, Handler: web.View(o.edit)},
		{Method: "POST", Path: "/desk/programmes/{slug}/plan/edit", Action: actWrite, Handler: web.Form(o.takeEdit)},
		{Method: "POST", Path: "/desk/programmes/{slug}/plan/actions", Action: actWrite, Handler: web.Form(o.takeAction)},
		{Method: "POST", Path: "/desk/programmes/{slug}/plan/done", Action: actWrite, Handler: web.Form(o.takeDone)},
	}, nil
}

// office is the desk's pages: a programme's plan and its form.
type office struct {
	x     *Programmes
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	one   *web.Page[planView]
}

// resource is a plan for the policy: the land in which its programme runs.
func (o *office) resource(g places.Programme) policy.Resource {
	return policy.Resource{Kind: Kind, ID: g.ID, In: o.x.Places.Snapshot().InPlace(g.Look.Place)}
}

func (o *office) read(q db.Reader, r *web.Request) (g places.Programme, p Plan, err error) {
	if g, p, err = bySlug(q, r.PathValue("slug")); err == nil {
		err = r.Allowed(actWrite, o.resource(g))
	}
	return g, p, err
}

// planView is GET /desk/programmes/{slug}/plan.
type planView struct {
	look.Page
	Crumbs     look.Crumbs
	Alert      *look.Alert
	Acts       []look.Act
	Action     string
	Facts      []look.Fact
	About      string
	Goals      []string
	Actions    look.Table
	ActionForm []look.Field
	DoneForm   []look.Field
	Seen       look.Table
}

func (o *office) show(r *web.Request) (web.Reply, error) { return o.showPage(r, form.Fresh(nil)) }

func (o *office) showPage(r *web.Request, t form.Typed) (web.Reply, error) {
	x := o.x
	var g places.Programme
	var p Plan
	var seen []Appearance
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if g, p, err = o.read(q, r); err == nil {
			seen, err = x.seen(r, q, g, p)
		}
		return err
	}); err != nil {
		return nil, err
	}
	name := x.Word(r, g.Names)
	href := "/desk/programmes/" + g.Slug
	v := planView{Page: o.frame(r, name), Action: href + "/plan", Alert: t.Flash(r), About: x.Word(r, p.Abouts), Goals: form.Lines(x.Word(r, p.Goals)),
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("programme.programmes"), Href: "/desk/programmes"}, look.NavItem{Word: name, Href: href}, look.NavItem{Word: r.Text.T("programme.plan")}),
		Acts:   []look.Act{{Word: r.Text.T("programme.edit"), Href: href + "/plan/edit", Icon: "pencil", Variant: "secondary"}}}
	v.NoIndex, v.Flash = true, form.Done(r)
	state := "programme.hidden"
	if p.Public {
		state = "programme.shown"
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("programme.public_page"), Href: "/" + r.Text.Lang().HTML() + "/programmes/" + g.Slug, Icon: "eye", Variant: "secondary"})
	}
	v.Facts = append(x.facts(r, g, p), form.Fact(r, "programme.public", r.Text.T(state)))
	v.Actions = x.actionTable(r, p)
	if p.From != "" { // without a time nothing was counted, which is not the same as none
		v.Seen = x.seenTable(r, seen)
	}
	if p.Version > 0 {
		get := t.Values.Get
		v.ActionForm = []look.Field{{Name: "what", Label: r.Text.T("programme.what"), Value: get("what"), Required: true},
			{Name: "on", Type: "date", Label: r.Text.T("programme.on"), Value: get("on"), Required: true},
			{Name: "action_partners", Type: "textarea", Rows: 2, Label: r.Text.T("programme.partners"), Help: r.Text.T("programme.partners_help"), Value: get("action_partners"), Required: true}}
		var open []look.Option
		for _, a := range p.Actions {
			if a.DoneOn == "" {
				open = append(open, look.Option{Value: a.ID, Word: words.Day(r, a.On) + ": " + a.What})
			}
		}
		if len(open) > 0 {
			v.DoneForm = []look.Field{{Name: "action", Type: "select", Label: r.Text.T("programme.what"), Options: open},
				{Name: "done_on", Type: "date", Label: r.Text.T("programme.done_on"), Value: x.dayAt(g.Look.Place, r.Now), Required: true}}
		}
	}
	return o.one.Status(t.Status, v), nil
}

func (o *office) edit(r *web.Request) (web.Reply, error) { return o.editPage(r, form.Fresh(nil)) }

func (o *office) editPage(r *web.Request, t form.Typed) (web.Reply, error) {
	x := o.x
	var g places.Programme
	var p Plan
	if err := r.Read(func(q *db.Snapshot) (err error) { g, p, err = o.read(q, r); return err }); err != nil {
		return nil, err
	}
	if t.Values == nil {
		t.Values = url.Values{"from": {p.From}, "until": {p.Until}, "about": {x.Word(r, p.Abouts)}, "goals": {x.Word(r, p.Goals)}, "version": {strconv.FormatInt(p.Version, 10)}}
		var partners []string
		for _, name := range p.Partners {
			partners = append(partners, x.Org(r, name))
		}
		t.Values.Set("partners", strings.Join(partners, "\n"))
		if p.Public {
			t.Values.Set("public", "yes")
		}
	}
	get, optional, href := t.Values.Get, r.Text.T("form.optional"), "/desk/programmes/"+g.Slug+"/plan"
	name := x.Word(r, g.Names)
	v := form.View{Page: o.frame(r, r.Text.T("programme.edit")), Lead: name, Action: href + "/edit", Draft: "plan-" + g.Slug, Back: form.Back(r, href),
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("programme.programmes"), Href: "/desk/programmes"}, look.NavItem{Word: name, Href: href}, look.NavItem{Word: r.Text.T("programme.edit")}),
		Hidden: []form.Hidden{{Name: "version", Value: get("version")}}}
	v.Groups = []form.Group{{Parts: form.Parts(look.Field{Name: "from", Type: "date", Label: r.Text.T("programme.from"), Value: get("from"), Required: true},
		look.Field{Name: "until", Type: "date", Label: r.Text.T("programme.until"), Value: get("until"), Optional: optional},
		look.Field{Name: "about", Type: "textarea", Max: maxText, Label: r.Text.T("programme.about"), Value: get("about"), Optional: optional},
		look.Field{Name: "goals", Type: "textarea", Max: maxText, Label: r.Text.T("programme.goals"), Help: r.Text.T("programme.goals_help"), Value: get("goals")},
		look.Field{Name: "partners", Type: "textarea", Rows: 4, Label: r.Text.T("programme.partners"), Help: r.Text.T("programme.partners_help"), Value: get("partners"), Optional: optional},
		look.Field{Name: "public", Type: "checkbox", Label: r.Text.T("programme.shown"), Value: "yes", Checked: get("public") != ""})}}
	return o.forms.Answer(r, v, t)
}

// change is a write about a programme's plan, refused forms come back by again.
func (o *office) change(r *web.Request, again func(r *web.Request, t form.Typed) (web.Reply, error), fn func(tx *db.Tx, g places.Programme, p Plan) error) (web.Reply, error) {
	slug, err := web.Write(r, func(tx *db.Tx) (string, error) {
		g, p, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		return g.Slug, fn(tx, g, p)
	})
	if err == nil {
		return web.SeeOther("/desk/programmes/" + slug + "/plan?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return again(r, t)
}

// partners are organisations by their codes where the register knows them, else names.
func (o *office) partners(r *web.Request, field string) []string {
	all := form.Lines(strings.ReplaceAll(form.Posted(r, field), ";", "\n"))
	for n, text := range all {
		for _, org := range o.x.Places.Snapshot().Orgs() {
			if org.Code == text || o.x.Word(r, org.Names) == text {
				all[n] = org.Code
			}
		}
	}
	return all
}

// takeEdit is POST /desk/programmes/{slug}/plan/edit.
func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	return o.change(r, o.editPage, func(tx *db.Tx, g places.Programme, p Plan) error {
		p.Version, p.From, p.Until, p.Public = form.Version(r), form.Posted(r, "from"), form.Posted(r, "until"), form.Posted(r, "public") != ""
		p.Abouts, p.Goals, p.Partners = o.x.Put(r, p.Abouts, form.Posted(r, "about")), o.x.Put(r, p.Goals, form.Posted(r, "goals")), o.partners(r, "partners")
		_, err := o.x.Save(tx, p, g.Look.Place)
		return err
	})
}

// takeAction is POST /desk/programmes/{slug}/plan/actions.
func (o *office) takeAction(r *web.Request) (web.Reply, error) {
	return o.change(r, o.showPage, func(tx *db.Tx, g places.Programme, p Plan) error {
		return o.x.AddAction(tx, p, Action{What: form.Posted(r, "what"), On: form.Posted(r, "on"), Partners: o.partners(r, "action_partners")}, g.Look.Place)
	})
}

// takeDone is POST /desk/programmes/{slug}/plan/done.
func (o *office) takeDone(r *web.Request) (web.Reply, error) {
	return o.change(r, o.showPage, func(tx *db.Tx, g places.Programme, p Plan) error {
		return o.x.DoneAction(tx, p, form.Posted(r, "action"), form.Posted(r, "done_on"), g.Look.Place)
	})
}
