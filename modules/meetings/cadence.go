package meetings

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/process/calendar"
)

// Cadence is how often a law wants a meeting: at least one in Months months, for each place of the role Of.
type Cadence struct {
	Code   string   `json:"code"`
	Kinds  []string `json:"kinds"`  // kinds of meetings that count
	Months int      `json:"months"` // 1 to 60
	Of     string   `json:"of"`     // role of the places: community or region
	Legal  string   `json:"legal"`  // as cited
	Since  string   `json:"since"`  // civil day from which it is counted; empty = the first of January of the year asked about
	Off    bool     `json:"off"`
}

// loadCadences reads the rules of all countries, by country code.
func loadCadences() (map[string][]Cadence, error) {
	b, err := fs.ReadFile(files, "data/cadence.json")
	all := map[string][]Cadence{}
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	for country, list := range all {
		for _, c := range list {
			if bad := c.check(); bad != nil {
				err = errors.Join(err, errs.Wrap(bad, errs.Invalid, "meetings.cadence_wrong", "country", country, "code", c.Code))
			}
		}
	}
	return all, err
}

func (c Cadence) check() error {
	var f errs.Fields
	if c.Months < 1 || c.Months > 60 {
		f.Add("months", "meetings.months_wrong")
	}
	if _, err := calendar.ParseDate(c.Since); c.Since != "" && err != nil {
		f.Add("since", "meetings.date_wrong", "date", c.Since)
	}
	return f.Err()
}

// base is the day from which the rule is counted in a question about a year.
func (c Cadence) base(year string) string {
	if c.Since != "" {
		return c.Since
	}
	return year[:4] + "-01-01"
}

// Due is what a cadence says on a day.
type Due struct {
	By   string // last day on which the next meeting is in time
	Last string // day of the last one held; empty = none yet
	Late bool
}

// DueOn tells by when the next meeting has to be held, seen from a day. held are the days of meetings that count, in any
// order; days after the one asked about do not count yet.
func (c Cadence) DueOn(held []string, day string) Due {
	d := Due{}
	for _, h := range held {
		if h <= day && h > d.Last {
			d.Last = h
		}
	}
	from := c.base(day)
	if d.Last > from || d.Last != "" && c.Since == "" {
		from = d.Last
	}
	d.By = addMonths(from, c.Months)
	d.Late = day > d.By
	return d
}

// Count counts the days in [from, until) by which a meeting had to be held, and how many of them were kept. Each
// meeting begins the months anew, of several within them the last; a day that was missed begins them too.
func (c Cadence) Count(held []string, from, until string) (kept, due int64) {
	held = slices.Clone(held)
	slices.Sort(held)
	at := c.base(from)
	for {
		by := addMonths(at, c.Months)
		if by >= until {
			return kept, due
		}
		last := ""
		for _, h := range held {
			if h > at && h <= by {
				last = h
			}
		}
		if by >= from {
			due++
			if last != "" {
				kept++
			}
		}
		if at = by; last != "" {
			at = last
		}
	}
}

// addMonths goes n months on; a day that the month lacks becomes its last.
func addMonths(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly)
}
