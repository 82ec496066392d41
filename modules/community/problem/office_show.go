package problem

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
)

// oneView is GET /desk/problems/{ref}.
type oneView struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	State      look.Tag
	Lead       string
	Alert      *look.Alert
	Acts       []look.Act
	Action     string
	Scanning   []look.Fact
	Reports    []look.NavItem
	Analysis   string
	Summary    string
	Compared   []look.Fact
	Drawing    *drawing
	Actions    look.Table
	ActionForm []look.Field
	DoneForm   []look.Field
	Score      *scoreView
	OwnForm    []look.Field
	Assessment string
	Log        look.Table
	Next       look.NextSteps
}

// opened is a problem that a member of staff has before them.
type opened struct {
	Row
	taken   []process.Taken
	people  map[string]string
	drawing *drawing
	score   *Score
}

func (o *office) open(r *web.Request) (a opened, err error) {
	if err = r.Read(func(s *db.Snapshot) error {
		if a.Row, err = o.read(s, r); err != nil {
			return err
		}
		if a.taken, err = process.History(s, a.ID); err != nil {
			return err
		}
		a.people = map[string]string{}
		for _, t := range a.taken {
			if a.people[t.Actor], err = accountName(s, t.Actor); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return a, err
	}
	if a.score = a.Score; a.score == nil {
		if a.score, err = o.p.Count(a.Problem, r.Now); err != nil {
			return a, err
		}
	}
	var choices []Suggestion
	if a.Instance.State == Proposed && a.Area.None() {
		if choices, err = o.zonesOf(r, a.Place); err != nil {
			return a, err
		}
	}
	err = r.Read(func(s *db.Snapshot) (err error) {
		ring := 0.0
		if a.score != nil {
			ring = float64(a.score.RingM)
		}
		a.drawing, err = o.p.draw(r, s, a.Problem, ring, choices)
		return err
	})
	return a, err
}

// accountName is the name of an account; empty for what is none.
func accountName(q db.Reader, id string) (name string, err error) {
	err = q.QueryRow("SELECT COALESCE(MAX(name), '') FROM account WHERE id = $1", id).Scan(&name)
	return name, err
}

func (o *office) show(r *web.Request) (web.Reply, error) { return o.showPage(r, form.Fresh(nil)) }

// showPage shows a problem, with what was typed into a small form that was refused.
func (o *office) showPage(r *web.Request, t form.Typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	p := o.p
	title, lang := p.Name(r, a.Titles)
	v := oneView{Page: o.frame(r, title), TitleLang: lang, State: stateTag(r, a.Instance.State), Lead: form.Line(p.Words.Place(r, a.Place), p.halfWord(r, a.Problem)),
		Action: "/desk/problems/" + a.Ref, Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title}), Alert: t.Flash(r), Drawing: a.drawing}
	v.NoIndex, v.Flash = true, form.Done(r)
	res := p.resource(a.Problem, a.Instance)
	write, approve := r.Allowed(actWrite, res) == nil, r.Allowed(actApprove, res) == nil
	if Public(a.Instance.State) {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("problem.public_page"), Href: "/" + r.Text.Lang().HTML() + "/priorities/" + a.Ref, Icon: "eye", Variant: "secondary"})
	}
	if write && a.Instance.State == Proposed {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("problem.edit"), Href: v.Action + "/edit", Icon: "pencil", Variant: "secondary"})
	}
	v.Scanning = []look.Fact{form.Fact(r, "problem.category", p.categoryWord(r, a.Category)), form.Fact(r, "problem.source", form.Line(r.Text.T("problem.source."+a.Source), a.SourceNote)),
		form.Fact(r, "problem.post", p.Words.Post(r, a.Instance.Post))}
	if a.Voices > 0 {
		v.Scanning = append(v.Scanning, form.Fact(r, "problem.voices", number(r, a.Voices)))
	}
	for _, ref := range a.Reports {
		v.Reports = append(v.Reports, look.NavItem{Word: ref, Href: "/desk/reports/" + ref})
	}
	v.Analysis, v.Summary, v.Assessment = a.Detail.Analysis, p.Word(r, a.Summaries), p.Word(r, a.Assessments)
	area := "problem.area_none"
	if a.Area.Kind != "" {
		area = "problem.area." + a.Area.Kind
	}
	control := r.Text.T("problem.control_none")
	if a.Control.Place != "" {
		control = p.Words.Place(r, a.Control.Place)
	}
	v.Compared = []look.Fact{form.Fact(r, "problem.area", r.Text.T(area)), form.Fact(r, "problem.control", control),
		form.Fact(r, "problem.before", words.Days(r, a.Before.From, a.Before.Until)), form.Fact(r, "problem.after", words.Days(r, a.After.From, a.After.Until))}
	v.Actions = p.actionTable(r, a.Problem)
	if write {
		o.smallForms(r, a, &v, t)
	}
	v.Score = p.scoreView(r, a.Problem, a.score)
	v.Log = o.log(r, a.Row, a.taken, a.people)
	v.Next = o.nextSteps(r, a, v.Action, write, approve)
	return o.one.Status(t.Status, v), nil
}

