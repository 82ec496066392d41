package assess

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// dashView is GET /desk/plans/{code}: a plan at a glance in a year.
type dashView struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	Lead       string
	Years      []look.NavItem
	Tabs       []look.NavItem
	Acts       []look.Act
	State      *look.Tag
	Base       string
	Alert      *look.Alert
	Errors     look.Errors
	Figures    []look.Figure
	Silence    *look.Tile
	Legend     []look.Light
	Objectives []objectiveView
	Rounds     *look.Chart
	Silent     []pairLine
	SilentAll  string
	Both       *look.Ranking
	Slipped    []slipLine
	Form       *yearForm
	Steps      []yearForm
}

// objectiveView is one fold of the tree.
type objectiveView struct {
	Number, Text, Lang, Count, Href string
	Light                           look.Light
	Lights                          []look.Light
	Balance                         look.Balance
	Lines                           []lineView
	More                            *look.NavItem // where the lines are, of a plan too long for one page
	Open                            bool
	below                           int64
}

// lineView is one line within a fold.
type lineView struct {
	Light              look.Light
	Number, Text, Lang string
	Href, Words        string
}

type pairLine struct{ Name, Lang, Note, Value string }

type slipLine struct{ Number, Text, Lang, Href, Words string }

// yearForm is one act with a year.
type yearForm struct {
	Action, Step, Year, ID, Word string
	Reason                       *look.Field
	Primary                      bool
}

// lightsAtMost is how many lights of sub-objectives stand beside an objective.
const lightsAtMost = 10

// linesAtMost is how many sub-objectives stand on the page; of a plan with more only the fold that the address names is
// filled.
const linesAtMost = 100

// listedAtMost is how many lines the panels at the side have.
const listedAtMost = 6

func (d *desk) showDash(r *web.Request) (web.Reply, error) { return d.dashPage(r, nil, 0) }

