package community

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// oneView is GET /desk/agreements/{ref}: one agreement whole.
type oneView struct {
	look.Page
	TitleLang   string
	Crumbs      look.Crumbs
	State       look.Tag
	Lead        string
	Alert       *look.Alert
	Acts        []look.Act
	Facts       []look.Fact
	Parties     look.Table
	Clauses     []look.Fact
	Obligations []obligationView
	OweForm     []look.Field
	Errors      look.Errors
	Action      string // address of the agreement
	Files       []fileView
	FileForm    []look.Field
	Posts       []postView
	PostsLead   string
	Log         look.Table
	Next        look.NextSteps
	Write       bool
}

// obligationView is one obligation with what can be said of it.
type obligationView struct {
	ID     string
	Body   string
	State  look.Tag
	Meta   string
	Open   bool
	Reason look.Field
}

// show is GET /desk/agreements/{ref}.
func (o *office) show(r *web.Request) (web.Reply, error) {
	return o.page(r, typed{status: http.StatusOK})
}

// page shows an agreement, with what was typed into the form of an obligation that was refused.
func (o *office) page(r *web.Request, t typed) (web.Reply, error) {
	a, err := o.open(r)
	if err != nil {
		return nil, err
	}
	title, lang := o.c.name(r, a.Titles)
	if title == "" {
		title = r.Text.T("community.desk.named", "kind", r.Text.T("community.kind."+a.Kind), "number", a.Number)
	}
	v := oneView{Page: o.frame(r, title), TitleLang: lang, State: stateTag(r, a.inst.State), Action: "/desk/agreements/" + a.Ref, Write: a.write}
	v.NoIndex, v.Flash = true, done(r)
	place, _ := o.c.Places.Snapshot().Place(a.Place)
	v.Lead = r.Text.T("community.desk.lead", "place", o.c.placeWord(r, place), "kind", r.Text.T("community.kind."+a.Kind), "number", a.Number)
	v.Crumbs = o.crumbs(r, a, a.Number)
	if a.write {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("community.desk.edit"), Href: v.Action + "/edit", Icon: "pencil", Variant: "secondary"})
	}
	day := o.c.dayAt(a.Place, r.Now)
	if last := a.Last(); last != "" && a.HoldsOn(day) {
		if left := daysBetween(day, last); left <= warnings()[0] && a.Ended == "" {
			v.Alert = &look.Alert{Kind: "warning", Text: r.Text.T("community.desk.ends_in", "days", r.Text.Days(left), "date", r.Text.Date(civil(last)))}
		}
	} else if last != "" && day > last && a.inst.State == Expired {
		v.Alert = &look.Alert{Kind: "danger", Text: r.Text.T("community.desk.has_ended", "date", r.Text.Date(civil(last)))}
	}
	o.facts(r, a, &v)
	o.obligationViews(r, a, &v)
	o.fileViews(r, a, &v)
	o.postViews(r, a, day, &v)
	v.Log, v.Next = o.log(r, a), o.next(r, a)
	for i, f := range v.OweForm {
		v.OweForm[i].Value = t.values[f.Name]
		for n := range f.Options {
			f.Options[n].Selected = f.Options[n].Value == t.values[f.Name]
		}
	}
	if v.Errors = mark(r, v.OweForm, t.faults); t.alert != nil {
		v.Alert = t.alert
	}
	return o.one.Status(t.status, v), nil
}

func (o *office) crumbs(r *web.Request, a openAgreement, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("community.crumbs"), Items: []look.NavItem{{Word: r.Text.T("community.desk.title"), Href: "/desk/agreements"}}}
	if here != a.Number {
		c.Items = append(c.Items, look.NavItem{Word: a.Number, Href: "/desk/agreements/" + a.Ref})
	}
	c.Items = append(c.Items, look.NavItem{Word: here})
	return c
}

