package duty

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
)

const dayMinutes = 24 * 60

// Roster is when a post was to be on duty on a day.
type Roster struct {
	ID      string
	Post    string
	Day     string
	Shifts  []Span
	Minutes int64
	Version int64
}

// Span is a shift by the clock, in minutes after midnight. One that goes over midnight ends after 1,440, and counts for
// the day on which it begins. Hours by themselves have no times.
type Span struct{ From, To int64 }

// Minutes is how long a shift is by the clock.
func (s Span) Minutes() int64 { return s.To - s.From }

func (s Span) String() string {
	clock := func(m int64) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }
	end := s.To
	if end > dayMinutes {
		end -= dayMinutes
	}
	return clock(s.From) + "-" + clock(end)
}

// ParseClock reads "8:00", "08.00", "8", "24:00" and the part of a day that a spreadsheet keeps for a time.
func ParseClock(value string) (minutes int64, ok bool) {
	value = strings.TrimSpace(value)
	if fraction, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64); err == nil && fraction > 0 && fraction < 1 && !strings.Contains(value, ":") {
		return int64(fraction*dayMinutes + 0.5), true
	}
	hours, rest, _ := strings.Cut(strings.Replace(value, ".", ":", 1), ":")
	rest, _, _ = strings.Cut(rest, ":") // seconds
	h, err := strconv.ParseInt(hours, 10, 64)
	m := int64(0)
	if err == nil && rest != "" {
		m, err = strconv.ParseInt(rest, 10, 64)
	}
	if err != nil || h < 0 || m < 0 || m > 59 || h*60+m > dayMinutes {
		return 0, false
	}
	return h*60 + m, true
}

// NewSpan is a shift from a time to another; an end at or before the beginning is on the next day.
func NewSpan(from, to int64) Span {
	if to <= from {
		to += dayMinutes
	}
	return Span{from, to}
}

// ParseHours reads "8", "7.5", "7,5", "7:30" as minutes.
func ParseHours(value string) (minutes int64, ok bool) {
	value = strings.TrimSpace(value)
	if h, m, has := strings.Cut(value, ":"); has {
		hours, err1 := strconv.ParseInt(h, 10, 64)
		rest, err2 := strconv.ParseInt(m, 10, 64)
		return hours*60 + rest, err1 == nil && err2 == nil && hours >= 0 && rest >= 0 && rest < 60
	}
	f, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
	if err != nil || !(f >= 0 && f <= 10000) {
		return 0, false
	}
	return int64(f*60 + 0.5), true
}

// ParseShifts reads "08:00-16:00, 18:00-20:00", or hours alone.
func ParseShifts(text string) (shifts []Span, minutes int64, err error) {
	text = strings.NewReplacer("–", "-", "—", "-", " - ", "-").Replace(strings.TrimSpace(text))
	if text == "" {
		return nil, 0, nil
	}
	if !strings.Contains(text, "-") {
		n, ok := ParseHours(text)
		if !ok {
			return nil, 0, errs.Bad("shifts", "duty.shifts_wrong", "text", text)
		}
		return nil, n, tooLong(n)
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		a, b, _ := strings.Cut(part, "-")
		from, ok1 := ParseClock(a)
		to, ok2 := ParseClock(b)
		if !ok1 || !ok2 || from == dayMinutes {
			return nil, 0, errs.Bad("shifts", "duty.shifts_wrong", "text", part)
		}
		if shifts, err = addSpan(shifts, NewSpan(from, to)); err != nil {
			return nil, 0, err
		}
	}
	for _, s := range shifts {
		minutes += s.Minutes()
	}
	return shifts, minutes, tooLong(minutes)
}

// addSpan adds a shift that shares no time with the others, in its order.
func addSpan(all []Span, s Span) ([]Span, error) {
	for _, o := range all {
		if s.From < o.To && o.From < s.To {
			return all, errs.Bad("shifts", "duty.shifts_meet", "shift", s.String(), "other", o.String())
		}
	}
	all = append(all, s)
	slices.SortFunc(all, func(a, b Span) int { return int(a.From - b.From) })
	return all, nil
}

func tooLong(minutes int64) error {
	if minutes <= dayMinutes {
		return nil
	}
	return errs.Bad("hours", "duty.day_too_long", "hours", hoursText(minutes))
}

// hoursText is hours without zeros that say nothing: "25", "7.5".
func hoursText(minutes int64) string {
	return strconv.FormatFloat(float64(minutes)/60, 'f', -1, 64)
}

// Text is the shifts as they are stored and typed; hours where no times are known.
func (v Roster) Text() string {
	var parts []string
	for _, s := range v.Shifts {
		parts = append(parts, s.String())
	}
	if len(parts) == 0 && v.Minutes > 0 {
		return fmt.Sprintf("%d:%02d", v.Minutes/60, v.Minutes%60)
	}
	return strings.Join(parts, " ")
}
