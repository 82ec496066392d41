package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rule is one holiday of a data file, ready to be asked for a year.
type rule struct {
	id          string
	names       map[string]string
	from, until int // first and last year it is in force; 0 = no bound
	substitute  bool
	on          func(year int) Date // nil where the dates are listed
	dates       []Date
	estimated   []Date
}

// days gives the rule's own days in a year, without substitute days.
func (r *rule) days(year int) []Holiday {
	if r.from != 0 && year < r.from || r.until != 0 && year > r.until {
		return nil
	}
	if r.on != nil {
		return []Holiday{{Date: r.on(year), ID: r.id, names: r.names}}
	}
	var out []Holiday
	for _, d := range r.dates {
		if d.Year == year {
			out = append(out, Holiday{Date: d, ID: r.id, names: r.names})
		}
	}
	for _, d := range r.estimated {
		if d.Year == year {
			out = append(out, Holiday{Date: d, ID: r.id, names: r.names, Estimated: true})
		}
	}
	return out
}

// parseOn reads the field "on" of a data file:
//
//	12-24                   every year on this day
//	western easter +1       days from Easter Sunday, western or orthodox
//	first sunday of may     first, second, third, fourth or last weekday of a month
//	saturday from 06-20     the first such weekday on that day or after it
func parseOn(s string) (func(year int) Date, error) {
	if t, err := time.Parse("2006-01-02", "2001-"+s); err == nil { // 2001: no leap day, it would not be every year
		return func(year int) Date { return Date{year, t.Month(), t.Day()} }, nil
	}
	if m := regexp.MustCompile(`^(western|orthodox) easter(?: ([+-]\d{1,3}))?$`).FindStringSubmatch(s); m != nil {
		offset, _ := strconv.Atoi(m[2]) // empty is 0
		sunday := westernEaster
		if m[1] == "orthodox" {
			sunday = orthodoxEaster
		}
		return func(year int) Date { return sunday(year).AddDays(offset) }, nil
	}
	if f := strings.Fields(s); len(f) == 4 && f[2] == "of" {
		nth := slices.Index([]string{"last", "first", "second", "third", "fourth"}, f[0])
		day, okDay := weekday(f[1])
		month, okMonth := monthNamed(f[3])
		if nth >= 0 && okDay && okMonth {
			return func(year int) Date { return nthWeekday(year, month, day, nth) }, nil
		}
	}
	if f := strings.Fields(s); len(f) == 3 && f[1] == "from" {
		day, okDay := weekday(f[0])
		first, err := time.Parse("2006-01-02", "2001-"+f[2])
		if okDay && err == nil {
			return func(year int) Date {
				d := Date{year, first.Month(), first.Day()}
				return d.AddDays(int(day-d.Weekday()+7) % 7)
			}, nil
		}
	}
	return nil, fmt.Errorf("cannot read the day %q", s)
}

// nthWeekday is the nth (1 to 4) such weekday of a month, the last for n = 0.
func nthWeekday(year int, month time.Month, day time.Weekday, n int) Date {
	if n == 0 {
		last := Date{year, month + 1, 1}.AddDays(-1)
		return last.AddDays(-(int(last.Weekday()-day+7) % 7))
	}
	first := Date{year, month, 1}
	return first.AddDays(int(day-first.Weekday()+7)%7 + 7*(n-1))
}

func weekday(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), name) {
			return d, true
		}
	}
	return 0, false
}

func monthNamed(name string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			return m, true
		}
	}
	return 0, false
}
