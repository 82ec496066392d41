package bank

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// oneView is GET /desk/practice/bank/{ref}.
type oneView struct {
	look.Page
	TitleLang string
	Crumbs    look.Crumbs
	State     look.Tag
	Lead      string
	Alert     *look.Alert
	Acts      []look.Act
	Missing   []string // what it lacks before it can be handed in
	Entry     entryView
	Adopted   string
	Adoptions look.Table
	Action    string
	AdoptForm []look.Field
	EndForm   []look.Field
	Log       look.Table
	Next      look.NextSteps
}

// opened is an entry that a member of staff has before them.
type opened struct {
	Row
	full      bool
	taken     []process.Taken
	people    map[string]string
	linked    []Row
	adoptions []Adoption
}

func (o *office) open(r *web.Request) (a opened, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		if a.Row, a.full, err = o.read(s, r); err != nil {
			return err
		}
		if a.adoptions, err = AdoptionsOf(s, a.ID); err != nil {
			return err
		}
		if a.linked, err = o.b.linked(s, a.Row, a.seen()); err != nil || !a.full {
			return err
		}
		if a.taken, err = process.History(s, a.ID); err != nil {
			return err
		}
		a.people = map[string]string{}
		for _, t := range a.taken {
			var name string
			if err := s.QueryRow("SELECT COALESCE(MAX(name), '') FROM account WHERE id = $1", t.Actor).Scan(&name); err != nil {
				return err
			}
			a.people[t.Actor] = name
		}
		return nil
	})
	return a, err
}

// seen is the content that the asker may see.
func (a opened) seen() Content {
	if a.full || a.Shown == nil {
		return a.Content
	}
	return *a.Shown
}

func (o *office) show(r *web.Request) (web.Reply, error) { return o.showPage(r, form.Fresh(nil)) }

// showPage shows an entry, with what was typed into a small form that was refused.
func (o *office) showPage(r *web.Request, t form.Typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	b, l, c := o.b, r.Text, a.seen()
	title, lang := b.name(l, c.Titles)
	v := oneView{Page: o.frame(r, title), TitleLang: lang, State: stateTag(l, a.Instance.State), Lead: line(l.T("practice.bank.form."+a.Form), b.orgWord(l, a.Org)), Action: root + "/" + a.Ref,
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: title}), Alert: t.Flash(r), Entry: b.view(r, a.Row, c, a.linked)}
	v.NoIndex, v.Flash = true, form.Done(r)
	if !a.full {
		v.State = stateTag(l, Published)
	}
	write := a.full && r.Allowed(actWrite, b.resource(a.Entry)) == nil
	if a.Shown != nil {
		v.Acts = append(v.Acts, look.Act{Word: l.T("practice.bank.public_page"), Href: href(l, a.Row), Icon: "eye", Variant: "secondary"})
	}
	if editable := a.Instance.State == Draft || a.Instance.State == Returned; write && editable {
		v.Acts = append(v.Acts, look.Act{Word: l.T("practice.bank.edit"), Href: v.Action + "/edit", Icon: "pencil", Variant: "secondary"})
		v.Missing = missing(r, a.Content.complete(a.Form))
	}
	if a.Shown != nil && b.Recommend != nil && r.May(actRecommend) {
		v.Acts = append(v.Acts, look.Act{Word: l.T("practice.bank.recommend"), Href: v.Action + "/recommend", Icon: "send", Variant: "secondary"})
	}
	if ref, ok := id.ParseRef(r.URL.Query().Get("recommended")); ok {
		v.Flash = append(v.Flash, look.Alert{Kind: "success", Text: l.T("practice.bank.recommended", "ref", ref), Acts: []look.Act{{Word: ref, Href: "/desk/recommendations/" + ref, Variant: "secondary"}}})
	}
	if a.Form == Practice {
		v.Adopted, v.Adoptions = l.N("practice.bank.adopted_n", a.Adoptions), b.adoptionTable(r, a.adoptions)
		o.adoptForms(r, a, &v, t)
	}
	if a.full {
		v.Log, v.Next = o.log(r, a), o.nextSteps(r, a, write)
	}
	return o.one.Status(t.Status, v), nil
}

// missing are complaints as sentences.
func missing(r *web.Request, err error) (all []string) {
	if e := errs.Of(err); e != nil {
		for _, f := range e.Fields {
			all = append(all, r.Message(f))
		}
	}
	return all
}

