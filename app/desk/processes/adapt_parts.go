package processes

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// spare is how many empty lines a form offers for further items or escalations.
const spare = 2

// stateQuestions ask for a state's name in each language.
func (p *Processes) stateQuestions(r *web.Request, c change) []form.Group {
	return []form.Group{p.labels(r, "states."+c.code+".", c.draft.States[c.code], c.StateKeys(c.code), i18n.Written())}
}

// labels ask for own words; empty leaves those of the program.
func (p *Processes) labels(r *web.Request, name string, own i18n.Text, keys []string, langs []i18n.Lang) form.Group {
	g := form.Group{ID: "labels", Title: r.Text.T("processes.labels"), Note: r.Text.T("processes.labels.help")}
	for _, l := range langs {
		f := look.Field{Name: name + l.HTML(), Label: l.Self(), Lang: l.HTML(), Value: own[l.HTML()], Max: 80, Optional: r.Text.T("processes.optional")}
		if k, ok := p.key(keys); ok {
			f.Help = r.Text.T("processes.labels.shipped", "word", p.Catalogue.Shipped(l, k))
		}
		g.Parts = append(g.Parts, form.Part{Field: f})
	}
	return g
}

func (c *change) typedState(r *web.Request) {
	own := c.draft.States[c.code]
	for _, l := range i18n.Written() {
		own = put(own, l.HTML(), form.Posted(r, "states."+c.code+"."+l.HTML()))
	}
	c.draft.States = with(c.draft.States, c.code, own)
}

// with is a map with one entry more.
func with[V any](m map[string]V, key string, v V) map[string]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]V{}
	}
	m[key] = v
	return m
}

// stepQuestions ask for a step's name, what it needs, its checklist and its method card, the texts in one language.
func (p *Processes) stepQuestions(r *web.Request, c change) []form.Group {
	l, lang := r.Text, c.lang.HTML()
	step, _ := c.Step(c.code)
	all := []form.Group{p.labels(r, "labels."+c.code+".", c.draft.Labels[c.code], c.StepKeys(c.code), []i18n.Lang{c.lang})}
	if len(step.May) > 0 && byStaff(step) {
		need := look.Choices{Name: "required." + c.code, Legend: l.T("processes.required"), Help: l.T("processes.required.help"), Multiple: true, Groups: []look.ChoiceGroup{{}}}
		for _, f := range step.May {
			need.Groups[0].Items = append(need.Groups[0].Items, look.Choice{Value: f, Word: p.fields(l, []string{f}), Checked: slices.Contains(c.draft.Required[c.code], f)})
		}
		all = append(all, form.Group{ID: "required", Title: l.T("processes.needs"), Parts: []form.Part{{Choices: &need}}})
	}
	all = append(all, p.listQuestions(r, c)...)
	card := c.draft.Cards[c.code]
	name := "cards." + c.code
	text := look.Field{Name: name, Type: "textarea", Rows: 8, Max: 10_000, Label: l.T("processes.card.text"), Help: l.T("processes.card.text.help"), Lang: lang, Value: card.Text[lang], Optional: l.T("processes.optional")}
	if step.Method != "" {
		text.Help = l.T("processes.card.replaces")
	}
	return append(all, form.Group{ID: "card", Title: l.T("processes.card"), Note: l.T("processes.card.help"), Parts: form.Parts(text,
		look.Field{Name: name + ".owner", Label: l.T("processes.card.owner"), Help: l.T("processes.card.owner.help"), Value: card.Owner, Optional: l.T("processes.optional")},
		look.Field{Name: name + ".review", Type: "date", Label: l.T("processes.card.review"), Value: card.Review, Optional: l.T("processes.optional")})})
}

// byStaff tells whether people of the desk take a step: nobody else is asked for a field or a tick.
func byStaff(s process.Step) bool {
	return slices.ContainsFunc(s.Who, func(role string) bool { return slices.Contains(policy.StaffRoles(), role) })
}

// listQuestions ask for the items of a checklist.
func (p *Processes) listQuestions(r *web.Request, c change) []form.Group {
	l, lang := r.Text, c.lang.HTML()
	if step, _ := c.Step(c.code); !byStaff(step) {
		return nil
	}
	list := form.Group{ID: "checklist", Title: l.T("processes.checklist"), Note: l.T("processes.checklist.help")}
	items := c.draft.Checklist[c.code]
	for n := range len(items) + spare {
		f := look.Field{Name: item(c.code, n), Label: l.T("processes.checklist.item", "n", n+1), Lang: lang, Max: 300, Optional: l.T("processes.optional")}
		if n < len(items) {
			f.Value = items[n][lang]
			if words, tag := items[n].Best(c.lang, p.Settings.Get().Fallback); tag != lang {
				f.Help = words
			}
		}
		list.Parts = append(list.Parts, form.Part{Field: f})
		if n < len(items) {
			list.Parts = append(list.Parts, form.Part{Field: look.Field{Name: item(c.code, n) + ".drop", Type: "checkbox", Label: l.T("processes.checklist.drop", "n", n+1)}})
		}
	}
	return []form.Group{list}
}

func item(step string, n int) string { return "checklist." + step + "." + strconv.Itoa(n+1) }

