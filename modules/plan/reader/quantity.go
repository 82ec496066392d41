package reader

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// read is a quantity as written, and what the writing tells of the indicator.
type quantity struct {
	tree.Quantity
	measure tree.Measure // percent, ratio, yes_no, number; empty = nothing told
	year    int          // written beside it: "45 % (2020)"
	ok      bool         // false = words that are no quantity
}

var (
	beside   = regexp.MustCompile(`[(\[]\s*((?:19|20)\d{2})\.?\s*[)\]]|^((?:19|20)\d{2})\s*[:=]|[,;]\s*((?:19|20)\d{2})$`)
	suppress = regexp.MustCompile(`^[<≤]\s*\d+$`)
	part     = regexp.MustCompile(`^(\d+)\s*/\s*(\d+)$`)
	figure   = regexp.MustCompile(`^([+-]?)([\d.,'’ ]+?)\s*(%|për qind|percent|per cent|процената|посто|procent[ųyua]*|proc\.?|protsenti|prosent|відсотк\p{L}+)?$`)
)

// quantity reads a value of an indicator. Zero, missing ("", "-", "no data"), not applicable ("n/a", "s/e") and
// suppressed ("<3", "c") are four different things; the words are in data/words.json.
func (w *Words) quantity(c cell) quantity {
	s := strings.TrimSpace(strings.ReplaceAll(c.text, "\u00a0", " "))
	if kind, ok := w.sets["quantity"][foldSign(s)]; ok {
		switch kind {
		case "yes":
			return quantity{Quantity: known(1, 1), measure: tree.YesNo, ok: true}
		case "no":
			return quantity{Quantity: known(0, 1), measure: tree.YesNo, ok: true}
		}
		return quantity{Quantity: tree.Quantity{Status: measure.Status(kind)}, ok: true}
	}
	if s == "" {
		return quantity{Quantity: tree.Quantity{Status: measure.Missing}, ok: true}
	}
	if suppress.MatchString(s) {
		return quantity{Quantity: tree.Quantity{Status: measure.Suppressed}, ok: true}
	}
	q := quantity{}
	if m := beside.FindStringSubmatch(s); m != nil && !c.number {
		q.year, _ = strconv.Atoi(m[1] + m[2] + m[3])
		if rest := strings.TrimSpace(strings.Replace(s, m[0], "", 1)); rest != "" {
			s = rest
		}
	}
	if m := part.FindStringSubmatch(s); m != nil {
		num, err := strconv.ParseInt(m[1], 10, 64)
		den, err2 := strconv.ParseInt(m[2], 10, 64)
		if err == nil && err2 == nil && den > 0 {
			q.Quantity, q.measure, q.ok = known(num, den), tree.Ratio, true
			return q
		}
	}
	m := figure.FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		return quantity{Quantity: tree.Quantity{Status: measure.Missing}, year: q.year}
	}
	plain, ok := strings.TrimSpace(m[2]), true
	if !c.number {
		plain, ok = plainNumber(plain)
	}
	r, valid := new(big.Rat).SetString(m[1] + plain)
	if !ok || !valid || len(plain) > 30 {
		return quantity{Quantity: tree.Quantity{Status: measure.Missing}, year: q.year}
	}
	q.measure = tree.Number
	scale := int64(1)
	if _, decimals, found := strings.Cut(plain, "."); found {
		for range decimals {
			scale *= 10
		}
	}
	if len(plain) > 15 {
		return quantity{Quantity: tree.Quantity{Status: measure.Missing}, year: q.year}
	}
	n := new(big.Rat).Mul(r, new(big.Rat).SetInt64(scale))
	if m[3] != "" {
		q.measure = tree.Percent
		scale *= 100
	}
	q.Quantity, q.ok = known(n.Num().Int64(), scale), true
	return q
}

func known(num, den int64) tree.Quantity {
	return tree.Quantity{Status: measure.Known, Num: num, Den: den}
}