// nextSteps are the steps that a state allows, with what each needs and what keeps the reader from taking it.
func (o *office) nextSteps(r *web.Request, a opened, write bool) look.NextSteps {
	n := look.NextSteps{ID: "next", Title: r.Text.T("form.next")}
	review := r.Allowed(actReview, o.b.resource(a.Entry)) == nil
	for _, s := range o.b.Process.Of(a.Instance).StepsFrom(a.Instance.State) {
		step := look.NextStep{Icon: stepIcon(s.Name), Title: r.Text.T("practice.bank.act." + s.Name), Needs: r.Text.T("practice.bank.needs." + s.Name), Href: root + "/" + a.Ref + "/steps/" + s.Name}
		lock := ""
		switch {
		case actionOf(s.Name) == actReview && !review || actionOf(s.Name) == actWrite && !write:
			lock = "form.locked"
		case s.Name == "publish" && slices.Contains(a.Writers, r.Actor().ID):
			lock = "practice.bank.own_entry"
		case s.Name == "submit" && a.Content.complete(a.Form) != nil:
			lock = "practice.bank.incomplete"
		}
		if lock != "" {
			step.Locked, step.Href, step.Lock = true, "", r.Text.T(lock)
		}
		n.Steps = append(n.Steps, step)
	}
	return n
}

// log is what was done with an entry, newest first.
func (o *office) log(r *web.Request, a opened) look.Table {
	t, zone := look.Table{Caption: r.Text.T("form.log"), Head: form.Head(r, "form.when", "form.who", "form.what")}, o.b.zone()
	for _, step := range slices.Backward(a.taken) {
		what := r.Text.T("practice.bank.act." + step.Step)
		var d said
		if json.Unmarshal(step.Detail, &d) == nil && d.Reason != "" {
			what = r.Text.T("form.said", "what", what, "said", d.Reason)
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(step.OccurredAt, zone)}, {Text: a.people[step.Actor]}, {Text: what}})
	}
	t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(a.Instance.OpenedAt, zone)}, {}, {Text: r.Text.T("practice.bank.log_opened")}})
	return t
}

func (o *office) stepForm(r *web.Request) (web.Reply, error) {
	return o.stepPage(r, r.PathValue("step"), form.Fresh(url.Values{"id": {id.New()}}))
}

func (o *office) stepPage(r *web.Request, name string, t form.Typed) (web.Reply, error) {
	s, ok := o.b.Process.Definition(KindEntry).Step(name)
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	var row Row
	if err := r.Read(func(q *db.Snapshot) (err error) { row, _, err = o.read(q, r); return err }); err != nil {
		return nil, err
	}
	if err := r.Allowed(actionOf(name), o.b.resource(row.Entry)); err != nil {
		return nil, err
	}
	word, at := r.Text.T("practice.bank.act."+name), root+"/"+row.Ref
	v := form.View{Page: o.frame(r, word), Lead: r.Text.T("practice.bank.needs." + name), Action: at + "/steps", Submit: word, Back: form.Back(r, at),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: o.b.word(r.Text, row.Content.Titles), Href: at}, look.NavItem{Word: word})}
	key := t.Values.Get("id")
	if !id.IsUUID(key) {
		key = id.New()
	}
	v.Hidden = []form.Hidden{{Name: "step", Value: name}, {Name: "id", Value: key}, {Name: "base_version", Value: decimal(row.Instance.Version)}}
	if !slices.Contains(s.From, row.Instance.State) {
		t.Status, t.Alert = http.StatusConflict, &look.Alert{Kind: "warning", Text: r.Text.T("process.step_not_now")}
	}
	if slices.Contains(s.Needs, "reason") {
		v.Groups = []form.Group{{Parts: form.Parts(look.Field{Name: "reason", Type: "textarea", Rows: 4, Max: maxText, Label: r.Text.T("practice.bank.reason"), Value: t.Values.Get("reason"), Required: true})}}
	}
	return o.forms.Answer(r, v, t)
}

// takeStep is POST /desk/practice/bank/{ref}/steps. What was typed is never lost: a refused step comes back with it.
func (o *office) takeStep(r *web.Request) (web.Reply, error) {
	in := StepInput{ID: form.Posted(r, "id"), Step: form.Posted(r, "step"), Reason: form.Posted(r, "reason")}
	if base, err := strconv.ParseInt(form.Posted(r, "base_version"), 10, 64); err == nil {
		in.BaseVersion = &base
	}
	if _, ok := o.b.Process.Definition(KindEntry).Step(in.Step); !ok {
		return nil, errs.Bad("step", "process.no_such_step", "step", in.Step)
	}
	ref, err := o.change(r, actionOf(in.Step), func(tx *db.Tx, row Row) error { return o.b.Take(tx, row, in) })
	if err == nil {
		return web.SeeOther(root + "/" + ref + "?done=yes"), nil
	}
	t, again := form.Refused(r, err)
	if !again {
		return nil, err
	}
	return o.stepPage(r, in.Step, t)
}
