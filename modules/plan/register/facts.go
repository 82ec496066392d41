package register

import (
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/tree"
)

// CountWords says how many objectives, sub-objectives and activities a version has.
func CountWords(l *i18n.Localizer, v Version) string {
	return l.List([]string{l.N("plan.register.objectives", v.Objectives), l.N("plan.register.sub_objectives", v.SubObjectives), l.N("plan.register.activities", v.Active)})
}

// WhyWords is a reason with the document that says so; empty where there is neither.
func WhyWords(l *i18n.Localizer, reason, decision string) string {
	switch {
	case reason == "" && decision == "":
		return ""
	case decision == "":
		return l.T("plan.register.why_reason", "reason", reason)
	case reason == "":
		return l.T("plan.register.why_decision", "decision", decision)
	}
	return l.T("plan.register.why_both", "reason", reason, "decision", decision)
}

// Facts are what a node says of itself beside its text.
func Facts(r *web.Request, g *Register, n tree.Node) (out []look.Fact) {
	l := r.Text
	add := func(field, text string) {
		if text != "" {
			out = append(out, look.Fact{Term: l.T("plan.tree.field." + field), Text: text})
		}
	}
	words := func(field string, t i18n.Text) {
		if text, lang := g.Word(r, t); text != "" {
			out = append(out, look.Fact{Term: l.T("plan.tree.field." + field), Text: text, Lang: lang})
		}
	}
	if a := n.Activity; a != nil {
		if a.Dropped {
			add("dropped", strings.TrimSpace(l.T(tree.Drop.Key())+" "+a.Decision))
		}
		if day := midnight(a.Start); !day.IsZero() {
			add("start", l.Date(day))
		}
		deadline := DeadlineWord(l, a.Deadline)
		if w := a.Deadline.Written; w != "" && a.Deadline.Kind != tree.Unread && w != deadline {
			deadline = l.T("plan.register.as_written", "text", deadline, "written", l.Quote(w))
		}
		add("deadline", deadline)
		add("lead", a.Lead)
		add("lead_unit", g.UnitName(r, a.LeadUnit))
		add("supporting", strings.Join(a.Supporting, ", "))
		words("output", a.Output)
		var money []string
		for _, b := range a.Budget {
			amount := l.Fixed(b.Minor, 2) + "\u00a0" + b.Currency
			if b.Year > 0 {
				amount = itoa(int64(b.Year)) + ": " + amount
			}
			money = append(money, amount)
		}
		add("budget", strings.Join(append(money, words0(a.BudgetText)...), ", "))
		add("reference", a.Reference)
		add("evidence", a.Evidence)
	}
	if n.Weight > 0 {
		add("weight", tree.Millionths(n.Weight))
	}
	add("tags", strings.Join(n.Tags, ", "))
	add("contributes", strings.Join(n.Contributes, ", "))
	words("assumption", n.Assumption)
	words("risk", n.Risk)
	return out
}

func words0(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
