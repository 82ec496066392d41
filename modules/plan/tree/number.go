package tree

import (
	"cmp"
	"strings"
	"unicode"
)

// CleanNumber is the number of a node as plans write it, without spaces around and without a full stop or a bracket at
// the end: "2.3.1." and "2.3.1)" are 2.3.1.
func CleanNumber(written string) string {
	s := strings.TrimFunc(written, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' })
	return strings.TrimRight(s, ".):;, ")
}

// ParentOf is the number that a number hangs on by the way it is written: 2.3 for 2.3.1, for 2.3-1 and for 2.3a. Empty
// where it has one part.
func ParentOf(number string) string {
	if i := strings.LastIndexAny(number, ".-/"); i > 0 {
		last := number[i+1:]
		if digits := strings.TrimRightFunc(last, unicode.IsLetter); digits != "" && digits != last {
			return number[:i+1] + digits
		}
		return strings.TrimRight(number[:i], ".-/ ")
	}
	if digits := strings.TrimRightFunc(number, unicode.IsLetter); digits != "" && digits != number && strings.TrimFunc(digits, unicode.IsDigit) == "" {
		return digits
	}
	return ""
}

// part is a run of digits or of letters of a number.
type part struct {
	sort int // digits come first, then Roman numerals, then letters
	n    int64
	text string
}

// CompareNumbers orders numbers as people count: 2.9 before 2.10, IX before X, a before b, 2 before 2.1. Numbers that
// differ only in signs between their parts are ordered by their bytes, so that 0 means equal. A single I, V or X is a
// Roman numeral, any other single letter a letter.
func CompareNumbers(a, b string) int {
	pa, pb := parts(a), parts(b)
	for i := range min(len(pa), len(pb)) {
		if c := cmp.Or(cmp.Compare(pa[i].sort, pb[i].sort), cmp.Compare(pa[i].n, pb[i].n), cmp.Compare(pa[i].text, pb[i].text)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(pa), len(pb)), cmp.Compare(a, b))
}

func parts(number string) (out []part) {
	runes := []rune(number)
	for i := 0; i < len(runes); {
		is := unicode.IsDigit
		if !is(runes[i]) {
			is = unicode.IsLetter
		}
		j := i
		for j < len(runes) && is(runes[j]) {
			j++
		}
		if j > i {
			out = append(out, partOf(string(runes[i:j])))
		}
		i = max(j, i+1)
	}
	return out
}

func partOf(s string) part {
	if digits := strings.TrimLeft(s, "0"); strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		return part{sort: 1, n: int64(len(digits)), text: digits} // by length, then by digits: any size
	}
	if n := roman(s); n > 0 {
		return part{sort: 2, n: n}
	}
	lower := strings.ToLower(s)
	return part{sort: 3, n: int64(len([]rune(lower))), text: lower}
}

// roman is the value of a numeral in capitals, written the usual way; 0 for anything else and for the letters C, D, L, M.
func roman(s string) int64 {
	if len(s) == 1 && strings.Contains("CDLM", s) {
		return 0
	}
	symbols := []struct {
		sign  string
		value int64
	}{{"M", 1000}, {"CM", 900}, {"D", 500}, {"CD", 400}, {"C", 100}, {"XC", 90}, {"L", 50}, {"XL", 40}, {"X", 10}, {"IX", 9}, {"V", 5}, {"IV", 4}, {"I", 1}}
	var n int64
	rest := s
	for _, r := range symbols {
		for strings.HasPrefix(rest, r.sign) {
			rest, n = rest[len(r.sign):], n+r.value
		}
	}
	usual, left := "", n
	for _, r := range symbols {
		for left >= r.value && len(usual) <= len(s) {
			usual, left = usual+r.sign, left-r.value
		}
	}
	if rest != "" || usual != s {
		return 0
	}
	return n
}
