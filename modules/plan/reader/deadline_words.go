package reader

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"reeve/modules/plan/tree"
)

// when is what a phrase of a deadline may be. A word may be several: "roku" ends a year in Polish and begins "within"
// in Serbian.
type when struct {
	class whenClass
	n     int        // of a month, an ordinal; of a unit its days, or -12 for months and -1 for years
	every tree.Every // of a recurrence
}

type whenClass int

const (
	whenFill whenClass = iota
	whenMonth
	whenQuarter
	whenHalf
	whenOrdinal
	whenOngoing
	whenEvery
	whenEach
	whenUnit
	whenWithin
	whenAfter
	whenFrom
	whenDitto
	whenInherited
)

const (
	unitMonths = -12
	unitYears  = -1
)

// deadlineFile is data/deadlines.json.
type deadlineFile struct {
	Months    [][]string              `json:"months"`
	Quarter   []string                `json:"quarter"`
	Half      []string                `json:"half"`
	Ordinals  [][]string              `json:"ordinals"`
	Fill      []string                `json:"fill"`
	Ongoing   []string                `json:"ongoing"`
	Every     map[tree.Every][]string `json:"every"`
	Each      []string                `json:"each"`
	Units     map[string][]string     `json:"units"`
	Within    []string                `json:"within"`
	After     []string                `json:"after"`
	From      []string                `json:"from"`
	Ditto     []string                `json:"ditto"`
	Inherited []string                `json:"inherited"`
}

func (w *Words) loadDeadlines() error {
	var f deadlineFile
	if err := readData("deadlines.json", &f); err != nil {
		return err
	}
	w.when = map[string][]when{}
	add := func(x when, phrases []string) {
		for _, p := range scripts(phrases) {
			key := fold(p)
			if !slices.Contains(w.when[key], x) {
				w.when[key] = append(w.when[key], x)
			}
			w.whenWords = max(w.whenWords, strings.Count(key, " ")+1)
		}
	}
	for i, m := range f.Months {
		add(when{class: whenMonth, n: i + 1}, m)
	}
	for i, o := range f.Ordinals {
		add(when{class: whenOrdinal, n: i + 1}, o)
	}
	for class, phrases := range map[whenClass][]string{whenFill: f.Fill, whenQuarter: f.Quarter, whenHalf: f.Half, whenOngoing: f.Ongoing, whenEach: f.Each,
		whenWithin: f.Within, whenAfter: f.After, whenFrom: f.From, whenDitto: f.Ditto, whenInherited: f.Inherited} {
		add(when{class: class}, phrases)
	}
	for _, every := range []tree.Every{tree.Monthly, tree.Quarterly, tree.HalfYearly, tree.Yearly} {
		add(when{class: whenEvery, every: every}, f.Every[every])
	}
	for unit, phrases := range f.Units {
		n, known := map[string]int{"1": 1, "7": 7, "month": unitMonths, "year": unitYears}[unit]
		if !known {
			return fmt.Errorf("data/deadlines.json: unit %q", unit)
		}
		add(when{class: whenUnit, n: n}, phrases)
	}
	return nil
}

// token is a piece of a written deadline.
type token struct {
	word  string // folded; empty for numbers and signs
	n     int    // of a number; -1 else
	roman int    // value of a word that is a Roman number; 0 = none
	day   string // of a whole date
	sign  rune   // of anything else
	end   int    // byte behind it in what was written
}

var (
	isoDate   = regexp.MustCompile(`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?`)
	plainDate = regexp.MustCompile(`^(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4}|\d{2})`)
	romanDate = regexp.MustCompile(`^(\d{1,2})[. ]+(I{1,3}|IV|VI{0,3}|IX|XI{0,2})[. ]+(\d{4})`)
)

// tokens cuts what was written into words, numbers and signs.
func tokens(s string, monthFirst bool) []token {
	var all []token
	for i := 0; i < len(s); {
		if i == 0 || !isDigit(s[i-1]) {
			if day, n := dateAt(s[i:], monthFirst); n > 0 {
				i += n
				all = append(all, token{day: day, n: -1, end: i})
				continue
			}
		}
		r := []rune(s[i:min(len(s), i+4)])[0]
		switch {
		case r >= '0' && r <= '9':
			j := i
			for j < len(s) && isDigit(s[j]) {
				j++
			}
			n, err := strconv.Atoi(s[i:j])
			if err != nil || j-i > 5 {
				n = 99999
			}
			all = append(all, token{n: n, end: j})
			i = j
		case unicode.IsLetter(r):
			j := i
			for k, c := range s[i:] {
				if !unicode.IsLetter(c) && !unicode.Is(unicode.Mn, c) && c != '’' && c != '\'' {
					break
				}
				j = i + k + len(string(c))
			}
			word := s[i:j]
			all = append(all, token{word: fold(word), n: -1, roman: romanOf(word), end: j})
			i = j
		default:
			size := max(1, len(string(r)))
			if !unicode.IsSpace(r) {
				all = append(all, token{sign: r, n: -1, end: i + size})
			}
			i += size
		}
	}
	return all
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// dateAt reads a date at the beginning of s.
func dateAt(s string, monthFirst bool) (day string, n int) {
	try := func(m []string, y, mo, d string) bool {
		if len(m[0]) < len(s) && isDigit(s[len(m[0])]) {
			return false
		}
		if len(y) == 2 {
			y = "20" + y
		}
		t, err := time.Parse("2006-1-2", y+"-"+mo+"-"+d)
		if err != nil || !plausible(t.Year()) {
			return false
		}
		day, n = t.Format(time.DateOnly), len(m[0])
		return true
	}
	if m := isoDate.FindStringSubmatch(s); m != nil && try(m, m[1], m[2], m[3]) {
		return day, n
	}
	if m := plainDate.FindStringSubmatch(s); m != nil {
		if monthFirst && try(m, m[3], m[1], m[2]) || try(m, m[3], m[2], m[1]) {
			return day, n
		}
		try(m, m[3], m[1], m[2]) // 12/31/2023 can only be so
	}
	if m := romanDate.FindStringSubmatch(s); m != nil {
		try(m, m[3], strconv.Itoa(romanOf(m[2])), m[1])
	}
	return day, n
}

func plausible(year int) bool { return year >= 1990 && year <= 2100 }

// romanOf reads the Roman numbers from 1 to 12. A small "i" is a word.
func romanOf(s string) int {
	if s == "i" || s == "v" || s == "x" || s == "і" || s == "х" {
		return 0
	}
	s = strings.NewReplacer("І", "I", "Х", "X").Replace(strings.ToUpper(s)) // Cyrillic letters stand for Latin ones
	return 1 + slices.Index([]string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}, s)
}
