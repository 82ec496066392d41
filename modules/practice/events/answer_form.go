package events

import (
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

// answerFields ask a person the questions of an event. Of the first person, and of who answers alone, the form demands
// those that have to be answered; of the others the program does, once they have a name.
func answerFields(r *web.Request, w words.Words, asked []Question, t form.Typed, no string, alone bool) (all []look.Field) {
	for _, q := range asked {
		name := "answers." + q.ID + "_" + no
		f := look.Field{Name: name, Value: t.Values.Get(name), Required: q.Required && (alone || no == "1")}
		f.Label, f.Lang = w.Name(r, q.Labels)
		if !q.Required {
			f.Optional = r.Text.T("form.optional")
		}
		switch q.Kind {
		case ChoiceQuestion, YesNoQuestion:
			f.Type, f.Lang = "select", ""
			f.Options = []look.Option{{Value: "", Word: r.Text.T("practice.question.none")}}
			for _, value := range q.values() {
				f.Options = append(f.Options, look.Option{Value: value, Word: answerWord(r, w, q, value)})
			}
			f.Options = words.Choose(f.Options, f.Value)
		default:
			f.Max = maxAnswer
		}
		all = append(all, f)
	}
	return all
}

// values are what may be answered to a question whose answers are laid out.
func (q Question) values() (all []string) {
	if q.Kind == YesNoQuestion {
		return []string{"yes", "no"}
	}
	for i := range q.Options {
		all = append(all, strconv.Itoa(i+1))
	}
	return all
}

// answerWord is an answer in words.
func answerWord(r *web.Request, w words.Words, q Question, value string) string {
	switch n, err := strconv.Atoi(value); {
	case q.Kind == YesNoQuestion && (value == "yes" || value == "no"):
		return r.Text.T("practice.question.said." + value)
	case q.Kind == ChoiceQuestion && err == nil && n >= 1 && n <= len(q.Options):
		return w.Word(r, q.Options[n-1])
	}
	return value
}

// postedAnswers are the answers of the person in a row of a form.
func postedAnswers(r *web.Request, no string) Answers {
	out := Answers{}
	for name := range r.PostForm {
		if rest, ok := strings.CutPrefix(name, "answers."); ok {
			if id, ok := strings.CutSuffix(rest, "_"+no); ok {
				out[id] = form.Posted(r, name)
			}
		}
	}
	return out
}

// seatSections are what a person's own page says beside the seat: what was answered to the organiser's questions, and
// what other features bring.
func (g *guest) seatSections(r *web.Request, q db.Reader, s Standing, e Event, state string) (all []Section, err error) {
	asked, err := QuestionsOf(q, e.ID)
	if err != nil {
		return nil, err
	}
	if len(asked.All) > 0 && s.person != nil && s.State != Withdrawn && s.State != Lapsed {
		said, err := g.AnswersOf(q, s.Nomination)
		if err != nil {
			return nil, err
		}
		one := Section{ID: "questions", Title: r.Text.T("practice.questions.own"), Table: look.Table{Caption: r.Text.T("practice.questions.own"), Head: form.Head(r, "practice.question", "practice.question.answer")}}
		for _, question := range asked.All {
			word := r.Text.T("practice.question.none")
			if v := said[question.ID]; v != "" {
				word = answerWord(r, g.Words, question, v)
			}
			name, lang := g.Name(r, question.Labels)
			one.Table.Rows = append(one.Table.Rows, []look.Cell{{Text: name, Lang: lang}, {Text: word}})
		}
		if state != Cancelled && state != Held {
			one.Links = []look.NavItem{{Word: r.Text.T("practice.questions.change"), Href: r.URL.Path + "/answers"}}
		}
		all = append(all, one)
	}
	for _, section := range g.SeatSections {
		one, err := section(r, q, s, e, r.URL.Path)
		if err != nil {
			return nil, err
		}
		if one.Title != "" {
			all = append(all, one)
		}
	}
	return all, nil
}

// showAnswers is GET /{lang}/seat/{token}/answers.
func (g *guest) showAnswers(r *web.Request) (web.Reply, error) {
	t := fresh()
	if err := r.Read(func(q *db.Snapshot) error {
		s, _, _, err := g.bySeat(q, r)
		if err != nil {
			return err
		}
		said, err := g.AnswersOf(q, s.Nomination)
		for id, text := range said {
			t.Values.Set("answers."+id+"_1", text)
		}
		return err
	}); err != nil {
		return nil, err
	}
	return g.answersPage(r, t)
}

func (g *guest) answersPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e Event
	var asked Questions
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if _, e, _, err = g.bySeat(q, r); err != nil {
			return err
		}
		asked, err = QuestionsOf(q, e.ID)
		return err
	}); err != nil {
		return nil, err
	}
	v := form.View{Page: g.frame(r, r.Text.T("practice.questions.own")), Lead: g.Word(r, e.Titles), Action: r.URL.Path, Back: form.Back(r, strings.TrimSuffix(r.URL.Path, "/answers")),
		Groups: []form.Group{{ID: "questions", Title: r.Text.T("practice.questions"), Note: r.Text.T("practice.questions.note"), Parts: form.Parts(answerFields(r, g.Words, asked.All, t, "1", true)...)}}}
	v.Act = nil
	return g.forms.Answer(r, v, t)
}

// takeAnswers is POST /{lang}/seat/{token}/answers. The link is the permission.
func (g *guest) takeAnswers(r *web.Request) (web.Reply, error) {
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		s, e, state, err := g.bySeat(tx, r)
		if err != nil {
			return web.None{}, err
		}
		if state == Cancelled || state == Held {
			return web.None{}, errs.New(errs.Conflict, "practice.seat."+state)
		}
		if err := tx.Lock(KindAnswers, s.ID); err != nil {
			return web.None{}, err
		}
		said := postedAnswers(r, "1")
		if err := g.Answered(tx, e, []Ask{{Answers: said}}, r.Text.Lang()); err != nil {
			return web.None{}, err
		}
		return web.None{}, g.putAnswers(tx, s.Nomination, said)
	})
	if err == nil {
		return web.SeeOther(strings.TrimSuffix(r.URL.Path, "/answers") + "?done=yes"), nil
	}
	t, ok := form.Refused(r, atRows(err, []int{1}))
	if !ok {
		return nil, err
	}
	return g.answersPage(r, t)
}