func (o *office) facts(r *web.Request, a openAgreement, v *oneView) {
	s := o.c.Places.Snapshot()
	v.Facts = o.c.dayFacts(r, a.Agreement)
	var land []string
	for _, id := range a.places() {
		p, _ := s.Place(id)
		land = append(land, o.c.placeWord(r, p))
	}
	v.Facts = append(v.Facts, fact(r, "community.territory", strings.Join(land, ", ")))
	if a.Ceremony != "" {
		v.Facts = append(v.Facts, fact(r, "community.ceremony", a.Ceremony))
	}
	if len(a.Languages) > 0 {
		v.Facts = append(v.Facts, fact(r, "community.languages", languageWords(a.Languages)))
	}
	v.Facts = append(v.Facts, fact(r, "community.renew_months", r.Text.Number(a.RenewMonths)), fact(r, "community.opens_channel", o.yesNo(r, a.OpensChannel)),
		fact(r, "community.answers", o.answers(r, a.inst)))
	v.Parties = look.Table{Caption: r.Text.T("community.parties"), Head: head(r, "community.party", "community.signatories")}
	for _, p := range a.Parties {
		name, lang := o.c.name(r, partyName(s, p))
		var who []string
		for _, sig := range p.Signatories {
			who = append(who, strings.Join(slices.DeleteFunc([]string{sig.Name, sig.Post}, func(t string) bool { return t == "" }), ", "))
		}
		v.Parties.Rows = append(v.Parties.Rows, []look.Cell{{Text: name, Lang: lang}, {Text: strings.Join(who, "; ")}})
	}
	for _, code := range Clauses() {
		if text := a.Clauses[code]; text != "" {
			v.Clauses = append(v.Clauses, fact(r, "community.clause."+code, text))
		}
	}
}

func (o *office) yesNo(r *web.Request, yes bool) string {
	if yes {
		return r.Text.T("community.yes")
	}
	return r.Text.T("community.no")
}

// answers is the post that answers for the agreement.
func (o *office) answers(r *web.Request, i process.Instance) string {
	if f, ok := o.c.Places.Snapshot().Post(i.Post); ok {
		return o.c.word(r, f.Post.Titles)
	}
	return r.Text.T("community.queue")
}

func (o *office) obligationViews(r *web.Request, a openAgreement, v *oneView) {
	today := o.c.dayAt(a.Place, r.Now)
	for _, ob := range a.obligations {
		state := ob.State
		if state == Open && ob.Due != "" && ob.Due < today {
			state = Late
		}
		tag := look.Tag{Word: r.Text.T("community.obligation." + state), Icon: "clock"}
		switch state {
		case Kept:
			tag.Icon, tag.Color = "check", "success"
		case Late:
			tag.Icon, tag.Color = "hourglass", "danger"
		case Waived:
			tag.Icon = "minus"
		}
		var meta []string
		if ob.Party >= 0 && int(ob.Party) < len(a.Parties) {
			meta = append(meta, o.c.word(r, partyName(o.c.Places.Snapshot(), a.Parties[ob.Party])))
		}
		if ob.Due != "" {
			meta = append(meta, r.Text.T("community.due_by", "date", r.Text.Date(civil(ob.Due))))
		}
		if ob.Done != "" {
			meta = append(meta, r.Text.Date(civil(ob.Done)))
		}
		if ob.Reason != "" {
			meta = append(meta, ob.Reason)
		}
		v.Obligations = append(v.Obligations, obligationView{ID: ob.ID, Body: ob.Body, State: tag, Meta: strings.Join(meta, " · "), Open: a.write && (state == Open || state == Late),
			Reason: look.Field{Name: "reason", ID: "reason-" + ob.ID, Label: r.Text.T("community.reason"), Max: maxText}})
	}
	if !a.write || len(a.Parties) == 0 {
		return
	}
	var parties []look.Option
	for n, p := range a.Parties {
		parties = append(parties, look.Option{Value: count(int64(n)), Word: o.c.word(r, partyName(o.c.Places.Snapshot(), p))})
	}
	v.OweForm = []look.Field{{Name: "party", Type: "select", Label: r.Text.T("community.party"), Options: parties},
		{Name: "body", Type: "textarea", Rows: 2, Max: maxText, Label: r.Text.T("community.obligation"), Required: true},
		{Name: "due", Type: "date", Label: r.Text.T("community.due"), Optional: r.Text.T("community.optional")}}
}

func (o *office) fileViews(r *web.Request, a openAgreement, v *oneView) {
	for _, f := range a.files {
		key := "community.file_inside"
		if f.Public {
			key = "community.file_public"
		}
		v.Files = append(v.Files, fileView{"/desk/agreement-files/" + f.ID, r.Text.T("community.file_desk", "name", f.Name, "size", kilobytes(r, f.Size), "seen", r.Text.T(key)), f.SHA256})
	}
	if a.write {
		v.FileForm = []look.Field{{Name: "file", Type: "file", Label: r.Text.T("community.file"), Help: r.Text.T("community.file_help"), Accept: ".pdf,.docx,.odt,.jpg,.jpeg,.png", Required: true},
			{Name: "public", Type: "checkbox", Label: r.Text.T("community.file_make_public"), Value: "yes"}}
	}
}

