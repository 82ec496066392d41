package indicator

import (
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// Write is a value in the reader's language, or why there is none. A percentage stands with the counts behind it.
func Write(l *i18n.Localizer, m tree.Measure, q tree.Quantity) string {
	switch {
	case !q.Known():
		return l.T(rates.ValueKey(q.Why()))
	case m == tree.YesNo && q.Num != 0:
		return l.T("plan.indicator.yes")
	case m == tree.YesNo:
		return l.T("plan.indicator.no")
	case m == tree.Percent && q.Den != 100 && q.Den != 1000 && q.Den != 10_000:
		return l.T("plan.indicator.share", "percent", l.Percent(q.Num, q.Den, 1), "num", q.Num, "den", q.Den)
	case m == tree.Percent:
		return l.Percent(q.Num, q.Den, 1)
	case q.Num%q.Den == 0:
		return l.Number(q.Num / q.Den)
	}
	n, ok := i18n.Ratio(q.Num, q.Den, 2)
	if !ok {
		return l.T("i18n.no_value")
	}
	return l.Fixed(n, 2)
}

// WriteGoal is a baseline or a target in the reader's language: a percentage alone, since few count its parts.
func WriteGoal(l *i18n.Localizer, m tree.Measure, q tree.Quantity) string {
	if m == tree.Percent && q.Known() {
		return l.Percent(q.Num, q.Den, 1)
	}
	return Write(l, m, q)
}

// Read makes a value of what was typed: a number with a comma or a full stop before its fraction, or the part and the
// whole of a percentage. Spaces between digits are left out. An empty text is missing.
func Read(m tree.Measure, status measure.Status, value, part, whole string) (tree.Quantity, error) {
	if status != "" && status != measure.Known {
		return tree.None(status), nil
	}
	if part = digits(part); part != "" || digits(whole) != "" {
		num, err := strconv.ParseInt(part, 10, 64)
		den, wrong := strconv.ParseInt(digits(whole), 10, 64)
		if err != nil || wrong != nil || den <= 0 {
			return tree.Quantity{}, errs.Bad("whole", "plan.indicator.parts_wrong")
		}
		return tree.Fraction(num, den), nil
	}
	if value = digits(value); value == "" {
		return tree.None(measure.Missing), nil
	}
	before, after, _ := strings.Cut(strings.ReplaceAll(strings.TrimSuffix(value, "%"), ",", "."), ".")
	num, err := strconv.ParseInt(before+after, 10, 64)
	if err != nil || len(after) > 9 {
		return tree.Quantity{}, errs.Bad("value", "plan.indicator.value_wrong")
	}
	den := int64(1)
	for range after {
		den *= 10
	}
	if m == tree.Percent {
		den *= 100
	}
	return tree.Fraction(num, den), nil
}

// digits is what was typed without spaces, and with a plain minus.
func digits(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "−", "-", "'", "").Replace(s)
}

// lightOf is a fulfilment as a light, with the rule that lit it.
func lightOf(l *i18n.Localizer, f rates.Fulfilment, s tree.Scheme) (look.Light, string) {
	signal := f.Signal(s)
	return look.Light{Code: string(signal.Light), Letter: l.T(signal.Light.LetterKey()), Word: l.T(signal.Light.Key())}, signal.Say(l)
}

// measureWord is a measure by its name and, in the reader's language, by what it tells.
func measureWord(l *i18n.Localizer, name string) string { return l.T(name) + " (" + name + ")" }

// stateTag is the state of a value.
func stateTag(l *i18n.Localizer, state string) look.Tag {
	t := look.Tag{Word: l.T("plan.indicator.state." + state), Icon: "pencil"}
	switch state {
	case Pending:
		t.Icon, t.Color = "clock", "info"
	case Returned:
		t.Icon, t.Color = "arrow-left", "warning"
	case Approved:
		t.Icon, t.Color = "check", "success"
	}
	return t
}

// periodWord is a period as people write it.
func periodWord(l *i18n.Localizer, period string) string {
	year, part, ok := strings.Cut(period, "-")
	switch {
	case !ok:
		return year
	case strings.HasPrefix(part, "H"):
		return l.T("plan.indicator.half", "n", part[1:], "year", year)
	case strings.HasPrefix(part, "Q"):
		return l.T("plan.indicator.quarter", "n", part[1:], "year", year)
	}
	first, _, ok := tree.PeriodDays(period)
	if !ok {
		return period
	}
	return l.MonthYear(day(first))
}

func itoa(n int) string { return strconv.Itoa(n) }