func (c *change) typedStep(r *web.Request) {
	lang := c.lang.HTML()
	c.draft.Labels = with(c.draft.Labels, c.code, put(c.draft.Labels[c.code], lang, form.Posted(r, "labels."+c.code+"."+lang)))
	c.draft.Required = with(c.draft.Required, c.code, r.PostForm["required."+c.code])
	var items []i18n.Text
	for n := 0; r.PostForm.Has(item(c.code, n)); n++ {
		t := i18n.Text{}
		if n < len(c.was.Checklist[c.code]) {
			t = c.was.Checklist[c.code][n]
		}
		if r.PostForm.Get(item(c.code, n)+".drop") != "" {
			continue
		}
		t = put(t, lang, form.Posted(r, item(c.code, n)))
		if slices.ContainsFunc(slices.Collect(maps.Values(t)), func(words string) bool { return words != "" }) {
			items = append(items, t)
		}
	}
	c.draft.Checklist = with(c.draft.Checklist, c.code, items)
	card, name := c.draft.Cards[c.code], "cards."+c.code
	card.Text = put(card.Text, lang, form.Posted(r, name))
	card.Owner, card.Review = form.Posted(r, name+".owner"), form.Posted(r, name+".review")
	c.draft.Cards = with(c.draft.Cards, c.code, card)
}

// limitQuestions ask for a limit within its bounds, and whom to tell after what share of it.
func (p *Processes) limitQuestions(r *web.Request, c change, t form.Typed) []form.Group {
	l := r.Text
	def, _ := c.Clock(c.code)
	var all []form.Group
	if def.Adaptable() {
		name := "limits." + c.code
		set := c.draft.Limits[c.code]
		amount, unit := "", string(def.Period.Unit)
		if set.Valid() {
			amount, unit = strconv.Itoa(set.Amount), string(set.Unit)
		} else if t.Values != nil {
			amount, unit = t.Values.Get(name), t.Values.Get(name+".unit")
		}
		units := look.Field{Name: name + ".unit", Type: "select", Label: l.T("processes.limit.unit"), Value: unit}
		for _, u := range []clock.Unit{clock.Minutes, clock.Hours, clock.CalendarDays, clock.WorkingDays} {
			units.Options = append(units.Options, look.Option{Value: string(u), Word: l.T("processes.limit.unit." + string(u)), Selected: string(u) == unit})
		}
		all = append(all, form.Group{ID: "limit", Title: l.T("processes.limit.length"), Note: l.T("processes.limit.help", "shipped", period(l, def.Period), "least", period(l, def.Least), "most", period(l, def.Most)),
			Parts: form.Parts(look.Field{Name: name, Type: "number", Minimum: "1", Label: l.T("processes.limit.amount"), Value: amount, Optional: l.T("processes.limit.empty")}, units)})
	}
	g := form.Group{ID: "tell", Title: l.T("processes.escalations"), Note: l.T("processes.escalations.help")}
	rules := c.draft.Tell[c.code]
	for n := range len(rules) + spare {
		var rule process.Tell
		if n < len(rules) {
			rule = rules[n]
		}
		share := ""
		if rule.Share > 0 {
			share = strconv.FormatInt(rule.Share, 10)
		}
		name := tellName(c.code, n)
		who := look.Field{Name: name + ".whom", Type: "select", Label: l.T("processes.tell.whom", "n", n+1), Value: rule.Whom}
		for _, one := range tellable() {
			who.Options = append(who.Options, look.Option{Value: one, Word: whom(l, one), Selected: one == rule.Whom})
		}
		g.Parts = append(g.Parts, form.Parts(look.Field{Name: name, Type: "number", Minimum: "1", Maximum: "500", Label: l.T("processes.tell.share", "n", n+1), Value: share, Optional: l.T("processes.optional")},
			who, look.Field{Name: name + ".mail", Type: "checkbox", Label: l.T("processes.tell.also_mail", "n", n+1), Checked: rule.Mail})...)
	}
	return append(all, g)
}

func tellName(clock string, n int) string { return "tell." + clock + "." + strconv.Itoa(n+1) }

// tellable are whom an escalation may name.
func tellable() []string {
	all := []string{process.WhomPost}
	for _, role := range policy.StaffRoles() {
		if role != "intake" { // a program files for callers; nobody reads its list
			all = append(all, process.WhomRole+role)
		}
	}
	return all
}

func (c *change) typedLimit(r *web.Request) {
	name := "limits." + c.code
	limits := maps.Clone(c.draft.Limits)
	delete(limits, c.code)
	c.draft.Limits = limits
	if typed := form.Posted(r, name); typed != "" {
		set, err := clock.ParsePeriod(typed + r.PostForm.Get(name+".unit"))
		if err != nil {
			set = clock.Period{} // refused by the check of the overlay, at this field
		}
		c.draft.Limits = with(limits, c.code, set)
	}
	var rules []process.Tell
	for n := 0; r.PostForm.Has(tellName(c.code, n)); n++ {
		name := tellName(c.code, n)
		typed := strings.TrimSpace(r.PostForm.Get(name))
		if typed == "" {
			continue
		}
		share, err := strconv.ParseInt(typed, 10, 64)
		if err != nil {
			share = -1
		}
		rules = append(rules, process.Tell{Share: share, Whom: r.PostForm.Get(name + ".whom"), Mail: r.PostForm.Get(name+".mail") != ""})
	}
	c.draft.Tell = with(c.draft.Tell, c.code, rules)
}
