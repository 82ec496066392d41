package i18n

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/text/language"
)

// Text is content in several languages: BCP 47 tag to text, as in
// {"pl":"Konin","uk":"Конін"}. It is what an authority wrote about itself (the
// name of a place, a programme), not what a resident wrote, which has one
// language and stays as written. Serbian may be tagged sr, sr-Cyrl or sr-Latn.
type Text map[string]string

// Best returns the text for a reader and the tag of its language, for the lang
// attribute. It looks for the reader's language, then for each tag of fallback
// (the order an installation sets), then takes what there is, by tag. It
// returns "", "" if there is nothing.
//
// Serbian is found in either script before any other language. A reader of
// Latin gets a Cyrillic text written in Latin by rule; never the reverse. So too
// with Ukrainian for those who read neither Ukrainian nor Serbian in Cyrillic
// (tag uk-Latn).
func (t Text) Best(reader Lang, fallback []string) (text, tag string) {
	text, tag = t.best(reader, fallback)
	if tag == string(Ukrainian) && reader != Ukrainian && reader != Serbian {
		return Romanise(text), "uk-Latn"
	}
	return text, tag
}

func (t Text) best(reader Lang, fallback []string) (text, tag string) {
	for _, want := range append([]string{string(reader)}, fallback...) {
		if text, tag = t.in(want); text != "" {
			return text, tag
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		if t[tag] != "" {
			return t[tag], tag
		}
	}
	return "", ""
}

// In returns the text in one language as Best would, "" if there is none.
func (t Text) In(reader Lang) string {
	text, _ := t.in(string(reader))
	return text
}

func (t Text) in(want string) (text, tag string) {
	switch want {
	case string(Serbian), "sr-Cyrl":
		return t.first("sr", "sr-Cyrl", "sr-Latn")
	case string(SerbianLatin):
		text, tag = t.first("sr-Latn", "sr", "sr-Cyrl")
		if text == "" {
			return "", ""
		}
		return Latin(text), string(SerbianLatin)
	case string(Norwegian):
		return t.first("nb", "no")
	}
	return t.first(want)
}

func (t Text) first(tags ...string) (text, tag string) {
	for _, tag := range tags {
		if t[tag] != "" {
			return t[tag], tag
		}
	}
	return "", ""
}

// MarshalJSON writes the languages sorted by tag and leaves out empty texts, so
// that equal contents have equal bytes (digests are made of them).
func (t Text) MarshalJSON() ([]byte, error) {
	filled := make(map[string]string, len(t))
	for tag, text := range t {
		if text != "" {
			filled[tag] = text
		}
	}
	return json.Marshal(filled) // sorts the keys
}

// UnmarshalJSON reads what MarshalJSON wrote. It refuses what is not a
// well-formed language tag and drops empty texts.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var read map[string]string
	if err := json.Unmarshal(raw, &read); err != nil {
		return err
	}
	out := make(Text, len(read))
	for tag, text := range read {
		parsed, err := language.Raw.Parse(tag)
		if err != nil {
			return fmt.Errorf("i18n: %q is not a language tag: %w", tag, err)
		}
		if text != "" {
			out[parsed.String()] = text
		}
	}
	*t = out
	return nil
}
