package i18n

import (
	"slices"
	"sync"

	"golang.org/x/text/language"
)

// Negotiate returns the language of available that suits an Accept-Language
// header (RFC 9110, 12.5.4) best, or def if none does. English is first for the
// matcher and never a mere fallback: what matches nothing is ignored.
//
// A match must be the same language. The matcher would also give sr to a reader
// of Bosnian or Croatian, uk to one of Russian and cs to one of Slovak; such a
// choice is a person's, so they get the next language they listed, or def. The
// exceptions are no and nn, which are read where nb is, and sh, which is the
// old tag of sr-Latn.
//
// Serbian without a script named is what the installation put first in
// available, as is any region's Serbian.
func Negotiate(acceptLanguage string, available []Lang, def Lang) Lang {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(available) == 0 {
		return def
	}
	if len(wanted) == 0 {
		return def
	}
	m := matcherOf(available)
	for _, want := range wanted {
		if l, ok := serbian(want, available); ok {
			return l
		}
		_, i, confidence := m.Match(want)
		if confidence != language.No && sameLanguage(want, m.tags[i]) {
			return m.offered[i]
		}
	}
	return def
}

// matcher finds the best of what is offered. It never changes.
type matcher struct {
	language.Matcher
	offered []Lang
	tags    []language.Tag
}

// matcherOfAll is that of all languages, which nearly every request asks. Making one costs more than answering a
// simple request.
var matcherOfAll = sync.OnceValue(func() matcher { return newMatcher(All()) })

func matcherOf(available []Lang) matcher {
	if m := matcherOfAll(); slices.Equal(available, All()) {
		return m
	}
	return newMatcher(available)
}

func newMatcher(available []Lang) (m matcher) {
	m.offered = slices.Clone(available)
	slices.SortStableFunc(m.offered, func(a, b Lang) int {
		switch {
		case a == English && b != English:
			return -1
		case b == English && a != English:
			return 1
		}
		return 0
	})
	m.tags = make([]language.Tag, len(m.offered))
	for i, l := range m.offered {
		m.tags[i] = l.tag()
	}
	m.Matcher = language.NewMatcher(m.tags)
	return m
}

// serbian picks the script for a reader of Serbian; false for other readers and
// where Serbian is not offered. Every reader of Serbian reads both scripts, so
// the other script is better than another language.
func serbian(want language.Tag, available []Lang) (Lang, bool) {
	base, _ := want.Base()
	if name := base.String(); name != "sr" && name != "sh" {
		return "", false
	}
	script, confidence := want.Script()
	if confidence == language.Exact {
		exact := Serbian
		if script.String() == "Latn" {
			exact = SerbianLatin
		}
		if slices.Contains(available, exact) {
			return exact, true
		}
	}
	i := slices.IndexFunc(available, func(l Lang) bool { return l == Serbian || l == SerbianLatin })
	if i < 0 {
		return "", false
	}
	return available[i], true
}

func sameLanguage(want, offer language.Tag) bool {
	w, _ := want.Base()
	o, _ := offer.Base()
	if o.String() == "nb" {
		return slices.Contains([]string{"nb", "no", "nn"}, w.String())
	}
	return w == o
}
