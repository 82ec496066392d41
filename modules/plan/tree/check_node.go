package tree

import (
	"slices"
	"strings"

	"reeve/kernel/i18n"
)

// checkNode looks at what a node says.
func checkNode(p Plan, places map[string]int, n Node) (out []Remark) {
	if len(n.Text) == 0 {
		out = append(out, hint(n.Number, "text", "plan.tree.text_none", "number", n.Number))
	}
	for _, other := range n.Contributes {
		if _, ok := places[other]; !ok && !strings.Contains(other, "/") {
			out = append(out, hint(n.Number, "contributes", "plan.tree.contributes_none", "number", n.Number, "other", other))
		}
	}
	if n.Activity == nil {
		return out
	}
	if n.Level != ActivityNode && n.Level != Task {
		out = append(out, fault(n.Number, "activity", "plan.tree.activity_odd", "number", n.Number, "level", i18n.Key(n.Level.Key())))
	}
	out = append(out, checkDays(p, n)...)
	for _, b := range n.Activity.Budget {
		if b.Minor < 0 || len(b.Currency) != 3 {
			out = append(out, fault(n.Number, "budget", "plan.tree.budget_odd", "number", n.Number))
		} else if y := yearOf(p.From); b.Year != 0 && (b.Year < y || b.Year > yearOf(p.Until)) {
			out = append(out, hint(n.Number, "budget", "plan.tree.budget_outside", "number", n.Number, "year", itoa(b.Year)))
		}
	}
	if n.Activity.Dropped && n.Activity.Decision == "" {
		out = append(out, hint(n.Number, "decision", "plan.tree.decision_none", "number", n.Number))
	}
	return out
}

// checkDays looks at start and deadline.
func checkDays(p Plan, n Node) (out []Remark) {
	a := n.Activity
	bad := func(field, key string, args ...any) {
		out = append(out, fault(n.Number, field, key, append(args, "number", n.Number)...))
	}
	if a.Start != "" && !isDay(a.Start) {
		bad("start", "plan.tree.day_unread_of", "day", a.Start)
		return out
	}
	d := a.Deadline
	switch d.Kind {
	case OnDate, MonthEnd, QuarterEnd, HalfEnd, YearEnd:
		switch {
		case !isDay(d.Day):
			bad("deadline", "plan.tree.day_unread_of", "day", d.Day)
			return out
		case EndOf(d.Kind, d.Day) != d.Day:
			bad("deadline", "plan.tree.deadline_not_end", "day", i18n.Day(d.Day), "kind", i18n.Key(d.Kind.Key()))
		}
	case Recurring:
		if !slices.Contains([]Every{Monthly, Quarterly, HalfYearly, Yearly}, d.Every) {
			out = append(out, hint(n.Number, "deadline", "plan.tree.every_none", "number", n.Number))
		}
	case Relative:
		if d.Days < 0 || d.Days > 36_500 {
			bad("deadline", "plan.tree.days_odd", "days", d.Days)
		}
	case Unread:
		out = append(out, hint(n.Number, "deadline", "plan.tree.deadline_unread", "number", n.Number, "written", d.Written))
	case Ongoing, Inherited:
	case "":
		out = append(out, hint(n.Number, "deadline", "plan.tree.deadline_none", "number", n.Number))
	default:
		bad("deadline", "plan.tree.word_unknown", "word", string(d.Kind))
	}
	if due := d.Due("", startOf(p, n), ""); due != "" {
		switch {
		case a.Start != "" && due < a.Start:
			bad("deadline", "plan.tree.deadline_before_start", "deadline", i18n.Day(due), "start", i18n.Day(a.Start))
		case due < p.From || p.Until != "" && due > p.Until:
			out = append(out, hint(n.Number, "deadline", "plan.tree.deadline_outside", "number", n.Number, "deadline", i18n.Day(due)))
		}
	}
	if a.Start != "" && (a.Start < p.From || p.Until != "" && a.Start > p.Until) {
		out = append(out, hint(n.Number, "start", "plan.tree.start_outside", "number", n.Number, "start", i18n.Day(a.Start)))
	}
	return out
}
