package rates

import (
	"math/big"

	"reeve/kernel/measure"
)

// most is how large the integers of a rate may be, so that a rate times 1,000 still fits.
const most = 9_000_000_000_000_000

// rateOf is an exact fraction as a rate; nil is missing. A fraction whose integers are too large is cut after as many
// decimal digits as fit, and a 1 is set behind them where something was cut off: the cut fraction then lies on the same side of every number with
// fewer digits as the exact one did, so that rounding it once gives what rounding the exact one gives.
func rateOf(r *big.Rat) measure.Rate {
	if r == nil {
		return measure.None(measure.Missing)
	}
	limit := big.NewInt(most)
	if r.Num().CmpAbs(limit) <= 0 && r.Denom().Cmp(limit) <= 0 {
		return measure.Of(r.Num().Int64(), r.Denom().Int64())
	}
	num := new(big.Int).Abs(r.Num())
	for den := int64(1_000_000_000_000_000); den >= 10; den /= 10 {
		cut := new(big.Int).Mul(num, big.NewInt(den/10))
		cut, rest := cut.QuoRem(cut, r.Denom(), new(big.Int))
		cut.Mul(cut, big.NewInt(10))
		if rest.Sign() != 0 {
			cut.Add(cut, big.NewInt(1))
		}
		if cut.Cmp(limit) <= 0 {
			return measure.Of(cut.Int64()*int64(r.Sign()), den)
		}
	}
	return measure.None(measure.Missing) // beyond 10^14: no figure of a plan
}

// atLeast tells whether a rate reaches a share in thousandths.
func atLeast(r measure.Rate, share int64) bool {
	return r.Status == measure.Known && big.NewRat(r.Num, r.Den).Cmp(big.NewRat(share, 1000)) >= 0
}
