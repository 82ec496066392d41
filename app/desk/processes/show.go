package processes

import (
	"slices"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

type showView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Periods []look.NavItem
	Acts    []look.Act
	Alert   *look.Alert
	Drawing drawing
	Lines   []lineView
	Note    string
	Panel   panelView
	States  titled
	Stuck   titled
	Steps   titled
	Limits  titled
}

// titled is a table with its heading, and what is said when it has no rows.
type titled struct {
	ID, Title, Note string
	Table           look.Table
}

// lineView is a state on a narrow screen, where there is no picture.
type lineView struct {
	Href, Word, Count, Time, Late string
	Ends                          bool
}

// opened is a process with what is known of it now.
type opened struct {
	*process.Definition
	figures process.Figures
	overlay process.Overlay
	period  string
	days    int
}

// periods are what the figures may be asked over, by days.
func periods() []string { return []string{"7", "30", "365"} }

// open reads a process for its page.
func (p *Processes) open(r *web.Request) (o opened, err error) {
	if o.Definition, err = p.of(r); err != nil {
		return o, err
	}
	if o.period = r.URL.Query().Get("period"); o.period == "" {
		o.period = "30"
	}
	if !slices.Contains(periods(), o.period) {
		return o, errs.Bad("period", "processes.period.wrong")
	}
	o.days, _ = strconv.Atoi(o.period) // one of three numbers
	err = r.Read(func(q *db.Snapshot) (err error) {
		if o.overlay, err = process.CurrentOverlay(q, o.Name); err != nil {
			return err
		}
		o.figures, err = process.Measure(q, o.Name, r.Now.AddDate(0, 0, -o.days), r.Now)
		return err
	})
	return o, err
}

// showPage is GET /desk/processes/{name}?period=&state=&step=.
func (p *Processes) showPage(r *web.Request) (web.Reply, error) {
	o, err := p.open(r)
	if err != nil {
		return nil, err
	}
	l, query := r.Text, r.URL.Query()
	v := showView{Page: p.frame(r, p.title(l, o.Definition)), Note: l.T("processes.legend") + " " + l.T("processes.whole")}
	v.Flash = form.Done(r)
	v.Crumbs = form.Crumbs(r, look.NavItem{Word: l.T("processes.title"), Href: root}, look.NavItem{Word: v.Title})
	v.Lead = l.N("processes.lead.open", o.figures.Open(), "late", o.figures.LateIn(), "definition", strconv.FormatInt(o.Version, 10))
	for _, d := range periods() {
		v.Periods = append(v.Periods, look.NavItem{Word: l.T("processes.period." + d), Href: "?period=" + d, Current: d == o.period})
	}
	v.Acts = append(v.Acts, look.Act{Word: l.T("processes.rules"), Href: "#rules", Icon: "file-text", Variant: "secondary"},
		look.Act{Word: l.T("processes.versions"), Href: at(o.Definition) + "/versions", Icon: "history", Variant: "secondary"})
	if stale := p.stale(o.overlay, r); len(stale) > 0 {
		var words []string
		for _, s := range stale {
			words = append(words, p.step(l, o.Definition, s))
		}
		v.Alert = &look.Alert{Kind: "warning", Text: l.T("processes.past.named", "steps", l.List(words))}
	}
	v.Drawing = p.paint(r, o.Definition, o.figures, query.Get("state"), o.period)
	for _, s := range o.States {
		f := o.figures.States[s.Code]
		line := lineView{Href: "?period=" + o.period + "&state=" + s.Code + "#panel", Word: p.state(l, o.Definition, s.Code), Ends: s.Closed, Count: l.Number(shown(s, f))}
		if f.Left > 0 && !s.Closed {
			line.Time = l.T("processes.median_is", "time", l.Duration(f.Median))
		}
		if f.Late > 0 {
			line.Late = l.N("processes.late.n", f.Late)
		}
		v.Lines = append(v.Lines, line)
	}
	if v.Panel, err = p.panel(r, o); err != nil {
		return nil, err
	}
	v.States, v.Stuck, v.Steps, v.Limits = p.stateTable(r, o), p.stuckTable(r, o), p.stepTable(r, o), p.limitTable(r, o)
	return p.pages.show.With(v), nil
}

