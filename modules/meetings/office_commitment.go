package meetings

import (
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// commitmentsView is GET /desk/commitments.
type commitmentsView struct {
	look.Page
	Crumbs look.Crumbs
	Filter look.Filter
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

func (o *office) showCommitments(r *web.Request) (web.Reply, error) {
	q := r.URL.Query()
	f := CommitmentFilter{After: q.Get("after"), Limit: listRows, Waiting: true}
	if slices.Contains(CommitmentStates(), q.Get("state")) {
		f.State, f.Waiting = q.Get("state"), false
	}
	if p, ok := o.m.Places.Snapshot().ByCode(q.Get("place")); ok {
		f.Place = p.ID
	}
	v := commitmentsView{Page: o.frame(r, r.Text.T("meetings.commitments")), Crumbs: crumbs(r, listCrumb(r), look.NavItem{Word: r.Text.T("meetings.commitments")})}
	v.NoIndex = true
	v.Filter = look.Filter{Action: "/desk/commitments", Label: r.Text.T("meetings.filter"), Title: r.Text.T("meetings.filter"), Submit: r.Text.T("meetings.show"),
		Fields: []look.Field{choose(r, "state", "meetings.state", q.Get("state"), stateOptions(r, CommitmentStates())),
			choose(r, "place", "meetings.community", q.Get("place"), o.m.placeOptions(r, o.m.Places.Snapshot().Communities(r.Text, o.m.Settings.Get().Fallback), ""))}}
	v.Filter.Fields[0].Options[0].Word = r.Text.T("meetings.waiting")
	scope := r.Scope(actRead)
	var rows []CommitmentRow
	var next string
	if err := r.Read(func(s *db.Snapshot) (err error) { rows, next, err = o.m.Commitments(s, f, &scope); return err }); err != nil {
		return nil, err
	}
	if v.Table = o.commitmentTable(r, "meetings.commitments", rows); len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "list-checks", Title: r.Text.T("meetings.commitments_none"), Text: r.Text.T("meetings.none_text")}
	}
	if v.Pages.Label = r.Text.T("meetings.pages"); next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("meetings.later"), Href: "/desk/commitments?" + address(map[string]string{"state": q.Get("state"), "place": q.Get("place"), "after": next})}
	}
	return o.commitments.With(v), nil
}

// commitmentTable are commitments with who answers by when.
func (o *office) commitmentTable(r *web.Request, caption string, rows []CommitmentRow) look.Table {
	t := look.Table{Caption: r.Text.T(caption), Head: head(r, "meetings.due_on", "meetings.commitment", "meetings.post", "meetings.community", "meetings.state")}
	for _, row := range rows {
		c := row.Commitment
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.Date(civil(c.Due))}, {Text: short(c.Body), Href: "/desk/commitments/" + c.Ref}, {Text: o.m.postWord(r, row.Instance.Post)},
			{Text: o.m.placeWord(r, c.Place)}, {Text: r.Text.T("meetings.state." + row.Instance.State)}})
	}
	return t
}

// short is the beginning of a text, for a line of a table.
func short(text string) string {
	const most = 120
	if t := []rune(text); len(t) > most {
		return string(t[:most]) + "…"
	}
	return text
}

// askFields are the questions of a new commitment.
func (o *office) askFields(r *web.Request, v Meeting, t typed) []look.Field {
	get := t.values.Get
	fields := []look.Field{{Name: "body", Type: "textarea", Rows: 3, Max: maxText, Label: r.Text.T("meetings.commitment"), Value: get("body"), Required: true},
		{Name: "by", Label: r.Text.T("meetings.asked_by"), Help: r.Text.T("meetings.names_help"), Value: get("by"), Optional: r.Text.T("meetings.optional")},
		{Name: "post", Type: "select", Label: r.Text.T("meetings.post"), Options: o.m.postOptions(r, v.Place, get("post"))},
		{Name: "due", Type: "date", Label: r.Text.T("meetings.due_on"), Value: get("due"), Required: true}}
	for _, bad := range t.faults {
		if n := slices.IndexFunc(fields, func(f look.Field) bool { return f.Name == bad.Field }); n >= 0 {
			fields[n].Error = r.Message(bad)
		}
	}
	return fields
}

