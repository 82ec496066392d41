package processes

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// record finds the record of an address; what the reader may not see does not exist.
func (p *Processes) record(q db.Reader, r *web.Request, d *process.Definition) (process.Instance, error) {
	i, err := process.ByRef(q, d.Name, r.PathValue("ref"))
	if err != nil {
		return i, err
	}
	if r.Allowed(d.Read, p.resource(i)) != nil && !has(r, i) {
		return i, errs.New(errs.NotFound, "process.not_found")
	}
	return i, nil
}

// has tells whether a record lies with the reader: with the post acted as, or handed to an organisation that a grant is
// limited to.
func has(r *web.Request, i process.Instance) bool {
	p := r.Principal()
	return i.Post != "" && p.Post == i.Post || i.Body != "" && slices.ContainsFunc(p.Grants, func(g policy.Grant) bool {
		return g.Scope == policy.Ref{Kind: policy.Org, ID: i.Body}
	})
}

// resource is a record for the policy: everything it lies in.
func (p *Processes) resource(i process.Instance) policy.Resource {
	s := p.Places.Snapshot()
	in := append([]policy.Ref{{Kind: policy.Org, ID: i.Org}}, s.InPlace(i.Place)...)
	if i.Unit != "" {
		in = append(in, s.InUnit(i.Unit)...)
	}
	if i.Post != "" {
		in = append(in, policy.Ref{Kind: policy.Post, ID: i.Post})
	}
	return policy.Resource{Kind: i.Definition, ID: i.ID, In: in}
}

func (p *Processes) zoneOf(i process.Instance) *time.Location {
	if c := p.Process.Calendar(i.Calendar); c != nil {
		return c.Zone
	}
	return p.zone()
}

// tickPage is GET /desk/processes/{name}/records/{ref}/{step}: the checklist of a step, before it is taken.
func (p *Processes) tickPage(r *web.Request) (web.Reply, error) {
	return p.tickForm(r, form.Fresh(nil))
}

func (p *Processes) tickForm(r *web.Request, t form.Typed) (web.Reply, error) {
	d, err := p.of(r)
	if err != nil {
		return nil, err
	}
	step := r.PathValue("step")
	if _, ok := d.Step(step); !ok {
		return nil, errs.New(errs.NotFound, "process.not_found")
	}
	var i process.Instance
	var items []i18n.Text
	var ticked []int
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if i, err = p.record(q, r, d); err != nil {
			return err
		}
		items, ticked, err = process.Checklist(q, i, step, r.Actor().ID)
		return err
	}); err != nil {
		return nil, err
	}
	l := r.Text
	title := l.T("processes.tick.title", "step", p.step(l, d, step))
	v := form.View{Page: p.frame(r, title), Lead: l.T("processes.tick.lead", "ref", i.Ref), Action: process.ChecklistAt(i, step), Submit: l.T("processes.tick.do"), Back: form.Back(r, p.page(d, i))}
	v.Flash = form.Done(r)
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: p.title(l, d), Href: at(d)}, look.NavItem{Word: title})
	list := look.Choices{Name: "items", Legend: l.T("processes.checklist"), Multiple: true, Groups: []look.ChoiceGroup{{}}}
	for n, item := range items {
		words, _ := p.best(r, item)
		list.Groups[0].Items = append(list.Groups[0].Items, look.Choice{Value: strconv.Itoa(n), Word: words, Checked: slices.Contains(ticked, n) || slices.Contains(t.Values["items"], strconv.Itoa(n))})
	}
	if len(items) == 0 {
		v.Lead = l.T("processes.tick.none")
	} else {
		v.Groups = []form.Group{{Parts: []form.Part{{Choices: &list}}}}
	}
	return p.forms.Answer(r, v, t)
}

// page is where a record is worked on.
func (p *Processes) page(d *process.Definition, i process.Instance) string {
	if d.Page == "" {
		return at(d)
	}
	return strings.ReplaceAll(d.Page, "{ref}", i.Ref)
}

// tick is POST of the same.
func (p *Processes) tick(r *web.Request) (web.Reply, error) {
	d, err := p.of(r)
	if err != nil {
		return nil, err
	}
	var items []int
	for _, v := range r.PostForm["items"] {
		n, err := strconv.Atoi(v)
		if err != nil {
			n = -1
		}
		items = append(items, n)
	}
	back, err := web.Write(r, func(tx *db.Tx) (string, error) {
		i, err := p.record(tx, r, d)
		if err != nil {
			return "", err
		}
		return p.page(d, i), p.Process.Tick(tx, i.ID, r.PathValue("step"), items)
	})
	if t, ok := form.Refused(r, err); ok {
		return p.tickForm(r, t)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(back), nil
}
