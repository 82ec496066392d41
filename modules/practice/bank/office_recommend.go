package bank

import (
	"net/url"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// Recommending is a recommendation that is made of a published practice or of an event.
type Recommending struct {
	Org      string    // id of who recommends
	Text     i18n.Text //
	To       []string  // ids of organisations
	Due      string    // civil day, may be empty
	Practice string    // ref; empty where it is made of an event
	Event    string    // ref; empty where it is made of a practice
	Title    i18n.Text // of the practice or the event
}

const actRecommend = "practice.bank.recommend"

// ground is what a recommendation is made of, as its form shows it.
type ground struct {
	at     string // address of what it is made of
	crumbs []look.NavItem
	lead   string
	draft  string // name under which the browser keeps what is typed
	org    string // id of whose it is
}

func (o *office) recommendForm(r *web.Request) (web.Reply, error) {
	return o.recommendPage(r, form.Fresh(url.Values{}))
}

func (o *office) recommendPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var row Row
	if err := r.Read(func(q *db.Snapshot) (err error) { row, _, err = o.read(q, r); return err }); err != nil {
		return nil, err
	}
	if row.Shown == nil {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	at := root + "/" + row.Ref
	return o.recommendOf(r, t, ground{at: at, crumbs: []look.NavItem{listCrumb(r), {Word: o.b.word(r.Text, row.Shown.Titles), Href: at}}, lead: r.Text.T("practice.bank.recommend_lead"), draft: "bank-recommend-" + row.Ref})
}

// recommendOf is the form on which a recommendation is made of something.
func (o *office) recommendOf(r *web.Request, t form.Typed, g ground) (web.Reply, error) {
	orgs := o.orgs(r, actRecommend)
	if o.b.Recommend == nil || len(orgs) == 0 {
		return nil, errs.New(errs.Forbidden, "web.forbidden")
	}
	l, get := r.Text, t.Values.Get
	by := get("org")
	if by == "" {
		by = o.b.orgCode(g.org)
	}
	v := form.View{Page: o.frame(r, l.T("practice.bank.recommend")), Lead: g.lead, Action: g.at + "/recommend", Draft: g.draft, Back: form.Back(r, g.at),
		Crumbs: form.Crumbs(r, append(g.crumbs, look.NavItem{Word: l.T("practice.bank.recommend")})...)}
	v.Groups = []form.Group{{Parts: form.Parts(
		look.Field{Name: "org", Type: "select", Label: l.T("practice.bank.recommend_from"), Options: o.orgOptions(r, orgs, by)},
		look.Field{Name: "recommend_text", Type: "textarea", Rows: 5, Max: 4000, Label: l.T("practice.bank.recommend_text"), Value: get("recommend_text"), Required: true, Lang: l.Lang().HTML()},
		look.Field{Name: "to", Type: "textarea", Rows: 4, Label: l.T("practice.bank.recommend_to"), Help: l.T("practice.bank.recommend_to_help"), Value: get("to"), Required: true},
		look.Field{Name: "due", Type: "date", Label: l.T("practice.bank.recommend_due"), Value: get("due"), Optional: l.T("form.optional")})}}
	return o.forms.Answer(r, v, t)
}

// takeRecommend is POST /desk/practice/bank/{ref}/recommend: the owner of recommendations keeps what is written.
func (o *office) takeRecommend(r *web.Request) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		row, _, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if row.Shown == nil {
			return "", errs.New(errs.Conflict, "practice.bank.not_published")
		}
		return o.recommend(tx, r, Recommending{Practice: row.Ref, Title: row.Shown.Titles})
	})
	if err == nil {
		return web.SeeOther(root + "/" + r.PathValue("ref") + "?recommended=" + url.QueryEscape(ref)), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.recommendPage(r, t)
}

// recommend hands what was written on the form to the owner of recommendations.
func (o *office) recommend(tx *db.Tx, r *web.Request, n Recommending) (ref string, err error) {
	if o.b.Recommend == nil {
		return "", errs.New(errs.Conflict, "practice.bank.not_published")
	}
	n.Org, n.Text, n.Due = o.b.orgByCode(form.Posted(r, "org")), i18n.Text{r.Text.Lang().HTML(): form.Posted(r, "recommend_text")}, form.Posted(r, "due")
	if err := r.Allowed(actRecommend, o.b.orgResource(n.Org)); err != nil {
		return "", err
	}
	if form.Posted(r, "recommend_text") == "" {
		return "", errs.Bad("recommend_text", "practice.bank.reason_missing")
	}
	for _, name := range form.Lines(form.Posted(r, "to")) {
		org := o.b.orgNamed(name)
		if org == "" {
			return "", errs.Bad("to", "practice.bank.org_unknown", "name", name)
		}
		n.To = append(n.To, org)
	}
	if len(n.To) == 0 {
		return "", errs.Bad("to", "practice.bank.org_wrong")
	}
	return o.b.Recommend(tx, n)
}

// orgNamed is the id of an organisation by its code or one of its names; empty for none.
func (b *Bank) orgNamed(name string) string {
	for _, o := range b.Places.Snapshot().Orgs() {
		if o.Code == name {
			return o.ID
		}
		for _, text := range o.Names {
			if strings.EqualFold(text, name) {
				return o.ID
			}
		}
	}
	return ""
}
