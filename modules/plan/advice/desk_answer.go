package advice

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
)

// answerView is GET /desk/answers/{ref}: one organisation's answer.
type answerView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	Who       string
	State     look.Tag
	Clock     *look.Clock
	Alert     *look.Alert
	Errors    look.Errors
	Texts     []look.Fact
	Facts     []look.Fact
	Links     look.Table
	Files     []look.Fact
	Steps     []actForm
	Reminders []look.Fact
}

// readAnswer is an answer for who may read its recommendation.
func (d *desk) readAnswer(q db.Reader, r *web.Request) (Advice, Answer, error) {
	a, x, err := AnswerByRef(q, r.PathValue("ref"))
	if err == nil && r.Allowed("plan.advice.read", d.s.Resource(a)) != nil && r.Allowed("plan.advice.answer", d.s.Of(x)) != nil {
		err = errs.New(errs.NotFound, "plan.advice.no_such_answer")
	}
	return a, x, err
}

func (d *desk) showAnswer(r *web.Request) (web.Reply, error) { return d.answerPage(r, nil) }

func (d *desk) answerPage(r *web.Request, f *web.Refusal) (web.Reply, error) {
	var a Advice
	var x Answer
	var plans []register.Plan
	l, v := r.Text, answerView{}
	err := r.Read(func(q *db.Snapshot) (err error) {
		if a, x, err = d.readAnswer(q, r); err != nil {
			return err
		}
		if v.Facts, err = d.facts(q, r, a); err != nil {
			return err
		}
		if v.Links, err = d.linkTable(q, r, a); err != nil {
			return err
		}
		if v.Clock, err = d.clock(q, r, x); err != nil {
			return err
		}
		all, err := FilesOf(q, x.ID)
		if err != nil {
			return err
		}
		v.Files = nil
		for _, one := range all {
			v.Files = append(v.Files, look.Fact{Term: one.Name, Text: one.SHA256, Href: "/desk/answer-files/" + one.ID})
		}
		told, err := Reminders(q, x.ID)
		if err != nil {
			return err
		}
		v.Reminders = nil
		for _, one := range told {
			v.Reminders = append(v.Reminders, look.Fact{Term: l.DateTimeShort(one.At, d.s.Register.Zone()), Text: d.postWord(r, one.Post)})
		}
		plans, err = d.plans(q, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	text, lang := d.s.word(l, a.Body)
	v.Page, v.TitleLang, v.Crumbs = d.frame(r, short(text)), lang, d.crumbs(r, &look.NavItem{Word: a.Ref, Href: oneAddress(a.Ref)}, l.T("plan.advice.answer_word"))
	v.NoIndex, v.State = true, stateTag(l.T("plan.advice.answer."+x.State), x.State)
	v.Who, _ = d.s.OrgName(l, x.Org)
	v.Texts = []look.Fact{{Term: l.T("plan.advice.what"), Text: text, Lang: lang}}
	add := func(key, text, lang string) {
		if text != "" {
			v.Texts = append(v.Texts, look.Fact{Term: l.T("plan.advice." + key), Text: text, Lang: lang})
		}
	}
	add("reason", x.Reason, x.Lang)
	add("evidence", x.Evidence, x.Lang)
	for _, at := range [][2]string{{"answered", x.AnsweredOn}, {"done_on", x.DoneOn}, {"verified_on", x.VerifiedOn}} {
		if at[1] != "" {
			add(at[0], l.Date(civil(at[1])), "")
		}
	}
	status, alert, faults := refused(f)
	v.Alert = alert
	d.answerActs(r, a, x, plans, &v)
	for i := range v.Steps {
		restore(r, &v.Steps[i])
		if v.Steps[i].Step == r.PostForm.Get("step") {
			v.Errors = mark(r, v.Steps[i].Fields, faults, "steps")
		}
	}
	if len(v.Errors.Items) == 0 {
		v.Errors = mark(r, nil, faults, "steps")
	}
	return d.answer.Status(status, v), nil
}

// postWord is the title of a post in the reader's language.
func (d *desk) postWord(r *web.Request, post string) string {
	f, ok := d.s.places().Post(post)
	if !ok {
		return r.Text.T("i18n.no_value")
	}
	word, _ := d.s.word(r.Text, f.Post.Titles)
	return word
}

// clock is the clock that runs against the organisation; nil where none does.
func (d *desk) clock(q db.Reader, r *web.Request, x Answer) (*look.Clock, error) {
	if x.State == Addressed {
		return nil, nil
	}
	i, err := process.Load(q, x.ID)
	if err != nil {
		return nil, err
	}
	all, err := process.Clocks(q, x.ID)
	if err != nil {
		return nil, err
	}
	for _, k := range slices.Backward(all) {
		s := d.s.Process.State(i, k, r.Now)
		kinds := map[clock.Status]string{clock.Late: look.Late, clock.Warned: look.Warned, clock.Running: look.Running}
		kind, ok := kinds[s.Status]
		if !ok {
			continue
		}
		last := r.Text.Date(s.DueAt.In(d.s.Register.Zone()).Add(-1))
		c := &look.Clock{Kind: kind, Spent: look.Position(k.Clock.StartedAt, r.Now, s.DueAt), Left: r.Text.T("plan.advice.clock." + k.Name), Right: r.Text.T("plan.advice.limit", "date", last)}
		if kind == look.Late {
			c.Left = r.Text.T("plan.advice.clock." + k.Name + "_late")
		}
		return c, nil
	}
	return nil, nil
}

// answerActs are what the asker may do with an answer.
func (d *desk) answerActs(r *web.Request, a Advice, x Answer, plans []register.Plan, v *answerView) {
	if x.State == Addressed {
		return
	}
	l, to := r.Text, answerAddress(x.Ref)
	answers, verifies := r.Allowed("plan.advice.answer", d.s.Of(x)) == nil, r.Allowed("plan.advice.verify", d.s.Own(a)) == nil
	steps := d.s.Process.Definition(KindAnswer).StepsFrom(x.State)
	order := []string{"accept", "accept_partly", "reject", "done", "link", "verify", "return", "revise"} // the usual one first
	slices.SortFunc(steps, func(a, b process.Step) int { return slices.Index(order, a.Name) - slices.Index(order, b.Name) })
	for _, s := range steps {
		if slices.Contains(s.Who, "system") || checks(s.Name) && !verifies || !checks(s.Name) && !answers {
			continue
		}
		f := actForm{Key: "step-" + s.Name, Title: l.T("plan.advice.do." + s.Name), Action: to + "/steps", Step: s.Name, ID: id.New(), Submit: l.T("plan.advice.do." + s.Name), Primary: s.Name == "accept" || s.Name == "done" || s.Name == "verify"}
		switch s.Name {
		case "accept_partly", "reject", "revise", "return":
			f.Fields = []look.Field{{Name: "reason", ID: s.Name + "-reason", Type: "textarea", Rows: 3, Max: maxText, Label: l.T("plan.register.reason"), Required: true}}
		case "link":
			pick := look.Field{Name: "plan", ID: "link-plan", Type: "select", Label: l.T("plan.advice.plan")}
			for _, p := range plans {
				pick.Options = append(pick.Options, look.Option{Value: p.Code, Word: p.Code, Selected: p.ID == a.Plan})
			}
			if len(plans) == 0 {
				continue
			}
			f.Fields = []look.Field{pick, {Name: "number", ID: "link-number", Label: l.T("plan.advice.activity_number"), Required: true, Key: true}}
		case "done":
			f.Note = l.T("plan.advice.note.done")
			f.Fields = []look.Field{{Name: "evidence", ID: "done-evidence", Type: "textarea", Rows: 3, Max: maxText, Label: l.T("plan.advice.evidence"), Required: true, Value: x.Evidence}}
		case "verify":
			f.Note = l.T("plan.advice.note.verify")
		}
		v.Steps = append(v.Steps, f)
	}
	if answers && x.Agreed() && x.State != Verified {
		v.Steps = append(v.Steps, actForm{Key: "file-title", Title: l.T("plan.advice.attach"), Action: to + "/files", ID: id.New(), Submit: l.T("plan.advice.attach"), File: true,
			Fields: []look.Field{{Name: "file", Type: "file", Label: l.T("plan.advice.file"), Help: l.T("plan.indicator.file_help"), Accept: ".pdf,.docx,.odt,.jpg,.jpeg,.png"}}})
		var units []look.Option
		for _, u := range d.s.places().Units() {
			if u.Org == x.Org {
				name, _ := d.s.word(l, u.Names)
				units = append(units, look.Option{Value: u.ID, Word: name, Selected: u.ID == x.Unit})
			}
		}
		if len(units) > 0 {
			units = append([]look.Option{{Word: l.T("plan.advice.no_unit")}}, units...)
			v.Steps = append(v.Steps, actForm{Key: "unit-title", Title: l.T("plan.advice.unit"), Action: to + "/unit", ID: id.New(), Submit: l.T("plan.advice.assign"),
				Fields: []look.Field{{Name: "unit", Type: "select", Label: l.T("plan.advice.unit"), Options: units}}})
		}
	}
}

// reply takes a step with an answer, after asking whether the actor may take it.
func (d *desk) reply(tx *db.Tx, r *web.Request, in StepInput, code string) (Answer, error) {
	a, x, err := d.readAnswer(tx, r)
	if err != nil {
		return x, err
	}
	if checks(in.Step) {
		err = r.Allowed("plan.advice.verify", d.s.Own(a))
	} else {
		err = r.Allowed("plan.advice.answer", d.s.Of(x))
	}
	if err != nil {
		return x, err
	}
	if !id.IsUUID(in.ID) {
		in.ID = id.New()
	}
	if in.Lang == "" {
		in.Lang = r.Text.Lang().HTML()
	}
	if in.Step == "link" {
		o, err := d.s.Register.Find(tx, r, code, 0)
		if err != nil {
			return x, errs.Bad("plan", "plan.advice.plan_missing")
		}
		in.Plan = o.Plan.ID
	}
	return d.s.Reply(tx, a, x, in)
}

// takeReply is POST /desk/answers/{ref}/steps.
func (d *desk) takeReply(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	in := StepInput{ID: get("id"), Step: get("step"), Reason: get("reason"), Number: get("number"), Evidence: get("evidence")}
	return d.changed(r, func(tx *db.Tx) error {
		_, err := d.reply(tx, r, in, get("plan"))
		return err
	})
}

// takeUnit is POST /desk/answers/{ref}/unit.
func (d *desk) takeUnit(r *web.Request) (web.Reply, error) {
	return d.changed(r, func(tx *db.Tx) error {
		if err := d.mayAnswer(tx, r); err != nil {
			return err
		}
		_, x, err := AnswerByRef(tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		_, err = d.s.Assign(tx, x, r.PostForm.Get("unit"))
		return err
	})
}

// takeFile is POST /desk/answers/{ref}/files.
func (d *desk) takeFile(r *web.Request) (web.Reply, error) {
	err := r.Read(func(q *db.Snapshot) error { return d.mayAnswer(q, r) }) // before anything is stored
	if err != nil {
		return nil, err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return d.refuse(r, errs.Bad("file", "plan.indicator.file_missing"))
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	t, err := d.s.Archive.TakeIn(r.Context(), in, part.Filename, false)
	if err != nil {
		return d.refuse(r, err)
	}
	return d.changed(r, func(tx *db.Tx) error { return d.attach(tx, r, t) })
}

func (d *desk) attach(tx *db.Tx, r *web.Request, t document.Attachment) error {
	if err := d.mayAnswer(tx, r); err != nil {
		return err
	}
	_, x, err := AnswerByRef(tx, r.PathValue("ref"))
	if err == nil {
		_, err = d.s.Attach(tx, x, t)
	}
	return err
}

func (d *desk) mayAnswer(q db.Reader, r *web.Request) error {
	_, x, err := d.readAnswer(q, r)
	if err != nil {
		return err
	}
	return r.Allowed("plan.advice.answer", d.s.Of(x))
}

// refuse shows the answer again with what was wrong.
func (d *desk) refuse(r *web.Request, err error) (web.Reply, error) {
	if f, ok := r.Refusal(err); ok {
		return d.answerPage(r, &f)
	}
	return nil, err
}

// changed writes and shows the answer again.
func (d *desk) changed(r *web.Request, fn func(tx *db.Tx) error) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, fn(tx) })
	if err != nil {
		return d.refuse(r, err)
	}
	return web.SeeOther(answerAddress(r.PathValue("ref"))), nil
}
