package booklet

import (
	"net/http"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

const (
	actRead  = "practice.booklet.read"
	actWrite = "practice.booklet.write"
	root     = "/desk/practice/booklets"
)

// office is the desk's pages: booklets, one being put together, its forms.
type office struct {
	k     *Booklets
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	list  *web.Page[listView]
	one   *web.Page[oneView]
}

func newOffice(k *Booklets, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{k: k, frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	o.one, err = web.Add[oneView](pages, files, "desk", "page/desk.html", "page/blocks.html")
	return o, err
}

// read finds the booklet of an address; what may not be seen does not exist.
func (o *office) read(q db.Reader, r *web.Request) (Booklet, error) {
	v, err := ByRef(q, r.PathValue("ref"))
	if err != nil {
		return v, err
	}
	if r.Allowed(actRead, o.k.resource(v)) != nil {
		return v, errs.New(errs.NotFound, "practice.booklet.no_such")
	}
	v.Instance, err = process.Load(q, v.ID)
	return v, err
}

// open is read for a page.
func (o *office) open(r *web.Request) (v Booklet, err error) {
	err = r.Read(func(q *db.Snapshot) (err error) { v, err = o.read(q, r); return err })
	return v, err
}

// change is a write about a booklet: read, asked whether the actor may write, done.
func (o *office) change(r *web.Request, fn func(tx *db.Tx, v Booklet) error) (string, error) {
	return web.Write(r, func(tx *db.Tx) (string, error) {
		v, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed(actWrite, o.k.resource(v)); err != nil {
			return "", err
		}
		return v.Ref, fn(tx, v)
	})
}

func listCrumb(r *web.Request) look.NavItem {
	return look.NavItem{Word: r.Text.T("practice.booklet.title"), Href: root}
}

// listView is GET /desk/practice/booklets.
type listView struct {
	look.Page
	Lead  string
	New   *look.Act
	Table look.Table
	Empty *look.Empty
	Pages look.Pagination
}

func (o *office) showList(r *web.Request) (web.Reply, error) {
	l := r.Text
	v := listView{Page: o.frame(r, l.T("practice.booklet.title")), Lead: l.T("practice.booklet.lead"), Table: look.Table{Caption: l.T("practice.booklet.title"),
		Head: form.Head(r, "practice.booklet.booklet", "practice.bank.org", "practice.bank.state", "practice.booklet.editions")}}
	v.NoIndex, v.Flash, v.Table.Head[3].Number = true, form.Done(r), true
	if r.May(actWrite) {
		v.New = &look.Act{Word: l.T("practice.booklet.new"), Href: root + "/new", Icon: "plus"}
	}
	var all []Booklet
	var next string
	if err := r.Read(func(q *db.Snapshot) (err error) {
		all, next, err = list(q, r.Scope(actRead), r.URL.Query().Get("after"), 50)
		return err
	}); err != nil {
		return nil, err
	}
	for _, one := range all {
		title, lang := o.k.name(l, one.Content.Titles)
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: title, Lang: lang, Href: root + "/" + one.Ref}, {Text: o.org(r, one.Org)},
			{Text: l.T("practice.booklet.state." + one.Instance.State)}, {Text: l.Number(one.Editions), Number: true}})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "book-open", Title: l.T("practice.booklet.none"), Text: l.T("practice.booklet.none_desk")}
	}
	v.Pages.Label = l.T("form.pages")
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: l.T("form.more"), Href: root + "?after=" + next}
	}
	return o.list.With(v), nil
}

func (o *office) org(r *web.Request, id string) string {
	org, _ := o.k.Places.Snapshot().Org(id)
	name, _ := o.k.name(r.Text, org.Names)
	return name
}

// oneView is GET /desk/practice/booklets/{ref}: what the next edition would show, and what can be changed.
type oneView struct {
	look.Page
	Crumbs   look.Crumbs
	State    look.Tag
	Acts     []look.Act
	Alert    *look.Alert
	Missing  []string
	Chapters look.Table
	Annexes  look.Table
	Action   string
	FileForm []look.Field
	DropForm []look.Field
	Blocks   []blockView
	Next     look.NextSteps
}

func (o *office) show(r *web.Request) (web.Reply, error) { return o.showPage(r, form.Fresh(nil)) }

func (o *office) showPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var b Booklet
	var annexes []Annex
	var d Data
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if b, err = o.read(q, r); err != nil {
			return err
		}
		if annexes, err = AnnexesOf(q, b.ID); err != nil {
			return err
		}
		d, err = o.k.Gather(q, b, annexes, r.Now)
		return err
	}); err != nil {
		return nil, err
	}
	l, at := r.Text, root+"/"+b.Ref
	title, _ := o.k.name(l, b.Content.Titles)
	write := r.Allowed(actWrite, o.k.resource(b)) == nil
	v := oneView{Page: o.frame(r, title), Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title}), State: look.Tag{Word: l.T("practice.booklet.state." + b.Instance.State), Icon: "book-open"},
		Alert: t.Flash(r), Action: at, Blocks: lower(draw(o.k.Blocks(l, d, "")), l.T("practice.booklet.preview"))}
	v.NoIndex, v.Flash = true, form.Done(r)
	if b.Editions > 0 && b.Instance.State != Withdrawn {
		v.Acts = append(v.Acts, look.Act{Word: l.T("practice.bank.public_page"), Href: "/" + l.Lang().HTML() + "/publications/" + b.Ref, Icon: "eye", Variant: "secondary"})
	}
	draft := write && b.Instance.State == Draft
	if draft {
		v.Acts = append(v.Acts, look.Act{Word: l.T("practice.booklet.chapter_new"), Href: at + "/chapters/new", Icon: "plus", Variant: "secondary"},
			look.Act{Word: l.T("practice.bank.edit"), Href: at + "/edit", Icon: "pencil", Variant: "secondary"})
		if e := errs.Of(b.Content.complete()); e != nil {
			for _, f := range e.Fields {
				v.Missing = append(v.Missing, r.Message(f))
			}
		}
	}
	o.parts(r, b, annexes, draft, &v, t)
	v.Next = look.NextSteps{ID: "next", Title: l.T("form.next")}
	for _, s := range o.k.Process.Of(b.Instance).StepsFrom(b.Instance.State) {
		step := look.NextStep{Icon: map[string]string{"publish": "eye", "revise": "pencil"}[s.Name], Title: l.T("practice.booklet.act." + s.Name), Needs: l.T("practice.booklet.needs." + s.Name), Href: at + "/steps/" + s.Name}
		if step.Icon == "" {
			step.Icon = "ban"
		}
		if !write || s.Name == "publish" && len(v.Missing) > 0 {
			step.Locked, step.Href, step.Lock = true, "", l.T("form.locked")
			if write {
				step.Lock = l.T("practice.bank.incomplete")
			}
		}
		v.Next.Steps = append(v.Next.Steps, step)
	}
	return o.one.Status(t.Status, v), nil
}