// dashPage shows the dashboard, with what kept an act with a year from being done.
func (d *desk) dashPage(r *web.Request, refused *web.Refusal, year int) (web.Reply, error) {
	var v view
	var slipped []register.Amendment
	var all []*State
	err := r.Read(func(q *db.Snapshot) (err error) {
		if v, err = d.read(q, r); err != nil {
			return err
		}
		if slipped, err = register.MovedDeadlines(q, v.open.Plan, v.open.Edition.Version.Number, listedAtMost); err != nil {
			return err
		}
		for _, a := range v.years {
			st, err := d.s.Load(q, v.open.Plan, a)
			if err != nil {
				return err
			}
			all = append(all, st)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if year != 0 && year != v.year {
		v.year, v.state = year, nil
		for _, st := range all {
			if st.Assessment.Year == year {
				v.state = st
			}
		}
	}
	p := d.header(r, v)
	if v.state != nil {
		d.fill(r, v, &p)
		c := rounds(r, all)
		p.Rounds = &c
	} else {
		p.Objectives = d.bare(r, v)
	}
	d.forms(r, v, &p)
	for _, a := range slipped {
		was, is, _ := a.Slipped()
		text, lang := d.s.Register.Word(r, a.Is.Text)
		p.Slipped = append(p.Slipped, slipLine{Number: a.Number, Text: text, Lang: lang, Href: nodeAddress(v.open.Plan.Code, a.Number, v.year),
			Words: r.Text.T("plan.assess.moved", "was", register.DeadlineWord(r.Text, was), "is", register.DeadlineWord(r.Text, is))})
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refused.Alert
		p.Errors.Title = r.Text.T("plan.register.errors")
		for _, f := range refused.Faults {
			p.Errors.Items = append(p.Errors.Items, look.FieldError{ID: "year-acts", Text: r.Message(f)})
		}
	}
	return d.dash.Status(status, p), nil
}

func (d *desk) header(r *web.Request, v view) dashView {
	e := v.open.Edition
	title, lang := d.s.Register.Word(r, e.Plan.Titles)
	p := dashView{Page: d.frame(r, title), TitleLang: lang, Legend: legend(r.Text), Years: yearLinks(v, planAddress(v.open.Plan.Code)), Tabs: d.tabs(r, v, "overview")}
	p.NoIndex = true
	first, last := period(e.Plan)
	p.Lead = r.Text.T("plan.assess.lead", "kind", r.Text.T(e.Plan.Kind.Key()), "from", strconv.Itoa(first), "until", strconv.Itoa(last),
		"counts", register.CountWords(r.Text, e.Version))
	p.Crumbs = look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.register.title"), Href: "/desk/plans"}, {Word: v.open.Plan.Code}}}
	if d.s.Acts != nil {
		p.Acts = d.s.Acts(r, v.open.Plan, v.year)
	}
	return p
}

// tabs are the pages about a plan.
func (d *desk) tabs(r *web.Request, v view, here string) []look.NavItem {
	code := v.open.Plan.Code
	tabs := []look.NavItem{{Word: r.Text.T("plan.assess.overview"), Href: planAddress(code) + "?year=" + strconv.Itoa(v.year), Current: here == "overview"},
		{Word: r.Text.T("plan.register.versions"), Href: planAddress(code) + "/versions"}}
	if v.state != nil && r.May("plan.rate") {
		tabs = append(tabs, look.NavItem{Word: r.Text.T("plan.assess.rows"), Href: rowsAddress(code, v.year, d.ownUnitIn(r, v.state))})
	}
	if v.state != nil && r.Allowed("plan.rows.follow", d.s.Register.Resource(v.open.Plan)) == nil {
		tabs = append(tabs, look.NavItem{Word: r.Text.T("plan.assess.units"), Href: planAddress(code) + "/answers?year=" + strconv.Itoa(v.year)})
	}
	if d.s.Tabs != nil {
		tabs = append(tabs, d.s.Tabs(r, v.open.Plan, v.year)...)
	}
	return tabs
}

func (d *desk) fill(r *web.Request, v view, p *dashView) {
	st, l := v.state, r.Text
	tag := stateTag(l, st.Assessment.State)
	p.State = &tag
	p.Base = l.T("plan.assess.base", "year", strconv.Itoa(v.year), "version", st.Assessment.Base, "from", dayWord(r, st.Base.Version.From), "mode", l.T(st.Result.RollUp.Key()))
	p.Figures = figures(l, st)
	t := st.Result.Total.Tally
	p.Silence = &look.Tile{Label: l.T("plan.assess.silence"), Value: l.Number(t.NoReport), Note: l.T("plan.assess.silence_note", "planned", t.Planned())}
	p.Objectives = d.objectives(r, v)
	silent := st.Silences()
	p.SilentAll = l.Number(t.NoReport)
	for _, s := range silent[:min(len(silent), listedAtMost)] {
		name := d.s.Register.UnitName(r, s.Unit)
		if name == "" {
			name = s.Lead
		}
		if name == "" {
			name = l.T("plan.assess.no_lead")
		}
		p.Silent = append(p.Silent, pairLine{Name: name, Note: l.T("plan.assess.silent_of", "n", s.Silent, "planned", s.Planned), Value: l.Number(s.Silent)})
	}
	if g := st.Agreement(); g != (Agreement{}) {
		p.Both = both(r, g)
	}
}

// both compares own rating and reviewer's.
func both(r *web.Request, g Agreement) *look.Ranking {
	k := &look.Ranking{ID: "both", Title: r.Text.T("plan.assess.both"), Fold: r.Text.T("plan.assess.as_table"), Parts: []string{r.Text.T("plan.assess.both")}}
	for _, one := range []struct {
		key string
		n   int64
	}{{"same", g.Same}, {"lower", g.Lower}, {"higher", g.Higher}, {"other", g.Other}} {
		if one.n > 0 || one.key != "other" {
			k.Items = append(k.Items, look.Ranked{Word: r.Text.T("plan.assess.both." + one.key), Value: r.Text.Number(one.n), Parts: []int64{one.n}})
		}
	}
	return k
}

// objectives are the folds of the tree, with the figures of the year.
func (d *desk) objectives(r *web.Request, v view) (out []objectiveView) {
	st, l := v.state, r.Text
	at := map[string]int{}
	scheme, chosen := st.Base.Plan.Scheme, r.URL.Query().Get("open")
	long := len(st.Result.Lines) > linesAtMost
	for _, line := range st.Result.Lines {
		n, _ := st.Base.Node(line.Number)
		if i, ok := at[st.Base.Objective(n.Number)]; ok && long && n.Level == tree.SubObjective && out[i].Number != chosen && len(out[i].Lights) == lightsAtMost {
			out[i].below++
			continue
		}
		signal := line.Signal(scheme)
		light := lightOf(l, signal.Light, signal.Say(l))
		text, lang := d.s.Register.Word(r, n.Text)
		href := nodeAddress(v.open.Plan.Code, n.Number, v.year)
		if n.Level == tree.Objective {
			at[n.Number] = len(out)
			out = append(out, objectiveView{Number: n.Number, Text: text, Lang: lang, Href: href, Light: light, Count: l.N("plan.register.activities", line.Tally.All()),
				Balance: balanceOf(l, line.Tally), Open: chosen == n.Number})
			continue
		}
		i, ok := at[st.Base.Objective(n.Number)]
		if !ok {
			continue
		}
		if len(out[i].Lights) < lightsAtMost {
			out[i].Lights = append(out[i].Lights, light)
		}
		if out[i].below++; long && out[i].Number != chosen {
			continue
		}
		out[i].Lines = append(out[i].Lines, lineView{Light: light, Number: n.Number, Text: text, Lang: lang, Href: href,
			Words: l.T("plan.assess.line", "done", line.Tally.Done(), "planned", line.Tally.Planned(), "rule", signal.Say(l))})
	}
	for i := range out {
		if o := &out[i]; long && o.Number != chosen {
			q := url.Values{"year": {strconv.Itoa(v.year)}, "open": {o.Number}}
			o.More = &look.NavItem{Word: l.N("plan.register.sub_objectives", o.below), Href: planAddress(v.open.Plan.Code) + "?" + q.Encode()}
		}
	}
	return out
}

// bare is the tree of a year that was not opened: without lights.
func (d *desk) bare(r *web.Request, v view) (out []objectiveView) {
	e := v.open.Edition
	chosen := r.URL.Query().Get("open")
	long := e.Version.SubObjectives > linesAtMost
	for _, n := range e.Children("") {
		text, lang := d.s.Register.Word(r, n.Text)
		o := objectiveView{Number: n.Number, Text: text, Lang: lang, Href: nodeAddress(v.open.Plan.Code, n.Number, v.year)}
		var all, subs int64
		o.Open = chosen == n.Number
		for _, c := range e.Children(n.Number) {
			if c.Level == tree.SubObjective {
				subs++
			}
			if long && !o.Open {
				if c.Level == tree.SubObjective {
					all += int64(len(e.Children(c.Number)))
				} else {
					all++
				}
				continue
			}
			text, lang := d.s.Register.Word(r, c.Text)
			line := lineView{Light: lightOf(r.Text, rates.Dot, ""), Number: c.Number, Text: text, Lang: lang, Href: nodeAddress(v.open.Plan.Code, c.Number, v.year)}
			if below := int64(len(e.Children(c.Number))); c.Level == tree.SubObjective {
				all += below
				line.Words = r.Text.N("plan.register.activities", below)
				o.Lines = append(o.Lines, line)
			} else {
				all++
			}
		}
		o.Count = r.Text.N("plan.register.activities", all)
		if long && !o.Open {
			q := url.Values{"year": {strconv.Itoa(v.year)}, "open": {n.Number}}
			o.More = &look.NavItem{Word: r.Text.N("plan.register.sub_objectives", subs), Href: planAddress(v.open.Plan.Code) + "?" + q.Encode()}
		}
		out = append(out, o)
	}
	return out
}

// forms are the acts with the year that the asker may do.
func (d *desk) forms(r *web.Request, v view, p *dashView) {
	if r.Allowed("plan.assess", d.s.Register.Resource(v.open.Plan)) != nil {
		return
	}
	year := strconv.Itoa(v.year)
	action := planAddress(v.open.Plan.Code) + "/years"
	if v.state == nil {
		p.Form = &yearForm{Action: action, Year: year, Word: r.Text.T("plan.assess.open_year", "year", year), Primary: true}
		return
	}
	for _, s := range d.s.Process.Definition(Kind).StepsFrom(v.state.Assessment.State) {
		f := yearForm{Action: action, Step: s.Name, Year: year, ID: id.New(), Word: r.Text.T("plan.assess.act." + s.Name)}
		if len(s.Needs) > 0 {
			f.Reason = &look.Field{Name: "reason", ID: "reason-" + s.Name, Label: r.Text.T("plan.register.reason"), Required: true}
		}
		p.Steps = append(p.Steps, f)
	}
}

// dayWord is a civil day in figures, a dash for none.
func dayWord(r *web.Request, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.Date(t)
}

func escape(number string) string { return url.PathEscape(number) }
