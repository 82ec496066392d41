package indicator

import (
	"cmp"
	"fmt"
	"slices"

	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Line is an indicator with what it came to.
type Line struct {
	At         At
	Value      *Value       // nil = nobody has entered one
	Target     *tree.Target // that the value is held against
	Fulfilment rates.Fulfilment
}

// Part are some of the indicators of a plan in its order: at most so many from a place on, and how many there are in all.
func Part(p register.Plan, e *register.Edition, from, most int) (part []At, all int) {
	for i := range e.Plan.Nodes {
		for k := range e.Plan.Nodes[i].Indicators {
			if all >= from && len(part) < most {
				part = append(part, At{p, e, e.Plan.Nodes[i], e.Plan.Nodes[i].Indicators[k]})
			}
			all++
		}
	}
	return part, all
}

// Lines are indicators with the latest value of each in a year.
func Lines(part []At, values []Value, year int) (out []Line) {
	by := map[string][]Value{}
	for _, v := range values {
		by[v.Indicator] = append(by[v.Indicator], v)
	}
	for _, at := range part {
		out = append(out, lineOf(at, latest(by[at.Indicator.Number], year), fmt.Sprint(year)))
	}
	return out
}

// lineOf puts a value beside its target; v nil = there is none for the period.
func lineOf(at At, v *Value, period string) Line {
	l := Line{At: at, Value: v}
	var actual, target tree.Quantity
	if v != nil {
		actual, period = v.Quantity, v.Period
	}
	if l.Target = targetFor(at.Indicator, period); l.Target != nil {
		target = l.Target.Quantity
	}
	l.Fulfilment = rates.Fulfil(actual, at.Indicator.Baseline.Quantity, target, at.Indicator.Direction)
	return l
}

// latest is the value of the period that ends last in a year; of two that end on one day the longer period.
func latest(values []Value, year int) (best *Value) {
	var bestFirst, bestLast string
	for i := range values {
		first, last, ok := tree.PeriodDays(values[i].Period)
		if ok && last[:4] == fmt.Sprintf("%04d", year) && (best == nil || last > bestLast || last == bestLast && first < bestFirst) {
			best, bestFirst, bestLast = &values[i], first, last
		}
	}
	return best
}

// targetFor is the target that a value of a period is held against: that of the period, else the next one to come, else
// the last.
func targetFor(ind tree.Indicator, period string) (best *tree.Target) {
	_, end, _ := tree.PeriodDays(period)
	for i := range ind.Targets {
		t := &ind.Targets[i]
		if t.Period == period {
			return t
		}
		if lastOf(t.Period) != "" && (best == nil || lastOf(best.Period) < end) {
			best = t
		}
	}
	return best
}

func lastOf(period string) string { _, last, _ := tree.PeriodDays(period); return last }

// Periods are the periods of a plan that an indicator has values for: by its frequency, yearly where none is given, those
// of its targets, and those of its values.
func Periods(p tree.Plan, ind tree.Indicator, values []Value) (out []string) {
	add := func(period string) {
		first, last, ok := tree.PeriodDays(period)
		if ok && last >= p.From && first <= p.Until && !slices.Contains(out, period) {
			out = append(out, period)
		}
	}
	form, n := "%04d", 1
	switch ind.Frequency {
	case tree.HalfYearly:
		form, n = "%04d-H%d", 2
	case tree.Quarterly:
		form, n = "%04d-Q%d", 4
	case tree.Monthly:
		form, n = "%04d-%02d", 12
	}
	first, last := yearsOf(p)
	for year := first; year <= last; year++ {
		for i := range n {
			if n == 1 {
				add(fmt.Sprintf(form, year))
			} else {
				add(fmt.Sprintf(form, year, i+1))
			}
		}
	}
	for _, t := range ind.Targets {
		add(t.Period)
	}
	for _, v := range values {
		add(v.Period)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(lastOf(a), lastOf(b)), cmp.Compare(len(b), len(a))) })
	return out
}

// mostYears is how many years of a plan are listed.
const mostYears = 30

func yearsOf(p tree.Plan) (first, last int) {
	fmt.Sscanf(p.From, "%4d", &first)
	fmt.Sscanf(p.Until, "%4d", &last)
	return first, min(last, first+mostYears-1)
}
