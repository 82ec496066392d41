package materials

import (
	"net/url"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
	"reeve/modules/practice/words"
)

const (
	actPublic = "practice.public.read"
	actLink   = "practice.link.use"
	actRead   = "practice.event.read"
	actWrite  = "practice.event.write"
)

// office is the desk's pages of an event's materials.
type office struct {
	*Materials
	words.Words
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	list  *web.Page[listView]
}

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (s *Materials) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	o := &office{Materials: s, Words: s.words(), frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	const at = "/desk/practice/events/{ref}/materials"
	return []web.Route{
		{Method: "GET", Path: "/api/v1/events/{id}/materials", Action: actPublic, Handler: web.JSON(s.api), Summary: "The materials of an event that everybody may have"},
		{Method: "GET", Path: "/materials/{id}", Action: actPublic, Handler: web.Raw(s.file)},
		{Method: "GET", Path: "/{lang}/seat/{token}/materials/{id}", Action: actLink, Handler: web.Raw(s.seatFile)},
		{Method: "GET", Path: at, Action: actWrite, Handler: web.View(o.show)},
		{Method: "POST", Path: at, Action: actWrite, Handler: web.Form(o.take), Limit: document.AttachmentLimit + 1<<20},
		{Method: "GET", Path: at + "/{id}", Action: actWrite, Handler: web.Raw(o.send)},
		{Method: "GET", Path: at + "/{id}/edit", Action: actWrite, Handler: web.View(o.edit)},
		{Method: "POST", Path: at + "/{id}/edit", Action: actWrite, Handler: web.Form(o.takeEdit)},
	}, nil
}

// Acts lead from an event's page at the desk to its materials.
func (s *Materials) Acts(r *web.Request, e events.Event) []look.Act {
	if r.Allowed(actWrite, s.Events.Resource(e)) != nil {
		return nil
	}
	return []look.Act{{Word: r.Text.T("practice.materials"), Href: "/desk/practice/events/" + e.Ref + "/materials", Icon: "file-text", Variant: "secondary"}}
}

// listView is GET /desk/practice/events/{ref}/materials.
type listView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	List   look.Table
	Empty  *look.Empty
	Action string
	Fields []look.Field
}

// event finds the event of an address; what may not be seen does not exist.
func (o *office) event(q db.Reader, r *web.Request) (e events.Event, err error) {
	if e, _, err = events.EventByRef(q, r.PathValue("ref")); err != nil {
		return e, err
	}
	if r.Allowed(actRead, o.Events.Resource(e)) != nil {
		return e, errs.New(errs.NotFound, "practice.no_such")
	}
	return e, r.Allowed(actWrite, o.Events.Resource(e))
}

func (o *office) crumbs(r *web.Request, e events.Event, here ...look.NavItem) look.Crumbs {
	at := "/desk/practice/events/" + e.Ref
	return form.Crumbs(r, append([]look.NavItem{{Word: r.Text.T("practice.desk.title"), Href: "/desk/practice"}, {Word: o.Word(r, e.Titles), Href: at}}, here...)...)
}

func (o *office) show(r *web.Request) (web.Reply, error) { return o.page(r, form.Fresh(url.Values{})) }

func (o *office) page(r *web.Request, t form.Typed) (web.Reply, error) {
	var v listView
	err := r.Read(func(q *db.Snapshot) error {
		e, err := o.event(q, r)
		if err != nil {
			return err
		}
		all, err := OfEvent(q, e.ID)
		if err != nil {
			return err
		}
		draft, err := talks.Draft(q, e.ID)
		if err != nil {
			return err
		}
		title := r.Text.T("practice.materials")
		at := "/desk/practice/events/" + e.Ref + "/materials"
		v = listView{Page: o.frame(r, title), Crumbs: o.crumbs(r, e, look.NavItem{Word: title}), Lead: r.Text.T("practice.material.lead"), Alert: t.Flash(r), Action: at,
			List: look.Table{Caption: title, Head: form.Head(r, "practice.title", "practice.talks.session", "practice.material.audience", "practice.state", "practice.material.licence", "practice.material.size", "practice.edit")}}
		v.List.Head[5].Number = true
		v.NoIndex, v.Flash = true, form.Done(r)
		v.Fields = append([]look.Field{{Name: "file", Type: "file", Label: r.Text.T("practice.material.file"), Help: r.Text.T("practice.material.file_help"), Accept: ".pdf,.pptx,.odp,.docx,.odt,.jpg,.jpeg,.png", Required: true}}, fields(r, t, draft)...)
		for _, m := range all {
			state := "practice.material.not_released"
			if m.Released {
				state = "practice.material.is_released"
			}
			v.List.Rows = append(v.List.Rows, []look.Cell{{Text: m.Title, Href: at + "/" + m.ID, Lang: other(r, m.Lang)}, {Text: titleOf(draft, m.Session)}, {Text: r.Text.T("practice.material.audience." + m.Audience)}, {Text: r.Text.T(state)},
				{Text: licenceWord(r, m.Licence)}, {Text: size(r, m.Size), Number: true}, {Text: r.Text.T("practice.edit"), Href: at + "/" + m.ID + "/edit"}})
		}
		if len(all) == 0 {
			v.Empty = &look.Empty{Icon: "file-text", Title: r.Text.T("practice.material.none")}
		}
		return nil
	})
	return o.list.Status(t.Status, v), err
}

