package process

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
)

// What a form can hold, and a page can show.
const (
	maxLabel = 80
	maxItem  = 300
	maxItems = 20
	maxTells = 10
	maxCard  = 10_000
	maxWhy   = 1000
	maxShare = 500
)

// tidy leaves out what is empty, so that equal overlays are stored equally.
func (o Overlay) tidy() Overlay {
	o.Labels, o.States = tidyTexts(o.Labels), tidyTexts(o.States)
	list := map[string][]i18n.Text{}
	for step, items := range o.Checklist {
		for _, t := range items {
			if t = tidyText(t); len(t) > 0 {
				list[step] = append(list[step], t)
			}
		}
	}
	o.Checklist = list
	cards := map[string]Card{}
	for step, c := range o.Cards {
		c.Text, c.Owner = tidyText(c.Text), strings.TrimSpace(c.Owner)
		if len(c.Text) > 0 || c.Owner != "" || c.Review != "" {
			cards[step] = c
		}
	}
	o.Cards = cards
	o.Why = strings.TrimSpace(o.Why)
	o.Required = kept(o.Required)
	o.Tell = kept(o.Tell)
	return o
}

// kept leaves out the names that have nothing.
func kept[V any](all map[string][]V) map[string][]V {
	out := maps.Clone(all)
	maps.DeleteFunc(out, func(_ string, v []V) bool { return len(v) == 0 })
	return out
}

func tidyTexts(all map[string]i18n.Text) map[string]i18n.Text {
	out := map[string]i18n.Text{}
	for name, t := range all {
		if t = tidyText(t); len(t) > 0 {
			out[name] = t
		}
	}
	return out
}

func tidyText(t i18n.Text) i18n.Text {
	out := i18n.Text{}
	for lang, words := range t {
		if words = strings.TrimSpace(words); words != "" {
			out[lang] = words
		}
	}
	return out
}

// check refuses what is not in the definition: an overlay cannot add states, steps or clocks, and moves a limit only
// within the bounds. Each complaint names the field and says what would do.
func (o Overlay) check(d *Definition) error {
	var bad errs.Fields
	o.checkLimits(d, &bad)
	o.checkTells(d, &bad)
	for _, name := range slices.Sorted(maps.Keys(o.Required)) {
		step, ok := d.Step(name)
		for _, f := range o.Required[name] {
			if ok && !slices.Contains(step.May, f) && !slices.Contains(step.Needs, f) {
				bad.Add("required."+name, "process.overlay_field", "field", f, "may", orDash(step.May))
			}
		}
		unknownStep(&bad, "required."+name, name, ok)
	}
	texts := func(part string, all map[string]i18n.Text, known func(string) bool, key string) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if !known(name) {
				bad.Add(part+"."+name, key, "name", name)
			}
			checkText(&bad, part+"."+name, all[name], maxLabel)
		}
	}
	texts("states", o.States, func(s string) bool { _, ok := d.State(s); return ok }, "process.overlay_no_state")
	texts("labels", o.Labels, func(s string) bool { _, ok := d.Step(s); return ok }, "process.overlay_no_step")
	for _, name := range slices.Sorted(maps.Keys(o.Checklist)) {
		_, ok := d.Step(name)
		unknownStep(&bad, "checklist."+name, name, ok)
		if len(o.Checklist[name]) > maxItems {
			bad.Add("checklist."+name, "process.overlay_items", "most", maxItems)
		}
		for _, t := range o.Checklist[name] {
			checkText(&bad, "checklist."+name, t, maxItem)
		}
	}
	o.checkCards(d, &bad)
	for _, s := range o.Running {
		if _, ok := d.State(s); !ok {
			bad.Add("running", "process.overlay_no_state", "name", s)
		}
	}
	switch n := utf8.RuneCountInString(o.Why); {
	case n == 0:
		bad.Add("why", "process.overlay_why")
	case n > maxWhy:
		bad.Add("why", "process.overlay_long", "most", maxWhy, "have", n)
	}
	return bad.Err()
}

func (o Overlay) checkLimits(d *Definition, bad *errs.Fields) {
	for _, name := range slices.Sorted(maps.Keys(o.Limits)) {
		p, field := o.Limits[name], "limits."+name
		c, ok := d.Clock(name)
		switch {
		case !ok:
			bad.Add(field, "process.overlay_no_clock", "name", name)
		case !p.Valid():
			bad.Add(field, "process.overlay_period")
		case !c.Adaptable():
			bad.Add(field, "process.overlay_fixed")
		case p.About() < c.Least.About() || p.About() > c.Most.About():
			bad.Add(field, "process.overlay_bounds", "least", c.Least.String(), "most", c.Most.String())
		}
	}
}

func (o Overlay) checkTells(d *Definition, bad *errs.Fields) {
	for _, name := range slices.Sorted(maps.Keys(o.Tell)) {
		field := "tell." + name
		if _, ok := d.Clock(name); !ok {
			bad.Add(field, "process.overlay_no_clock", "name", name)
		}
		if len(o.Tell[name]) > maxTells {
			bad.Add(field, "process.overlay_items", "most", maxTells)
		}
		for n, t := range o.Tell[name] {
			at := fmt.Sprintf("%s.%d", field, n+1)
			if t.Share < 1 || t.Share > maxShare {
				bad.Add(at, "process.overlay_share", "most", maxShare)
			}
			role, byRole := strings.CutPrefix(t.Whom, WhomRole)
			if t.Whom != WhomPost && (!byRole || !slices.Contains(policy.StaffRoles(), role)) {
				bad.Add(at, "process.overlay_whom")
			}
			if slices.Index(o.Tell[name], t) < n {
				bad.Add(at, "process.overlay_twice")
			}
		}
	}
}

func (o Overlay) checkCards(d *Definition, bad *errs.Fields) {
	for _, name := range slices.Sorted(maps.Keys(o.Cards)) {
		c, field := o.Cards[name], "cards."+name
		_, ok := d.Step(name)
		unknownStep(bad, field, name, ok)
		checkText(bad, field, c.Text, maxCard)
		if _, err := time.Parse(time.DateOnly, c.Review); err != nil {
			bad.Add(field+".review", "process.card_review")
		}
		if c.Owner == "" {
			bad.Add(field+".owner", "process.card_owner")
		} else if utf8.RuneCountInString(c.Owner) > maxItem {
			bad.Add(field+".owner", "process.overlay_long", "most", maxItem, "have", utf8.RuneCountInString(c.Owner))
		}
		if len(c.Text) == 0 {
			if step, _ := d.Step(name); step.Method == "" {
				bad.Add(field, "process.card_text")
			}
		}
	}
}

func unknownStep(bad *errs.Fields, field, name string, ok bool) {
	if !ok {
		bad.Add(field, "process.overlay_no_step", "name", name)
	}
}

// checkText refuses languages that the program has not, and what is too long.
func checkText(bad *errs.Fields, field string, t i18n.Text, most int) {
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		if !slices.ContainsFunc(i18n.Written(), func(l i18n.Lang) bool { return l.HTML() == tag }) {
			bad.Add(field+"."+tag, "process.overlay_language", "language", tag)
		}
		if n := utf8.RuneCountInString(t[tag]); n > most {
			bad.Add(field+"."+tag, "process.overlay_long", "most", most, "have", n)
		}
	}
}

func orDash(names []string) string {
	if len(names) == 0 {
		return "–"
	}
	return strings.Join(names, ", ")
}
