package assess

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// nodeView is GET /desk/plans/{code}/nodes/{number}: one line of a plan with all that is known of it.
type nodeView struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	Lead       string
	Light      *look.Light
	Rule       string
	Acts       []look.Act
	Texts      []look.Fact
	Facts      []look.Fact
	Children   look.Table
	Pages      look.Pagination
	Indicators look.Table
	Ratings    look.Table
	Beside     []look.Table
	History    []amendmentView
}

// amendmentView is one amendment with what it changed.
type amendmentView struct {
	Title   string
	Changes []string
	Reason  string
}

// childrenAtOnce is how many lines of a node stand on one page.
const childrenAtOnce = 100

func (d *desk) showNode(r *web.Request) (web.Reply, error) {
	number := r.PathValue("number")
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return nil, err
	}
	var v view
	var ratings []Rating
	var history []register.Amendment
	var beside []look.Table
	e, none := (*register.Edition)(nil), errs.New(errs.NotFound, "plan.register.no_such_node", "number", number)
	err = r.Read(func(q *db.Snapshot) (err error) {
		if v, err = d.read(q, r); err != nil {
			return err
		}
		e = v.open.Edition
		if _, ok := e.Node(number); !ok && v.state != nil {
			e = v.state.Base // a number of the version that the year was assessed on
		}
		if _, ok := e.Node(number); !ok {
			return none
		}
		if ratings, err = RatingsOf(q, e.ID(number)); err != nil {
			return err
		}
		if history, err = register.AmendmentsOf(q, v.open.Plan, e.ID(number)); err != nil || d.s.Beside == nil {
			return err
		}
		n, _ := e.Node(number)
		beside, err = d.s.Beside(q, r, v.open.Plan, e, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	n, _ := e.Node(number)
	text, lang := d.s.Register.Word(r, n.Text)
	p := nodeView{Page: d.frame(r, n.Number+" "+text), TitleLang: lang, Lead: r.Text.T(n.Level.Key()), Crumbs: d.crumbs(r, v, e, n)}
	p.NoIndex, p.Beside = true, beside
	for _, tag := range register.Languages(e.Plan) {
		if t := n.Text[tag]; t != "" {
			p.Texts = append(p.Texts, look.Fact{Term: tag, Text: t, Lang: tag})
		}
	}
	p.Facts = register.Facts(r, d.s.Register, n)
	d.light(r, v, n, &p)
	d.children(r, v, e, n, from, &p)
	p.Indicators = indicatorTable(r, d.s.Register, v.open.Plan.Code, n)
	p.Ratings = d.ratingTable(r, v, ratings)
	for _, a := range history {
		if a.Version == 1 && a.Was == nil {
			continue
		}
		p.History = append(p.History, amendmentOf(r, d.s.Register, a))
	}
	if r.Allowed("plan.write", d.s.Register.Resource(v.open.Plan)) == nil {
		q := url.Values{"number": {n.Number}}
		p.Acts = append(p.Acts, look.Act{Word: r.Text.T("plan.register.edit"), Href: planAddress(v.open.Plan.Code) + "/edit?" + q.Encode(), Icon: "pencil", Variant: "secondary"})
		q = url.Values{"node": {n.Number}}
		p.Acts = append(p.Acts, look.Act{Word: r.Text.T("plan.indicator.add"), Href: planAddress(v.open.Plan.Code) + "/indicator/edit?" + q.Encode(), Icon: "plus", Variant: "secondary"})
		if n.Level != tree.Task {
			q = url.Values{"under": {n.Number}}
			p.Acts = append(p.Acts, look.Act{Word: r.Text.T("plan.register.add_below"), Href: planAddress(v.open.Plan.Code) + "/edit?" + q.Encode(), Icon: "plus", Variant: "secondary"})
		}
	}
	return d.node.With(p), nil
}

func (d *desk) crumbs(r *web.Request, v view, e *register.Edition, n tree.Node) look.Crumbs {
	code := v.open.Plan.Code
	c := look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.register.title"), Href: "/desk/plans"}, {Word: code, Href: planAddress(code) + "?year=" + strconv.Itoa(v.year)}}}
	var above []look.NavItem
	for at := n.Parent; at != "" && len(above) < len(tree.Levels()); {
		p, ok := e.Node(at)
		if !ok {
			break
		}
		above = append([]look.NavItem{{Word: p.Number, Href: nodeAddress(code, p.Number, v.year)}}, above...)
		at = p.Parent
	}
	c.Items = append(append(c.Items, above...), look.NavItem{Word: n.Number})
	return c
}

// light is what the node shows in the year, with the rule that lit it.
func (d *desk) light(r *web.Request, v view, n tree.Node, p *nodeView) {
	if v.state == nil {
		return
	}
	var s rates.Signal
	if row, ok := v.state.Row(n.Number); ok {
		s = row.Status.Signal()
	} else if line, ok := v.state.Result.Of(n.Number); ok {
		s = line.Signal(v.state.Base.Plan.Scheme)
	} else {
		return
	}
	light := lightOf(r.Text, s.Light, "")
	p.Light, p.Rule = &light, r.Text.T("plan.assess.in_year", "year", strconv.Itoa(v.year), "rule", s.Say(r.Text))
}

// children are the nodes below, a page at a time.
func (d *desk) children(r *web.Request, v view, e *register.Edition, n tree.Node, from int, p *nodeView) {
	all := e.Children(n.Number)
	if len(all) == 0 {
		return
	}
	l := r.Text
	p.Children = look.Table{Caption: l.T("plan.assess.below"), Head: []look.Cell{{Text: l.T("plan.register.number")}, {Text: l.T("plan.tree.field.text")}, {Text: l.T("plan.tree.field.deadline")},
		{Text: l.T("plan.tree.field.lead")}, {Text: l.T("plan.assess.own")}, {Text: l.T("plan.assess.reviewer")}, {Text: l.T("plan.assess.status")}}}
	end := min(from+childrenAtOnce, len(all))
	for _, c := range all[min(from, len(all)):end] {
		text, lang := d.s.Register.Word(r, c.Text)
		row := []look.Cell{{Text: c.Number, Href: nodeAddress(v.open.Plan.Code, c.Number, v.year)}, {Text: text, Lang: lang}, {}, {}, {}, {}, {}}
		if a := c.Activity; a != nil {
			row[2].Text, row[3].Text = register.DeadlineWord(l, a.Deadline), a.Lead
		}
		if v.state != nil {
			if st, ok := v.state.Row(c.Number); ok {
				row[4].Text, row[5].Text, row[6].Text = statusWord(r, said(st.Unit)), statusWord(r, said(st.Reviewer)), statusWord(r, st.Status)
			} else if line, ok := v.state.Result.Of(c.Number); ok {
				row[6].Text = l.T("plan.assess.done_of", "done", line.Tally.Done(), "planned", line.Tally.Planned())
			}
		}
		p.Children.Rows = append(p.Children.Rows, row)
	}
	p.Pages.Label = l.T("plan.register.pages")
	at := func(from int) string {
		return nodeAddress(v.open.Plan.Code, n.Number, v.year) + "&from=" + strconv.Itoa(from)
	}
	if from > 0 {
		p.Pages.Prev = &look.NavItem{Word: l.T("plan.assess.prev"), Href: at(max(0, from-childrenAtOnce))}
	}
	if end < len(all) {
		p.Pages.Next = &look.NavItem{Word: l.T("plan.assess.next"), Href: at(end)}
		p.Pages.Note = l.T("plan.assess.part", "from", from+1, "to", end, "all", len(all))
	}
}

// indicatorTable lists how one sees whether the node succeeds.
func indicatorTable(r *web.Request, g *register.Register, code string, n tree.Node) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("plan.register.indicators"), Head: []look.Cell{{Text: l.T("plan.register.number")}, {Text: l.T("plan.assess.indicator")}, {Text: l.T("plan.tree.field.baseline")}, {Text: l.T("plan.tree.field.targets")}}}
	for _, i := range n.Indicators {
		text, lang := g.Word(r, i.Text)
		base := quantity(l, i.Measure, i.Baseline.Quantity)
		if i.Baseline.Year > 0 {
			base = l.T("plan.assess.in_period", "value", base, "period", strconv.Itoa(i.Baseline.Year))
		}
		var targets []string
		for _, g := range i.Targets {
			targets = append(targets, l.T("plan.assess.in_period", "value", quantity(l, i.Measure, g.Quantity), "period", g.Period))
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: i.Number, Href: planAddress(code) + "/indicator?" + url.Values{"number": {i.Number}}.Encode()}, {Text: text, Lang: lang}, {Text: base}, {Text: strings.Join(targets, ", ")}})
	}
	return t
}