func titleOf(all []talks.Session, key string) string {
	for _, s := range all {
		if s.Key == key && key != "" {
			return s.Title
		}
	}
	return ""
}

// fields ask what a material is and who sees it.
func fields(r *web.Request, t form.Typed, draft []talks.Session) []look.Field {
	get := t.Values.Get
	lang := get("lang")
	if lang == "" {
		lang = r.Text.Lang().HTML()
	}
	sessions := []look.Option{{Word: r.Text.T("practice.material.whole_event")}}
	for _, s := range draft {
		sessions = append(sessions, look.Option{Value: s.Key, Word: s.Title})
	}
	var licences, audiences []look.Option
	for _, l := range Licences() {
		licences = append(licences, look.Option{Value: l, Word: licenceWord(r, l)})
	}
	for _, a := range Audiences() {
		audiences = append(audiences, look.Option{Value: a, Word: r.Text.T("practice.material.audience." + a)})
	}
	return []look.Field{{Name: "title", Label: r.Text.T("practice.title"), Value: get("title"), Required: true},
		{Name: "session", Type: "select", Label: r.Text.T("practice.talks.session"), Options: words.Choose(sessions, get("session"))},
		{Name: "lang", Type: "select", Label: r.Text.T("practice.talks.lang"), Options: words.Choose(talks.Languages(lang), lang)},
		{Name: "licence", Type: "select", Label: r.Text.T("practice.material.licence"), Options: words.Choose(licences, get("licence"))},
		{Name: "audience", Type: "select", Label: r.Text.T("practice.material.audience"), Help: r.Text.T("practice.material.audience_help"), Options: words.Choose(audiences, get("audience"))},
		{Name: "released", Type: "checkbox", Label: r.Text.T("practice.material.release"), Value: "yes", Checked: get("released") != ""}}
}

// read puts what was typed onto a material.
func read(r *web.Request, m Material) Material {
	m.Title, m.Session, m.Lang, m.Licence, m.Audience = form.Posted(r, "title"), form.Posted(r, "session"), form.Posted(r, "lang"), form.Posted(r, "licence"), form.Posted(r, "audience")
	m.Released = form.Posted(r, "released") != ""
	return m
}

// take is POST /desk/practice/events/{ref}/materials.
func (o *office) take(r *web.Request) (web.Reply, error) {
	var f errs.Fields
	if read(r, Material{}).check(&f); len(f) > 0 {
		return o.refuse(r, f.Err(), o.page)
	}
	if err := r.Read(func(q *db.Snapshot) error { _, err := o.event(q, r); return err }); err != nil { // before anything is stored
		return nil, err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return o.refuse(r, errs.Bad("file", "practice.material.file_missing"), o.page)
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	t, err := o.Archive.TakeIn(r.Context(), in, part.Filename, false)
	if err != nil {
		return o.refuse(r, err, o.page)
	}
	return o.change(r, o.page, func(tx *db.Tx, e events.Event) error {
		typed := read(r, Material{})
		m, err := o.Add(tx, e, typed, t)
		if err == nil && typed.Released {
			m.Released = true
			err = o.Save(tx, e, m)
		}
		return err
	})
}

func (o *office) refuse(r *web.Request, err error, again func(r *web.Request, t form.Typed) (web.Reply, error)) (web.Reply, error) {
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return again(r, t)
}

// change is a write about the materials of an event that leads back to them; a refused form comes back by again.
func (o *office) change(r *web.Request, again func(r *web.Request, t form.Typed) (web.Reply, error), fn func(tx *db.Tx, e events.Event) error) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, err := o.event(tx, r)
		if err != nil {
			return "", err
		}
		return e.Ref, fn(tx, e)
	})
	if err != nil {
		return o.refuse(r, err, again)
	}
	return web.SeeOther("/desk/practice/events/" + ref + "/materials?done=yes"), nil
}
