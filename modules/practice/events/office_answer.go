package events

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// answersView is GET /desk/practice/events/{ref}/answers: what was said to the organiser's questions.
type answersView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Tables []look.Table
	Erased string
	Empty  *look.Empty
	Change look.Act
}

func (o *office) showAnswers(r *web.Request) (web.Reply, error) {
	var v answersView
	var seen Event
	err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.read(q, r, actWrite)
		if err != nil {
			return err
		}
		seen = e
		title := r.Text.T("practice.questions.answers")
		v = answersView{Page: o.frame(r, title), Crumbs: eventCrumbs(r, o, e, title), Lead: r.Text.T("practice.questions.answers_lead"),
			Change: look.Act{Word: r.Text.T("practice.questions.edit"), Href: "/desk/practice/events/" + e.Ref + "/questions", Icon: "pencil", Variant: "secondary"}}
		v.NoIndex = true
		all, erased, err := o.Tallies(q, e)
		if err != nil {
			return err
		}
		if erased > 0 {
			v.Erased = r.Text.N("practice.questions.erased", erased)
		}
		if len(all) == 0 {
			v.Empty = &look.Empty{Icon: "list-checks", Title: r.Text.T("practice.questions.none")}
		}
		for _, one := range all {
			t, err := o.tally(r, q, one)
			if err != nil {
				return err
			}
			v.Tables = append(v.Tables, t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(v.Tables) > 0 {
		if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
			return web.None{}, o.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.answers.read", Kind: KindEvent, ID: seen.ID, Place: seen.Place, Org: seen.Org})
		}); err != nil {
			return nil, err
		}
	}
	return o.tallies.With(v), nil
}

// tally is the table of one question.
func (o *office) tally(r *web.Request, q db.Reader, one Tally) (look.Table, error) {
	t := look.Table{Caption: o.Word(r, one.Question.Labels)}
	if one.Question.Kind == TextQuestion {
		t.Head = form.Head(r, "practice.person", "practice.question.answer")
		for _, said := range one.Texts {
			s, err := NominationByID(q, said.Nomination)
			if err != nil {
				return t, err
			}
			name := r.Text.T("practice.person_erased")
			if p, err := o.Person(q, s.Nomination); err == nil {
				name = p.Name
			} else if errs.KindOf(err) != errs.Gone {
				return t, err
			}
			t.Rows = append(t.Rows, []look.Cell{{Text: name}, {Text: said.Text}})
		}
	} else {
		t.Head = form.Head(r, "practice.question.answer", "practice.question.seated", "practice.question.waiting")
		t.Head[1].Number, t.Head[2].Number = true, true
		for _, value := range one.Question.values() {
			c := one.Counts[value]
			t.Rows = append(t.Rows, []look.Cell{{Text: answerWord(r, o.Words, one.Question, value)}, {Text: r.Text.Number(c.Seated), Number: true}, {Text: r.Text.Number(c.Waiting), Number: true}})
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = [][]look.Cell{{{Text: r.Text.T("practice.question.none")}, {}}}
	}
	return t, nil
}