// smallForms are those on the problem's own page: a new action, an action done, an own count.
func (o *office) smallForms(r *web.Request, a opened, v *oneView, t form.Typed) {
	get, state := t.Values.Get, a.Instance.State
	if slices.Contains([]string{Proposed, Chosen, Approved, Published}, state) {
		v.ActionForm = []look.Field{{Name: "what", Label: r.Text.T("problem.what"), Value: get("what"), Required: true},
			{Name: "on", Type: "date", Label: r.Text.T("problem.on"), Value: get("on"), Required: true},
			{Name: "partners", Type: "textarea", Rows: 2, Label: r.Text.T("problem.partners"), Help: r.Text.T("problem.partners_help"), Value: get("partners"), Required: true}}
	}
	var open []look.Option
	for _, x := range byDate(a.Detail.Actions) {
		if x.DoneOn == "" {
			open = append(open, look.Option{Value: x.ID, Word: words.Day(r, x.On) + ": " + x.What})
		}
	}
	if len(open) > 0 && slices.Contains([]string{Approved, Published, Scored}, state) {
		v.DoneForm = []look.Field{{Name: "action", Type: "select", Label: r.Text.T("problem.what"), Options: open},
			{Name: "done_on", Type: "date", Label: r.Text.T("problem.done_on"), Value: o.p.dayAt(a.Place, r.Now), Required: true}}
	}
	if state == Approved || state == Published {
		v.OwnForm = []look.Field{{Name: "own_what", Label: r.Text.T("problem.own_what"), Help: r.Text.T("problem.own_help"), Value: get("own_what"), Required: true},
			{Name: "own_source", Label: r.Text.T("problem.own_source"), Value: get("own_source"), Required: true},
			{Name: "own_before", Type: "number", Minimum: "0", Label: r.Text.T("problem.before"), Value: get("own_before"), Required: true},
			{Name: "own_after", Type: "number", Minimum: "0", Label: r.Text.T("problem.after"), Value: get("own_after"), Required: true}}
	}
}

// nextSteps are the steps that a state allows, with what each needs and what keeps the reader from taking it.
func (o *office) nextSteps(r *web.Request, a opened, base string, write, approve bool) look.NextSteps {
	n := look.NextSteps{ID: "next", Title: r.Text.T("form.next")}
	for _, s := range o.p.Process.Of(a.Instance).StepsFrom(a.Instance.State) {
		step := look.NextStep{Icon: stepIcon(s.Name), Title: r.Text.T("problem.act." + s.Name), Needs: r.Text.T("problem.needs." + s.Name), Href: base + "/steps/" + s.Name}
		lock := ""
		switch {
		case byHead(s.Name) && !approve || !byHead(s.Name) && !write:
			lock = "form.locked"
		case s.Name == "approve" && a.Chooser == r.Who.Account.ID:
			lock = "problem.own_choice"
		case s.Name == "choose" && a.complete() != nil:
			lock = "problem.incomplete"
		case s.Name == "score" && o.p.dayAt(a.Place, r.Now) <= a.After.Until:
			step.Needs = r.Text.T("problem.score_early", "date", words.Day(r, a.After.Until))
		}
		if lock != "" {
			step.Locked, step.Href, step.Lock = true, "", r.Text.T(lock)
		}
		n.Steps = append(n.Steps, step)
	}
	return n
}

// smallForm is a POST of one of the small forms; refused, it comes back on the problem's page.
func (o *office) smallForm(r *web.Request, fn func(tx *db.Tx, row Row) error) (web.Reply, error) {
	ref, err := o.change(r, actWrite, fn)
	if err == nil {
		return web.SeeOther("/desk/problems/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.showPage(r, t)
}

// takeAction is POST /desk/problems/{ref}/actions.
func (o *office) takeAction(r *web.Request) (web.Reply, error) {
	a := Action{What: form.Posted(r, "what"), On: form.Posted(r, "on"), Partners: o.partners(r)}
	return o.smallForm(r, func(tx *db.Tx, row Row) error { return o.p.AddAction(tx, row, a) })
}

// partners are organisations by their codes where the register knows them, else names.
func (o *office) partners(r *web.Request) []string {
	all := form.Lines(strings.ReplaceAll(form.Posted(r, "partners"), ";", "\n"))
	for n, text := range all {
		for _, org := range o.p.Places.Snapshot().Orgs() {
			if org.Code == text || o.p.Word(r, org.Names) == text {
				all[n] = org.Code
			}
		}
	}
	return all
}

// takeDone is POST /desk/problems/{ref}/done.
func (o *office) takeDone(r *web.Request) (web.Reply, error) {
	return o.smallForm(r, func(tx *db.Tx, row Row) error {
		return o.p.DoneAction(tx, row, form.Posted(r, "action"), form.Posted(r, "done_on"))
	})
}

// takeOwn is POST /desk/problems/{ref}/own.
func (o *office) takeOwn(r *web.Request) (web.Reply, error) {
	own := OwnCount{What: form.Posted(r, "own_what"), Source: form.Posted(r, "own_source")}
	var f errs.Fields
	own.Before, own.After = whole(r, "own_before", &f), whole(r, "own_after", &f)
	return o.smallForm(r, func(tx *db.Tx, row Row) error {
		if err := f.Err(); err != nil {
			return err
		}
		return o.p.AddOwn(tx, row, own)
	})
}