// stateTable is the picture as a table.
func (p *Processes) stateTable(r *web.Request, o opened) titled {
	l := r.Text
	t := titled{ID: "states", Title: l.T("processes.states"), Table: look.Table{Caption: l.T("processes.states"),
		Head: form.Head(r, "processes.state", "processes.now", "processes.late", "processes.ended", "processes.left", "processes.median", "processes.p90")}}
	for n := range t.Table.Head[1:] {
		t.Table.Head[n+1].Number = true
	}
	for _, s := range o.States {
		f := o.figures.States[s.Code]
		number := func(n int64, query string) look.Cell {
			c := look.Cell{Text: l.Number(n), Number: true}
			if n > 0 && query != "" && listed(r, o.Definition) {
				c.Href = at(o.Definition) + "/records?state=" + s.Code + query
			}
			return c
		}
		t.Table.Rows = append(t.Table.Rows, []look.Cell{{Text: p.state(l, o.Definition, s.Code), Href: "?period=" + o.period + "&state=" + s.Code + "#panel"},
			number(f.Now, "&"), number(f.Late, "&late=1"), number(f.Ended, "&ended="+o.period), number(f.Left, ""),
			{Text: took(l, f.Left, f.Median), Number: true}, {Text: took(l, f.Left, f.P90), Number: true}})
	}
	return t
}

// stuckTable says where work has waited beyond its limit.
func (p *Processes) stuckTable(r *web.Request, o opened) titled {
	l := r.Text
	t := titled{ID: "stuck", Title: l.T("processes.stuck"), Note: l.T("processes.stuck.none"), Table: look.Table{Caption: l.T("processes.stuck"),
		Head: form.Head(r, "processes.state", "processes.unit", "processes.late", "processes.oldest")}}
	t.Table.Head[2].Number = true
	for _, s := range o.figures.Stuck {
		late := look.Cell{Text: l.Number(s.Late), Number: true}
		if listed(r, o.Definition) {
			unit := s.Unit
			if unit == "" {
				unit = process.NoUnit
			}
			late.Href = at(o.Definition) + "/records?late=1&state=" + s.State + "&unit=" + unit
		}
		t.Table.Rows = append(t.Table.Rows, []look.Cell{{Text: p.state(l, o.Definition, s.State)}, {Text: p.unit(l, s.Unit)}, late,
			{Text: l.T("processes.since", "when", l.DateTimeShort(s.Oldest, p.zone()), "time", l.Duration(r.Now.Sub(s.Oldest)))}})
	}
	if len(t.Table.Rows) > 0 {
		t.Note = ""
	}
	return t
}

// stepTable are the rules: each step with who, what it needs, its law and its card, and how often and how soon it is taken.
func (p *Processes) stepTable(r *web.Request, o opened) titled {
	l := r.Text
	t := titled{ID: "steps", Title: l.T("processes.steps"), Table: look.Table{Caption: l.T("processes.steps"),
		Head: form.Head(r, "processes.step", "processes.way", "processes.who", "processes.basis", "processes.card", "processes.taken", "processes.median", "processes.p90")}}
	for n := 5; n < 8; n++ {
		t.Table.Head[n].Number = true
	}
	for _, s := range o.Steps {
		taken, times := stepFigures(o.figures, s)
		law, lang := look.Cell{Text: l.T("i18n.no_value")}, ""
		if s.Basis != "" || s.Legal != "" {
			law.Text, lang = basis(l, s.Basis, s.Legal)
			law.Lang = lang
		}
		card := look.Cell{Text: l.T("i18n.no_value")}
		if c, ok := o.overlay.Cards[s.Name]; ok {
			card.Text = l.T("processes.card.until", "day", p.day(r, c.Review))
			if c.Past(p.today(r.Now)) {
				card.Text = l.T("processes.card.past", "day", p.day(r, c.Review))
			}
		} else if s.Method != "" {
			card.Text = l.T("processes.card.shipped")
		}
		t.Table.Rows = append(t.Table.Rows, []look.Cell{{Text: p.step(l, o.Definition, s.Name), Href: "?period=" + o.period + "&step=" + s.Name + "#panel"},
			{Text: p.way(r, o, s)}, {Text: p.roles(l, s.Who)}, law, card, {Text: l.Number(taken), Number: true},
			{Text: took(l, taken, times.Median), Number: true}, {Text: took(l, taken, times.P90), Number: true}})
	}
	return t
}

