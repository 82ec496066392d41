package advice

import (
	"net/url"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// mostLines is how many lines a table on the page of a node has.
const mostLines = 100

// Beside is what the page of a node shows of recommendations, of the plans before and after, and of the nodes that it
// contributes to or that contribute to it. Tables without rows are left out.
func (s *Service) Beside(q db.Reader, r *web.Request, p register.Plan, e *register.Edition, n tree.Node) (out []look.Table, err error) {
	d := &desk{s: s}
	for _, make := range []func(db.Reader, *web.Request, register.Plan, *register.Edition, tree.Node) (look.Table, error){d.nodeAdvice, d.nodeOrigins, d.nodeGives, d.nodeGets} {
		t, err := make(q, r, p, e, n)
		if err != nil {
			return nil, err
		}
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

// nodeAdvice lists the recommendations about a node or carried out by it, with the evidence that came back.
func (d *desk) nodeAdvice(q db.Reader, r *web.Request, p register.Plan, e *register.Edition, n tree.Node) (look.Table, error) {
	l := r.Text
	t := look.Table{Caption: l.T("plan.advice.title"), Head: []look.Cell{{Text: l.T("plan.advice.what")}, {Text: l.T("plan.advice.state")}, {Text: l.T("plan.advice.uptake")}, {Text: l.T("plan.advice.evidence")}}}
	ids, err := db.Strings(q, `SELECT a.id FROM plan_advice a WHERE a.plan = $1 AND a.node = $2 UNION SELECT l.advice FROM plan_advice_link l WHERE l.node = $2 ORDER BY 1`, p.ID, e.ID(n.Number))
	if err != nil {
		return t, err
	}
	for _, key := range ids[:min(len(ids), mostLines)] {
		a, err := ByID(q, key)
		if err != nil {
			return t, err
		}
		if r.Allowed("plan.advice.read", d.s.Resource(a)) != nil {
			continue
		}
		var shown []string
		for _, x := range a.Answers {
			if x.Evidence != "" {
				who, _ := d.s.OrgName(l, x.Org)
				shown = append(shown, l.T("plan.advice.source_of", "kind", who, "what", short(x.Evidence)))
			}
		}
		text, lang := d.s.word(l, a.Body)
		t.Rows = append(t.Rows, []look.Cell{{Text: short(text), Lang: lang, Href: oneAddress(a.Ref)}, {Text: l.T("plan.advice.state." + a.State)}, {Text: countWord(l, a.Count())}, {Text: strings.Join(shown, "; ")}})
	}
	return t, nil
}

// nodeOrigins lists what a node continues, and what continues it.
func (d *desk) nodeOrigins(q db.Reader, r *web.Request, _ register.Plan, e *register.Edition, n tree.Node) (look.Table, error) {
	t := d.nodeTable(r, "plan.advice.continues", "plan.advice.how")
	from, ok, err := OriginOf(q, e.ID(n.Number))
	if err != nil {
		return t, err
	}
	if ok {
		if err := d.add(q, r, &t, from.FromPlan, func(e *register.Edition) []tree.Node { return byID(e, from.FromNode) }, "plan.advice.from_before"); err != nil {
			return t, err
		}
	}
	later, err := ContinuedBy(q, e.ID(n.Number))
	if err != nil {
		return t, err
	}
	for _, o := range later {
		if err := d.add(q, r, &t, o.Plan, func(e *register.Edition) []tree.Node { return byID(e, o.Node) }, "plan.advice.goes_on"); err != nil {
			return t, err
		}
	}
	return t, nil
}

func byID(e *register.Edition, node string) []tree.Node {
	if n, ok := e.ByID(node); ok {
		return []tree.Node{n}
	}
	return nil
}

func (d *desk) nodeTable(r *web.Request, caption, how string) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T(caption), Head: []look.Cell{{Text: l.T("plan.advice.plan")}, {Text: l.T("plan.register.number")}, {Text: l.T("plan.tree.field.text")}}}
	if how != "" {
		t.Head = append(t.Head, look.Cell{Text: l.T(how)})
	}
	return t
}

// add puts nodes of another plan into a table, if the asker may read it.
func (d *desk) add(q db.Reader, r *web.Request, t *look.Table, plan string, find func(*register.Edition) []tree.Node, how string) error {
	p, err := register.ByID(q, plan)
	if err != nil {
		return err
	}
	o, err := d.s.Register.Find(q, r, p.Code, 0)
	if err != nil {
		return nil // not for the asker
	}
	for _, n := range find(o.Edition) {
		if len(t.Rows) == mostLines {
			return nil
		}
		text, lang := d.s.word(r.Text, n.Text)
		row := []look.Cell{{Text: p.Code, Href: planAddress(p.Code)}, {Text: n.Number, Href: nodeAddress(p.Code, n.Number)}, {Text: short(text), Lang: lang}}
		if how != "" {
			row = append(row, look.Cell{Text: r.Text.T(how)})
		}
		t.Rows = append(t.Rows, row)
	}
	return nil
}

// nodeGives lists the nodes that a node contributes to. What cannot be found stands as it is written.
func (d *desk) nodeGives(q db.Reader, r *web.Request, p register.Plan, e *register.Edition, n tree.Node) (look.Table, error) {
	t := d.nodeTable(r, "plan.advice.gives", "")
	for _, to := range n.Contributes[:min(len(n.Contributes), mostLines)] {
		code, number := target(p.Code, e, to)
		before := len(t.Rows)
		if other, err := register.ByCode(q, code); err == nil {
			if err := d.add(q, r, &t, other.ID, func(e *register.Edition) []tree.Node { return byNumber(e, number) }, ""); err != nil {
				return t, err
			}
		}
		if len(t.Rows) == before {
			t.Rows = append(t.Rows, []look.Cell{{Text: code}, {Text: number}, {Text: r.Text.T("plan.advice.not_found")}})
		}
	}
	return t, nil
}

func byNumber(e *register.Edition, number string) []tree.Node {
	if n, ok := e.Node(number); ok {
		return []tree.Node{n}
	}
	return nil
}

// target reads what a node contributes to: a number of its own plan, or CODE/NUMBER.
func target(code string, e *register.Edition, written string) (plan, number string) {
	if _, own := e.Node(written); own {
		return code, written
	}
	if before, after, ok := strings.Cut(written, "/"); ok {
		return before, after
	}
	return code, written
}

// nodeGets lists the nodes of all plans that contribute to a node.
func (d *desk) nodeGets(q db.Reader, r *web.Request, p register.Plan, _ *register.Edition, n tree.Node) (look.Table, error) {
	t := d.nodeTable(r, "plan.advice.gets", "")
	all, err := register.Plans(q)
	if err != nil {
		return t, err
	}
	far := p.Code + "/" + n.Number
	for _, other := range all {
		if err := d.add(q, r, &t, other.ID, func(e *register.Edition) (out []tree.Node) {
			for _, x := range e.Plan.Nodes {
				if slices.Contains(x.Contributes, far) || other.ID == p.ID && slices.Contains(x.Contributes, n.Number) {
					out = append(out, x)
				}
			}
			return out
		}, ""); err != nil {
			return t, err
		}
	}
	return t, nil
}

// Tab leads from the page of a plan to its recommendations.
func Tab(r *web.Request, code string) look.NavItem {
	return look.NavItem{Word: r.Text.T("plan.advice.title"), Href: listAddress + "?" + url.Values{"plan": {code}}.Encode()}
}

// Acts are what the page of a plan offers to who may write it.
func (s *Service) Acts(r *web.Request, p register.Plan) (out []look.Act) {
	if r.Allowed("plan.write", s.Register.Resource(p)) != nil {
		return nil
	}
	return []look.Act{{Word: r.Text.T("plan.advice.continue"), Href: planAddress(p.Code) + "/continue", Icon: "arrow-right", Variant: "secondary"}}
}
