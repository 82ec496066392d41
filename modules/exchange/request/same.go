package request

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"reeve/kernel/search"
)

// Marks are the normalised names and numbers of what a request is about: "name:hnatiuk oleksandr 1987-04-02",
// "number:KN7P221". Two requests that share one may be the same over two channels. They are stored as keyed hashes only.
func Marks(subject string, names, numbers []string, entities []json.RawMessage) []string {
	var all []string
	add := func(kind, text string) {
		if text != "" && !slices.Contains(all, kind+":"+text) {
			all = append(all, kind+":"+text)
		}
	}
	if words := folded(subject); strings.Count(words, " ") >= 2 { // a word or two say little
		add("subject", words)
	}
	for _, n := range names {
		add("name", folded(n))
	}
	for _, n := range numbers {
		add("number", plainNumber(n))
	}
	for _, raw := range entities {
		var v any
		if json.Unmarshal(raw, &v) == nil {
			marksIn(v, add)
		}
	}
	slices.Sort(all)
	return all
}

// marksIn finds names and numbers in a structured entity, by the names of its fields: a full name with the day of birth,
// and whatever is called a number, plate or VIN.
func marksIn(v any, add func(kind, text string)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			marksIn(e, add)
		}
	case map[string]any:
		born, _ := v["born"].(string)
		for _, text := range namesIn(v["names"]) {
			add("name", strings.TrimSpace(folded(text)+" "+born))
		}
		for key, e := range v {
			if text, ok := e.(string); ok && slices.Contains([]string{"number", "plate", "registration", "vin", "serial"}, key) {
				add("number", plainNumber(text))
			}
			marksIn(e, add)
		}
	}
}

// namesIn are the full names of a person: an object with family and given names, or a list of such.
func namesIn(v any) (all []string) {
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, e := range v {
			all = append(all, namesIn(e)...)
		}
	case map[string]any:
		var parts []string
		for _, key := range []string{"family", "given", "patronymic", "whole"} {
			if text, ok := v[key].(string); ok {
				parts = append(parts, text)
			}
		}
		if len(parts) > 0 {
			all = append(all, strings.Join(parts, " "))
		}
	}
	return all
}

// folded are the words of a text without case and marks, in alphabetical order, so that the order of names does not count.
func folded(text string) string {
	words := search.Words(text, "")
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// plainNumber is a number or plate without what people put between its signs; shorter than five it says nothing.
func plainNumber(text string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, text)
	if len(plain) < 5 {
		return ""
	}
	return plain
}

// keyed is what is stored of a mark or word: nobody without the installation's key can find what it was.
func (s *Requests) keyed(purpose, text string) string {
	return base64.RawURLEncoding.EncodeToString(s.Keys.MAC("exchange."+purpose, []byte(text))[:18])
}
