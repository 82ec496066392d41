package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Check returns every fault of the catalogue: a text that a language declared
// complete does not have, a key that English does not have, placeholders that
// are not those of English, a plural here that is a plain text in English.
// complete holds BCP 47 tags.
func Check(c *Catalogue, complete []string) []error {
	var faults []error
	keys := c.Keys()
	for _, tag := range complete {
		l, known := ParseLang(tag)
		if !known {
			faults = append(faults, fmt.Errorf("i18n: %q is declared complete and is no language of the program", tag))
			continue
		}
		for _, k := range keys {
			if !c.Has(l, k) {
				faults = append(faults, fmt.Errorf("i18n: %s: %s is missing", l, k))
			}
		}
	}
	for _, l := range Written() {
		for _, k := range slices.Sorted(maps.Keys(c.texts[l])) {
			if err := checkMessage(c, l, k); err != nil {
				faults = append(faults, fmt.Errorf("i18n: %s: %s: %w", l, k, err))
			}
		}
	}
	return faults
}

func checkMessage(c *Catalogue, l Lang, key string) error {
	english, ok := c.texts[English][key]
	if !ok {
		return fmt.Errorf("no English text has this key")
	}
	m := c.texts[l][key]
	if (m.forms == nil) != (english.forms == nil) {
		return fmt.Errorf("plural in one of this language and English, plain in the other")
	}
	want := english.names()
	for _, p := range m.patterns() {
		have := p.names()
		if p.form == "one" && oneIsOnlyOne(l) && !slices.Contains(have, "n") && slices.Contains(want, "n") {
			have = append(have, "n") // "one report" needs no number
			slices.Sort(have)
		}
		if !slices.Equal(have, want) {
			return fmt.Errorf("placeholders %v of %q are not those of English, %v", have, p.String(), want)
		}
	}
	return nil
}

// Same is a text that reads the same as in English.
type Same struct {
	Lang Lang
	Key  string
	Text string
}

// Identical returns the texts that read the same as in English, for a person to
// look at: a forgotten translation, or a word both languages share. Texts
// without a letter are left out.
func Identical(c *Catalogue) []Same {
	var out []Same
	for _, l := range Written()[1:] {
		for _, k := range slices.Sorted(maps.Keys(c.texts[l])) {
			here, english := c.texts[l][k].patterns(), c.texts[English][k].patterns()
			for i, p := range here {
				if i < len(english) && p.String() == english[i].String() && p.hasLetter() {
					out = append(out, Same{l, k, p.String()})
					break
				}
			}
		}
	}
	return out
}

func (p pattern) hasLetter() bool {
	return slices.ContainsFunc(p, func(x piece) bool {
		return strings.ContainsFunc(x.text, unicode.IsLetter)
	})
}
