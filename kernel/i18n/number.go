package i18n

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// decimal is a number as digits: what the plural rules and the reader need.
type decimal struct {
	negative        bool
	whole, fraction string
}

func decimalOf(n int64) decimal {
	whole, negative := strings.CutPrefix(strconv.FormatInt(n, 10), "-")
	return decimal{negative: negative, whole: whole}
}

// roundFloat rounds half away from zero in the decimal digits a reader would
// write down, so that 1.005 becomes 1.01 although its binary value lies below.
// It is false for what is not a finite number.
func roundFloat(v float64, digits int) (decimal, bool) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return decimal{}, false
	}
	digits = max(digits, 0)
	written, negative := strings.CutPrefix(strconv.FormatFloat(v, 'f', -1, 64), "-")
	whole, fraction, _ := strings.Cut(written, ".")
	up := len(fraction) > digits && fraction[digits] >= '5'
	fraction = (fraction + strings.Repeat("0", digits))[:digits]
	scaled, _ := new(big.Int).SetString(whole+fraction, 10)
	if up {
		scaled.Add(scaled, big.NewInt(1))
	}
	return placePoint(negative, scaled.String(), digits), true
}

// placePoint makes a decimal of digits that have been scaled by 10^digits.
func placePoint(negative bool, scaled string, digits int) decimal {
	if short := digits + 1 - len(scaled); short > 0 {
		scaled = strings.Repeat("0", short) + scaled
	}
	cut := len(scaled) - digits
	d := decimal{negative: negative, whole: scaled[:cut], fraction: scaled[cut:]}
	if strings.Trim(scaled, "0") == "" {
		d.negative = false // nobody reads minus zero
	}
	return d
}

// write returns the number as the language writes it. The minus is U+2212,
// which never parts from its number at the end of a line.
func (f format) write(d decimal) string {
	var b strings.Builder
	if d.negative {
		b.WriteString("−")
	}
	for i, r := range d.whole {
		if left := len(d.whole) - i; i > 0 && left%3 == 0 && len(d.whole) >= f.groupFrom {
			b.WriteString(f.group)
		}
		b.WriteRune(r)
	}
	if d.fraction != "" {
		b.WriteString(f.decimal + d.fraction)
	}
	return b.String()
}

// Number writes a whole number.
func (l *Localizer) Number(n int64) string { return l.format.write(decimalOf(n)) }

// Decimal writes a number with that many digits after the decimal sign, rounded
// half away from zero. What is not a finite number is shown as no value.
func (l *Localizer) Decimal(v float64, digits int) string {
	d, ok := roundFloat(v, digits)
	if !ok {
		return l.T("i18n.no_value")
	}
	return l.format.write(d)
}

// Fixed writes a whole number that counts units of 10^-digits: Fixed(12345, 2)
// is 123.45, as money in minor units and the result of Ratio are kept.
func (l *Localizer) Fixed(scaled int64, digits int) string {
	d := decimalOf(scaled)
	return l.format.write(placePoint(d.negative, d.whole, max(digits, 0)))
}

// Percent writes num of den in per cent with that many digits. A share of
// nothing is shown as no value, never as zero.
func (l *Localizer) Percent(num, den int64, digits int) string {
	digits = max(digits, 0)
	scaled, ok := Ratio(num, den, digits+2)
	if !ok {
		return l.T("i18n.no_value")
	}
	return l.Fixed(scaled, digits) + l.format.percent
}

// Ratio returns num/den in units of 10^-digits, rounded once, half away from
// zero. It is the only place where a rate is divided. It is false if den is
// zero or the result does not fit.
func Ratio(num, den int64, digits int) (scaled int64, ok bool) {
	if den == 0 || digits < 0 {
		return 0, false
	}
	n, d := big.NewInt(num), big.NewInt(den)
	negative := n.Sign()*d.Sign() < 0
	n.Abs(n).Mul(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	d.Abs(d)
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	if r.Lsh(r, 1).Cmp(d) >= 0 {
		q.Add(q, big.NewInt(1))
	}
	if negative {
		q.Neg(q)
	}
	return q.Int64(), q.IsInt64()
}