// lower puts the headings of a preview below those of its page, and tells its tables from the page's own.
func lower(all []blockView, preview string) []blockView {
	for n := range all {
		all[n].Grid.Caption = preview + ": " + all[n].Grid.Caption
		if all[n].Level > 0 {
			all[n].Level++
		}
	}
	return all
}

// parts are the chapters and annexes with what one may change of them.
func (o *office) parts(r *web.Request, b Booklet, annexes []Annex, draft bool, v *oneView, t form.Typed) {
	l := r.Text
	v.Chapters = look.Table{Caption: l.T("practice.booklet.chapters"), Head: form.Head(r, "practice.booklet.chapter", "practice.bank.practices", "practice.bank.problems", "practice.booklet.recommendations")}
	for n := range v.Chapters.Head[1:] {
		v.Chapters.Head[n+1].Number = true
	}
	for _, ch := range b.Content.Chapters {
		title, lang := o.k.name(l, ch.Titles)
		cell := look.Cell{Text: title, Lang: lang}
		if draft {
			cell.Href = v.Action + "/chapters/" + ch.ID
		}
		v.Chapters.Rows = append(v.Chapters.Rows, []look.Cell{cell, {Text: l.Number(int64(len(ch.Practices))), Number: true}, {Text: l.Number(int64(len(ch.Problems))), Number: true},
			{Text: l.Number(int64(len(ch.Recommendations))), Number: true}})
	}
	v.Annexes = look.Table{Caption: l.T("practice.booklet.annexes"), Head: form.Head(r, "practice.booklet.annex", "practice.booklet.file", "practice.booklet.checksum")}
	var options []look.Option
	for _, a := range annexes {
		if a.Dropped {
			continue
		}
		title, lang := o.k.name(l, a.Titles)
		v.Annexes.Rows = append(v.Annexes.Rows, []look.Cell{{Text: title, Lang: lang}, {Text: a.Name, Href: v.Action + "/annexes/" + a.ID}, {Text: a.SHA256[:16]}})
		options = append(options, look.Option{Value: a.ID, Word: a.Name})
	}
	if !draft {
		return
	}
	v.FileForm = []look.Field{{Name: "annex_title", Label: l.T("practice.bank.name"), Value: t.Values.Get("annex_title"), Required: true, Max: maxTitle},
		{Name: "file", Type: "file", Label: l.T("practice.booklet.file"), Help: l.T("practice.booklet.file_help"), Accept: ".pdf,.docx,.odt,.jpg,.jpeg,.png", Required: true}}
	if len(options) > 0 {
		v.DropForm = []look.Field{{Name: "annex", Type: "select", Label: l.T("practice.booklet.annex"), Options: options}}
	}
}

// file is GET /desk/practice/booklets/{ref}/files/{file}: the next edition as it would be.
func (o *office) file(w http.ResponseWriter, r *web.Request) error {
	var d Data
	if err := r.Read(func(q *db.Snapshot) error {
		b, err := o.read(q, r)
		if err != nil {
			return err
		}
		annexes, err := AnnexesOf(q, b.ID)
		if err != nil {
			return err
		}
		d, err = o.k.Gather(q, b, annexes, r.Now.Truncate(time.Second))
		return err
	}); err != nil {
		return err
	}
	raw, _, err := d.Frozen()
	if err != nil {
		return err
	}
	return o.k.send(w, r, d, "", raw)
}

// orgs are the organisations for which the asker may put a booklet together.
func (o *office) orgs(r *web.Request) (all []look.Option) {
	for _, org := range o.k.Places.Snapshot().Orgs() {
		if r.Allowed(actWrite, o.k.resource(Booklet{Org: org.ID})) == nil {
			name, _ := o.k.name(r.Text, org.Names)
			all = append(all, look.Option{Value: org.Code, Word: name})
		}
	}
	i18n.SortBy(r.Text.Collator(), all, func(v look.Option) string { return v.Word })
	return all
}

func (o *office) orgByCode(code string) string {
	all := o.k.Places.Snapshot().Orgs()
	for n := range all {
		if all[n].Code == code {
			return all[n].ID
		}
	}
	return ""
}

// langOf is the language in which texts are being written: that of the address or the form, else the reader's.
func langOf(r *web.Request) string {
	name := r.URL.Query().Get("lang")
	if r.PostForm.Get("text_lang") != "" {
		name = r.PostForm.Get("text_lang")
	}
	if l, ok := i18n.ParseLang(name); ok && slices.Contains(i18n.All(), l) {
		return l.HTML()
	}
	return r.Text.Lang().HTML()
}
