package calendar

import (
	"slices"
	"time"
)

// Calendar is the zone and the holidays of a place. Make one with Load, ForCountry or Parse.
type Calendar struct {
	Code string         // ISO 3166-1 alpha-2, XK for Kosovo; GB-ENG for a part of a country
	Zone *time.Location // civil dates and the ends of days are in this zone

	sources, notes              []string
	weekend                     [7]bool // by time.Weekday
	rules                       []rule
	suspended                   []span
	completeFrom, completeUntil int
}

// Holiday is one named day of one year.
type Holiday struct {
	Date          Date
	ID            string // stable within the country, such as easter_monday
	SubstituteFor Date   // the weekend day in whose place this day is free; zero for the day itself
	Estimated     bool   // computed, not yet announced by the authority
	Working       bool   // named but worked, since a law suspends holidays (Ukraine under martial law)

	names map[string]string
}

// Name is the holiday's name in a language (en, or a language of the country), else in English. A substitute
// day has the name of the holiday it stands for.
func (h Holiday) Name(lang string) string {
	if n := h.names[lang]; n != "" {
		return n
	}
	return h.names["en"]
}

// span is first to last day, both within; a zero last day is open.
type span struct{ from, until Date }

func (s span) holds(d Date) bool {
	return d.Compare(s.from) >= 0 && (s.until.IsZero() || d.Compare(s.until) <= 0)
}

// Sources names the laws behind the calendar.
func (c *Calendar) Sources() []string { return slices.Clone(c.sources) }

// Notes says what a reader must know: what is left out, how a doubtful case is treated.
func (c *Calendar) Notes() []string { return slices.Clone(c.notes) }

// Complete says whether the list of this year's holidays is known to be whole. Outside of these years the
// rules still answer, but dates that must be listed (Bajram, single years' laws) may be missing.
func (c *Calendar) Complete(year int) bool {
	return year >= c.completeFrom && (c.completeUntil == 0 || year <= c.completeUntil)
}

// Holidays lists a year's holidays and substitute days by date; two may fall on one day.
func (c *Calendar) Holidays(year int) []Holiday {
	// The year before counts too: a substitute day of late December may lie in January.
	var own []Holiday
	substituted := map[string]bool{}
	for i := range c.rules {
		r := &c.rules[i]
		own = append(own, r.days(year-1)...)
		own = append(own, r.days(year)...)
		substituted[r.id] = r.substitute
	}
	slices.SortStableFunc(own, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	free := map[Date]bool{}
	for i := range own {
		own[i].Working = c.isSuspended(own[i].Date)
		if !own[i].Working {
			free[own[i].Date] = true
		}
	}
	all := slices.Clone(own)
	for _, h := range own {
		if !substituted[h.ID] || h.Working || !c.weekend[h.Date.Weekday()] {
			continue
		}
		// "The following working day": one that is neither weekend nor free already.
		day := h.Date.AddDays(1)
		for c.weekend[day.Weekday()] || free[day] {
			day = day.AddDays(1)
		}
		if c.isSuspended(day) {
			continue
		}
		free[day] = true
		h.SubstituteFor, h.Date = h.Date, day
		all = append(all, h)
	}
	all = slices.DeleteFunc(all, func(h Holiday) bool { return h.Date.Year != year })
	slices.SortStableFunc(all, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return all
}

func (c *Calendar) isSuspended(d Date) bool {
	return slices.ContainsFunc(c.suspended, func(s span) bool { return s.holds(d) })
}