// ratingTable is every rating that the activity ever had, the latest first. Who gave it stands as a post, not as a name.
func (d *desk) ratingTable(r *web.Request, v view, all []Rating) look.Table {
	l := r.Text
	t := look.Table{Caption: l.T("plan.assess.ratings"), Head: []look.Cell{{Text: l.T("plan.assess.year")}, {Text: l.T("plan.assess.side")}, {Text: l.T("plan.assess.status")}, {Text: l.T("plan.assess.comment")}, {Text: l.T("plan.assess.when")}}}
	years := map[string]int{}
	for _, a := range v.years {
		years[a.ID] = a.Year
	}
	for _, one := range all {
		t.Rows = append(t.Rows, []look.Cell{{Text: strconv.Itoa(years[one.Assessment])}, {Text: l.T("plan.assess.side." + string(one.Side))}, {Text: statusWord(r, one.Status)}, {Text: one.Comment},
			{Text: l.DateTimeShort(one.At, d.s.Register.Zone())}})
	}
	return t
}

func amendmentOf(r *web.Request, g *register.Register, a register.Amendment) amendmentView {
	v := amendmentView{Title: r.Text.T("plan.register.in_version", "version", a.Version, "date", r.Text.DateTimeShort(a.At, g.Zone()))}
	for _, c := range a.Changes {
		v.Changes = append(v.Changes, register.SayField(r.Text, c))
	}
	if a.Was == nil {
		v.Changes = append(v.Changes, r.Text.T("plan.register.added_here"))
	}
	v.Reason = register.WhyWords(r.Text, a.Reason, a.Decision)
	return v
}
