package tree

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/measure"
)

// Whole is a quantity that is a whole number.
func Whole(n int64) Quantity { return Quantity{Status: measure.Known, Num: n, Den: 1} }

// Fraction is num of den; missing when there is nothing to divide by. A minus stands above.
func Fraction(num, den int64) Quantity {
	switch {
	case den == 0:
		return None(measure.Missing)
	case den < 0:
		num, den = -num, -den
	}
	return Quantity{Status: measure.Known, Num: num, Den: den}
}

// None is no number, for a reason. What says nothing is missing.
func None(why measure.Status) Quantity {
	if why == "" || why == measure.Known {
		why = measure.Missing
	}
	return Quantity{Status: why}
}

// Known tells whether there is a number. An empty Quantity has none.
func (q Quantity) Known() bool { return q.Status == measure.Known && q.Den != 0 }

// Why is why there is no number; Known where there is one.
func (q Quantity) Why() measure.Status {
	if q.Known() {
		return measure.Known
	}
	return None(q.Status).Status
}

// Rat is the number as an exact fraction; nil where there is none.
func (q Quantity) Rat() *big.Rat {
	if !q.Known() {
		return nil
	}
	return big.NewRat(q.Num, q.Den)
}

// Rate is the quantity as a rate.
func (q Quantity) Rate() measure.Rate {
	if !q.Known() {
		return measure.None(q.Why())
	}
	return measure.Of(q.Num, q.Den)
}

// PeriodDays are the first and the last day of a period: a year, a half-year, a quarter or a month, written 2024,
// 2024-H1, 2024-Q3, 2024-07.
func PeriodDays(name string) (first, last string, ok bool) {
	if strings.Contains(name, "+") { // Atoi takes a sign
		return "", "", false
	}
	written, part, parted := strings.Cut(name, "-")
	year, err := strconv.Atoi(written)
	if err != nil || len(written) != 4 || year < 1 {
		return "", "", false
	}
	n, of := 1, 1 // the n-th of so many in a year
	switch {
	case !parted:
	case len(part) == 2 && part[0] == 'H':
		n, of = int(part[1]-'0'), 2
	case len(part) == 2 && part[0] == 'Q':
		n, of = int(part[1]-'0'), 4
	default:
		of = 12
		if n, err = strconv.Atoi(part); err != nil || len(part) != 2 {
			return "", "", false
		}
	}
	if n < 1 || n > of {
		return "", "", false
	}
	from := time.Date(year, time.Month((n-1)*12/of+1), 1, 0, 0, 0, 0, time.UTC)
	return from.Format(time.DateOnly), from.AddDate(0, 12/of, -1).Format(time.DateOnly), true
}