func (o *office) postViews(r *web.Request, a openAgreement, day string, v *oneView) {
	if !a.OpensPosts {
		return
	}
	v.PostsLead = r.Text.T("community.desk.posts_lead", "opened", len(a.posts), "agreed", a.PostsAgreed)
	for _, x := range a.posts {
		f, ok := o.c.Places.Snapshot().Post(x.Post)
		if !ok {
			continue
		}
		view := postView{}
		view.Title, view.Lang = o.c.name(r, f.Post.Titles)
		if !a.HoldsOn(day) && a.Last() != "" && day > a.Last() {
			view.Flag = r.Text.T("community.post.flagged", "date", r.Text.Date(civil(addDays(a.Last(), 1))))
		}
		v.Posts = append(v.Posts, view)
	}
}

// log is what was done with an agreement, newest first.
func (o *office) log(r *web.Request, a openAgreement) look.Table {
	t := look.Table{Caption: r.Text.T("community.log"), Head: head(r, "community.when", "community.who", "community.what")}
	for _, step := range slices.Backward(a.taken) {
		var d said
		what := r.Text.T("community.act." + step.Step)
		if json.Unmarshal(step.Detail, &d) == nil {
			more := []string{}
			if d.Day != "" {
				more = append(more, r.Text.Date(civil(d.Day)))
			}
			if d.Left > 0 {
				more = append(more, r.Text.Days(d.Left))
			}
			if d.Reason != "" {
				more = append(more, d.Reason)
			}
			if len(more) > 0 {
				what = r.Text.T("community.log_said", "what", what, "said", strings.Join(more, ", "))
			}
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(step.OccurredAt, a.zone)}, {Text: o.actor(r, a, step)}, {Text: what}})
	}
	t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(a.inst.OpenedAt, a.zone)}, {Text: ""}, {Text: r.Text.T("community.log_opened")}})
	return t
}

func (o *office) actor(r *web.Request, a openAgreement, t process.Taken) string {
	switch {
	case t.ActorKind == "system":
		return r.Text.T("community.by_calendar")
	case a.people[t.Actor] != "":
		return a.people[t.Actor]
	}
	if f, ok := o.c.Places.Snapshot().Post(t.Post); ok {
		return o.c.word(r, f.Post.Titles)
	}
	return r.Text.T("community.by_program")
}

// next are the steps that the state allows, with what each needs.
func (o *office) next(r *web.Request, a openAgreement) look.NextSteps {
	n := look.NextSteps{ID: "next", Title: r.Text.T("community.next")}
	for _, s := range o.c.Process.Definition(Kind).StepsFrom(a.inst.State) {
		if slices.Contains(s.Who, "system") {
			continue
		}
		step := look.NextStep{Icon: stepIcon(s.Name), Title: r.Text.T("community.act." + s.Name), Needs: r.Text.T("community.needs." + s.Name), Href: "/desk/agreements/" + a.Ref + "/steps/" + s.Name}
		switch {
		case !a.write:
			step.Locked, step.Needs = true, r.Text.T("community.only_desk")
		case s.Name == "regional_approve" && !needsRegion(a.Kind):
			continue
		case s.Name == "sign" && needsRegion(a.Kind) && a.inst.State != RegionalApproved:
			step.Locked, step.Needs = true, r.Text.T("community.region_first")
		}
		if step.Locked {
			step.Href, step.Lock = "", r.Text.T("community.locked")
		}
		n.Steps = append(n.Steps, step)
	}
	return n
}

func stepIcon(step string) string {
	switch step {
	case "sign":
		return "file-check"
	case "council_approve", "regional_approve":
		return "landmark"
	case "back":
		return "undo-2"
	case "amend":
		return "pencil"
	case "extend":
		return "timer"
	case "renew":
		return "rotate-ccw"
	case "terminate":
		return "ban"
	case "put_away":
		return "book-open"
	}
	return "message-circle"
}

// languageWords names languages as those who speak them do; a tag that is none of ours stays as it is.
func languageWords(tags []string) string {
	var all []string
	for _, tag := range tags {
		if l, ok := i18n.ParseLang(tag); ok {
			tag = l.Self()
		}
		all = append(all, tag)
	}
	return strings.Join(all, ", ")
}
