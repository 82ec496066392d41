package reader

import (
	"math/big"
	"regexp"
	"strings"
	"unicode"
)

// amount is money as written.
type amount struct {
	minor    int64
	currency string // ISO 4217; empty = not said
	free     bool   // written as "no cost"
	ok       bool
}

// amountIn is a number with separators of thousands and decimals.
var amountIn = regexp.MustCompile(`\d[\d.,'’ \x{00a0}\x{202f}]*`)

// Amount reads money: "12.000,00 €", "1 200 EUR", "pa kosto". ok is false for anything that is not one amount.
func (w *Words) amount(c cell, factor int64) amount {
	s := strings.TrimSpace(strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(c.text))
	if _, free := w.sets["no_cost"][fold(s)]; free {
		return amount{free: true}
	}
	if c.number {
		minor, ok := scaled(c.text, factor)
		return amount{minor: minor, ok: ok}
	}
	at := amountIn.FindAllStringIndex(s, -1)
	if len(at) != 1 {
		return amount{}
	}
	number := strings.Trim(s[at[0][0]:at[0][1]], " ")
	a := amount{}
	rest := strings.TrimSpace(s[:at[0][0]] + " " + s[at[0][1]:])
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == ':' || r == '(' || r == ')' }) {
		if strings.Trim(word, ",-–=") == "" {
			if (word == "-" || word == "–") && !strings.Contains(s, ","+word) { // "500,-" has no cents
				return amount{}
			}
			continue
		}
		switch code := w.sets["money"][foldSign(word)]; {
		case code == "thousand":
			factor *= 1000
		case code == "million":
			factor *= 1_000_000
		case code == "" || a.currency != "" && a.currency != code:
			return amount{}
		default:
			a.currency = code
		}
	}
	plain, ok := plainNumber(number)
	if !ok {
		return amount{}
	}
	a.minor, a.ok = scaled(plain, factor)
	return a
}

// scaled is a decimal times factor in hundredths, rounded half up.
func scaled(s string, factor int64) (int64, bool) {
	r, ok := new(big.Rat).SetString(strings.TrimSuffix(s, "%"))
	if !ok || len(s) > 40 {
		return 0, false
	}
	r.Mul(r, new(big.Rat).SetInt64(factor*200))
	r.Add(r, new(big.Rat).SetInt64(1))
	n := new(big.Int).Div(r.Num(), new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if !n.IsInt64() || n.Sign() < 0 || n.Int64() > 1e17 {
		return 0, false
	}
	return n.Int64(), true
}

// plainNumber turns "12.000,50", "1 200", "12'000" and "1,234.5" into decimals with a point. A single separator before
// exactly three digits divides thousands.
func plainNumber(s string) (string, bool) {
	s = strings.TrimRight(s, ".,")
	s = strings.NewReplacer(" ", "", "'", "", "’", "").Replace(s)
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	last := strings.LastIndexAny(s, ".,")
	decimals := len(s) - last - 1
	switch {
	case last < 0:
		return s, s != ""
	case dots > 0 && commas > 0: // the last one is the decimal one, and stands once
		if strings.Count(s, s[last:last+1]) != 1 {
			return "", false
		}
	case dots+commas > 1, decimals == 3:
		for i, group := range strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' }) {
			if i > 0 && len(group) != 3 {
				return "", false
			}
		}
		return strings.NewReplacer(".", "", ",", "").Replace(s), true
	}
	whole := strings.NewReplacer(".", "", ",", "").Replace(s[:last])
	return whole + "." + s[last+1:], whole != "" && decimals > 0
}

// unitOfMoney reads currency and factor out of a header: "Budget (in thousand EUR)".
func (w *Words) unitOfMoney(header string) (factor int64, currency string) {
	factor = 1
	for _, word := range strings.FieldsFunc(header, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[],;:/.'’·", r)
	}) {
		switch code := w.sets["money"][foldSign(word)]; {
		case code == "thousand" && len(word) > 1:
			factor = 1000
		case code == "million" && len(word) > 1:
			factor = 1_000_000
		case len(code) == 3 && code != "":
			currency = code
		}
	}
	return factor, currency
}