// takeAsk is POST /desk/meetings/{ref}/commitments.
func (o *office) takeAsk(r *web.Request) (web.Reply, error) {
	ref, err := o.change(r, actWrite, func(tx *db.Tx, v Meeting) error {
		_, err := o.m.Ask(tx, v, Ask{Body: posted(r, "body"), By: posted(r, "by"), Post: posted(r, "post"), Due: posted(r, "due")})
		return err
	})
	if err == nil {
		return web.SeeOther("/desk/meetings/" + ref + "?done=yes"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.showPage(r, t)
}

// openCommitment is a commitment that a member of staff has before them.
type openCommitment struct {
	Commitment
	inst    process.Instance
	meeting Meeting
	at      Meeting // at which it was answered, if at one
	taken   []process.Taken
	people  map[string]string
	by      string
}

func (o *office) readCommitment(q db.Reader, r *web.Request) (a openCommitment, err error) {
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return a, errs.New(errs.NotFound, "meetings.no_such_commitment")
	}
	if a.Commitment, err = CommitmentByRef(q, ref); err != nil {
		return a, err
	}
	if a.inst, err = process.Load(q, a.ID); err != nil {
		return a, err
	}
	if a.meeting, err = Get(q, a.Meeting); err != nil {
		return a, err
	}
	if r.Allowed(actRead, o.m.resource(KindCommitment, a.ID, a.meeting, a.inst)) != nil {
		return a, errs.New(errs.NotFound, "meetings.no_such_commitment")
	}
	if a.AnsweredAt != "" {
		a.at, err = Get(q, a.AnsweredAt)
	}
	return a, err
}

// commitmentView is GET /desk/commitments/{ref}.
type commitmentView struct {
	look.Page
	Crumbs look.Crumbs
	State  look.Tag
	Body   string
	Facts  []look.Fact
	Answer string
	Log    look.Table
	Next   look.NextSteps
}

func (o *office) showCommitment(r *web.Request) (web.Reply, error) {
	var a openCommitment
	err := r.Read(func(s *db.Snapshot) (err error) {
		if a, err = o.readCommitment(s, r); err != nil {
			return err
		}
		if a.by, err = o.m.unseal(s, a.Meeting, "commitment "+a.ID, a.askedBy); err != nil {
			return err
		}
		if a.taken, err = process.History(s, a.ID); err == nil {
			a.people, err = people(s, a.taken)
		}
		return err
	})
	if err == nil && a.by != "" {
		err = o.consult(r, KindCommitment, a.ID, a.meeting)
	}
	if err != nil {
		return nil, err
	}
	href := "/desk/commitments/" + a.Ref
	v := commitmentView{Page: o.frame(r, r.Text.T("meetings.commitment")), State: stateTag(r, a.inst.State), Body: a.Body, Answer: a.Answer, Crumbs: o.commitmentCrumbs(r, a, "")}
	v.NoIndex, v.Flash = true, done(r)
	title, _ := o.m.title(r, a.meeting)
	v.Facts = []look.Fact{{Term: r.Text.T("meetings.meeting"), Text: line(title, when(r, a.meeting)), Href: "/desk/meetings/" + a.meeting.Ref}, fact(r, "meetings.post", o.m.postWord(r, a.inst.Post)),
		fact(r, "meetings.due_on", r.Text.Date(civil(a.Due)))}
	if a.by != "" {
		v.Facts = append(v.Facts, fact(r, "meetings.asked_by", a.by))
	}
	if a.AnsweredOn != "" {
		v.Facts = append(v.Facts, fact(r, "meetings.answered_on", r.Text.Date(civil(a.AnsweredOn))))
	}
	if a.at.Ref != "" {
		title, _ := o.m.title(r, a.at)
		v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("meetings.answered_at"), Text: line(title, when(r, a.at)), Href: "/desk/meetings/" + a.at.Ref})
	}
	write := r.Allowed(actWrite, o.m.resource(KindCommitment, a.ID, a.meeting, a.inst)) == nil
	v.Log, v.Next = o.log(r, a.inst, a.taken, a.people), nextSteps(r, o.m.Process.Of(a.inst), a.inst.State, href, func(string) bool { return write })
	return o.commitment.With(v), nil
}

func (o *office) commitmentCrumbs(r *web.Request, a openCommitment, here string) look.Crumbs {
	c := crumbs(r, listCrumb(r), look.NavItem{Word: r.Text.T("meetings.commitments"), Href: "/desk/commitments"}, look.NavItem{Word: a.Ref})
	if here != "" {
		c.Items[2].Href = "/desk/commitments/" + a.Ref
		c.Items = append(c.Items, look.NavItem{Word: here})
	}
	return c
}

func (o *office) commitmentStep(r *web.Request) (web.Reply, error) {
	return o.commitmentStepPage(r, r.PathValue("step"), fresh(url.Values{"id": {id.New()}}))
}

func (o *office) commitmentStepPage(r *web.Request, name string, t typed) (web.Reply, error) {
	s, ok := o.m.Process.Definition(KindCommitment).Step(name)
	if !ok || slices.Contains(s.Who, "system") {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	var a openCommitment
	if err := r.Read(func(q *db.Snapshot) (err error) { a, err = o.readCommitment(q, r); return err }); err != nil {
		return nil, err
	}
	if err := r.Allowed(actWrite, o.m.resource(KindCommitment, a.ID, a.meeting, a.inst)); err != nil {
		return nil, err
	}
	return o.stepPages(r, s, a.inst, t, "/desk/commitments/"+a.Ref, o.commitmentCrumbs(r, a, r.Text.T("meetings.act."+name)))
}

// TakeCommitmentStep is POST /desk/commitments/{ref}/steps.
func (o *office) takeCommitmentStep(r *web.Request) (web.Reply, error) {
	in := stepInput(r)
	if s, ok := o.m.Process.Definition(KindCommitment).Step(in.Step); !ok || slices.Contains(s.Who, "system") {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		a, err := o.readCommitment(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed(actWrite, o.m.resource(KindCommitment, a.ID, a.meeting, a.inst)); err != nil {
			return "", err
		}
		_, err = o.m.TakeCommitment(tx, a.Commitment, in)
		return a.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/commitments/" + ref + "?done=yes"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.commitmentStepPage(r, in.Step, t)
}
