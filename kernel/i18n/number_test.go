package i18n

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plain makes no-break spaces visible in a table.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", "_") }

func TestNumbers(t *testing.T) {
	c := own(t)
	for _, x := range []struct {
		lang                          Lang
		small, five, great, pct, frac string
	}{
		{English, "1,234", "12,345", "1,234,567.5", "38.5%", "0.13"},
		{Albanian, "1234", "12_345", "1_234_567,5", "38,5%", "0,13"},
		{Serbian, "1.234", "12.345", "1.234.567,5", "38,5%", "0,13"},
		{SerbianLatin, "1.234", "12.345", "1.234.567,5", "38,5%", "0,13"},
		{Lithuanian, "1_234", "12_345", "1_234_567,5", "38,5_%", "0,13"},
		{Latvian, "1234", "12_345", "1_234_567,5", "38,5%", "0,13"},
		{Estonian, "1234", "12_345", "1_234_567,5", "38,5%", "0,13"},
		{Czech, "1_234", "12_345", "1_234_567,5", "38,5_%", "0,13"},
		{Ukrainian, "1_234", "12_345", "1_234_567,5", "38,5%", "0,13"},
		{Polish, "1234", "12_345", "1_234_567,5", "38,5%", "0,13"},
		{Norwegian, "1_234", "12_345", "1_234_567,5", "38,5_%", "0,13"},
	} {
		l := c.For(x.lang)
		equal(t, string(x.lang), plain(l.Number(1234)), x.small)
		equal(t, string(x.lang), plain(l.Number(12345)), x.five)
		equal(t, string(x.lang), plain(l.Decimal(1234567.5, 1)), x.great)
		equal(t, string(x.lang), plain(l.Percent(385, 1000, 1)), x.pct)
		equal(t, string(x.lang), plain(l.Decimal(0.125, 2)), x.frac)
	}
}

func TestRounding(t *testing.T) {
	l := own(t).For(English)
	for _, x := range []struct {
		v      float64
		digits int
		want   string
	}{
		{0, 0, "0"}, {-0.4, 0, "0"}, {0.5, 0, "1"}, {1.5, 0, "2"}, {2.5, 0, "3"}, {-2.5, 0, "−3"},
		{1.005, 2, "1.01"}, {9.995, 2, "10.00"}, {999.95, 1, "1,000.0"}, {0.001, 2, "0.00"}, {0.04, 1, "0.0"},
		{3, 2, "3.00"}, {1e21, 0, "1,000,000,000,000,000,000,000"}, {2.49, -1, "2"}, {math.NaN(), 1, "–"}, {math.Inf(-1), 1, "–"},
	} {
		equal(t, "Decimal", l.Decimal(x.v, x.digits), x.want)
	}
	equal(t, "least", l.Number(math.MinInt64), "−9,223,372,036,854,775,808")
	equal(t, "Fixed", l.Fixed(-5, 2), "−0.05")
	equal(t, "Fixed", l.Fixed(123450, 2), "1,234.50")
	equal(t, "Percent of nothing", l.Percent(3, 0, 1), "–")
	equal(t, "Percent", l.Percent(1, 3, 0), "33%")
	equal(t, "Percent", l.Percent(2, 3, 2), "66.67%")
	equal(t, "Percent", l.Percent(1, 8, 0), "13%")
	equal(t, "Percent", l.Percent(-1, 8, 0), "−13%")
	equal(t, "Percent", l.Percent(0, 8, 1), "0.0%")
	if _, ok := Ratio(math.MaxInt64, 1, 2); ok {
		t.Error("a ratio that does not fit was given")
	}
}

// Ratio is the nearest whole number, and of two equally near the one farther
// from zero.
func TestRatioIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "num")
		den := rapid.Int64Range(-1000, 1000).Filter(func(d int64) bool { return d != 0 }).Draw(t, "den")
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		got, ok := Ratio(num, den, digits)
		if !ok {
			t.Fatal("refused")
		}
		exact := new(big.Rat).SetFrac64(num, den)
		exact.Mul(exact, new(big.Rat).SetInt64(int64(math.Pow10(digits))))
		off := new(big.Rat).Sub(new(big.Rat).SetInt64(got), exact)
		half := big.NewRat(1, 2)
		away := off.Sign() == 0 || off.Sign() == exact.Sign()
		switch off.Abs(off).Cmp(half) {
		case 1:
			t.Fatalf("%d/%d: %d is not nearest", num, den, got)
		case 0:
			if !away {
				t.Fatalf("%d/%d: %d is rounded towards zero", num, den, got)
			}
		}
	})
}
