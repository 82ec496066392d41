package register

import (
	"maps"
	"slices"

	"reeve/kernel/i18n"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/tree"
)

// told are the fields that a file has a column for. What it has none for stays as it was.
func told(d reader.Draft) map[reader.Field]bool {
	out := map[reader.Field]bool{}
	for _, t := range d.Tables {
		for _, c := range t.Columns {
			out[c.Field] = true
		}
	}
	return out
}

// merged is a node as a file says it, with what the file cannot say taken from the node that is there.
func merged(had, n tree.Node, has map[reader.Field]bool) tree.Node {
	n.Text = both(had.Text, n.Text)
	keep := func(f reader.Field, take func()) {
		if !has[f] {
			take()
		}
	}
	keep(reader.Weight, func() { n.Weight = had.Weight })
	keep(reader.Tags, func() { n.Tags = had.Tags })
	keep(reader.Contributes, func() { n.Contributes = had.Contributes })
	keep(reader.Assumption, func() { n.Assumption = had.Assumption })
	keep(reader.Risk, func() { n.Risk = had.Risk })
	keep(reader.Indicator, func() { n.Indicators = had.Indicators })
	if has[reader.Indicator] {
		n.Indicators = indicators(had.Indicators, n.Indicators)
	}
	if n.Activity == nil || had.Activity == nil {
		return n
	}
	a, was := *n.Activity, *had.Activity
	keep(reader.Start, func() { a.Start = was.Start })
	keep(reader.Deadline, func() { a.Deadline = was.Deadline })
	keep(reader.Lead, func() { a.Lead, a.LeadUnit, a.LeadOrg = was.Lead, was.LeadUnit, was.LeadOrg })
	keep(reader.Supporting, func() { a.Supporting = was.Supporting })
	keep(reader.Output, func() { a.Output = was.Output })
	keep(reader.Budget, func() { a.Budget, a.BudgetText = was.Budget, was.BudgetText })
	keep(reader.Reference, func() { a.Reference = was.Reference })
	keep(reader.Evidence, func() { a.Evidence = was.Evidence })
	a.Output = both(was.Output, a.Output)
	if a.Lead == was.Lead { // somebody may have said on the desk who is meant
		a.LeadUnit, a.LeadOrg = was.LeadUnit, was.LeadOrg
	}
	n.Activity = &a
	return n
}

// both adds the languages that a file does not have.
func both(had, now i18n.Text) i18n.Text {
	if len(now) == 0 {
		return now
	}
	out := maps.Clone(now)
	for tag, text := range had {
		if out[tag] == "" {
			out[tag] = text
		}
	}
	return out
}

// indicators are those of a file, with what the file does not say of the ones that are known by number.
func indicators(had, now []tree.Indicator) []tree.Indicator {
	out := slices.Clone(now)
	for i, n := range out {
		at := slices.IndexFunc(had, func(h tree.Indicator) bool { return h.Number == n.Number })
		if at < 0 {
			continue
		}
		h := had[at]
		out[i].Text, out[i].Definition = both(h.Text, n.Text), both(h.Definition, n.Definition)
		out[i].Computed = h.Computed
		if n.OwnerUnit == "" && n.Owner == h.Owner {
			out[i].OwnerUnit = h.OwnerUnit
		}
	}
	return out
}
