package assess

import (
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// lightOf is a light as it is drawn, with what it says.
func lightOf(l *i18n.Localizer, code rates.Light, word string) look.Light {
	if word == "" {
		word = l.T(code.Key())
	}
	return look.Light{Code: string(code), Letter: l.T(code.LetterKey()), Word: word}
}

// legend names every light.
func legend(l *i18n.Localizer) (out []look.Light) {
	for _, code := range rates.Lights() {
		out = append(out, lightOf(l, code, ""))
	}
	return out
}

// balanceOf is how many activities show each light.
func balanceOf(l *i18n.Localizer, t rates.Tally) look.Balance {
	var b look.Balance
	var words []string
	lit := t.Lit()
	for _, code := range rates.Lights() {
		n := lit[code]
		b.Parts = append(b.Parts, look.BalancePart{Light: lightOf(l, code, ""), Count: n, Number: l.Number(n)})
		if n > 0 {
			words = append(words, l.T("plan.assess.light_count", "light", i18n.Key(code.Key()), "n", n))
		}
	}
	b.Words = strings.Join(words, ", ")
	return b
}

// figures are the three rates, which always stand together, with the second column where a later version differs.
func figures(l *i18n.Localizer, st *State) []look.Figure {
	t, three := st.Result.Total.Tally, st.Result.Total.Three
	planned := t.Planned()
	all := []look.Figure{
		{Label: l.T("plan.rates.rate.strict"), Value: percent(l, three.Strict), Share: share(three.Strict), Note: l.T("plan.assess.strict_note", "done", t.Done(), "planned", planned)},
		{Label: l.T("plan.rates.rate.partial"), Value: percent(l, three.Partial), Share: share(three.Partial),
			Note: l.T("plan.assess.partial_note", "credit", l.Percent(st.Base.Plan.Scheme.Credit, 1000, 0), "partly", t.Partly)},
		{Label: l.T("plan.rates.rate.reported"), Value: percent(l, three.Reported), Share: share(three.Reported),
			Note: l.T("plan.assess.reported_note", "done", t.Done(), "planned", planned-t.NoReport)},
	}
	for i := range all {
		all[i].Series = i
	}
	if st.Second != nil {
		for i, rate := range []measure.Rate{st.Second.Total.Three.Strict, st.Second.Total.Three.Partial, st.Second.Total.Three.Reported} {
			all[i].Second = l.T("plan.assess.second", "version", st.Amended.Version.Number, "rate", percent(l, rate))
		}
	}
	return all
}

// percent writes a rate with two digits, or why there is none.
func percent(l *i18n.Localizer, rate measure.Rate) string { return rates.Percent(l, rate, 2) }

// share is a rate in tenths of a per cent, for a bar; look.NoValue where there is none.
func share(rate measure.Rate) int64 {
	n, ok := rate.Per(1000, 0)
	if !ok {
		return look.NoValue
	}
	return n
}

// rounds are the years of a plan side by side.
func rounds(r *web.Request, all []*State) look.Chart {
	l := r.Text
	c := look.Chart{ID: "rounds", Kind: look.Grouped, Title: l.T("plan.assess.rounds"), Unit: "%", Scale: 10, Number: l.Number, Fold: l.T("plan.assess.as_table"), Empty: l.T("plan.assess.no_rounds"),
		Series: []look.Series{{Word: l.T("plan.rates.rate.strict")}, {Word: l.T("plan.rates.rate.partial")}, {Word: l.T("plan.rates.rate.reported")}},
		Table: look.Table{Caption: l.T("plan.assess.rounds"), Head: []look.Cell{{Text: l.T("plan.assess.year")}, {Text: l.T("plan.assess.planned"), Number: true}, {Text: l.T("plan.rates.rate.strict"), Number: true},
			{Text: l.T("plan.rates.rate.partial"), Number: true}, {Text: l.T("plan.rates.rate.reported"), Number: true}, {Text: l.T(rates.NoReport.Key()), Number: true}}}}
	var said []string
	for _, st := range all {
		three, year := st.Result.Total.Three, itoa(int64(st.Assessment.Year))
		c.Labels = append(c.Labels, look.ChartLabel{Text: year})
		row := []look.Cell{{Text: year}, {Text: l.Number(st.Result.Total.Tally.Planned()), Number: true}}
		for i, rate := range []measure.Rate{three.Strict, three.Partial, three.Reported} {
			c.Series[i].Values = append(c.Series[i].Values, share(rate))
			row = append(row, look.Cell{Text: percent(l, rate), Number: true})
		}
		c.Table.Rows = append(c.Table.Rows, append(row, look.Cell{Text: l.Number(st.Result.Total.Tally.NoReport), Number: true}))
		said = append(said, l.T("plan.assess.round_said", "year", year, "rate", percent(l, three.Strict)))
	}
	c.Text = strings.Join(said, "; ")
	return c
}

// stateTag is the state of a year.
func stateTag(l *i18n.Localizer, state string) look.Tag {
	t := look.Tag{Word: l.T("plan.assess.state." + state), Icon: "pencil"}
	switch state {
	case Review:
		t.Icon, t.Color = "eye", "info"
	case Locked:
		t.Icon = "lock"
	case Published:
		t.Icon, t.Color = "globe", "success"
	}
	return t
}

// quantity writes the number of an indicator, or why there is none.
func quantity(l *i18n.Localizer, m tree.Measure, q tree.Quantity) string {
	if q.Status != measure.Known {
		return l.T(rates.ValueKey(q.Status))
	}
	switch {
	case m == tree.YesNo && q.Num != 0:
		return l.T("plan.assess.yes")
	case m == tree.YesNo:
		return l.T("plan.assess.no")
	case m == tree.Percent:
		return l.Percent(q.Num, q.Den, 1)
	case q.Den == 0 || q.Num%q.Den == 0:
		return l.Number(q.Num / max(q.Den, 1))
	}
	n, ok := i18n.Ratio(q.Num, q.Den, 2)
	if !ok {
		return l.T("i18n.no_value")
	}
	return l.Fixed(n, 2)
}