// stepFigures are those of a step from all its states together; the times are those of the state it is taken from most.
func stepFigures(f process.Figures, s process.Step) (taken int64, times process.Times) {
	most := int64(0)
	for _, from := range s.From {
		x := f.Steps[process.Arrow{Step: s.Name, From: from}]
		if taken += x.Taken; x.Taken > most {
			most, times = x.Taken, x.Times
		}
	}
	return taken, times
}

// way is from which states to which a step leads.
func (p *Processes) way(r *web.Request, o opened, s process.Step) string {
	var from []string
	for _, code := range s.From {
		from = append(from, p.state(r.Text, o.Definition, code))
	}
	words := r.Text.ListOr(from)
	if len(s.From) == len(o.States) {
		words = r.Text.T("processes.any")
	}
	if s.To == "" {
		return r.Text.T("processes.stays", "from", words)
	}
	return words + " → " + p.state(r.Text, o.Definition, s.To)
}

// limitTable are the limits with their bounds and whom they tell.
func (p *Processes) limitTable(r *web.Request, o opened) titled {
	l := r.Text
	t := titled{ID: "limits", Title: l.T("processes.limits"), Note: l.T("processes.limits.none"), Table: look.Table{Caption: l.T("processes.limits"),
		Head: form.Head(r, "processes.limit", "processes.limit.length", "processes.limit.bounds", "processes.basis", "processes.escalations")}}
	may := r.May("process.adapt")
	for _, c := range o.Clocks {
		name := look.Cell{Text: p.clock(l, o.Definition, c.Name)}
		if may {
			name.Href = at(o.Definition) + "/adapt/limit/" + c.Name
		}
		is, bounds := c.Period, l.T("processes.limit.fixed")
		if set, ok := o.overlay.Limits[c.Name]; ok {
			is = set
		}
		if c.Adaptable() {
			bounds = l.T("processes.limit.between", "least", period(l, c.Least), "most", period(l, c.Most))
		}
		law := look.Cell{Text: l.T("i18n.no_value")}
		if c.Basis != "" || c.Legal != "" {
			law.Text, law.Lang = basis(l, c.Basis, c.Legal)
		}
		t.Table.Rows = append(t.Table.Rows, []look.Cell{name, {Text: period(l, is)}, {Text: bounds}, law, {Text: p.tells(r, o.overlay.Tell[c.Name])}})
	}
	if len(t.Table.Rows) > 0 {
		t.Note = ""
	}
	return t
}

// tells are escalations in words.
func (p *Processes) tells(r *web.Request, all []process.Tell) string {
	var words []string
	for _, t := range all {
		key := "processes.tell.list"
		if t.Mail {
			key = "processes.tell.mail"
		}
		words = append(words, r.Text.T(key, "share", r.Text.Percent(t.Share, 100, 0), "whom", whom(r.Text, t.Whom)))
	}
	if len(words) == 0 {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.List(words)
}

// day writes a civil date.
func (p *Processes) day(r *web.Request, date string) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return r.Text.Date(d)
}
