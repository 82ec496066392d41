package bank

import (
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

const (
	actRead   = "practice.bank.read"
	actWrite  = "practice.bank.write"
	actReview = "practice.bank.review"
	actAdopt  = "practice.bank.adopt"
	root      = "/desk/practice/bank"
)

// office is the desk's pages: entries, one whole, its forms.
type office struct {
	b     *Bank
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	list  *web.Page[listView]
	one   *web.Page[oneView]
}

func newOffice(b *Bank, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{b: b, frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	o.one, err = web.Add[oneView](pages, files, "desk", "page/desk.html", "page/entry.html")
	return o, err
}

// read finds the entry of an address; what may not be seen does not exist. What everybody reads, everybody on the desk
// may open; full tells whether they may also see what is being written.
func (o *office) read(q db.Reader, r *web.Request) (row Row, full bool, err error) {
	if row, err = ByRef(q, r.PathValue("ref")); err != nil {
		return row, false, err
	}
	if row.Instance, err = process.Load(q, row.ID); err != nil {
		return row, false, err
	}
	full = r.Allowed(actRead, o.b.resource(row.Entry)) == nil
	if !full && row.Shown == nil {
		err = errs.New(errs.NotFound, "practice.bank.no_such")
	}
	return row, full, err
}

// change is a write about an entry: read, asked whether the actor may do the action, done. It gives the ref.
func (o *office) change(r *web.Request, action string, fn func(tx *db.Tx, row Row) error) (string, error) {
	return web.Write(r, func(tx *db.Tx) (string, error) {
		row, _, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed(action, o.b.resource(row.Entry)); err != nil {
			return "", err
		}
		return row.Ref, fn(tx, row)
	})
}

// orgs are the organisations for which the asker may do an action: within their scope, and that of the post acted as.
func (o *office) orgs(r *web.Request, action string) (all []string) {
	scope, s := r.Scope(action), o.b.Places.Snapshot()
	own := ""
	if held, ok := r.Who.Post(); ok && scope.Allows(policy.Resource{Kind: KindEntry, In: []policy.Ref{{Kind: policy.Post, ID: held.Post}}}) {
		u, _ := s.Unit(held.Unit)
		own = u.Org
	}
	for _, org := range s.Orgs() {
		if org.ID == own || scope.Allows(o.b.orgResource(org.ID)) {
			all = append(all, org.ID)
		}
	}
	return all
}

func (o *office) orgOptions(r *web.Request, orgs []string, chosen string) (all []look.Option) {
	for _, id := range orgs {
		org, _ := o.b.Places.Snapshot().Org(id)
		all = append(all, look.Option{Value: org.Code, Word: o.b.word(r.Text, org.Names), Selected: org.Code == chosen})
	}
	i18n.SortBy(r.Text.Collator(), all, func(v look.Option) string { return v.Word })
	return all
}

// orgByCode is the id of an organisation; empty for none.
func (b *Bank) orgByCode(code string) string {
	for _, o := range b.Places.Snapshot().Orgs() {
		if o.Code == code {
			return o.ID
		}
	}
	return ""
}

// orgCode is the code of an organisation by its id; empty for none.
func (b *Bank) orgCode(org string) string {
	o, _ := b.Places.Snapshot().Org(org)
	return o.Code
}

func listCrumb(r *web.Request) look.NavItem {
	return look.NavItem{Word: r.Text.T("practice.bank.title"), Href: root}
}

// listView is GET /desk/practice/bank.
type listView struct {
	look.Page
	Lead   string
	Acts   []look.Act
	Filter look.Filter
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const listRows = 50

func (o *office) showList(r *web.Request) (web.Reply, error) {
	l, q := r.Text, r.URL.Query()
	f := DeskFilter{Query: strings.TrimSpace(q.Get("q")), Limit: listRows, After: q.Get("after")}
	if slices.Contains(Forms(), q.Get("form")) {
		f.Form = q.Get("form")
	}
	if slices.Contains(States(), q.Get("state")) {
		f.State = q.Get("state")
	}
	v := listView{Page: o.frame(r, l.T("practice.bank.title")), Lead: l.T("practice.bank.desk_lead"), Table: look.Table{Caption: l.T("practice.bank.title"),
		Head: form.Head(r, "practice.bank.entry", "practice.bank.form", "practice.bank.org", "practice.bank.state", "practice.bank.adopted")}}
	v.NoIndex, v.Flash, v.Table.Head[4].Number = true, form.Done(r), true
	if r.May(actWrite) {
		v.Acts = []look.Act{{Word: l.T("practice.bank.new.problem"), Href: root + "/new?form=problem", Icon: "plus", Variant: "secondary"},
			{Word: l.T("practice.bank.new.practice"), Href: root + "/new?form=practice", Icon: "plus"}}
	}
	v.Filter = look.Filter{Action: root, Label: l.T("form.filter"), Title: l.T("form.filter"), Submit: l.T("form.show"), Open: f.Query+f.Form+f.State != "", Fields: []look.Field{
		{Name: "q", ID: "f-q", Type: "search", Label: l.T("practice.bank.words"), Value: f.Query},
		{Name: "form", ID: "f-form", Type: "select", Label: l.T("practice.bank.form"), Options: orAny(r, options(r, "practice.bank.form.", Forms(), f.Form))},
		{Name: "state", ID: "f-state", Type: "select", Label: l.T("practice.bank.state"), Options: orAny(r, options(r, "practice.bank.state.", States(), f.State))}}}
	if v.Filter.Open {
		v.Filter.Reset = &look.Act{Word: l.T("form.reset"), Href: root, Variant: "tertiary"}
	}
	var rows []Row
	var next string
	if err := r.Read(func(s *db.Snapshot) (err error) { rows, next, err = deskList(s, f, r.Scope(actRead)); return err }); err != nil {
		return nil, err
	}
	for _, row := range rows {
		title, lang := o.b.name(l, row.Content.Titles)
		state := l.T("practice.bank.state." + row.Instance.State)
		if row.Instance.State != Published && row.Shown != nil {
			state = l.T("practice.bank.still_shown", "state", state)
		}
		adopted := look.Cell{Number: true, Text: l.T("i18n.no_value")}
		if row.Form == Practice {
			adopted.Text = l.Number(row.Adoptions)
		}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: title, Lang: lang, Href: root + "/" + row.Ref}, {Text: l.T("practice.bank.form." + row.Form)},
			{Text: o.b.orgWord(l, row.Org)}, {Text: state}, adopted})
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "book-open", Title: l.T("practice.bank.none"), Text: l.T("practice.bank.none_desk")}
	}
	v.Pages.Label = l.T("form.pages")
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: l.T("form.more"), Href: root + "?" + url.Values{"q": {f.Query}, "form": {f.Form}, "state": {f.State}, "after": {next}}.Encode()}
	}
	return o.list.With(v), nil
}

const onBoard = 7

// Board is a column of the desk's first page: what waits for a review by who asks.
func (b *Bank) Board(r *web.Request) (look.Tasks, error) {
	l := r.Text
	t := look.Tasks{ID: "bank-review", Kind: "waiting", Title: l.T("practice.bank.board"), More: &look.NavItem{Word: l.T("practice.bank.title"), Href: root + "?state=" + InReview}}
	if !r.May(actReview) {
		return t, nil
	}
	var rows []Row
	if err := r.Read(func(s *db.Snapshot) (err error) { rows, err = inReview(s, 200); return err }); err != nil {
		return t, err
	}
	scope := r.Scope(actReview)
	for _, row := range rows {
		if slices.Contains(row.Writers, r.Who.Account.ID) || !scope.Allows(b.resource(row.Entry)) {
			continue
		}
		if t.Count++; len(t.Items) < onBoard {
			t.Items = append(t.Items, look.Task{Icon: "book-open", Title: b.word(l, row.Content.Titles), Href: root + "/" + row.Ref,
				Meta: line(l.T("practice.bank.form."+row.Form), b.orgWord(l, row.Org))})
		}
	}
	return t, nil
}
