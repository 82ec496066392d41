package processes

import (
	"net/url"
	"slices"

	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/web"
)

// drawing is the picture of a process as the page draws it.
type drawing struct {
	Wide, High int
	Label      string
	Ways       []wayView
	Boxes      []boxView
}

// wayView is an arrow; Weight is 1 to 4 by how many took it.
type wayView struct {
	Path, Words  string
	Weight       int
	Dashed, Thin bool
}

// boxView is a state.
type boxView struct {
	X, Y           int
	Href           string
	Lines          []string // its name, in two lines at most
	Count, Time    string
	Flag           string // how many are late; empty for none
	FlagWide       int
	Ends, Selected bool
	Second         int // y of the second line of the name
}

// paint fills the picture with figures and words.
func (p *Processes) paint(r *web.Request, d *process.Definition, f process.Figures, selected, period string) drawing {
	all := nodes(d)
	at := map[string]node{}
	for _, n := range all {
		at[n.state.Code] = n
	}
	ways := arrows(d, f, at)
	pic := draw(all, ways)
	v := drawing{Wide: pic.wide, High: pic.high, Label: r.Text.T("processes.picture", "process", p.title(r.Text, d))}
	most := int64(1)
	for _, w := range pic.ways {
		most = max(most, w.taken)
	}
	for _, w := range pic.ways {
		one := wayView{Path: pic.path(w), Dashed: w.back, Thin: w.taken == 0, Weight: 1}
		if w.taken > 0 {
			one.Weight = 2 + int(w.taken*2/most)
		}
		one.Words = r.Text.T("processes.arrow", "from", p.state(r.Text, d, w.from), "to", p.state(r.Text, d, w.to), "steps", p.stepList(r.Text, d, w.steps), "n", w.taken)
		v.Ways = append(v.Ways, one)
	}
	slices.SortStableFunc(v.Ways, func(a, b wayView) int { return a.Weight - b.Weight }) // thin ones below
	for _, n := range all {
		n = pic.nodes[n.state.Code]
		s := f.States[n.state.Code]
		name := p.state(r.Text, d, n.state.Code)
		b := boxView{X: n.x, Y: n.y, Lines: lines(name), Ends: n.state.Closed, Selected: n.state.Code == selected,
			Href: "?" + url.Values{"period": {period}, "state": {n.state.Code}}.Encode() + "#panel"}
		if count := shown(n.state, s); count > 0 {
			b.Count = r.Text.Number(count)
		}
		if s.Left > 0 && !n.state.Closed {
			b.Time = short(r.Text, s.Median)
		}
		if s.Late > 0 {
			b.Flag = r.Text.N("processes.flag", s.Late)
			b.FlagWide = 24 + 7*len([]rune(b.Flag))
		}
		v.Boxes = append(v.Boxes, b)
	}
	return v
}

// shown is the number in a box: how many are there now, or how many ended there within the period.
func shown(s process.State, f process.StateFigures) int64 {
	if s.Closed {
		return f.Ended
	}
	return f.Now
}

func (p *Processes) stepList(text *i18n.Localizer, d *process.Definition, steps []process.Step) string {
	var all []string
	for _, s := range steps {
		all = append(all, p.step(text, d, s.Name))
	}
	return text.ListOr(all)
}
