package config

import (
	"maps"

	"reeve/kernel/i18n"
)

// Name is a text in a language, else in the first one that the installation falls back to, with its tag where it is another
// one. A nil store falls back to none.
func (s *Store) Name(l i18n.Lang, t i18n.Text) (name, lang string) {
	name, tag := t.Best(l, s.fallback())
	if tag == "und" || tag == l.HTML() {
		tag = ""
	}
	return name, tag
}

// Put sets the text that a reader of a language sees, in the language in which it stands or else the one in which they
// read; an empty text takes it away.
func (s *Store) Put(l i18n.Lang, t i18n.Text, text string) i18n.Text {
	lang := l.HTML()
	if _, tag := t.Best(l, s.fallback()); t[tag] != "" {
		lang = tag
	}
	out := i18n.Text{}
	maps.Copy(out, t)
	if out[lang] = text; text == "" {
		delete(out, lang)
	}
	return out
}

func (s *Store) fallback() []string {
	if s == nil {
		return nil
	}
	return s.Get().Fallback
}
