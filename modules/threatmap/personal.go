package threatmap

import (
	"regexp"
	"slices"
	"strings"
)

// Things in a text that may tell who somebody is. It finds the usual shapes and neither all nor only personal
// data: a person decides.
const (
	personalPhone = "phone"
	personalMail  = "mail"
	personalPlate = "plate"
	personalName  = "name"
)

// personal is one such thing.
type personal struct{ Kind, Text string }

// personalIn lists what of a text looks like a telephone number, an e-mail address, a number plate or a name, each
// once, in the order of the text.
func personalIn(text string) (all []personal) {
	type hit struct {
		at int
		f  personal
	}
	var hits []hit
	date := regexp.MustCompile(`^\d{4}-\d\d?-\d\d?$|^\d\d?\. ?\d\d?\. ?\d{4}$`)
	taken := make([]bool, len(text))
	for _, p := range []struct {
		kind    string
		pattern *regexp.Regexp
	}{
		{personalMail, regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`)},
		{personalPhone, regexp.MustCompile(`(?:\+|\b00|\b)\d(?:[ ./()-]{0,2}\d){6,14}\b`)},
		{personalPlate, regexp.MustCompile(`\b(?:\p{Lu}{1,3}[ -]?\d{2,5}[ -]?\p{Lu}{0,3}|\d{2,3}[ -]?\p{Lu}{2,3}[ -]?\d{0,4}|\d\p{Lu}\d[ -]?\d{4})\b`)},
		{personalName, regexp.MustCompile(`\p{Lu}[\p{Ll}'’]+(?:[ -]\p{Lu}[\p{Ll}'’]+)+`)},
	} {
		for _, at := range p.pattern.FindAllStringIndex(text, -1) {
			if slices.Contains(taken[at[0]:at[1]], true) || date.MatchString(text[at[0]:at[1]]) {
				continue
			}
			for i := at[0]; i < at[1]; i++ {
				taken[i] = true
			}
			hits = append(hits, hit{at[0], personal{p.kind, strings.TrimSpace(text[at[0]:at[1]])}})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.at - b.at })
	for _, h := range hits {
		if !slices.Contains(all, h.f) {
			all = append(all, h.f)
		}
	}
	return all
}

// tellsWho are those of which the shape alone says that they lead to a person; a name may be that of a street.
func tellsWho(all []personal) []personal {
	return slices.DeleteFunc(slices.Clone(all), func(p personal) bool { return p.Kind == personalName })
}
