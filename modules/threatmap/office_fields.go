package threatmap

import (
	"slices"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// field is the question for one need of a step.
func (o *office) field(r *web.Request, op opened, s process.Step, need string, typed typedStep) (look.Field, error) {
	f := look.Field{Name: need, Label: r.Text.T("threatmap.office.field." + need), Value: typed.value(need, ""), Required: true}
	switch need {
	case "reason", "found":
		f.Type, f.Max, f.Help = "textarea", MaxText, r.Text.T("threatmap.office.help.inside")
		if publicStep(s.Name) && reasonIsPublic(s.Name) {
			f.Help = r.Text.T("threatmap.office.help.public")
		}
	case "text":
		f.Type, f.Max, f.Help = "textarea", MaxText, r.Text.T("threatmap.office.help."+s.Name)
		f.Label = r.Text.T("threatmap.office.field.text_" + s.Name)
		if s.Name == "publish_text" {
			f.Rows, f.Lang = 8, htmlLang(op.Lang)
			text := op.Text
			if op.PublicText != nil {
				text = *op.PublicText
			}
			f.Value = typed.value("text", text)
		}
	case "duplicate_of":
		f.Type, f.Value, f.Help = "text", typed.value("duplicate_of", r.URL.Query().Get("duplicate_of")), r.Text.T("threatmap.office.help.duplicate_of")
	case "body":
		f.Type, f.Options = "select", o.bodyOptions(r, op, f.Value)
		f.Help = r.Text.T("threatmap.office.help.body")
	case "post":
		f.Type = "select"
		var err error
		f.Options, err = o.postOptions(r, op, f.Value)
		return f, err
	}
	return f, nil
}

// whenFields ask for date and time as the clocks at the place show them; this very minute to begin with.
func whenFields(r *web.Request, op opened, typed typedStep) []look.Field {
	now := r.Now.In(op.zone)
	return []look.Field{
		{Name: "occurred_date", Type: "date", Label: r.Text.T("threatmap.office.field.date"), Value: typed.value("occurred_date", now.Format(time.DateOnly)),
			Maximum: now.Format(time.DateOnly), Required: true},
		{Name: "occurred_time", Type: "time", Label: r.Text.T("threatmap.office.field.time"), Value: typed.value("occurred_time", now.Format("15:04")),
			Help: r.Text.T("threatmap.office.help.zone", "zone", op.zone.String()), Required: true},
	}
}

// occurred reads date and time in the zone of the place; nil when either is missing or is no time.
func occurred(date, clock string, zone *time.Location) *time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+clock, zone)
	if err != nil {
		return nil
	}
	return &t
}

// bodyOptions are the organisations that a report can be handed over to: those of its own place first.
func (o *office) bodyOptions(r *web.Request, op opened, chosen string) []look.Option {
	s := o.m.Places.Snapshot()
	path := s.Path(op.rep.Place)
	type body struct {
		org  places.Org
		word string
	}
	var near, far []body
	for _, org := range s.Orgs() {
		if org.ID == op.rep.Org {
			continue
		}
		b := body{org, o.name(r, org.Names)}
		if org.Place != "" && within(path, org.Place) {
			near = append(near, b)
		} else {
			far = append(far, b)
		}
	}
	order := r.Text.Collator()
	word := func(b body) string { return b.word }
	i18n.SortBy(order, near, word)
	i18n.SortBy(order, far, word)
	options := []look.Option{{Word: r.Text.T("threatmap.office.field.choose"), Selected: chosen == ""}}
	for _, b := range slices.Concat(near, far) {
		options = append(options, look.Option{Value: b.org.Code, Word: b.word, Selected: b.org.Code == chosen})
	}
	return options
}

// postOptions are the officers' posts of the region, each with who fills it; the one that has the report is
// left out.
func (o *office) postOptions(r *web.Request, op opened, chosen string) ([]look.Option, error) {
	posts := o.postsOfRegion(op.rep.Place)
	names := people{}
	err := r.Read(func(s *db.Snapshot) error {
		for _, p := range posts {
			if err := names.add(s, p.Account()); err != nil {
				return err
			}
		}
		return nil
	})
	var options []look.Option
	for _, p := range posts {
		if p.Post.ID == op.inst.Post {
			continue
		}
		options = append(options, look.Option{Value: p.Post.Code, Word: o.postWord(r, p, names), Selected: p.Post.Code == chosen})
	}
	i18n.SortBy(r.Text.Collator(), options, func(op look.Option) string { return op.Word })
	return append([]look.Option{{Word: r.Text.T("threatmap.office.field.choose"), Selected: chosen == ""}}, options...), err
}

// photoChoiceOf offers the photos that a step can be about; hiding may also be about the whole report.
func photoChoiceOf(r *web.Request, op opened, step string, typed typedStep) *photoChoice {
	c := &photoChoice{Legend: r.Text.T("threatmap.office.field.photo")}
	chosen := typed.value("photo", r.URL.Query().Get("photo"))
	if step == "hide" {
		c.Legend = r.Text.T("threatmap.office.field.hide_what")
		if op.Publication != Hidden {
			c.Items = append(c.Items, photoItem{Word: r.Text.T("threatmap.office.field.whole"), Checked: chosen == ""})
		}
	}
	for n, p := range op.photos {
		if p.Published != (step == "hide") {
			continue
		}
		c.Items = append(c.Items, photoItem{Value: p.ID, Src: "/desk/photos/" + p.ID, Checked: p.ID == chosen,
			Word: r.Text.T("threatmap.office.photo.alt", "n", strconv.Itoa(n+1))})
	}
	if step == "hide" && len(c.Items) == 1 && op.Publication != Hidden {
		return nil
	}
	if len(c.Items) == 1 {
		c.Items[0].Checked = true
	}
	return c
}
