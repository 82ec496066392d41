package council

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// formView is a form of one report: a new one, the words of a draft, or a step.
type formView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Action string
	Hidden []hidden
	Errors look.Errors
	Fields []look.Field
	Form   bool
	Submit string
	Back   look.Act
	Draft  string
}

// writable are the officers' posts whose reports the asker may write.
func (o *office) writable(r *web.Request) (all []places.Filled) {
	s := o.c.Places.Snapshot()
	for _, f := range s.Posts() {
		if f.Post.Role != "officer" {
			continue
		}
		v := Report{Place: home(s, f), Org: f.Org}
		if _, ok := s.Place(v.Place); ok && o.c.mayWrite(r, v, process.Instance{Post: f.Post.ID, Unit: f.Post.Unit}) {
			all = append(all, f)
		}
	}
	return all
}

func (o *office) newForm(r *web.Request) (web.Reply, error) {
	p := HalfYear(o.c.dayAt("", r.Now)).Before()
	return o.newPage(r, fresh(url.Values{"id": {id.New()}, "from": {p.From}, "until": {p.Until}, "lang": {r.Text.Lang().HTML()}, "post": {o.mine(r)}}))
}

// mine is the code of the post that the asker acts as.
func (o *office) mine(r *web.Request) string {
	f, _ := o.c.Places.Snapshot().Post(r.Principal().Post)
	return f.Post.Code
}

func (o *office) newPage(r *web.Request, t typed) (web.Reply, error) {
	posts := o.writable(r)
	if len(posts) == 0 {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	v := formView{Page: o.frame(r, r.Text.T("council.new")), Crumbs: crumbs(r, "", "", r.Text.T("council.new")), Lead: r.Text.T("council.new_lead"), Alert: t.alert,
		Action: root + "/new", Hidden: []hidden{{"id", t.values.Get("id")}}, Form: true, Submit: r.Text.T("council.count"), Draft: "council-new",
		Back: look.Act{Word: r.Text.T("council.cancel"), Href: root, Variant: "secondary"}}
	v.NoIndex = true
	s := o.c.Places.Snapshot()
	choose := look.Field{Name: "post", Type: "select", Label: r.Text.T("council.given_by"), Required: true}
	for _, f := range posts {
		place, _ := s.Place(home(s, f))
		choose.Options = append(choose.Options, look.Option{Value: f.Post.Code, Selected: f.Post.Code == t.values.Get("post"),
			Word: r.Text.T("council.post_in", "title", o.c.word(r, f.Post.Titles), "code", f.Post.Code, "community", o.c.word(r, place.Names))})
	}
	v.Fields = append([]look.Field{choose}, o.fields(r, t)...)
	v.Errors = mark(r, v.Fields, t.faults)
	return o.form.Status(t.status, v), nil
}

// fields are the questions of a report.
func (o *office) fields(r *web.Request, t typed) []look.Field {
	lang := look.Field{Name: "lang", Type: "select", Label: r.Text.T("council.lang"), Required: true}
	for _, l := range i18n.All() {
		lang.Options = append(lang.Options, look.Option{Value: l.HTML(), Word: l.Self(), Selected: l.HTML() == t.values.Get("lang")})
	}
	return []look.Field{
		{Name: "from", Type: "date", Label: r.Text.T("council.from"), Value: t.values.Get("from"), Required: true},
		{Name: "until", Type: "date", Label: r.Text.T("council.until"), Help: r.Text.T("council.half_years"), Value: t.values.Get("until"), Required: true},
		{Name: "addressee", Label: r.Text.T("council.addressee"), Help: r.Text.T("council.addressee_help"), Value: t.values.Get("addressee"), Required: true},
		{Name: "words", Type: "textarea", Label: r.Text.T("council.words"), Help: r.Text.T("council.words_help"), Value: t.values.Get("words"), Rows: 10, Max: maxWords,
			Optional: r.Text.T("council.optional")}, lang}
}

func inputOf(r *web.Request) Input {
	get := r.PostForm.Get
	return Input{ID: get("id"), Post: get("post"), Period: Period{get("from"), get("until")}, Addressee: get("addressee"), Words: strings.ReplaceAll(get("words"), "\r\n", "\n"), Lang: get("lang")}
}

func (o *office) takeNew(r *web.Request) (web.Reply, error) {
	in := inputOf(r)
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		for _, f := range o.writable(r) {
			if f.Post.Code == in.Post {
				v, err := o.c.Make(tx, f, in)
				return v.Ref, err
			}
		}
		return "", errs.Bad("post", "council.no_post")
	})
	if t, ok := refused(r, err); ok {
		return o.newPage(r, t)
	}
	return web.SeeOther(root + "/" + ref + "?done=new"), err
}

func (o *office) editForm(r *web.Request) (web.Reply, error) {
	d, err := o.open(r)
	if err != nil {
		return nil, err
	}
	return o.editPage(r, d, fresh(url.Values{"from": {d.From}, "until": {d.Until}, "addressee": {d.Addressee}, "words": {d.Words}, "lang": {d.Lang}}))
}

func (o *office) editPage(r *web.Request, d opened, t typed) (web.Reply, error) {
	if !d.write {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	v := formView{Page: o.frame(r, r.Text.T("council.edit")), Lead: r.Text.T("council.edit_lead"), Alert: t.alert, Action: root + "/" + d.Ref + "/edit",
		Hidden: []hidden{{"base", strconv.FormatInt(d.Version, 10)}}, Form: d.inst.State == Draft, Submit: r.Text.T("council.count"), Draft: "council-" + d.Ref,
		Crumbs: crumbs(r, r.Text.DateRange(day(d.From), day(d.Until)), root+"/"+d.Ref, r.Text.T("council.edit")),
		Back:   look.Act{Word: r.Text.T("council.cancel"), Href: root + "/" + d.Ref, Variant: "secondary"}}
	v.NoIndex = true
	if !v.Form {
		v.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("council.frozen")}
		return o.form.Status(409, v), nil
	}
	v.Fields = o.fields(r, t)
	v.Errors = mark(r, v.Fields, t.faults)
	return o.form.Status(t.status, v), nil
}

func (o *office) takeEdit(r *web.Request) (web.Reply, error) {
	in := inputOf(r)
	base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	d, err := o.open(r)
	if err != nil {
		return nil, err
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		v, err := o.read(tx, r)
		if err != nil {
			return web.None{}, err
		}
		if !v.write {
			return web.None{}, errs.New(errs.Forbidden, "web.forbidden")
		}
		_, err = o.c.Change(tx, v.Report, base, in)
		return web.None{}, err
	})
	if t, ok := refused(r, err); ok {
		return o.editPage(r, d, t)
	}
	return web.SeeOther(root + "/" + d.Ref + "?done=edit"), err
}
