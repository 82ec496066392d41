package rates

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// Lint looks at whether an indicator can be measured at all: unit, direction, dated baseline, target, source, owner,
// frequency, one thing only. Everything it says is a hint; the plan is taken as it is.
func Lint(ind tree.Indicator) (out []tree.Remark) {
	say := func(field, key string, args ...any) {
		r := tree.Remark{Number: ind.Number, Field: field, Key: key, Args: map[string]any{"number": ind.Number}}
		for i := 0; i+1 < len(args); i += 2 {
			r.Args[args[i].(string)] = args[i+1]
		}
		out = append(out, r)
	}
	for _, f := range []struct {
		field string
		empty bool
	}{
		{"unit", ind.Unit == "" && ind.Measure != tree.Percent && ind.Measure != tree.YesNo},
		{"direction", ind.Direction == ""},
		{"source", ind.Source == "" && ind.Computed == ""},
		{"owner", ind.Owner == "" && ind.OwnerUnit == ""},
		{"frequency", ind.Frequency == ""},
		{"targets", len(ind.Targets) == 0},
	} {
		if f.empty {
			say(f.field, "plan.rates.lint."+f.field)
		}
	}
	switch b := ind.Baseline; {
	case b.Quantity.Why() == measure.Missing:
		say("baseline", "plan.rates.lint.baseline")
	case b.Year == 0 && b.Quantity.Why() != measure.NotApplicable:
		say("baseline", "plan.rates.lint.baseline_year")
	}
	if (ind.Measure == tree.Percent || ind.Measure == tree.Ratio) && ind.Computed == "" && (ind.Numerator == "" || ind.Denominator == "") {
		say("numerator", "plan.rates.lint.parts")
	}
	for _, t := range ind.Targets {
		if wrongSide(ind.Baseline.Quantity, t.Quantity, ind.Direction) {
			say("targets", "plan.rates.lint.side", "period", t.Period, "direction", i18n.Key(ind.Direction.Key()))
		}
	}
	if word := two(ind); word != "" {
		say("text", "plan.rates.lint.two", "word", word)
	}
	return out
}

// wrongSide tells whether a target lies on the other side of the baseline than the direction says.
func wrongSide(baseline, target tree.Quantity, d tree.Direction) bool {
	b, t := baseline.Rat(), target.Rat()
	if b == nil || t == nil {
		return false
	}
	switch c := t.Cmp(b); d {
	case tree.Rising:
		return c < 0
	case tree.Falling:
		return c > 0
	case tree.Hold:
		return c != 0
	}
	return false
}

// joins are the words for "and" and "or" by language.
func joins(lang string) []string {
	base, _, _ := strings.Cut(lang, "-")
	return map[string][]string{
		"en": {"and", "or"}, "sq": {"dhe", "ose"}, "sr": {"и", "или", "i", "ili"}, "lt": {"ir", "arba"}, "lv": {"un", "vai"},
		"et": {"ja", "või"}, "cs": {"a", "nebo", "i"}, "uk": {"і", "та", "або", "й"}, "pl": {"i", "oraz", "lub"}, "nb": {"og", "eller"},
	}[base]
}

// counts are the beginnings of words that name what is counted, by language.
func counts(lang string) []string {
	base, _, _ := strings.Cut(lang, "-")
	return map[string][]string{
		"en": {"number", "share", "percentage", "rate", "proportion", "level"}, "sq": {"numr", "përqind", "shkall", "nivel"},
		"sr": {"број", "проценат", "удео", "удел", "стоп", "ниво", "broj", "procenat", "udeo", "udel", "stop", "nivo"},
		"lt": {"skai", "dalis", "dali", "procent", "lygi"}, "lv": {"skait", "īpatsvar", "procent", "līme"},
		"et": {"arv", "osakaal", "protsent", "määr", "tase"}, "cs": {"počet", "počt", "podíl", "procent", "mír", "úrove"},
		"uk": {"кількіст", "частк", "відсот", "рівен", "рівн"}, "pl": {"liczb", "odset", "udział", "procent", "poziom", "wskaźnik"},
		"nb": {"antall", "andel", "prosent", "grad", "nivå"},
	}[base]
}

// two finds the word that joins two measures in one indicator: a word for "and" behind which something is counted anew
// ("number of patrols and share of ..."). Two things that are counted together ("women and men") are one measure. It
// looks at the text, and at the definition, in each language.
func two(ind tree.Indicator) string {
	for _, text := range []i18n.Text{ind.Text, ind.Definition} {
		for _, tag := range slices.Sorted(maps.Keys(text)) {
			words := strings.FieldsFunc(strings.ToLower(text[tag]), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
			counted := false
			for i, w := range words {
				names := slices.ContainsFunc(counts(tag), func(begin string) bool { return strings.HasPrefix(w, begin) })
				if names && counted {
					for _, before := range words[max(0, i-2):i] { // "and share", "and the share"
						if slices.Contains(joins(tag), before) {
							return before
						}
					}
				}
				counted = counted || names
			}
		}
	}
	return ""
}
