// Package words is how the pages of this module's features call places, posts and organisations for a reader, and texts in
// several languages.
package words

import (
	"time"

	"reeve/kernel/config"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// Words are how things are called for a reader.
type Words struct {
	Places   *places.Places
	Settings *config.Store
}

// Name is a text in the reader's language, else in the first language that the installation falls back to, with its tag.
func (w Words) Name(r *web.Request, t i18n.Text) (name, lang string) {
	return w.Settings.Name(r.Text.Lang(), t)
}

// Word is Name without the tag.
func (w Words) Word(r *web.Request, t i18n.Text) string {
	name, _ := w.Name(r, t)
	return name
}

// Put sets the text that a reader of r sees, in the language in which it stands or else the one in which they read.
func (w Words) Put(r *web.Request, t i18n.Text, text string) i18n.Text {
	return w.Settings.Put(r.Text.Lang(), t, text)
}

// Place is a place by its id, a beat with its community.
func (w Words) Place(r *web.Request, id string) string {
	s := w.Places.Snapshot()
	p, _ := s.Place(id)
	name := w.Word(r, p.Names)
	if c, ok := s.Above(id, places.Community); ok && c.ID != id {
		return r.Text.T("form.place_in", "place", name, "above", w.Word(r, c.Names))
	}
	return name
}

// Post is a post by its id.
func (w Words) Post(r *web.Request, id string) string {
	f, ok := w.Places.Snapshot().Post(id)
	if !ok {
		return r.Text.T("form.nobody")
	}
	return w.Word(r, f.Post.Titles)
}

// PlaceOptions are choices of places by their codes, in the order of the reader's alphabet.
func (w Words) PlaceOptions(r *web.Request, all []places.Place, chosen string) (options []look.Option) {
	s := w.Places.Snapshot()
	for _, p := range all {
		word := w.Word(r, p.Names)
		if above, ok := s.Place(p.Parent); ok {
			word = r.Text.T("form.place_in", "place", word, "above", w.Word(r, above.Names))
		}
		options = append(options, look.Option{Value: p.Code, Word: word, Selected: p.Code == chosen})
	}
	i18n.SortBy(r.Text.Collator(), options, func(op look.Option) string { return op.Word })
	return options
}

// Org is an organisation whose code or name is a text; else the text itself.
func (w Words) Org(r *web.Request, text string) string {
	for _, o := range w.Places.Snapshot().Orgs() {
		if o.Code == text {
			return w.Word(r, o.Names)
		}
	}
	return text
}

// Choose marks the chosen one of some options and puts a choice for all before them.
func Choose(r *web.Request, options []look.Option, chosen string) []look.Option {
	options = append([]look.Option{{Word: r.Text.T("form.any")}}, options...)
	for i := range options {
		options[i].Selected = options[i].Value == chosen
	}
	return options
}

// Civil is a stored day for the localizer; the zero time for none.
func Civil(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

// Day is a stored day in words; a dash for none.
func Day(r *web.Request, day string) string {
	if day == "" {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.Date(Civil(day))
}

// Days are two stored days in words.
func Days(r *web.Request, from, until string) string {
	switch {
	case from == "":
		return r.Text.T("i18n.no_value")
	case until == "":
		return r.Text.From(Civil(from))
	case from == until:
		return r.Text.Date(Civil(from))
	}
	return r.Text.DateRange(Civil(from), Civil(until))
}
