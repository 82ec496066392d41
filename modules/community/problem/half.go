package problem

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Window is civil days, both included.
type Window struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// Days is how many days a window has; 0 for one that makes no sense.
func (w Window) Days() int64 {
	from, err := time.Parse(time.DateOnly, w.From)
	until, wrong := time.Parse(time.DateOnly, w.Until)
	if err != nil || wrong != nil || until.Before(from) {
		return 0
	}
	return int64(until.Sub(from)/(24*time.Hour)) + 1
}

// Holds tells whether a day lies in the window.
func (w Window) Holds(day string) bool { return w.From <= day && day <= w.Until }

// YearBefore are the same days one year earlier, so that both windows have the same seasons. 29 February becomes the
// 28th.
func (w Window) YearBefore() Window { return Window{yearBefore(w.From), yearBefore(w.Until)} }

func yearBefore(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	if t.Month() == time.February && t.Day() == 29 {
		t = t.AddDate(0, 0, -1)
	}
	return t.AddDate(-1, 0, 0).Format(time.DateOnly)
}

// Half is the time of a priority, by custom a half-year.
type Half = Window

// Cadence are the days of a year on which a new half begins, MM-DD in order; at least one.
type Cadence []string

// At is the half in which a day lies.
func (c Cadence) At(day string) Half {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || len(c) == 0 {
		return Half{}
	}
	var starts []string
	for year := t.Year() - 1; year <= t.Year()+1; year++ {
		for _, start := range c {
			starts = append(starts, fmt.Sprintf("%04d-%s", year, start))
		}
	}
	next, _ := slices.BinarySearch(starts, day+"~") // the first start after the day
	return Half{starts[next-1], shift(starts[next], -1)}
}

// Next is the half after one.
func (c Cadence) Next(h Half) Half { return c.At(shift(h.Until, 1)) }

// Before is the half before one.
func (c Cadence) Before(h Half) Half { return c.At(shift(h.From, -1)) }

// shift is a day some days later; empty for what is no day.
func shift(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// loadCadences reads the cadences by country.
func loadCadences() (all map[string]Cadence, err error) {
	raw, err := files.ReadFile("data/cadence.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	for country, c := range all {
		for _, start := range c {
			if _, err := time.Parse(time.DateOnly, "2001-"+start); err != nil {
				return nil, fmt.Errorf("cadence of %q: %w", country, err)
			}
		}
		if len(c) == 0 || !slices.IsSorted(c) {
			return nil, fmt.Errorf("cadence of %q has no order", country)
		}
	}
	return all, nil
}
