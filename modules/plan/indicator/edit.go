package indicator

import (
	"maps"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// maxText is how long a text of an indicator may be, in characters.
const maxText = 4000

// typedIndicator is an indicator as the form says it, over what it was. What the form does not ask for stays.
func typedIndicator(get func(string) string, names []string, was tree.Indicator) (tree.Indicator, error) {
	ind := was
	var bad errs.Fields
	ind.Text, ind.Definition = maps.Clone(was.Text), maps.Clone(was.Definition)
	if ind.Text == nil {
		ind.Text = i18n.Text{}
	}
	if ind.Definition == nil {
		ind.Definition = i18n.Text{}
	}
	for _, name := range names {
		field, tag, ok := strings.Cut(name, ".")
		into := map[string]i18n.Text{"text": ind.Text, "definition": ind.Definition}[field]
		if !ok || into == nil {
			continue
		}
		if len(get(name)) > maxText*4 {
			bad.Add(name, "plan.indicator.note_long", "most", maxText)
		}
		if into[tag] = get(name); into[tag] == "" {
			delete(into, tag)
		}
	}
	if len(ind.Text) == 0 {
		bad.Add("text", "plan.indicator.text_missing")
	}
	if was.Number == "" {
		if ind.Number = tree.CleanNumber(get("new_number")); ind.Number == "" {
			bad.Add("new_number", "plan.tree.indicator_none")
		}
	}
	ind.Level, ind.Measure, ind.Direction = tree.IndicatorLevel(get("level")), tree.Measure(get("measure")), tree.Direction(get("direction"))
	ind.Frequency, ind.Computed = tree.Every(get("frequency")), get("computed")
	ind.Unit, ind.Source, ind.Method, ind.Owner, ind.OwnerUnit = get("unit"), get("source"), get("method"), get("owner"), get("owner_unit")
	ind.Numerator, ind.Denominator, ind.Cumulative = get("numerator"), get("denominator"), get("cumulative") != ""
	var err error
	if ind.Baseline.Quantity, err = Read(ind.Measure, "", get("baseline"), "", ""); err != nil {
		bad.Add("baseline", "plan.indicator.value_wrong")
	}
	if ind.Baseline.Year = 0; get("baseline_year") != "" {
		if ind.Baseline.Year, err = strconv.Atoi(get("baseline_year")); err != nil || ind.Baseline.Year < 1900 || ind.Baseline.Year > 2199 {
			bad.Add("baseline_year", "plan.indicator.year_wrong")
		}
	}
	ind.Baseline.Source = get("baseline_source")
	ind.Targets = nil
	for i, line := range strings.Split(get("targets"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		period, value, _ := strings.Cut(line, ":")
		q, err := Read(ind.Measure, "", value, "", "")
		if _, _, ok := tree.PeriodDays(strings.TrimSpace(period)); !ok || err != nil || q.Why() != measure.Known {
			bad.Add("targets", "plan.indicator.targets_wrong", "line", i+1)
			break
		}
		ind.Targets = append(ind.Targets, tree.Target{Period: strings.TrimSpace(period), Quantity: q})
	}
	return ind, bad.Err()
}

// targetLines are targets as the form shows them.
func targetLines(ind tree.Indicator) string {
	var out []string
	for _, t := range ind.Targets {
		out = append(out, t.Period+": "+typedAs(ind.Measure, t.Quantity))
	}
	return strings.Join(out, "\n")
}

// typedAs writes a number as it is typed: a percentage in per cent, others as they are. Nothing for what is no number.
func typedAs(m tree.Measure, q tree.Quantity) string {
	if !q.Known() {
		return ""
	}
	if m == tree.Percent {
		q = tree.Fraction(q.Num*100, q.Den)
	}
	return plain(q)
}

// sound refuses an indicator that cannot be kept in a plan.
func sound(p tree.Plan, ind tree.Indicator) error {
	var mine []tree.Remark
	for _, r := range tree.Check(p) {
		if r.Number == ind.Number {
			mine = append(mine, r)
		}
	}
	return tree.Faults(mine)
}
