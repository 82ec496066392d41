package measure

import "reeve/kernel/i18n"

// Status tells whether there is a figure, and if not, why. Zero is a figure.
type Status string

// What a figure may be.
const (
	Known         Status = "known"
	Missing       Status = "missing"        // could be measured, but there is nothing to measure or its base is not known
	NotApplicable Status = "not_applicable" // has no meaning here
	Suppressed    Status = "suppressed"     // known, and kept back because so few are behind it
)

// Rate is a quotient kept as two integers until it is shown.
type Rate struct {
	Status   Status
	Num, Den int64 // 0 unless Known
}

// Of is num of den; Missing when there is nothing to divide by.
func Of(num, den int64) Rate {
	if den == 0 {
		return Rate{Status: Missing}
	}
	return Rate{Status: Known, Num: num, Den: den}
}

// None is no rate, for a reason.
func None(why Status) Rate { return Rate{Status: why} }

// Per is the rate times base (100 for per cent, 1,000 for residents) in units of 10^-digits, divided and rounded
// once, half away from zero. ok is false unless the rate is Known.
func (r Rate) Per(base int64, digits int) (scaled int64, ok bool) {
	if r.Status != Known {
		return 0, false
	}
	return i18n.Ratio(r.Num*base, r.Den, digits)
}
