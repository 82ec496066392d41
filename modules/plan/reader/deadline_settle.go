package reader

import (
	"fmt"
	"slices"
	"time"

	"reeve/modules/plan/tree"
)

// settle makes a deadline of what was found. Kind stays empty where it makes no sense.
func (s *scanned) settle() (d tree.Deadline, start string) {
	switch {
	case s.inherited:
		return tree.Deadline{Kind: tree.Inherited}, ""
	case s.ongoing:
		_, start = s.point()
		return tree.Deadline{Kind: tree.Ongoing}, start
	case s.every != "" || s.each:
		return s.recurring()
	case s.unit != 0 && len(s.num) == 1 && len(s.year)+len(s.month)+len(s.days)+len(s.rank) == 0:
		return s.relative(), ""
	case s.hasAfter || s.unit != 0:
		return d, ""
	}
	return s.point()
}

func (s *scanned) recurring() (tree.Deadline, string) {
	d := tree.Deadline{Kind: tree.Recurring, Every: s.every}
	if s.every == "" {
		n := 1
		if len(s.num) > 0 {
			n = s.num[0]
		}
		months := map[int]int{unitMonths: n, unitYears: 12 * n}[s.unit]
		switch {
		case s.quarter && n == 1:
			months = 3
		case s.half && n == 1:
			months = 6
		}
		d.Every = map[int]tree.Every{1: tree.Monthly, 3: tree.Quarterly, 6: tree.HalfYearly, 12: tree.Yearly}[months]
		if d.Every == "" {
			return tree.Deadline{}, ""
		}
		s.num, s.quarter, s.half = nil, false, false
	}
	last, start := s.point()
	d.Day = last.Day // "every year until 2025"
	return d, start
}

// relative counts calendar days: a month is a twelfth of 365 days, rounded half up.
func (s *scanned) relative() tree.Deadline {
	n := s.num[0]
	if n < 1 || n > 5000 {
		return tree.Deadline{}
	}
	days := n * s.unit
	switch s.unit {
	case unitMonths:
		days = (n*365*2 + 12) / 24
	case unitYears:
		days = n * 365
	}
	return tree.Deadline{Kind: tree.Relative, Days: days, After: s.after}
}

// point reads days, months, quarters, half-years and years; of several the last, and as start the first.
func (s *scanned) point() (d tree.Deadline, start string) {
	if len(s.days) > 0 {
		if len(s.num)+len(s.month)+len(s.rank) > 0 || s.quarter || s.half {
			return d, ""
		}
		last := slices.Max(s.days)
		if first := slices.Min(s.days); first != last {
			start = first
		}
		return tree.Deadline{Kind: tree.OnDate, Day: last}, start
	}
	if len(s.year) == 0 {
		return d, ""
	}
	first, last := s.year[0], s.year[len(s.year)-1]
	if last < first {
		return d, ""
	}
	switch {
	case s.quarter || s.half:
		return s.part(first, last)
	case len(s.month) > 0:
		return s.named(first, last)
	case len(s.num) > 0 && s.monthNumbers && len(s.rank) == 0:
		from, until := s.num[0], s.num[len(s.num)-1]
		if slices.Min(s.num) < 1 || slices.Max(s.num) > 12 || len(s.num) > 2 {
			return d, ""
		}
		return tree.Deadline{Kind: tree.MonthEnd, Day: lastDay(last, until)}, span(firstDay(first, from), len(s.num) > 1)
	case len(s.rank) == 1 && s.rank[0] > 4 && len(s.num) == 0: // XII 2023; IV 2023 may be a quarter
		return tree.Deadline{Kind: tree.MonthEnd, Day: lastDay(last, s.rank[0])}, ""
	case len(s.rank)+len(s.num) > 0:
		return d, ""
	}
	return tree.Deadline{Kind: tree.YearEnd, Day: fmt.Sprintf("%d-12-31", last)}, span(firstDay(first, 1), first != last)
}

// part reads quarters and half-years.
func (s *scanned) part(first, last int) (d tree.Deadline, start string) {
	which := append(slices.Clone(s.rank), s.num...)
	most, months, kind := 4, 3, tree.QuarterEnd
	if s.half {
		most, months, kind = 2, 6, tree.HalfEnd
	}
	if len(which) == 0 || s.quarter && s.half || len(s.month) > 0 || slices.Min(which) < 1 || slices.Max(which) > most || len(s.rank) > 0 && len(s.num) > 0 {
		return d, ""
	}
	from, until := which[0], which[len(which)-1]
	if first == last {
		from, until = slices.Min(which), slices.Max(which)
	}
	return tree.Deadline{Kind: kind, Day: lastDay(last, until*months)}, span(firstDay(first, (from-1)*months+1), len(which) > 1 || first != last)
}

// named reads months by their names, with or without days.
func (s *scanned) named(first, last int) (d tree.Deadline, start string) {
	if len(s.rank) > 0 {
		return d, ""
	}
	from, until := s.month[0], s.month[len(s.month)-1]
	several := len(s.month) > 1 || len(s.num) > 1
	if first == last && until < from {
		return d, ""
	}
	if len(s.num) == 0 {
		return tree.Deadline{Kind: tree.MonthEnd, Day: lastDay(last, until)}, span(firstDay(first, from), several)
	}
	if len(s.num) > 2 || len(s.month) > 2 {
		return d, ""
	}
	day := s.num[len(s.num)-1]
	t, err := time.Parse("2006-1-2", fmt.Sprintf("%d-%d-%d", last, until, day))
	if err != nil {
		return d, ""
	}
	if len(s.num) > 1 {
		if f, err := time.Parse("2006-1-2", fmt.Sprintf("%d-%d-%d", first, from, s.num[0])); err == nil && !f.After(t) {
			start = f.Format(time.DateOnly)
		} else {
			return d, ""
		}
	} else if len(s.month) > 1 {
		return d, ""
	}
	return tree.Deadline{Kind: tree.OnDate, Day: t.Format(time.DateOnly)}, start
}

func span(first string, several bool) string {
	if several {
		return first
	}
	return ""
}
