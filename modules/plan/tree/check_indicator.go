package tree

import (
	"slices"
	"strconv"

	"reeve/kernel/measure"
)

// checkIndicator looks at whether an indicator can be kept; whether it is a good one is looked at elsewhere.
func checkIndicator(ind Indicator) (out []Remark) {
	bad := func(field, key string, args ...any) {
		out = append(out, fault(ind.Number, field, key, append(args, "number", ind.Number)...))
	}
	if ind.Number == "" {
		bad("number", "plan.tree.indicator_none")
	}
	if !slices.Contains([]IndicatorLevel{Impact, Outcome, Output, Process, ""}, ind.Level) {
		bad("level", "plan.tree.word_unknown", "word", string(ind.Level))
	}
	if !slices.Contains([]Measure{Number, Percent, Ratio, Score, YesNo}, ind.Measure) {
		bad("measure", "plan.tree.word_unknown", "word", string(ind.Measure))
	}
	if !slices.Contains([]Direction{Rising, Falling, Hold, ""}, ind.Direction) {
		bad("direction", "plan.tree.word_unknown", "word", string(ind.Direction))
	}
	if !ind.Baseline.Quantity.Sound() {
		bad("baseline", "plan.tree.quantity_odd")
	}
	seen := ""
	for _, t := range ind.Targets {
		_, last, ok := PeriodDays(t.Period)
		switch {
		case !ok:
			bad("targets", "plan.tree.period_unread", "period", t.Period)
			continue
		case !t.Quantity.Sound():
			bad("targets", "plan.tree.quantity_odd")
		case last <= seen:
			bad("targets", "plan.tree.period_order", "period", t.Period)
		}
		seen = last
	}
	return out
}

// Sound tells whether a quantity is one of the four kinds and has integers just where it is a number. An empty one is
// missing.
func (q Quantity) Sound() bool {
	switch q.Status {
	case measure.Known:
		return q.Den > 0
	case "", measure.Missing, measure.NotApplicable, measure.Suppressed:
		return q.Num == 0 && q.Den == 0
	}
	return false
}

// yearOf is the year of a day; 0 for a text that is none.
func yearOf(day string) int {
	if len(day) < 4 {
		return 0
	}
	y, _ := strconv.Atoi(day[:4])
	return y
}

func itoa(n int) string { return strconv.Itoa(n) }
