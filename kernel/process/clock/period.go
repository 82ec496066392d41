package clock

import (
	"strconv"
	"strings"
	"time"

	"reeve/kernel/errs"
)

// Unit is what a period counts; its text is the suffix of the period.
type Unit string

const (
	Minutes      Unit = "m"  // real minutes
	Hours        Unit = "h"  // real hours
	CalendarDays Unit = "d"  // every day counts
	WorkingDays  Unit = "wd" // weekends and holidays of the place do not count
)

// MaxAmount bounds a period: beyond 9,999 of anything it is a slip of the hand.
const MaxAmount = 9999

// Period is a length of time as a law or a promise states it. Its text, in JSON too, is 90m, 8h, 3d or 5wd.
type Period struct {
	Amount int // 1 to MaxAmount
	Unit   Unit
}

// ParsePeriod reads 90m, 8h, 3d or 5wd; anything else is an errs.Invalid.
func ParsePeriod(s string) (Period, error) {
	digits := strings.TrimRight(s, "mhdw")
	p := Period{Unit: Unit(s[len(digits):])}
	amount, err := strconv.Atoi(digits)
	p.Amount = amount
	if err != nil || !p.Valid() || p.String() != s { // the last refuses 03d and +3d
		return Period{}, errs.New(errs.Invalid, "clock.period.form", "text", s)
	}
	return p, nil
}

// Valid says that the amount and the unit are ones that can be counted; the zero Period is not.
func (p Period) Valid() bool {
	known := p.Unit == Minutes || p.Unit == Hours || p.Unit == CalendarDays || p.Unit == WorkingDays
	return known && p.Amount >= 1 && p.Amount <= MaxAmount
}

// exact is the length of a period that is the same wherever and whenever it begins.
func (p Period) exact() (time.Duration, bool) {
	switch p.Unit {
	case Minutes:
		return time.Duration(p.Amount) * time.Minute, true
	case Hours:
		return time.Duration(p.Amount) * time.Hour, true
	}
	return 0, false
}

// About is the length of the period as far as lengths in different units can be compared: a day has 24 hours, and
// five working days are a week. It is for bounds, never for a due instant.
func (p Period) About() time.Duration {
	length, ok := p.exact()
	switch {
	case ok:
		return length
	case p.Unit == WorkingDays:
		return time.Duration(p.Amount) * 24 * time.Hour * 7 / 5
	}
	return time.Duration(p.Amount) * 24 * time.Hour
}

// String is the text form.
func (p Period) String() string { return strconv.Itoa(p.Amount) + string(p.Unit) }

// MarshalText is the text form; a period that is not Valid is an errs.Invalid.
func (p Period) MarshalText() ([]byte, error) {
	if !p.Valid() {
		return nil, errs.New(errs.Invalid, "clock.period.form", "text", p.String())
	}
	return []byte(p.String()), nil
}

// UnmarshalText is ParsePeriod.
func (p *Period) UnmarshalText(b []byte) error {
	parsed, err := ParsePeriod(string(b))
	if err == nil {
		*p = parsed
	}
	return err
}
