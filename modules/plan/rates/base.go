package rates

import (
	"fmt"

	"reeve/kernel/errs"
)

// Version is a version of a plan as far as the choice of a base needs it.
type Version struct {
	Number int64  // 1, 2, ...
	From   string // first civil day in force
}

// Base is the version that a year is assessed against: the one in force on 1 January. Where a plan begins during the
// year it is the first one that comes into force in it. The order of the versions does not matter.
func Base(versions []Version, year int) (Version, error) {
	if v, ok := InForce(versions, firstDay(year)); ok {
		return v, nil
	}
	var first Version
	for _, v := range versions {
		if v.From <= lastDay(year) && (first.Number == 0 || v.From < first.From || v.From == first.From && v.Number > first.Number) {
			first = v
		}
	}
	if first.Number == 0 {
		return Version{}, errs.New(errs.Invalid, "plan.rates.no_base", "year", fmt.Sprint(year))
	}
	return first, nil
}

// Amended is the version in force at the end of a year, the second column beside the base; false when that is the base
// itself.
func Amended(versions []Version, year int) (Version, bool) {
	base, err := Base(versions, year)
	if err != nil {
		return Version{}, false
	}
	last, _ := InForce(versions, lastDay(year))
	return last, last.Number != base.Number
}

// InForce is the version in force on a day: the one that came into force last, of several on one day the highest.
func InForce(versions []Version, day string) (v Version, ok bool) {
	for _, o := range versions {
		if o.From <= day && (!ok || o.From > v.From || o.From == v.From && o.Number > v.Number) {
			v, ok = o, true
		}
	}
	return v, ok
}

func firstDay(year int) string { return fmt.Sprintf("%04d-01-01", year) }

func lastDay(year int) string { return fmt.Sprintf("%04d-12-31", year) }
