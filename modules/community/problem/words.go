package problem

import (
	"slices"
	"strconv"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
)

// stateTag is a state as a word with a sign; the colour only repeats it.
func stateTag(r *web.Request, state string) look.Tag {
	t := look.Tag{Word: r.Text.T("problem.state." + state), Icon: "circle-dot"}
	switch state {
	case Chosen:
		t.Icon, t.Color = "hourglass", "info"
	case Approved, Published:
		t.Icon, t.Color = "square-check-big", "success"
	case Scored:
		t.Icon, t.Color = "chart-column", "info"
	case Carried:
		t.Icon = "arrow-right"
	case Dismissed:
		t.Icon = "ban"
	}
	return t
}

func stepIcon(step string) string {
	switch step {
	case "give_back":
		return "undo-2"
	case "dismiss":
		return "ban"
	case "publish":
		return "eye"
	case "score":
		return "chart-column"
	case "carry_over":
		return "arrow-right"
	}
	return "square-check-big"
}

// categoryWord is what a category is called; all of them where none is chosen.
func (p *Problems) categoryWord(r *web.Request, code string) string {
	if code == "" {
		return r.Text.T("problem.category_any")
	}
	if p.Map != nil {
		if c, ok := p.Map.Categories.Get(code); ok {
			return p.Word(r, c.Names)
		}
	}
	return code
}

func (p *Problems) categoryOptions(r *web.Request, chosen string) (all []look.Option) {
	if p.Map != nil {
		for _, c := range p.Map.Categories.List() {
			if !c.Retired || c.Code == chosen {
				all = append(all, look.Option{Value: c.Code, Word: p.Word(r, c.Names), Selected: c.Code == chosen})
			}
		}
	}
	i18n.SortBy(r.Text.Collator(), all, func(o look.Option) string { return o.Word })
	return append([]look.Option{{Word: r.Text.T("problem.category_any"), Selected: chosen == ""}}, all...)
}

// halfWord is a half-year in words.
func (p *Problems) halfWord(r *web.Request, v Problem) string {
	if v.Half == "" {
		return r.Text.T("problem.half_none")
	}
	h := p.cadenceAt(v.Place).At(v.Half)
	return words.Days(r, h.From, h.Until)
}

func number(r *web.Request, n int64) string { return r.Text.Number(n) }

// changeWord says how a count has changed: a per cent only where the base is large enough, and whether chance alone
// does as much.
func changeWord(r *web.Request, c Change) string {
	if c.Before == 0 && c.After == 0 {
		return r.Text.T("problem.change.none")
	}
	word := ""
	if c.Den > 0 {
		switch percent := r.Text.Percent(c.Num, c.Den, 0); c.Sign {
		case -1:
			word = r.Text.T("problem.change.fewer", "percent", percent)
		case 1:
			word = r.Text.T("problem.change.more", "percent", percent)
		default:
			word = r.Text.T("problem.change.same")
		}
	}
	switch {
	case c.Few:
		return form.Line(word, r.Text.T("problem.change.few"))
	case c.Clear:
		return form.Line(word, r.Text.T("problem.change.clear"))
	}
	return form.Line(word, r.Text.T("problem.change.chance"))
}

// scoreView is a score on a page.
type scoreView struct {
	Title   string
	Tiles   []look.Tile
	Reading string
	Table   look.Table
	Own     look.Table
	Notes   []string
}

// changeWord says how one of the score's counts has changed; nothing where there is nothing to compare.
func (s *Score) changeWord(r *web.Request, c Pair) string {
	if s.Thin {
		return r.Text.T("i18n.no_value")
	}
	return changeWord(r, s.Change(c))
}

func (p *Problems) scoreView(r *web.Request, v Problem, s *Score) *scoreView {
	if s == nil {
		return nil
	}
	days := func(w Window) string { return words.Days(r, w.From, w.Until) }
	out := &scoreView{Title: r.Text.T("problem.counts"), Reading: r.Text.T("problem.reading." + s.Reading())}
	out.Tiles = []look.Tile{{Label: r.Text.T("problem.before"), Value: number(r, s.Area.Reports.Before), Note: days(s.Before)},
		{Label: r.Text.T("problem.after"), Value: number(r, s.Area.Reports.After), Note: days(s.After)}}
	out.Table = look.Table{Caption: r.Text.T("problem.counts"), Head: form.Head(r, "problem.where", "problem.was", "problem.is", "problem.change")}
	out.Table.Head[1].Number, out.Table.Head[2].Number = true, true
	row := func(where string, t Tally) {
		for n, c := range []Pair{t.Reports, t.Confirmed} {
			out.Table.Rows = append(out.Table.Rows, []look.Cell{{Text: r.Text.T("problem.row", "where", where, "what", r.Text.T([]string{"problem.by_residents", "problem.by_police"}[n]))},
				{Text: number(r, c.Before), Number: true}, {Text: number(r, c.After), Number: true}, {Text: s.changeWord(r, c)}})
		}
	}
	row(r.Text.T("problem.here"), s.Area)
	row(r.Text.T("problem.ring", "metres", number(r, s.RingM)), s.Ring)
	if s.Control != nil {
		row(r.Text.T("problem.control"), *s.Control)
	}
	if len(v.Own) > 0 {
		out.Own = look.Table{Caption: r.Text.T("problem.own"), Head: form.Head(r, "problem.own_what", "problem.was", "problem.is", "problem.own_source")}
		out.Own.Head[1].Number, out.Own.Head[2].Number = true, true
		for _, o := range v.Own {
			out.Own.Rows = append(out.Own.Rows, []look.Cell{{Text: o.What}, {Text: number(r, o.Before), Number: true}, {Text: number(r, o.After), Number: true}, {Text: o.Source}})
		}
	}
	if s.Running {
		out.Notes = append(out.Notes, r.Text.T("problem.running", "date", words.Day(r, s.After.Until)))
	}
	if s.Before.Days() != s.After.Days() {
		out.Notes = append(out.Notes, r.Text.T("problem.by_day", "before", number(r, s.Before.Days()), "after", number(r, s.After.Days())))
	}
	if s.Unplaced != (Pair{}) {
		out.Notes = append(out.Notes, r.Text.T("problem.unplaced", "before", number(r, s.Unplaced.Before), "after", number(r, s.Unplaced.After)))
	}
	out.Notes = append(out.Notes, r.Text.T("problem.method"))
	return out
}

// actionTable are the actions of a problem by their dates.
func (p *Problems) actionTable(r *web.Request, v Problem) look.Table {
	t := look.Table{Caption: r.Text.T("problem.actions"), Head: form.Head(r, "problem.on", "problem.what", "problem.partners", "problem.done_on")}
	for _, a := range byDate(v.Actions) {
		var partners []string
		for _, name := range a.Partners {
			partners = append(partners, p.Org(r, name))
		}
		done := words.Day(r, a.DoneOn)
		if a.DoneOn == "" {
			done = r.Text.T("problem.not_done")
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: words.Day(r, a.On)}, {Text: a.What}, {Text: form.Line(partners...)}, {Text: done}})
	}
	return t
}

func byDate(all []Action) []Action {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Action) int {
		if a.On < b.On {
			return -1
		}
		return map[bool]int{true: 1}[a.On > b.On]
	})
	return all
}

// ground are the places of a level below a place, or the place itself where it has none: beats before communities.
func below(s *places.Snapshot, id string) (all []places.Place) {
	for _, c := range s.Children(id) {
		if c.Role == places.Beat {
			all = append(all, c)
		}
	}
	return all
}

func count(n int64) string { return strconv.FormatInt(n, 10) }
