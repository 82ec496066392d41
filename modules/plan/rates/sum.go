package rates

import (
	"math/big"

	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// Sum is several values of one indicator put together: those of places, of units, of periods.
type Sum struct {
	Quantity                                  tree.Quantity
	Known, Missing, NotApplicable, Suppressed int64 // how many there were of each kind
}

// SumOf puts values together: percentages and ratios as the sum of the parts over the sum of the wholes, numbers as
// their sum. Scores and yes-or-no have no sum. What does not apply is left out. One that is suppressed makes the sum
// suppressed, since it could be worked out from the others. One that is missing makes the sum of numbers missing, since
// to leave it out would be to take it for 0; a percentage is that of those who have one, and the counts say of how many.
func SumOf(m tree.Measure, values []tree.Quantity) Sum {
	var s Sum
	total, num, den := new(big.Rat), new(big.Int), new(big.Int)
	for _, q := range values {
		switch q.Why() {
		case measure.Known:
			s.Known++
			total.Add(total, q.Rat())
			num.Add(num, big.NewInt(q.Num))
			den.Add(den, big.NewInt(q.Den))
		case measure.NotApplicable:
			s.NotApplicable++
		case measure.Suppressed:
			s.Suppressed++
		default:
			s.Missing++
		}
	}
	parts := m == tree.Percent || m == tree.Ratio
	switch {
	case s.NotApplicable > 0 && s.NotApplicable == int64(len(values)), m == tree.Score || m == tree.YesNo:
		s.Quantity = tree.None(measure.NotApplicable)
	case s.Suppressed > 0:
		s.Quantity = tree.None(measure.Suppressed)
	case s.Known == 0 || s.Missing > 0 && !parts:
		s.Quantity = tree.None(measure.Missing)
	case parts && num.IsInt64() && den.IsInt64():
		s.Quantity = tree.Fraction(num.Int64(), den.Int64())
	case parts:
		s.Quantity = quantityOf(new(big.Rat).SetFrac(num, den))
	default:
		s.Quantity = quantityOf(total)
	}
	return s
}

// quantityOf is an exact fraction as a quantity.
func quantityOf(r *big.Rat) tree.Quantity {
	rate := rateOf(r)
	if rate.Status != measure.Known {
		return tree.None(rate.Status)
	}
	return tree.Fraction(rate.Num, rate.Den)
}
