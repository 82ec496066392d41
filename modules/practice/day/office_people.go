package day

import (
	"maps"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

// peopleView is GET /desk/practice/events/{ref}/day/people: how many people the programme has trained, how duplicates were
// decided, and who may be the same person.
type peopleView struct {
	look.Page
	Crumbs    look.Crumbs
	Lead      string
	Alert     *look.Alert
	Tiles     []look.Tile
	Action    string
	Questions []questionView
	Tables    []look.Table
	Empty     *look.Empty
}

type questionView struct {
	Ref, Likeness string
	One, Other    sideView
}

type sideView struct{ Name, Org, Unit, Event string }

const mostQuestions = 50

func (o *office) showPeople(r *web.Request) (web.Reply, error) {
	return o.peoplePage(r, form.Fresh(nil))
}

func (o *office) peoplePage(r *web.Request, t form.Typed) (web.Reply, error) {
	var v peopleView
	var seen events.Event
	err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.event(q, r, r.PathValue("ref"))
		if err != nil {
			return err
		}
		seen = e
		programme, err := o.Events.ProgrammeOf(q, e)
		if err != nil {
			return err
		}
		var c Count
		if slug, ok := strings.CutPrefix(programme, "programme/"); ok {
			c, err = o.Trained(q, slug)
		} else {
			var all []Attendance
			all, err = inProgramme(q, programme)
			c.add(all)
		}
		if err != nil {
			return err
		}
		v = peopleView{Page: o.frame(r, r.Text.T("practice.day.people")), Lead: r.Text.T("practice.day.people_lead"), Alert: t.Flash(r), Action: address(e) + "/people", Crumbs: o.crumbs(r, e, r.Text.T("practice.day.people"))}
		v.NoIndex, v.Flash = true, form.Done(r)
		v.Tiles = []look.Tile{{Label: r.Text.T("practice.people_trained"), Value: r.Text.Number(c.People)}, {Label: r.Text.T("practice.day.seats"), Value: r.Text.Number(c.Seats)}}
		v.Tables = append(o.tables(r, c), o.notEvaluated(r, c)...)
		open, err := OpenQuestions(q, programme, mostQuestions)
		if err != nil {
			return err
		}
		for _, one := range open {
			w := questionView{Ref: one.Ref, Likeness: r.Text.Percent(one.Score, 1000, 0)}
			if w.One, err = o.side(r, q, one.One); err != nil {
				return err
			}
			if w.Other, err = o.side(r, q, one.Other); err != nil {
				return err
			}
			v.Questions = append(v.Questions, w)
		}
		if len(open) == 0 {
			v.Empty = &look.Empty{Icon: "check", Title: r.Text.T("practice.day.no_questions")}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(v.Questions) > 0 {
		if _, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, o.looked(tx, seen) }); err != nil {
			return nil, err
		}
	}
	return o.people.Status(t.Status, v), nil
}

// side is one of two attendances that are compared.
func (o *office) side(r *web.Request, q db.Reader, attendance string) (v sideView, err error) {
	a, err := byID(q, attendance)
	if err != nil {
		return v, err
	}
	p, err := o.Person(q, a)
	if err != nil && errs.KindOf(err) != errs.Gone {
		return v, err
	}
	if v.Name = p.Name; v.Name == "" {
		v.Name = r.Text.T("practice.person_erased")
	}
	e, _, err := events.EventByID(q, a.Event)
	if err != nil {
		return v, err
	}
	v.Org, v.Unit, v.Event = o.Org(r, a.Org), a.Unit, form.Line(o.Word(r, e.Titles), events.When(r.Text, e))
	return v, nil
}

// tables are the people by country, organisation and unit, and the attendances by how it was decided whose they are.
func (o *office) tables(r *web.Request, c Count) (all []look.Table) {
	table := func(key string, rows [][]look.Cell) {
		if len(rows) > 0 {
			all = append(all, look.Table{Caption: r.Text.T(key), Head: []look.Cell{{Text: r.Text.T(key)}, {Text: r.Text.T("practice.people_trained"), Number: true}}, Rows: rows})
		}
	}
	var rows [][]look.Cell
	for _, code := range slices.Sorted(maps.Keys(c.Countries)) {
		word := code
		if code == Unknown {
			word = r.Text.T("practice.day.country_unknown")
		}
		rows = append(rows, []look.Cell{{Text: word}, {Text: r.Text.Number(c.Countries[code]), Number: true}})
	}
	table("practice.day.country", rows)
	rows = nil
	for _, org := range slices.Sorted(maps.Keys(c.Orgs)) {
		rows = append(rows, []look.Cell{{Text: o.Org(r, org)}, {Text: r.Text.Number(c.Orgs[org]), Number: true}})
	}
	table("practice.organisation", rows)
	rows = nil
	for k, n := range c.Units {
		if k[1] != "" {
			rows = append(rows, []look.Cell{{Text: form.Line(k[1], o.Org(r, k[0]))}, {Text: r.Text.Number(n), Number: true}})
		}
	}
	compare := r.Text.Collator()
	slices.SortFunc(rows, func(a, b []look.Cell) int { return compare.Compare(a[0].Text, b[0].Text) })
	table("practice.day.unit", rows)
	rows = nil
	for _, how := range []string{ByNew, ByMail, ByName, ByLike, ByPerson} {
		if n := c.Decided[how]; n > 0 {
			rows = append(rows, []look.Cell{{Text: r.Text.T("practice.day.by." + how)}, {Text: r.Text.Number(n), Number: true}})
		}
	}
	if len(rows) > 0 {
		all = append(all, look.Table{Caption: r.Text.T("practice.day.how"), Head: []look.Cell{{Text: r.Text.T("practice.day.how")}, {Text: r.Text.T("practice.day.seats"), Number: true}}, Rows: rows})
	}
	return all
}

// notEvaluated names the events of the programme that took place and of which too few have answered.
func (o *office) notEvaluated(r *web.Request, c Count) []look.Table {
	t := look.Table{Caption: r.Text.T("practice.survey.not_evaluated"), Head: []look.Cell{{Text: r.Text.T("practice.survey.not_evaluated")}, {Text: r.Text.T("practice.when")}}}
	for _, e := range c.WithoutEvaluation {
		title, lang := o.Name(r, e.Titles)
		t.Rows = append(t.Rows, []look.Cell{{Text: title, Lang: lang, Href: address(e.Event)}, {Text: events.When(r.Text, e.Event)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []look.Table{t}
}

// takeAnswer is POST .../day/people: two are the same person, or not. A question of another programme does not exist here.
func (o *office) takeAnswer(r *web.Request) (web.Reply, error) {
	at, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, _, err := o.event(tx, r, r.PathValue("ref"))
		if err != nil {
			return "", err
		}
		programme, err := o.Events.ProgrammeOf(tx, e)
		if err != nil {
			return "", err
		}
		q, err := questionByRef(tx, form.Posted(r, "question"))
		if err != nil {
			return "", err
		}
		if q.Programme != programme {
			return "", errs.New(errs.NotFound, "practice.day.no_such")
		}
		if _, err = o.Answer(tx, q.Ref, form.Posted(r, "answer") == Same); err != nil {
			return "", err
		}
		return address(e) + "/people?done=yes", o.looked(tx, e)
	})
	if err == nil {
		return web.SeeOther(at), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.peoplePage(r, t)
}
