package threatmap

import (
	"slices"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

func (o *office) intakeForm(r *web.Request, c Category, found []places.Place, where string, typed typedIntake) *intakeForm {
	f := &intakeForm{Hidden: []hiddenField{{"category", c.Code}, {"where", where}, once(typed)}, Errors: look.Errors{Title: r.Text.T("threatmap.office.step.errors")},
		GoesTo: r.Text.T("threatmap.office.intake.goes_" + c.Route)}
	f.Source = intakeChoices(r, "source", "threatmap.office.intake.source", false, typed, []string{"phone", "desk"}, func(v string) string { return r.Text.T("threatmap.office.intake.source_" + v) })
	if typed.values.Get("source") == "" {
		f.Source.Groups[0].Items[0].Checked = true
	}
	f.Place = o.placeChoices(r, found, typed)
	f.Text = look.Field{Name: "text", Type: "textarea", Label: r.Text.T("threatmap.office.intake.text"), Help: r.Text.T("threatmap.office.intake.text_help"),
		Value: typed.values.Get("text"), Max: MaxText, Rows: 6, Error: typed.fault(r, "text"), Required: slices.Contains(c.Mandatory, "text")}
	questions := Questions()
	for _, code := range c.Questions {
		ask := intakeChoices(r, "answer_"+code, "threatmap.question."+code, false, typed, questions[code].Options, func(v string) string { return r.Text.T("threatmap.answer." + code + "." + v) })
		ask.Error = typed.fault(r, "answers."+code)
		f.Ask = append(f.Ask, ask)
	}
	f.SeenFrom = look.Field{Name: "seen_from", Type: "date", Label: r.Text.T("threatmap.office.intake.seen_from"), Optional: r.Text.T("ui.optional"),
		Value: typed.values.Get("seen_from"), Maximum: r.Now.Format(time.DateOnly), Error: typed.fault(r, "seen_from", "seen_to")}
	parts := make([]string, 0, 4)
	for _, p := range dayOrder() {
		parts = append(parts, string(p))
	}
	f.Parts = intakeChoices(r, "day_parts", "threatmap.office.intake.parts", true, typed, parts, func(v string) string { return partWord(r, DayPart(v)) })
	f.Weekdays = intakeChoices(r, "weekdays", "threatmap.office.intake.weekdays", true, typed, []string{"1", "2", "3", "4", "5", "6", "7"}, func(v string) string { return r.Text.T("i18n.weekday." + v) })
	f.More = o.intakeMore(r, typed)
	f.summary(r, typed)
	return f
}

// intakeMore are the language, the way back to the person, and a point for whoever has one.
func (o *office) intakeMore(r *web.Request, typed typedIntake) []look.Field {
	lang := typed.values.Get("lang")
	if lang == "" {
		lang = r.Text.Lang().HTML()
	}
	var langs []look.Option
	for _, l := range i18n.All() {
		langs = append(langs, look.Option{Value: l.HTML(), Word: l.Self(), Selected: l.HTML() == lang})
	}
	optional := r.Text.T("ui.optional")
	return []look.Field{
		{Name: "lang", Type: "select", Label: r.Text.T("threatmap.office.intake.lang"), Options: langs, Error: typed.fault(r, "lang")},
		{Name: "contact", Label: r.Text.T("threatmap.office.intake.contact"), Help: r.Text.T("threatmap.office.intake.contact_help"), Optional: optional,
			Value: typed.values.Get("contact"), Autocomplete: "off", Error: typed.fault(r, "contact")},
		{Name: "lat", Label: r.Text.T("threatmap.office.intake.lat"), Help: r.Text.T("threatmap.office.intake.point_help"), Optional: optional,
			Value: typed.values.Get("lat"), InputMode: "decimal", Error: typed.fault(r, "lat")},
		{Name: "lon", Label: r.Text.T("threatmap.office.intake.lon"), Optional: optional,
			Value: typed.values.Get("lon"), InputMode: "decimal", Error: typed.fault(r, "lon")},
	}
}

// placeChoices are the places found, each with the place above it and whether a beat is drawn there.
func (o *office) placeChoices(r *web.Request, found []places.Place, typed typedIntake) look.Choices {
	c := look.Choices{Name: "place", Legend: r.Text.T("threatmap.office.intake.place"), Error: typed.fault(r, "place"), Groups: []look.ChoiceGroup{{}}}
	chosen := typed.values.Get("place")
	for _, p := range found {
		item := look.Choice{Value: p.Code, Word: o.name(r, p.Names), Note: o.above(r, p), Checked: p.Code == chosen || chosen == "" && len(found) == 1}
		c.Groups[0].Items = append(c.Groups[0].Items, item)
	}
	if c.Error == "" && typed.values.Get("lat") == "" && chosen == "" {
		c.Error = typed.fault(r, "lat")
	}
	return c
}

// above names the places above one, nearest first.
func (o *office) above(r *web.Request, p places.Place) string {
	var names []string
	for _, a := range o.m.Places.Snapshot().Ancestors(p.ID) {
		names = append(names, o.name(r, a.Names))
	}
	if len(names) == 0 {
		return p.Code
	}
	return r.Text.T("threatmap.office.intake.above", "places", strings.Join(names, ", "), "code", p.Code)
}

func intakeChoices(r *web.Request, name, legend string, multiple bool, typed typedIntake, values []string, word func(string) string) look.Choices {
	c := look.Choices{Name: name, Legend: r.Text.T(legend), Multiple: multiple, Form: "chips", Error: typed.fault(r, name), Groups: []look.ChoiceGroup{{}}}
	if name != "source" {
		c.Optional = r.Text.T("ui.optional")
	}
	for _, v := range values {
		c.Groups[0].Items = append(c.Groups[0].Items, look.Choice{Value: v, Word: word(v), Checked: slices.Contains(typed.values[name], v)})
	}
	return c
}

// summary lists all complaints above the form, each leading to its question.
func (f *intakeForm) summary(r *web.Request, typed typedIntake) {
	place := false
	for _, bad := range typed.faults {
		target := bad.Field
		if code, ok := strings.CutPrefix(target, "answers."); ok {
			target = "answer_" + code
		}
		if bad.Key == "threatmap.place_missing" {
			if place {
				continue
			}
			place, target = true, "place"
		}
		f.Errors.Items = append(f.Errors.Items, look.FieldError{ID: target, Text: r.Message(bad)})
	}
}
