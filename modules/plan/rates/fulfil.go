package rates

import (
	"math/big"

	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// Fulfilment is how far an indicator came from its baseline to its target.
type Fulfilment struct {
	Rate measure.Rate // raw: may be above 1 or below 0; of a hold indicator 1 or 0
	Hold bool         // nothing was to change: it is met or not, with nothing in between
	Met  bool         // the target is reached
	Why  string       // message key of why there is no figure; empty where there is one
}

// Fulfil is (actual − baseline) / (target − baseline), so that a falling indicator needs no case of its own. Where the
// target is the baseline nothing was to change: a rising indicator must not have fallen, a falling one not have risen,
// any other stands where it stood. Without a baseline nothing can be reckoned, and that is not 0.
func Fulfil(actual, baseline, target tree.Quantity, d tree.Direction) Fulfilment {
	switch {
	case actual.Why() == measure.NotApplicable || target.Why() == measure.NotApplicable:
		return none(measure.NotApplicable, "plan.rates.why.not_applicable")
	case !target.Known() && target.Why() == measure.Missing:
		return none(measure.Missing, "plan.rates.why.no_target")
	case baseline.Why() == measure.Missing || baseline.Why() == measure.NotApplicable:
		return none(measure.Missing, "plan.rates.why.no_baseline")
	case actual.Why() == measure.Missing:
		return none(measure.Missing, "plan.rates.why.no_actual")
	case !actual.Known() || !baseline.Known() || !target.Known():
		return none(measure.Suppressed, "plan.rates.why.suppressed")
	}
	a, b, t := actual.Rat(), baseline.Rat(), target.Rat()
	span := new(big.Rat).Sub(t, b)
	if span.Sign() == 0 || d == tree.Hold {
		return hold(a.Cmp(t), d)
	}
	raw := new(big.Rat).Quo(new(big.Rat).Sub(a, b), span)
	return Fulfilment{Rate: rateOf(raw), Met: raw.Cmp(big.NewRat(1, 1)) >= 0}
}

func hold(side int, d tree.Direction) Fulfilment {
	f := Fulfilment{Hold: true, Met: side == 0 || side > 0 && d == tree.Rising || side < 0 && d == tree.Falling}
	if f.Rate = measure.Of(0, 1); f.Met {
		f.Rate = measure.Of(1, 1)
	}
	return f
}

func none(why measure.Status, key string) Fulfilment {
	return Fulfilment{Rate: measure.None(why), Why: key}
}

// Bar is a rate as thousandths of the length of a bar, held between empty and full. Only a bar is clamped, never the
// figure beside it.
func Bar(r measure.Rate) (thousandths int64, ok bool) {
	scaled, ok := r.Per(1000, 0)
	return min(max(scaled, 0), 1000), ok
}
