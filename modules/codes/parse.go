package codes

import (
	"slices"
	"strings"
)

// Handlings are all handling codes.
func Handlings() []Handling { return []Handling{H0, H1, H2, H3} }

// Sources are the letters of a grade, surest first.
func Sources() []string { return []string{"A", "B", "C", "X"} }

// Reliabilities are the digits of a grade.
func Reliabilities() []string { return []string{"1", "2", "3", "4"} }

// Refusals are all grounds for refusing.
func Refusals() []Refusal {
	return []Refusal{"a", "b", "c", "d", "e", "f1", "f2", "f3", "g", "h"}
}

// Grounds are all grounds of urgency.
func Grounds() []Ground { return []Ground{GroundThreat, GroundLife, GroundLiberty, GroundRelevance} }

// Categories are the categories of persons that the law names.
func Categories() []Category {
	return []Category{Suspect, Convicted, Victim, Witness, Contact, Associate, Other}
}

// Classifications are all classifications, least first.
func Classifications() []Classification {
	return []Classification{Unclassified, Restricted, Confidential, Secret}
}

// Valid tells whether h is on the list.
func (h Handling) Valid() bool { return slices.Contains(Handlings(), h) }

// Valid tells whether g is a letter and a digit of the lists.
func (g Grade) Valid() bool {
	return len(g) == 2 && slices.Contains(Sources(), string(g[:1])) && slices.Contains(Reliabilities(), string(g[1:]))
}

// Source is the grade's letter; g is valid.
func (g Grade) Source() string { return string(g[:1]) }

// Information is the grade's digit; g is valid.
func (g Grade) Information() string { return string(g[1:]) }

// Valid tells whether r is on the list.
func (r Refusal) Valid() bool { return slices.Contains(Refusals(), r) }

// Valid tells whether g is on the list.
func (g Ground) Valid() bool { return slices.Contains(Grounds(), g) }

// Valid tells whether b is on the list.
func (b Basis) Valid() bool { return b == Fact || b == Assessment }

// Valid tells whether c is on the list.
func (c Classification) Valid() bool { return slices.Contains(Classifications(), c) }

// Within tells whether c is at most limit.
func (c Classification) Within(limit Classification) bool {
	i, j := slices.Index(Classifications(), c), slices.Index(Classifications(), limit)
	return i >= 0 && j >= 0 && i <= j
}

// Valid tells whether c is a category of the law, or one of national law: the country in small letters, a minus, and a
// word of letters, digits and underscores, "lt-informant".
func (c Category) Valid() bool {
	if slices.Contains(Categories(), c) {
		return true
	}
	country, word, ok := strings.Cut(string(c), "-")
	return ok && len(country) == 2 && len(word) > 0 && len(word) <= 40 && strings.Trim(country, small) == "" && strings.Trim(word, small+"0123456789_") == ""
}

const small = "abcdefghijklmnopqrstuvwxyz"
