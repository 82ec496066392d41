package rates

import (
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// Light is what a figure or an activity shows at a glance. Each has a colour, a shape and a letter of its own.
type Light string

// Lights: a blue square, a green circle, an ochre triangle, a brick diamond, a dashed grey ring, a dot.
const (
	Blue  Light = "done"     // done, target reached
	Green Light = "schedule" // on schedule, from the upper threshold on
	Amber Light = "partly"   // partly, from the lower threshold on
	Red   Light = "late"     // late or not done, below the lower threshold
	Grey  Light = "silent"   // no data
	Dot   Light = "waiting"  // not due, dropped: nothing to show a light for
)

// Lights are all lights, in the order of a legend and of stacked bars.
func Lights() []Light { return []Light{Blue, Green, Amber, Red, Grey, Dot} }

// Key is the message key of the light's name.
func (l Light) Key() string { return "plan.rates.light." + string(l) }

// LetterKey is the message key of its letter, unique among the lights in each language.
func (l Light) LetterKey() string { return "plan.rates.letter." + string(l) }

// Shape is the shape it is drawn in.
func (l Light) Shape() string {
	switch l {
	case Blue:
		return "square"
	case Green:
		return "circle"
	case Amber:
		return "triangle"
	case Red:
		return "diamond"
	case Grey:
		return "ring"
	}
	return "dot"
}

// Light is the light of an activity with this status.
func (s Status) Light() Light {
	switch s {
	case Implemented:
		return Blue
	case OnSchedule:
		return Green
	case Partly:
		return Amber
	case NotImplemented, Late:
		return Red
	case NotDue, Dropped:
		return Dot
	}
	return Grey
}

// Lit counts a tally by light.
func (t Tally) Lit() map[Light]int64 {
	out := map[Light]int64{}
	for _, s := range Statuses() {
		out[s.Light()] += t.Of(s)
	}
	return out
}

// Signal is a light and the rule that lit it.
type Signal struct {
	Light Light
	Rule  string // message key
	args  []any  // of the rule; rates and shares among them are written in per cent
}

// share is a threshold in thousandths.
type share int64

// Say is the rule in the reader's language, with its values.
func (s Signal) Say(l *i18n.Localizer) string {
	args := make([]any, len(s.args))
	for i, a := range s.args {
		switch a := a.(type) {
		case measure.Rate:
			args[i] = Percent(l, a, 1)
		case share:
			digits := 1
			if a%10 == 0 {
				digits = 0
			}
			args[i] = l.Percent(int64(a), 1000, digits)
		default:
			args[i] = a
		}
	}
	return l.T(s.Rule, args...)
}

// Percent writes a rate in per cent with that many digits, or why there is none.
func Percent(l *i18n.Localizer, r measure.Rate, digits int) string {
	if r.Status != measure.Known {
		return l.T(ValueKey(r.Status))
	}
	return l.Percent(r.Num, r.Den, digits)
}

// ValueKey is the message key of why there is no number.
func ValueKey(s measure.Status) string {
	switch s {
	case measure.NotApplicable, measure.Suppressed:
		return "plan.rates.value." + string(s)
	}
	return "plan.rates.value.missing"
}

// Signal is the light of an activity, with the rule.
func (s Status) Signal() Signal {
	return Signal{Light: s.Light(), Rule: "plan.rates.rule.status", args: []any{"status", i18n.Key(s.Key())}}
}

// Signal is the light of a node by its strict rate.
func (l Line) Signal(s tree.Scheme) Signal {
	t, r := l.Tally, l.Three.Strict
	switch {
	case t.All() == 0:
		return Signal{Light: Dot, Rule: "plan.rates.rule.empty"}
	case t.Planned() == t.Dropped:
		return Signal{Light: Dot, Rule: "plan.rates.rule.not_due"}
	case t.NoReport+t.Dropped == t.Planned():
		return Signal{Light: Grey, Rule: "plan.rates.rule.silent", args: []any{"planned", t.Planned()}}
	case t.Implemented+t.Dropped == t.Planned():
		return Signal{Light: Blue, Rule: "plan.rates.rule.done", args: []any{"planned", t.Implemented}}
	}
	return byThreshold(r, s)
}

// Signal is the light of an indicator.
func (f Fulfilment) Signal(s tree.Scheme) Signal {
	switch {
	case f.Why != "":
		return Signal{Light: Grey, Rule: f.Why}
	case f.Hold && f.Met:
		return Signal{Light: Blue, Rule: "plan.rates.rule.held"}
	case f.Hold:
		return Signal{Light: Red, Rule: "plan.rates.rule.not_held"}
	case f.Met:
		return Signal{Light: Blue, Rule: "plan.rates.rule.reached", args: []any{"rate", f.Rate}}
	}
	return byThreshold(f.Rate, s)
}

func byThreshold(r measure.Rate, s tree.Scheme) Signal {
	args := []any{"rate", r, "green", share(s.Green), "amber", share(s.Amber)}
	switch {
	case r.Status != measure.Known:
		return Signal{Light: Grey, Rule: ValueKey(r.Status)}
	case atLeast(r, s.Green):
		return Signal{Light: Green, Rule: "plan.rates.rule.green", args: args}
	case atLeast(r, s.Amber):
		return Signal{Light: Amber, Rule: "plan.rates.rule.amber", args: args}
	}
	return Signal{Light: Red, Rule: "plan.rates.rule.red", args: args}
}
