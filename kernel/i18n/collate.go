package i18n

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Collator sorts by the alphabet of one language. It belongs to one goroutine.
type Collator struct {
	lang  Lang
	rules *collate.Collator
	space collate.Buffer
}

// Collator returns the order of the reader's alphabet.
func (l *Localizer) Collator() *Collator {
	tag := l.lang.tag()
	switch l.lang {
	case SerbianLatin:
		tag = language.Croatian // the same alphabet; the tables are not found under sr-Latn
	case Norwegian:
		tag = language.Make("nn") // the same alphabet; the tables are not found under nb
	}
	return &Collator{lang: l.lang, rules: collate.New(tag)}
}

// Compare returns -1, 0 or 1 as a comes before, with or after b.
func (c *Collator) Compare(a, b string) int {
	return c.rules.CompareString(c.prepare(a), c.prepare(b))
}

// Sort sorts texts in place.
func (c *Collator) Sort(texts []string) {
	SortBy(c, texts, func(s string) string { return s })
}

// Key returns bytes that compare as c compares the texts they were made of.
func (c *Collator) Key(s string) []byte {
	c.space.Reset()
	return bytes.Clone(c.rules.KeyFromString(&c.space, c.prepare(s)))
}

// prepare takes out what the alphabet does not see: in Ukrainian the apostrophe
// (м’ята stands with мята), however it was typed.
func (c *Collator) prepare(s string) string {
	if c.lang != Ukrainian {
		return s
	}
	return strings.NewReplacer("’", "", "ʼ", "", "'", "").Replace(s)
}

// SortBy sorts items in place by a text of each; equal ones keep their order.
func SortBy[T any](c *Collator, items []T, text func(T) string) {
	type keyed struct {
		key  []byte
		item T
	}
	all := make([]keyed, len(items))
	for i, x := range items {
		all[i] = keyed{c.Key(text(x)), x}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	for i, k := range all {
		items[i] = k.item
	}
}
