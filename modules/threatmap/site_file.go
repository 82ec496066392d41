package threatmap

import (
	"net/http"
	"reeve/kernel/disclosure"
	"slices"
	"strconv"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// stopPage is the first page of filing: who is in danger now must call.
type stopPage struct {
	look.Page
	Number string
	Go     string
}

// filingPage is what the pages of filing share.
type filingPage struct {
	look.Page
	Wizard look.Wizard
	Errors look.Errors
	Carry  []carried
	Chosen []look.Fact // what was answered so far
}

type categoryPage struct {
	filingPage
	Kinds look.Choices
}

type detailsPage struct {
	filingPage
	From, To       look.Field
	Weekdays, Part look.Choices
	Questions      []look.Choices
	Text, Contact  look.Field
}

// beginFiling shows the first page, or the page of the place when the reader is not in danger.
func (s *site) beginFiling(r *web.Request) (web.Reply, error) {
	if r.URL.Query().Get("step") == pagePlace {
		d := s.newDraft(r)
		if p, ok := s.places().ByCode(r.URL.Query().Get("place")); ok && r.URL.Query().Get("place") != "" {
			d.Place = p.Code
		}
		return s.turnTo(r, d, pagePlace, nil), nil
	}
	v := stopPage{Page: s.frame(r, r.Text.T("threatmap.site.stop.title")), Number: s.m.Settings.Get().Emergency, Go: address(r, "/report?step=place")}
	return s.stop.With(v), nil
}

// goOnFiling answers every form of filing: the button tells where to.
func (s *site) goOnFiling(r *web.Request) (web.Reply, error) {
	d := s.readDraft(r)
	step := r.PostForm.Get("step")
	offered := step == pageSimilar
	if offered { // a part of that step
		step = pageCategory
	}
	at := slices.Index(filingPages(), step)
	if at < 0 {
		return s.turnTo(r, d, pagePlace, nil), nil
	}
	page := filingPages()[at]
	switch to := r.PostForm.Get("go"); to {
	case "search":
		return s.turnTo(r, d, pagePlace, nil), nil
	case "where":
		return s.whereabouts.With(s.where(r, d)), nil
	case "back":
		return s.turnTo(r, d, filingPages()[max(at-1, 0)], nil), nil
	case pagePlace, pageCategory, pageDetails:
		return s.turnTo(r, d, to, nil), nil
	case "send":
		if page == pageCheck {
			return s.send(r, d)
		}
	}
	found := s.examine(&d, r.Now)
	if page == pagePlace && d.Place == "" && d.Query != "" {
		if len(s.findPlaces(d.Query, 1)) > 0 || len(s.addressChoices(r, d)) > 0 { // typed and not chosen yet: shown what there is to choose
			found[pagePlace] = errs.Bad("place", "threatmap.site.place.choose").Fields
		} else {
			found[pagePlace] = errs.Bad("q", "threatmap.site.none_found").Fields
		}
	}
	if bad := found.first(page); bad != "" {
		return s.turnTo(r, d, bad, found[bad]), nil
	}
	if page == pageCategory && !offered {
		if similar, err := s.offerSimilar(r, d); similar != nil || err != nil {
			return similar, err
		}
	}
	return s.turnTo(r, d, filingPages()[min(at+1, len(filingPages())-1)], nil), nil
}

// turnTo shows a page of filing, with complaints about it if there are any.
func (s *site) turnTo(r *web.Request, d draft, page string, bad []errs.Field) web.Reply {
	status := http.StatusOK
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	switch page {
	case pageCategory:
		if found, err := s.located(d); err == nil {
			return s.category.Status(status, s.categoryPage(r, d, found, bad))
		}
	case pageDetails:
		return s.details.Status(status, s.detailsPage(r, d, bad))
	case pageCheck:
		if found, err := s.located(d); err == nil {
			return s.check.Status(status, s.checkPage(r, d, found, bad))
		}
	}
	return s.place.Status(status, s.placePage(r, d, bad))
}

// filing fills what the pages share.
func (s *site) filing(r *web.Request, d draft, page string, bad []errs.Field) filingPage {
	l, pages := r.Text, filingPages()
	at := slices.Index(pages, page)
	v := filingPage{Page: s.frame(r, l.T("threatmap.site."+page+".title")), Carry: d.carry(page)}
	v.NoIndex = true
	v.Wizard = look.Wizard{Text: l.T("threatmap.site.step_of", "n", at+1, "all", len(pages))}
	for i, name := range pages {
		v.Wizard.Steps = append(v.Wizard.Steps, look.WizardStep{Word: l.T("threatmap.site." + name + ".word"), Done: i < at, Current: i == at})
	}
	if len(bad) > 0 {
		v.Errors = wrong(r, bad)
		v.Page.Title = l.T("threatmap.site.wrong_title", "title", v.Page.Title)
	}
	if word := s.placeWord(r, d); word != "" && page != pagePlace {
		v.Chosen = append(v.Chosen, look.Fact{Term: l.T("threatmap.site.place.word"), Text: word})
	}
	if c, ok := s.m.Categories.Get(d.Category); ok && page != pagePlace && page != pageCategory {
		v.Chosen = append(v.Chosen, look.Fact{Term: l.T("threatmap.site.category.word"), Text: s.m.categoryName(c.Code, r)})
		if found, err := s.located(d); err == nil {
			v.Chosen = append(v.Chosen, look.Fact{Term: l.T("threatmap.site.goes_to"), Text: s.goesTo(r, RouteTo(s.m.facts(found, c)))})
		}
	}
	return v
}

// complaint is the message about one field of a form.
func complaint(r *web.Request, bad []errs.Field, field string) string {
	for _, f := range bad {
		if f.Field == field {
			return r.Message(f)
		}
	}
	return ""
}

// goesTo names who will get a report: the title of the post, or the organisation whose coordinators will.
func (s *site) goesTo(r *web.Request, to Routed) string {
	fallback := s.m.Settings.Get().Fallback
	if p, ok := s.places().Post(to.Target.Post); ok {
		if title, _ := p.Post.Titles.Best(r.Text.Lang(), fallback); title != "" {
			return title
		}
	}
	if o, ok := s.places().Org(to.Target.Org); ok {
		name, _ := o.Names.Best(r.Text.Lang(), fallback)
		return r.Text.T("threatmap.site.coordinators_of", "org", name)
	}
	return r.Text.T("threatmap.site.coordinators")
}

// categoryPage groups the kinds of threats by who will get them.
func (s *site) categoryPage(r *web.Request, d draft, at located, bad []errs.Field) categoryPage {
	l := r.Text
	v := categoryPage{filingPage: s.filing(r, d, pageCategory, bad)}
	v.Kinds = look.Choices{Name: "category", Form: "cards", Legend: l.T("threatmap.site.category.legend"), Error: complaint(r, bad, "category")}
	for _, c := range s.m.Categories.List() {
		if c.Retired || c.Set != "threats" {
			continue
		}
		title := l.T("threatmap.site.goes_to_whom", "whom", s.goesTo(r, RouteTo(s.m.facts(at, c))))
		i := slices.IndexFunc(v.Kinds.Groups, func(g look.ChoiceGroup) bool { return g.Title == title })
		if i < 0 {
			i = len(v.Kinds.Groups)
			v.Kinds.Groups = append(v.Kinds.Groups, look.ChoiceGroup{Title: title})
		}
		choice := look.Choice{Value: c.Code, Word: s.m.categoryName(c.Code, r), Icon: c.Icon, Checked: c.Code == d.Category}
		if c.CrimeTip {
			choice.Note, choice.NoteIcon = l.T("threatmap.site.crime_tip_short"), "lock"
		} else if c.Class == disclosure.C {
			choice.Note, choice.NoteIcon = l.T("threatmap.site.class_c_short"), "eye-off"
		}
		v.Kinds.Groups[i].Items = append(v.Kinds.Groups[i].Items, choice)
	}
	return v
}

func (s *site) detailsPage(r *web.Request, d draft, bad []errs.Field) detailsPage {
	l := r.Text
	v := detailsPage{filingPage: s.filing(r, d, pageDetails, bad)}
	today := r.Now.Format("2006-01-02")
	v.From = look.Field{Name: "seen_from", Type: "date", Label: l.T("threatmap.site.details.from"), Optional: l.T("threatmap.site.optional"), Value: d.SeenFrom, Maximum: today, Minimum: "2000-01-01", Error: complaint(r, bad, "seen_from")}
	v.To = look.Field{Name: "seen_to", Type: "date", Label: l.T("threatmap.site.details.to"), Optional: l.T("threatmap.site.optional"), Value: d.SeenTo, Minimum: "2000-01-01", Error: complaint(r, bad, "seen_to")}
	v.Weekdays = look.Choices{Name: "weekdays", Legend: l.T("threatmap.site.details.weekdays"), Optional: l.T("threatmap.site.optional"), Multiple: true, Form: "chips", Groups: []look.ChoiceGroup{{}}, Error: complaint(r, bad, "weekdays")}
	for day := 1; day <= 7; day++ {
		v.Weekdays.Groups[0].Items = append(v.Weekdays.Groups[0].Items, look.Choice{Value: strconv.Itoa(day), Word: weekdayWords(l, []int{day}), Checked: slices.Contains(d.Weekdays, day)})
	}
	v.Part = look.Choices{Name: "day_parts", Legend: l.T("threatmap.site.details.parts"), Optional: l.T("threatmap.site.optional"), Multiple: true, Form: "chips", Groups: []look.ChoiceGroup{{}}, Error: complaint(r, bad, "day_parts")}
	for _, p := range dayOrder() {
		v.Part.Groups[0].Items = append(v.Part.Groups[0].Items, look.Choice{Value: string(p), Word: partAlone(l, p), Checked: slices.Contains(d.Parts, p)})
	}
	c, _ := s.m.Categories.Get(d.Category)
	questions := Questions()
	for _, code := range c.Questions {
		q := look.Choices{Name: "answers." + code, Legend: l.T("threatmap.question." + code), Optional: l.T("threatmap.site.optional"), Groups: []look.ChoiceGroup{{}}, Error: complaint(r, bad, "answers."+code)}
		for _, o := range questions[code].Options {
			q.Groups[0].Items = append(q.Groups[0].Items, look.Choice{Value: o, Word: l.T("threatmap.answer." + code + "." + o), Checked: d.Answers[code] == o})
		}
		v.Questions = append(v.Questions, q)
	}
	v.Text = look.Field{Name: "text", Type: "textarea", Rows: 6, Max: MaxText, Label: l.T("threatmap.site.details.text"), Help: l.T("threatmap.site.details.text_help"),
		Optional: l.T("threatmap.site.optional"), Value: d.Text, Error: complaint(r, bad, "text")}
	if slices.Contains(c.Mandatory, "text") {
		v.Text.Optional = ""
	}
	v.Contact = look.Field{Name: "contact", Type: "text", Label: l.T("threatmap.site.details.contact"), Help: l.T("threatmap.site.details.contact_help"),
		Optional: l.T("threatmap.site.optional"), Autocomplete: "email", Value: d.Contact, Error: complaint(r, bad, "contact")}
	return v
}
