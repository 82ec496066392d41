package figures

import (
	"cmp"
	"slices"
	"time"

	"reeve/modules/codes"
	"reeve/modules/exchange/request"
)

// Split is a count by urgency.
type Split struct{ Urgent, Ordinary int64 }

// All is the count of both.
func (s Split) All() int64 { return s.Urgent + s.Ordinary }

func (s *Split) add(u codes.Urgency) {
	if u == codes.Urgent {
		s.Urgent++
	} else {
		s.Ordinary++
	}
}

func (s *Split) plus(o Split) { s.Urgent, s.Ordinary = s.Urgent+o.Urgent, s.Ordinary+o.Ordinary }

// Line is what the requests of one country's organisations came to.
type Line struct {
	Country            string // two letters; empty = not known
	Received, Answered Split
	Refused            int64                   // requests, whole or in part
	Grounds            map[codes.Refusal]int64 // requests, by ground; a request may have several
	NoGround           int64                   // refused by another channel, entered without a ground
	Overruns           int64                   // limit passed while a judge's authorisation was waited for
}

func (l *Line) plus(o Line) {
	l.Received.plus(o.Received)
	l.Answered.plus(o.Answered)
	l.Refused, l.NoGround, l.Overruns = l.Refused+o.Refused, l.NoGround+o.NoGround, l.Overruns+o.Overruns
	for g, n := range o.Grounds {
		l.ground(g, n)
	}
}

func (l *Line) ground(g codes.Refusal, n int64) {
	if l.Grounds == nil {
		l.Grounds = map[codes.Refusal]int64{}
	}
	l.Grounds[g] += n
}

// Year is the statistics of Directive (EU) 2023/977 art. 18 and what stands beside them.
type Year struct {
	Year   int
	Sent   Split  // by this node
	Lines  []Line // by country that asked us, in the order of their codes
	Copies Direct
}

// Direct is what authorities exchanged directly, by the copies that came to this point of contact (art. 8).
type Direct struct {
	Sent  Split  // by authorities of our country
	Lines []Line // what authorities of our country received, by country that asked: received and answered
}

// Where tells the country of a request's partner; empty = not known.
type Where func(c request.Counted) string

// CountYear counts a year whose days end in a zone. own is our country; now bounds what is over its limit.
func CountYear(year int, zone *time.Location, all []request.Counted, own string, where Where, now time.Time) Year {
	out, lines, copies := Year{Year: year}, map[string]*Line{}, map[string]*Line{}
	from, until := bounds(year, zone)
	within := func(t time.Time) bool { return !t.IsZero() && !t.Before(from) && t.Before(until) }
	for _, c := range all {
		country := where(c)
		switch {
		case c.Copied && country == own:
			if within(c.CameAt) {
				out.Copies.Sent.add(c.Urgency)
			}
		case c.Copied:
			count(line(copies, country), c, within, now)
		case c.Own:
			if within(c.CameAt) {
				out.Sent.add(c.Urgency)
			}
		default:
			count(line(lines, country), c, within, now)
		}
	}
	out.Lines, out.Copies.Lines = ordered(lines), ordered(copies)
	return out
}

func bounds(year int, zone *time.Location) (from, until time.Time) {
	return time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)
}

func line(of map[string]*Line, country string) *Line {
	if of[country] == nil {
		of[country] = &Line{Country: country}
	}
	return of[country]
}

func count(l *Line, c request.Counted, within func(time.Time) bool, now time.Time) {
	if within(c.CameAt) {
		l.Received.add(c.Urgency)
	}
	if c.Done == request.FactAnswered && within(c.DoneAt) {
		l.Answered.add(c.Urgency)
	}
	if len(c.Refused) > 0 || c.NoGround {
		l.Refused++
	}
	for _, g := range c.Refused {
		l.ground(g, 1)
	}
	if c.NoGround {
		l.NoGround++
	}
	if c.Delayed && within(c.DueAt) && over(c, now) {
		l.Overruns++
	}
}

// over tells whether the limit has passed, or had when the request came to its end.
func over(c request.Counted, now time.Time) bool {
	switch {
	case c.DueAt.IsZero():
		return false
	case !c.DoneAt.IsZero():
		return c.DoneAt.After(c.DueAt)
	}
	return !c.Paused && now.After(c.DueAt)
}

// ordered leaves out countries that nothing happened with.
func ordered(lines map[string]*Line) (out []Line) {
	for _, l := range lines {
		if l.Received.All()+l.Answered.All()+l.Refused+l.Overruns > 0 {
			out = append(out, *l)
		}
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Compare(a.Country, b.Country) })
	return out
}

// Sum adds up the lines of the countries that a condition chooses.
func Sum(lines []Line, of func(country string) bool) (sum Line) {
	for _, l := range lines {
		if of(l.Country) {
			sum.plus(l)
		}
	}
	return sum
}

// MemberState tells whether statistics of the law go over a country: the Member States, and the countries that take part
// in the Schengen acquis.
func MemberState(country string) bool {
	_, ok := slices.BinarySearch([]string{"AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL",
		"NO", "PL", "PT", "RO", "SE", "SI", "SK"}, country)
	return ok
}
