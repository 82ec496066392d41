package day

import (
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

// evaluationView is what the answers about an event say, those after it and those six months later side by side. Too
// few answers are a number and nothing else.
type evaluationView struct {
	Note  string // how many answers, and how many letters went out or when they will
	Table look.Table
	Words []said
}

// said are the words of one round.
type said struct {
	Title string
	Words []string
}

func (o *office) evaluation(r *web.Request, q db.Reader, e events.Event) (v evaluationView, err error) {
	rounds := []Round{AfterEvent, Later}
	titles := map[Round]string{AfterEvent: r.Text.T("practice.survey.after"), Later: r.Text.T("practice.survey.later")}
	letters, err := lettersOf(q, e.ID)
	if err != nil {
		return v, err
	}
	var notes []string
	answers := map[Round]Evaluation{}
	for _, round := range rounds {
		one, err := Evaluate(q, e.ID, round)
		if err != nil {
			return v, err
		}
		answers[round] = one
		if round == AfterEvent || letters != nil {
			notes = append(notes, titles[round]+": "+r.Text.T("practice.survey.answers", "n", r.Text.Number(one.Answers)))
		}
		if len(one.Words) > 0 {
			v.Words = append(v.Words, said{titles[round], one.Words})
		}
	}
	at := LaterAt(e)
	switch {
	case letters != nil:
		notes = append(notes, r.Text.T("practice.survey.letters", "n", r.Text.Number(*letters)))
	case !at.IsZero() && r.Now.Before(at) && o.Mail != nil:
		notes = append(notes, r.Text.T("practice.survey.letters_due", "date", r.Text.Date(at.In(e.Location()))))
	}
	v.Note = form.Line(notes...)
	v.Table.Caption = r.Text.T("practice.survey.results")
	v.Table.Head = []look.Cell{{Text: r.Text.T("practice.survey.question")}}
	for _, round := range rounds {
		if answers[round].Sums != nil {
			v.Table.Head = append(v.Table.Head, look.Cell{Text: titles[round] + ": " + r.Text.T("practice.survey.mean"), Number: true}, look.Cell{Text: titles[round] + ": " + r.Text.T("practice.survey.count"), Number: true})
		}
	}
	for i, k := range Questions() {
		row, some := []look.Cell{{Text: r.Text.T("practice.survey." + k)}}, false
		for _, round := range rounds {
			a := answers[round]
			if a.Sums == nil {
				continue
			}
			mean, ok := i18n.Ratio(a.Sums[i], a.Counts[i], 1)
			if !ok { // too few have answered this question
				row = append(row, look.Cell{Text: "–", Number: true}, look.Cell{Text: "–", Number: true})
				continue
			}
			row, some = append(row, look.Cell{Text: r.Text.Fixed(mean, 1), Number: true}, look.Cell{Text: r.Text.Number(a.Counts[i]), Number: true}), true
		}
		if some {
			v.Table.Rows = append(v.Table.Rows, row)
		}
	}
	return v, nil
}
