package address

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// meaning is one way to read a query: which of its words are the street, the number, the postcode and the place.
type meaning struct{ street, number, postcode, place string }

// meanings are the ways to read a folded query, the one with the longest street first: "3 maja 5 konin" is the
// street "3 maja", the number 5, the place "konin", long before it is a street "konin".
func meanings(folded string) []meaning {
	words := joined(strings.Fields(folded))
	if len(words) > mostWords {
		words = words[:mostWords]
	}
	var all []meaning
	for from := range words {
		for to := from + 1; to <= len(words); to++ {
			m := meaning{street: strings.Join(words[from:to], " ")}
			if utf8.RuneCountInString(m.street) < 2 || onlyKinds(m.street) || !strings.ContainsFunc(m.street, unicode.IsLetter) {
				continue
			}
			// What follows the street is looked at first: the number stands there more often than before.
			m.read(slices.Concat(words[to:], words[:from]))
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b meaning) int { return cmp.Compare(len(b.street), len(a.street)) })
	return all
}

// read says what the words beside the street are.
func (m *meaning) read(rest []string) {
	var place []string
	for i := 0; i < len(rest); i++ {
		w := rest[i]
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case isKind(w) && (m.number == "" || utf8.RuneCountInString(w) > 1):
		case unicode.IsDigit(first) && digits(w) >= 4 && m.postcode == "":
			m.postcode = strings.ToUpper(w)
		case unicode.IsDigit(first) && m.number == "":
			m.number = w
			if i+1 < len(rest) && utf8.RuneCountInString(rest[i+1]) == 1 && !unicode.IsDigit([]rune(rest[i+1])[0]) { // 12 a
				m.number += rest[i+1]
				i++
			}
		case unicode.IsDigit(first): // the flat, after the number
		default:
			place = append(place, w)
		}
	}
	m.place = strings.Join(place, " ")
}

func digits(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// joined puts postcodes together that folding has taken apart: 62-510, LV-1050.
func joined(words []string) []string {
	two, three, four := regexp.MustCompile(`^\d{2}$`), regexp.MustCompile(`^\d{3}$`), regexp.MustCompile(`^\d{4,5}$`)
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && two.MatchString(w) && three.MatchString(words[i+1]) {
			out = append(out, w+words[i+1])
			i++
			continue
		}
		if i+1 < len(words) && (w == "lt" || w == "lv") && four.MatchString(words[i+1]) {
			continue // the number alone is compared
		}
		out = append(out, w)
	}
	return out
}
