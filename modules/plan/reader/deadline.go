package reader

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/tabular"
	"reeve/modules/plan/tree"
)

// Deadline reads a deadline as people write it. start is the first day where a span was written ("2021–2023"), else
// empty. What has a word that the dictionary lacks is Unread: better shown as it is than taken for something else.
func (w *Words) Deadline(written string, monthFirst bool) (d tree.Deadline, start string) {
	written = strings.TrimSpace(strings.ReplaceAll(written, "\u00a0", " "))
	d = tree.Deadline{Kind: tree.Unread, Written: written}
	if written == "" {
		return tree.Deadline{}, ""
	}
	if len(written) == 5 && !strings.ContainsFunc(written, func(r rune) bool { return r < '0' || r > '9' }) {
		if day, ok := tabular.Day(written); ok {
			return tree.Deadline{Kind: tree.OnDate, Day: day, Written: written}, ""
		}
	}
	if q, known := w.sets["quantity"][foldSign(written)]; known && q != "yes" && q != "no" {
		return tree.Deadline{Written: written}, "" // "n/a", "-": no deadline is given
	}
	s := w.scan(tokens(written, monthFirst), written)
	if s == nil {
		return d, ""
	}
	found, start := s.settle()
	if found.Kind == "" {
		return d, ""
	}
	found.Written = written
	return found, start
}

// Ditto tells whether the words mean the same as in the row above.
func (w *Words) Ditto(written string) bool {
	t := strings.TrimSpace(written)
	if t != "" && strings.Trim(t, "\"”“„″'’ -–—/") == "" && strings.ContainsAny(t, "\"”“„″") {
		return true
	}
	return slices.ContainsFunc(w.when[fold(t)], func(x when) bool { return x.class == whenDitto })
}

// scanned is what was found in a written deadline, in the order in which it stood.
type scanned struct {
	days                              []string // whole dates
	num, year, month, rank            []int    // rank: Roman numbers and ordinals
	monthNumbers                      bool     // a number stands for a month: 10/2023
	quarter, half, ongoing, inherited bool
	each                              bool
	every                             tree.Every
	unit                              int
	after                             string
	hasAfter                          bool
}

// scan sorts the tokens; nil when one of them is not known.
func (w *Words) scan(all []token, written string) *scanned {
	s := &scanned{}
	for i := 0; i < len(all); {
		t := all[i]
		switch {
		case t.day != "":
			s.days = append(s.days, t.day)
			i++
		case t.sign != 0:
			if !strings.ContainsRune("-–—/.,:;()+&", t.sign) {
				return nil
			}
			i++
		case t.n >= 0:
			i += s.number(all, i)
		case t.roman > 0 && len(w.when[t.word]) == 0 || t.roman == 1:
			s.rank = append(s.rank, t.roman)
			i++
		default:
			x, n := w.phrase(all[i:], s)
			if n == 0 {
				return nil
			}
			i += n
			if x.class == whenAfter || x.class == whenFrom && s.unit != 0 && len(s.num) == 1 {
				if s.unit == 0 || len(s.num) != 1 {
					return nil
				}
				at := all[i-1].end
				if at > len(written) {
					return nil
				}
				s.after, s.hasAfter = strings.Trim(written[at:], " .,:;"), true
				return s
			}
			s.take(x)
		}
	}
	return s
}

// number takes a number and gives how many tokens it used.
func (s *scanned) number(all []token, i int) int {
	n := all[i].n
	if !plausible(n) {
		s.num = append(s.num, n)
		if i+2 < len(all) && strings.ContainsRune("./-", nz(all[i+1].sign)) && plausible(all[i+2].n) {
			s.monthNumbers = true
		}
		return 1
	}
	s.year = append(s.year, n)
	if i+2 < len(all) && strings.ContainsRune("/-–.", nz(all[i+1].sign)) && all[i+2].n >= 0 && all[i+2].n < 100 {
		next := all[i+2].n
		switch {
		case next > 12 && next == (n+1)%100: // 2022/23
			s.year = append(s.year, n+1)
			return 3
		case next >= 1 && next <= 12 && !(i+3 < len(all) && all[i+3].word != ""):
			s.monthNumbers = true
			s.num = append(s.num, next)
			return 3
		}
	}
	return 1
}

func nz(r rune) rune {
	if r == 0 {
		return 'x'
	}
	return r
}

// phrase finds the longest phrase at the beginning of the tokens, and of its meanings the one that fits what was read.
func (w *Words) phrase(all []token, s *scanned) (x when, used int) {
	for n := min(w.whenWords, len(all)); n > 0; n-- {
		var parts []string
		count := 0
		for _, t := range all {
			if t.word != "" {
				parts = append(parts, t.word)
			} else if t.n >= 0 && t.n < 20 {
				parts = append(parts, strconv.Itoa(t.n))
			} else if t.sign != '-' {
				break
			}
			count++
			if len(parts) == n {
				break
			}
		}
		if len(parts) != n {
			continue
		}
		if found := w.when[strings.Join(parts, " ")]; len(found) > 0 {
			return fitting(found, s), count
		}
	}
	return when{}, 0
}

// fitting chooses among the meanings of a phrase.
func fitting(found []when, s *scanned) when {
	prefer := []whenClass{whenOngoing, whenEvery, whenInherited, whenDitto, whenMonth, whenQuarter, whenHalf, whenOrdinal, whenEach, whenAfter, whenFrom, whenFill, whenWithin, whenUnit}
	if len(s.num) == 1 && len(s.year) == 0 && len(s.days) == 0 || s.each {
		prefer = append([]whenClass{whenUnit}, prefer...)
	}
	if s.unit == 0 {
		prefer = slices.DeleteFunc(prefer, func(c whenClass) bool { return c == whenFrom })
		prefer = append(prefer, whenFrom)
	}
	for _, class := range prefer {
		for _, x := range found {
			if x.class == class {
				return x
			}
		}
	}
	return found[0]
}

func (s *scanned) take(x when) {
	switch x.class {
	case whenMonth:
		s.month = append(s.month, x.n)
	case whenOrdinal:
		s.rank = append(s.rank, x.n)
	case whenQuarter:
		s.quarter = true
	case whenHalf:
		s.half = true
	case whenOngoing:
		s.ongoing = true
	case whenEvery:
		s.every = x.every
	case whenEach:
		s.each = true
	case whenUnit:
		s.unit = x.n
	case whenInherited, whenDitto:
		s.inherited = true
	}
}

// lastDay is the last day of a month.
func lastDay(year, month int) string {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

func firstDay(year, month int) string {
	return time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
