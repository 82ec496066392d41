package threatmap

import (
	"math"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/disclosure"
	"reeve/kernel/tabular"
)

const styleSplit = "split"

// whenStyles are the ways in which files write an instant.
func whenStyles() []string {
	return []string{"iso", "rfc3339", "d.m.Y", "d/m/Y", "m/d/Y", "month", styleSplit, "excel", "unix"}
}

// instant is a point in time as exactly as the file gives it.
type instant struct {
	at       time.Time // in the zone of the mapping; the beginning of what is known
	hour     bool      // the hour is known
	wholeMon bool      // only the month is
}

// seen says of an event when it was.
func (w instant) seen() Seen {
	from := w.at
	to := from
	if w.wholeMon {
		to = from.AddDate(0, 1, -1)
	}
	s := Seen{From: from.Format(time.DateOnly), To: to.Format(time.DateOnly)}
	if w.hour {
		s.Parts = []DayPart{disclosure.PartOf(from, from.Location())}
	}
	return s
}

// read finds the instant of a row; value is what the file says, for complaints.
func (w mappedWhen) read(row tabular.Row, zone *time.Location) (m instant, value string, ok bool) {
	if w.Style == styleSplit {
		return w.split(row, zone)
	}
	value, _ = row.Get(w.Column)
	if w.Time != "" && value != "" {
		hour, _ := row.Get(w.Time)
		value = strings.TrimSpace(value + " " + hour)
	}
	switch w.Style {
	case "rfc3339":
		t, err := time.Parse(time.RFC3339, value)
		return instant{at: t.In(zone), hour: true}, value, err == nil
	case "excel":
		days, err := strconv.ParseFloat(value, 64)
		if err != nil || !(days >= 1 && days < 100000) {
			return m, value, false
		}
		whole, part := math.Modf(days) // day 1 is 1900-01-01, and there is a 29 February 1900 that never was
		t := time.Date(1899, 12, 30+int(whole), 0, 0, int(math.Round(part*86400)), 0, zone)
		return instant{at: t, hour: part > 0}, value, true
	case "unix":
		seconds, err := strconv.ParseFloat(value, 64)
		if math.Abs(seconds) >= 1e11 { // so many milliseconds
			seconds /= 1000
		}
		if err != nil || !(math.Abs(seconds) < 1e11) {
			return m, value, false
		}
		return instant{at: time.Unix(int64(math.Floor(seconds)), 0).In(zone), hour: true}, value, true
	}
	for _, form := range forms(w.Style) {
		t, err := time.ParseInLocation(form, value, zone)
		if err != nil {
			continue
		}
		return instant{at: t.In(zone), hour: strings.Contains(form, "15") || strings.Contains(form, ":"), wholeMon: w.Style == "month"}, value, true
	}
	return m, value, false
}

// forms are the layouts of a style. Go reads days, months and hours with one digit or two.
func forms(style string) []string {
	with := func(date string, times ...string) (all []string) {
		for _, t := range times {
			all = append(all, date+t)
		}
		return append(all, date)
	}
	switch style {
	case "iso":
		all := with("2006-1-2", "T15:04:05Z07:00", " 15:04:05Z07:00", " 15:04:05 Z07:00", "T15:04:05", " 15:04:05", "T15:04", " 15:04")
		return append(append(all, with("2006/1/2", " 15:04:05Z07:00", " 15:04:05", " 15:04")...), with("20060102", " 15:04:05", " 15:04", " 1504")...)
	case "d.m.Y":
		return with("2.1.2006", " 15:04:05", " 15:04")
	case "d/m/Y":
		return append(with("2/1/2006", " 15:04:05", " 15:04"), with("2-1-2006", " 15:04:05", " 15:04")...)
	case "m/d/Y":
		return append(with("1/2/2006", " 3:04:05 PM", " 3:04 PM", " 15:04:05", " 15:04"), with("1-2-2006", " 3:04:05 PM", " 3:04 PM", " 15:04:05", " 15:04")...)
	case "month":
		return []string{"2006-1", "2006-1-2", "1/2006", "1.2006"}
	}
	return nil
}

func (w mappedWhen) split(row tabular.Row, zone *time.Location) (m instant, value string, ok bool) {
	part := func(column string, otherwise int) int {
		if column == "" {
			return otherwise
		}
		text, _ := row.Get(column)
		value = strings.TrimPrefix(value+"-"+text, "-")
		n, err := strconv.Atoi(text)
		if err != nil {
			return -1
		}
		return n
	}
	year, month, day, hour := part(w.Year, 0), part(w.Month, 1), part(w.Day, 1), part(w.Hour, 0)
	if hour < 0 || hour > 23 {
		return m, value, false
	}
	m.at = time.Date(year, time.Month(month), day, hour, 0, 0, 0, zone)
	y, mon, d := m.at.Date()
	m.hour, m.wholeMon = w.Hour != "", w.Day == ""
	return m, value, y == year && int(mon) == month && d == day
}
