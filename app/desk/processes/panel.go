package processes

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// panelView tells of one state, or of one step.
type panelView struct {
	Kind, Title string
	Alert       string
	Ages        []ageView
	Facts       []look.Fact
	Card        []string // paragraphs of the method card
	CardLang    string
	Items       []itemView // of the checklist
	Acts        []look.Act
	Rules       []ruleView // of the steps that lead on
	RulesTitle  string
}

// itemView is a line with the language it is in, where that is not the page's.
type itemView struct{ Text, Lang string }

// ageView is how many have been in a state for so long; Width is in per cent of the longest.
type ageView struct {
	Word, Count string
	Width       int
	Long        bool
}

// ruleView is a step that leads on from a state.
type ruleView struct {
	Word, Href string
	Facts      []look.Fact
}

// panel tells of the state or step that was asked for, else of the state where most is late, else where most is.
func (p *Processes) panel(r *web.Request, o opened) (panelView, error) {
	query := r.URL.Query()
	if s, ok := o.Step(query.Get("step")); ok {
		return p.stepPanel(r, o, s), nil
	}
	s, ok := o.State(query.Get("state"))
	if !ok {
		s = slices.MaxFunc(slices.Clone(o.States), func(a, b process.State) int { // a definition has at least one
			x, y := o.figures.States[a.Code], o.figures.States[b.Code]
			if x.Late != y.Late {
				return int(x.Late - y.Late)
			}
			return int(x.Now - y.Now)
		})
	}
	return p.statePanel(r, o, s)
}

func (p *Processes) statePanel(r *web.Request, o opened, s process.State) (panelView, error) {
	l, f := r.Text, o.figures.States[s.Code]
	v := panelView{Kind: l.T("processes.state"), Title: p.state(l, o.Definition, s.Code), RulesTitle: l.T("processes.leads_on")}
	if f.Late > 0 {
		v.Alert = l.N("processes.stuck.here", f.Now, "late", l.Number(f.Late), "usual", took(l, f.Left, f.Median))
	}
	most := slices.Max(f.Ages[:])
	for n, count := range f.Ages {
		if s.Closed {
			break
		}
		age := ageView{Word: l.T("processes.age." + []string{"day", "three", "seven", "more"}[n]), Count: l.Number(count), Long: n > 1 && s.Waits != process.WaitsNobody}
		if most > 0 {
			age.Width = int(count * 100 / most)
		}
		v.Ages = append(v.Ages, age)
	}
	var units []process.Stuck
	if f.Now > 0 {
		if err := r.Read(func(q *db.Snapshot) (err error) { units, err = process.Where(q, o.Name, s.Code); return err }); err != nil {
			return v, err
		}
	}
	var where []string
	for _, u := range units {
		where = append(where, l.T("processes.where", "unit", p.unit(l, u.Unit), "n", u.Late))
	}
	if len(where) > 0 {
		v.Facts = append(v.Facts, look.Fact{Term: l.T("processes.lies_with"), Text: strings.Join(where, ", ")})
	}
	v.Facts = append(v.Facts, look.Fact{Term: l.T("processes.waits"), Text: l.T("processes.waits." + string(s.Waits))})
	if f.Left > 0 {
		v.Facts = append(v.Facts, look.Fact{Term: l.T("processes.median"), Text: l.Duration(f.Median)}, look.Fact{Term: l.T("processes.p90"), Text: l.Duration(f.P90)})
	}
	law, lang := basis(l, o.Basis, o.Legal)
	v.Facts = append(v.Facts, look.Fact{Term: l.T("processes.basis"), Text: law, Lang: lang})
	if listed(r, o.Definition) {
		list := at(o.Definition) + "/records?state=" + s.Code
		if f.Late > 0 {
			v.Acts = append(v.Acts, look.Act{Word: l.N("processes.show.late", f.Late), Href: list + "&late=1"})
		}
		if f.Now > 0 {
			v.Acts = append(v.Acts, look.Act{Word: l.N("processes.show", f.Now), Href: list, Variant: "secondary"})
		}
	}
	if r.May("process.adapt") {
		v.Acts = append(v.Acts, look.Act{Word: l.T("processes.adapt.name"), Href: at(o.Definition) + "/adapt/state/" + s.Code, Icon: "pencil", Variant: "tertiary"})
	}
	for _, step := range o.StepsFrom(s.Code) {
		v.Rules = append(v.Rules, ruleView{Word: p.step(l, o.Definition, step.Name), Href: "?period=" + o.period + "&step=" + step.Name + "#panel",
			Facts: p.ruleFacts(r, o, step)})
	}
	return v, nil
}

// ruleFacts are who takes a step, what it needs, its law, and whether it has a card and a checklist.
func (p *Processes) ruleFacts(r *web.Request, o opened, s process.Step) []look.Fact {
	l := r.Text
	facts := []look.Fact{{Term: l.T("processes.who"), Text: p.roles(l, s.Who)}}
	needs := slices.Concat(s.Needs, slices.DeleteFunc(slices.Clone(o.overlay.Required[s.Name]), func(f string) bool { return slices.Contains(s.Needs, f) }))
	if len(needs) > 0 {
		facts = append(facts, look.Fact{Term: l.T("processes.needs"), Text: p.fields(l, needs)})
	}
	if s.Basis != "" || s.Legal != "" {
		text, lang := basis(l, s.Basis, s.Legal)
		facts = append(facts, look.Fact{Term: l.T("processes.basis"), Text: text, Lang: lang})
	}
	if n := len(o.overlay.Checklist[s.Name]); n > 0 {
		facts = append(facts, look.Fact{Term: l.T("processes.checklist"), Text: l.N("processes.checklist.n", int64(n))})
	}
	return facts
}

func (p *Processes) stepPanel(r *web.Request, o opened, s process.Step) panelView {
	l := r.Text
	v := panelView{Kind: l.T("processes.step"), Title: p.step(l, o.Definition, s.Name)}
	v.Facts = append([]look.Fact{{Term: l.T("processes.way"), Text: p.way(r, o, s)}}, p.ruleFacts(r, o, s)...)
	if taken, times := stepFigures(o.figures, s); taken > 0 {
		v.Facts = append(v.Facts, look.Fact{Term: l.T("processes.taken"), Text: l.Number(taken)},
			look.Fact{Term: l.T("processes.median"), Text: l.Duration(times.Median)}, look.Fact{Term: l.T("processes.p90"), Text: l.Duration(times.P90)})
	}
	text := ""
	if s.Method != "" {
		text = l.T(s.Method)
	}
	if c, ok := o.overlay.Cards[s.Name]; ok {
		if own, lang := p.best(r, c.Text); own != "" {
			text, v.CardLang = own, lang
		}
		v.Facts = append(v.Facts, look.Fact{Term: l.T("processes.card.owner"), Text: c.Owner}, look.Fact{Term: l.T("processes.card.review"), Text: p.day(r, c.Review)})
		if c.Past(p.today(r.Now)) {
			v.Alert = l.T("processes.card.past", "day", p.day(r, c.Review))
		}
	}
	for para := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if para = strings.TrimSpace(para); para != "" {
			v.Card = append(v.Card, para)
		}
	}
	for _, t := range o.overlay.Checklist[s.Name] {
		words, lang := p.best(r, t)
		v.Items = append(v.Items, itemView{words, lang})
	}
	if r.May("process.adapt") {
		v.Acts = append(v.Acts, look.Act{Word: l.T("processes.adapt.step"), Href: at(o.Definition) + "/adapt/step/" + s.Name, Icon: "pencil", Variant: "secondary"})
	}
	return v
}
