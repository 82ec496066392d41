// Package words is how the pages of this module's features call places, posts and organisations for a reader, and texts in
// several languages.
package words

import (
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

// NameFor is a text in a language, else in the first one that the installation falls back to, with its tag where it is
// another one.
func (w Words) NameFor(l i18n.Lang, t i18n.Text) (name, lang string) { return w.Settings.Name(l, t) }

// Name is a text for a reader, with its tag where it is in another language.
func (w Words) Name(r *web.Request, t i18n.Text) (name, lang string) {
	return w.NameFor(r.Text.Lang(), t)
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

// Org is an organisation by its id; empty for none.
func (w Words) Org(r *web.Request, id string) string {
	o, ok := w.Places.Snapshot().Org(id)
	if !ok {
		return ""
	}
	return w.Word(r, o.Names)
}

// Place is a place by its id; empty for none.
func (w Words) Place(r *web.Request, id string) string {
	p, ok := w.Places.Snapshot().Place(id)
	if !ok {
		return ""
	}
	return w.Word(r, p.Names)
}

// Choose marks the chosen one of some options.
func Choose(options []look.Option, chosen string) []look.Option {
	for i := range options {
		options[i].Selected = options[i].Value == chosen
	}
	return options
}
