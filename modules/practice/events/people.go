package events

import (
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

// peopleGroups are the questions about the people named, with those of the organiser. The second one is a substitute unless it is said otherwise.
func peopleGroups(r *web.Request, w words.Words, e Event, asked []Question, t form.Typed) (groups []form.Group) {
	get, fresh := t.Values.Get, t.Values.Get("people") == ""
	for n := 1; n <= peopleRowsOf(t.Values); n++ {
		no := strconv.Itoa(n)
		optional := ""
		if n > 1 {
			optional = r.Text.T("form.optional")
		}
		var langs []look.Option
		for _, l := range i18n.All() {
			langs = append(langs, look.Option{Value: l.HTML(), Word: l.Self()})
		}
		lang := get("lang_" + no)
		if lang == "" {
			lang = r.Text.Lang().HTML()
		}
		fields := []look.Field{{Name: "name_" + no, Label: r.Text.T("practice.name"), Value: get("name_" + no), Required: n == 1, Optional: optional},
			{Name: "email_" + no, Type: "email", Label: r.Text.T("practice.email"), Help: r.Text.T("practice.email_help"), Value: get("email_" + no), Optional: r.Text.T("form.optional")},
			{Name: "post_" + no, Label: r.Text.T("practice.post"), Value: get("post_" + no), Optional: r.Text.T("form.optional")}}
		if known := named(e); len(known) > 0 {
			var options []look.Option
			for _, d := range known {
				word := d
				if d == "" {
					word = r.Text.T("practice.everybody")
				}
				options = append(options, look.Option{Value: d, Word: word})
			}
			fields = append(fields, look.Field{Name: "delegation_" + no, Type: "select", Label: r.Text.T("practice.delegation"), Options: words.Choose(options, get("delegation_"+no))})
		}
		fields = append(fields, look.Field{Name: "lang_" + no, Type: "select", Label: r.Text.T("practice.lang"), Options: words.Choose(langs, lang)},
			look.Field{Name: "substitute_" + no, Type: "checkbox", Label: r.Text.T("practice.substitute_box"), Value: "yes", Checked: get("substitute_"+no) != "" || fresh && n == 2})
		fields = append(fields, answerFields(r, w, asked, t, no, false)...)
		groups = append(groups, form.Group{ID: "person-" + no, Title: r.Text.T("practice.person_no", "n", no), Parts: form.Parts(fields...)})
	}
	return groups
}

// named are the delegations that a form lets choose; none where there is one pool for everybody.
func named(e Event) (all []string) {
	for _, p := range e.Pools {
		all = append(all, p.Delegation)
	}
	if len(all) == 1 && all[0] == "" {
		return nil
	}
	return all
}

// postedPeople are the people whose name was typed; rows says in which group each stood.
func postedPeople(r *web.Request) (asks []Ask, rows []int) {
	for n := 1; n <= peopleRowsOf(r.PostForm); n++ {
		no := strconv.Itoa(n)
		a := Ask{Person: Person{Name: form.Posted(r, "name_"+no), Mail: form.Posted(r, "email_"+no), Post: form.Posted(r, "post_"+no), Lang: form.Posted(r, "lang_"+no)},
			Delegation: form.Posted(r, "delegation_"+no), Substitute: form.Posted(r, "substitute_"+no) != "", Answers: postedAnswers(r, no)}
		if a.Name != "" || a.Mail != "" || n == 1 {
			asks, rows = append(asks, a), append(rows, n)
		}
	}
	return asks, rows
}

// atRows gives complaints about people the names of the form's fields.
func atRows(err error, rows []int) error {
	bad := errs.Of(err)
	if bad == nil || len(bad.Fields) == 0 {
		return err
	}
	out := *bad
	out.Fields = slices.Clone(bad.Fields)
	for i, f := range out.Fields {
		if name, ok := strings.CutPrefix(f.Field, "nominations."); ok && f.Row > 0 && f.Row <= len(rows) {
			out.Fields[i].Field = name + "_" + strconv.Itoa(rows[f.Row-1])
		}
	}
	return &out
}

// sisters are the events for which one may register together with an event: those of its series that are open.
func sisters(q db.Reader, e Event) (all []Dated, err error) {
	if e.Series == "" {
		return nil, nil
	}
	some, err := EventsOf(q, e.Series)
	for _, d := range some {
		if d.State == OpenState && d.ID != e.ID {
			all = append(all, d)
		}
	}
	return all, err
}

// sisterParts asks for which other events of the series the registration is too.
func sisterParts(r *web.Request, w words.Words, all []Dated, t form.Typed) []form.Part {
	if len(all) == 0 {
		return nil
	}
	var items []look.Choice
	for _, d := range all {
		items = append(items, look.Choice{Value: d.Ref, Word: w.Word(r, d.Titles), Note: when(r.Text, d.Event), Checked: slices.Contains(t.Values["events"], d.Ref)})
	}
	return []form.Part{{Choices: &look.Choices{Name: "events", Legend: r.Text.T("practice.also"), Help: r.Text.T("practice.also_help"), Multiple: true, Groups: []look.ChoiceGroup{{Items: items}}}}}
}

// postedEvents are an event and the others of its series that were chosen.
func postedEvents(q db.Reader, r *web.Request, e Event) ([]Event, error) {
	all := []Event{e}
	for _, ref := range r.PostForm["events"] {
		other, _, err := EventByRef(q, ref)
		if err != nil || other.Series == "" || other.Series != e.Series {
			return nil, errs.Bad("events", "practice.not_of_series", "event", ref)
		}
		if other.ID != e.ID {
			all = append(all, other)
		}
	}
	return all, nil
}
