package register

import (
	"encoding/json"
	"strings"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// DeadlineWord writes a deadline. One that was not understood stands as it was written.
func DeadlineWord(l *i18n.Localizer, d tree.Deadline) string {
	at := midnight(d.Day)
	year := at.Format("2006")
	switch d.Kind {
	case tree.OnDate:
		return l.Date(at)
	case tree.MonthEnd:
		return l.MonthYear(at)
	case tree.QuarterEnd:
		return l.T("plan.register.quarter", "n", itoa(int64(at.Month()+2)/3), "year", year)
	case tree.HalfEnd:
		return l.T("plan.register.half", "n", itoa(int64(at.Month()+5)/6), "year", year)
	case tree.YearEnd:
		return l.T("plan.register.year_end", "year", year)
	case tree.Recurring:
		if d.Every != "" {
			return l.T(d.Every.Key())
		}
	case tree.Relative:
		if d.After != "" && d.Days > 0 {
			return l.T("plan.register.days_after", "days", l.Days(int64(d.Days)), "after", d.After)
		}
		if d.Written != "" {
			return d.Written
		}
	case tree.Unread:
		return d.Written
	}
	return l.T(d.Kind.Key())
}

// SayChange writes a change of a plan in one line: what, from what, to what.
func SayChange(l *i18n.Localizer, c tree.Change) string {
	what := c.Number
	if what == "" {
		what = l.T("plan.register.whole_plan")
	}
	if c.Indicator != "" {
		what = l.T("plan.register.indicator", "number", c.Indicator)
	}
	if c.Kind != tree.Changed {
		return l.T("plan.register.change", "what", what, "how", i18n.Key(c.Kind.Key()))
	}
	return l.T("plan.register.change_field", "what", what, "field", FieldWord(l, c), "was", valueWord(l, c, c.Was), "is", valueWord(l, c, c.Is))
}

// SayField is SayChange for who sees already which node it is about.
func SayField(l *i18n.Localizer, c tree.Change) string {
	if c.Kind != tree.Changed || c.Indicator != "" {
		return SayChange(l, c)
	}
	return l.T("plan.register.field_change", "field", FieldWord(l, c), "was", valueWord(l, c, c.Was), "is", valueWord(l, c, c.Is))
}

// FieldWord names the field of a change, with its language where it is one of several.
func FieldWord(l *i18n.Localizer, c tree.Change) string {
	key, lang := tree.FieldKey(c.Field)
	if lang == "" {
		return l.T(key)
	}
	return l.T(key) + " (" + lang + ")"
}

// valueWord writes a value of a change; a dash where there was none.
func valueWord(l *i18n.Localizer, c tree.Change, raw string) string {
	if raw == "" || raw == `""` || raw == "null" {
		return l.T("i18n.no_value")
	}
	if c.Field == "activity.lead_unit" || c.Field == "activity.lead_org" || raw[0] == '{' && c.Field != "activity.deadline" {
		return l.T("plan.register.another") // an id, or a value of many parts: nothing to read
	}
	if c.Field == "activity.deadline" {
		var d tree.Deadline
		if json.Unmarshal([]byte(raw), &d) == nil {
			return DeadlineWord(l, d)
		}
	}
	var s string
	if json.Unmarshal([]byte(raw), &s) == nil {
		if day := midnight(s); !day.IsZero() {
			return l.Date(day)
		}
		return s
	}
	var list []string
	if json.Unmarshal([]byte(raw), &list) == nil {
		return strings.Join(list, ", ")
	}
	return raw
}
