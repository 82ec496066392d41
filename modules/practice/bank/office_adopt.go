package bank

import (
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// adoptForms are those on a practice's own page: an organisation adopts it, and works by it no more.
func (o *office) adoptForms(r *web.Request, a opened, v *oneView, t form.Typed) {
	if !r.May(actAdopt) || a.Shown == nil {
		return
	}
	l, get := r.Text, t.Values.Get
	var free, mine []string
	var ending []look.Option
	for _, org := range o.orgs(r, actAdopt) {
		if n := slices.IndexFunc(a.adoptions, func(x Adoption) bool { return x.Org == org && x.EndedOn == "" }); n >= 0 {
			mine = append(mine, org)
			ending = append(ending, look.Option{Value: a.adoptions[n].ID, Word: o.b.orgWord(l, org)})
		} else if org != a.Org {
			free = append(free, org)
		}
	}
	if len(free) > 0 {
		on := get("on")
		if on == "" {
			on = r.Now.In(o.b.zone()).Format(time.DateOnly)
		}
		v.AdoptForm = []look.Field{{Name: "org", Type: "select", Label: l.T("practice.bank.org"), Options: o.orgOptions(r, free, get("org"))},
			{Name: "on", Type: "date", Label: l.T("practice.bank.since"), Value: on, Required: true},
			{Name: "evidence_text", Type: "textarea", Rows: 2, Max: maxEvidence, Label: l.T("practice.bank.adopt_shows"), Help: l.T("practice.bank.adopt_help"), Value: get("evidence_text"), Required: true}}
	}
	if len(mine) > 0 {
		v.EndForm = []look.Field{{Name: "adoption", Type: "select", Label: l.T("practice.bank.org"), Options: ending},
			{Name: "why", Type: "textarea", Rows: 2, Label: l.T("practice.bank.reason"), Value: get("why"), Required: true}}
	}
}

// takeAdopt is POST /desk/practice/bank/{ref}/adoptions.
func (o *office) takeAdopt(r *web.Request) (web.Reply, error) {
	a := Adoption{Org: o.b.orgByCode(form.Posted(r, "org")), On: form.Posted(r, "on"), Evidence: form.Posted(r, "evidence_text")}
	return o.adopted(r, func(tx *db.Tx, row Row) error {
		if err := o.mayAdopt(r, a.Org); err != nil {
			return err
		}
		_, err := o.b.Adopt(tx, row, a)
		return err
	})
}

// takeEnd is POST /desk/practice/bank/{ref}/adoptions/end.
func (o *office) takeEnd(r *web.Request) (web.Reply, error) {
	return o.adopted(r, func(tx *db.Tx, row Row) error {
		a, err := adoption(tx, row.ID, form.Posted(r, "adoption"))
		if err != nil {
			return err
		}
		if err := o.mayAdopt(r, a.Org); err != nil {
			return err
		}
		return o.b.EndAdoption(tx, a, form.Posted(r, "why"))
	})
}

// mayAdopt tells whether the asker may speak for an organisation.
func (o *office) mayAdopt(r *web.Request, org string) error {
	if slices.Contains(o.orgs(r, actAdopt), org) {
		return nil
	}
	return errs.New(errs.Forbidden, "web.forbidden")
}

// adopted is a write about who works by a practice; refused, it comes back on the practice's page.
func (o *office) adopted(r *web.Request, fn func(tx *db.Tx, row Row) error) (web.Reply, error) {
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		row, _, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		return row.Ref, fn(tx, row)
	})
	if err == nil {
		return web.SeeOther(root + "/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.showPage(r, t)
}
