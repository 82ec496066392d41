package reader

import (
	"regexp"
	"strings"

	"reeve/modules/plan/tree"
)

// What a word of a level column may stand for besides the levels of nodes.
const (
	levelIndicator = "indicator"
	levelSkip      = "skip"
)

var (
	numberForm  = regexp.MustCompile(`^(\p{L}{1,4}[ .-]?)?\d{1,4}(\s?[.\-/]\s?\d{1,4}){0,6}(\.?\p{L})?$`)
	romanForm   = regexp.MustCompile(`^[IVX]{1,5}([.\-]\d{1,4}){0,5}$`)
	numberAhead = regexp.MustCompile(`^((?:\p{Lu}{1,3}[.-]?)?\d{1,3}(?:\.\s?\d{1,3}){0,5}|[IVX]{1,5})(\.\s|\)\s?|\s?[:–—-]\s|\s|\n)\s*`)
	deepNumber  = regexp.MustCompile(`^\d{1,3}(?:\.\d{1,3}){1,5}\.?\s+`)
	labelNumber = regexp.MustCompile(`^\s*(?:nr\.?|no\.?|бр\.?|č\.?|№)?\s*((?:\p{Lu}{1,3}[.-]?)?\d{1,3}(?:[.\-]\s?\d{1,3}){0,5}|[IVX]{1,5})?(?:\.|\))?\s*(?:[:–—-]|\n|\s|$)\s*`)
)

// isNumber tells whether a text has the form of a node's number.
func isNumber(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), ".)")
	return s != "" && len(s) <= 24 && (numberForm.MatchString(s) || romanForm.MatchString(s))
}

// plainForm is a number without blanks and full stops at its end.
func plainForm(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ".)")
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), ""), ",", ".")
	return s
}

// depth counts the parts of a number: 2.3.1 has three. The letters before it are no part.
func depth(number string) int {
	return len(strings.FieldsFunc(number, func(r rune) bool { return r == '.' || r == '-' || r == '/' }))
}

// above are the numbers that may stand over one, the nearest first: 2.3 and 2 over 2.3.1; C01 over C01.1.
func above(number string) (all []string) {
	for {
		i := strings.LastIndexAny(number, ".-/")
		if i <= 0 {
			return all
		}
		number = number[:i]
		all = append(all, number)
	}
}

// label reads a heading: "Objektivi strategjik 1: Rritja e besimit" has a level, a number and the text. ok is false
// where the text does not begin with a word for a level that is followed by a number or a colon.
func (w *Words) label(text string) (level, number, rest string, ok bool) {
	first := text
	if i := strings.IndexByte(text, '\n'); i > 0 {
		first = text[:i]
	}
	fields := strings.Fields(first)
	for n := min(4, len(fields)); n > 0; n-- {
		head := strings.Join(fields[:n], " ")
		last := strings.TrimRight(head, ":.–-")
		level, known := w.sets["levels"][fold(last)]
		if !known || level == levelSkip || level == levelIndicator || strings.ContainsAny(fold(last), "0123456789") {
			continue
		}
		at := len(text)
		if i := indexAfter(text, fields[:n]); i >= 0 {
			at = i
		}
		rest = text[at:]
		m := labelNumber.FindStringSubmatch(rest)
		colon := head != last
		if m == nil || m[1] == "" && !colon && !strings.ContainsAny(m[0], ":–—-") {
			return "", "", "", false
		}
		return level, plainForm(m[1]), strings.TrimSpace(rest[len(m[0]):]), true
	}
	return "", "", "", false
}

// indexAfter is the byte behind the first words of a text.
func indexAfter(text string, words []string) int {
	at := 0
	for _, word := range words {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return -1
		}
		at += i + len(word)
	}
	return at
}

// ahead takes the number off the beginning of a text: "1.2 Forcimi i ..." A single figure counts only with a full stop
// or a bracket behind it: "3 patrols" begins with no number.
func ahead(text string) (number, rest string) {
	m := numberAhead.FindStringSubmatch(text)
	if m == nil {
		return "", text
	}
	end := strings.TrimSpace(m[2])
	if depth(m[1]) == 1 && end == "" || strings.Trim(m[1], "IVX") == "" && end == "" {
		return "", text
	}
	rest = strings.TrimSpace(text[len(m[0]):])
	if rest == "" || depth(m[1]) > 1 && end == "" && !deepNumber.MatchString(text) {
		return "", text
	}
	return plainForm(m[1]), rest
}

// levelOf is the level of a word of a level column: as the mapping says, else as the dictionary. ok is false for
// others.
func (w *Words) levelOf(word string, m *Map) (level string, ok bool) {
	if m != nil {
		for k, v := range m.Levels {
			if fold(k) == fold(word) {
				return v, true
			}
		}
	}
	level, ok = w.sets["levels"][fold(word)]
	return level, ok
}

// under tells whether a level lies below another.
func under(a, b tree.Level) bool { return rank(a) > rank(b) }

func rank(l tree.Level) int {
	for i, x := range tree.Levels() {
		if x == l {
			return i
		}
	}
	return len(tree.Levels())
}
