package report

import (
	"net/url"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// sideView is a page that shows a year from one side: the time line, the units, a list.
type sideView struct {
	top
	Choices []look.NavItem // of what is shown
	Choose  string         // name of the choices
	Section string
	Note    string
	Tables  []look.Table
	Spans   *spanTable
	Lines   []activityLine
	Pages   look.Pagination
	Empty   *look.Empty
	Exports []look.NavItem
}

// activityLine is one activity of a list.
type activityLine struct {
	Light                     look.Light
	Number, Text, Lang, Href  string
	Words, Second, SecondLang string
}

// rowsAtOnce is how many activities stand on one page.
const rowsAtOnce = 50

func (d *desk) side(r *web.Request, page, lead string, fill func(q db.Reader, v view, p *sideView) error) (web.Reply, error) {
	var p sideView
	err := r.Read(func(q *db.Snapshot) error {
		v, err := d.s.read(q, r)
		if err != nil {
			return err
		}
		p = sideView{top: d.top(r, v, page, lead)}
		if v.state == nil {
			p.Empty = &look.Empty{Icon: "calendar", Title: r.Text.T("plan.assess.not_open"), Text: r.Text.T("plan.assess.not_open_text")}
			return nil
		}
		return fill(q, v, &p)
	})
	if err != nil {
		return nil, err
	}
	return d.sides.With(p), nil
}

// spanTable is the time line: each activity with the stretch of time that it has, as a drawing and in words.
type spanTable struct {
	Caption string
	Years   []mark // lines where years begin
	Rows    []spanRow
	Head    []string
}

// mark is a place along the drawing, in per cent of its width.
type mark struct{ At, Word string }

type spanRow struct {
	Light              look.Light
	Number, Text, Lang string
	Href               string
	Years              []mark
	X, Width           string // of the bar; empty width = there is no stretch to draw
	Moved              string // place of the deadline that stood before it moved; empty = it did not
	Start, End         string
}

// showTimeline is GET /desk/plans/{code}/timeline: the activities of an objective along the plan's years.
func (d *desk) showTimeline(r *web.Request) (web.Reply, error) {
	return d.side(r, "timeline", r.Text.T("plan.report.timeline_lead"), func(q db.Reader, v view, p *sideView) error {
		chosen := r.URL.Query().Get("objective")
		base := v.state.Base
		p.Choose = r.Text.T("plan.report.objective")
		known := false
		for _, n := range base.Children("") {
			known = known || n.Number == chosen
		}
		for i, n := range base.Children("") {
			if !known && i == 0 {
				chosen = n.Number
			}
			at := yearOf(v.year)
			at.Set("objective", n.Number)
			p.Choices = append(p.Choices, look.NavItem{Word: n.Number, Href: address(v.open.Plan.Code, "timeline", at), Current: n.Number == chosen})
		}
		o, _ := base.Node(chosen)
		p.Section = r.Text.T("plan.report.numbered", "number", o.Number, "text", d.s.Register.Say(r, o.Text))
		var rows []assess.Standing
		for _, x := range v.state.Standings {
			if base.Objective(x.Node.Number) == chosen {
				rows = append(rows, x)
			}
		}
		some, pages, err := part(r, rows, rowsAtOnce, func(from int) string {
			at := yearOf(v.year)
			at.Set("objective", chosen)
			at.Set("from", strconv.Itoa(from))
			return address(v.open.Plan.Code, "timeline", at)
		})
		if err != nil {
			return err
		}
		moved, err := d.s.movedFrom(q, v, some)
		if err != nil {
			return err
		}
		p.Pages, p.Spans = pages, d.spans(r, v, some, moved)
		if len(some) == 0 {
			p.Spans, p.Empty = nil, &look.Empty{Icon: "target", Title: r.Text.T("plan.report.none")}
		}
		return nil
	})
}

// movedFrom is the last day that an activity had before its deadline moved, by number.
func (s *Reports) movedFrom(q db.Reader, v view, some []assess.Standing) (map[string]string, error) {
	out := map[string]string{}
	if len(v.open.Versions) < 2 {
		return out, nil
	}
	due := tree.DueDays(v.state.Base.Plan)
	for _, version := range v.open.Versions {
		if version.Number >= v.state.Base.Version.Number || version.State == register.Discarded || version.From == "" {
			continue
		}
		e, err := s.Register.Edition(q, v.open.Plan, version)
		if err != nil {
			return nil, err
		}
		for _, x := range some {
			n, ok := e.Node(x.Node.Number)
			if !ok || n.Activity == nil || out[n.Number] != "" {
				continue
			}
			if was := n.Activity.Deadline.Due("", n.Activity.Start, ""); was != "" && was != due[n.Number] {
				out[n.Number] = was
			}
		}
	}
	return out, nil
}

func (d *desk) spans(r *web.Request, v view, some []assess.Standing, moved map[string]string) *spanTable {
	l, plan := r.Text, v.state.Base.Plan
	first, last := day(plan.From), day(plan.Until)
	place := func(t time.Time) string { return percentOf(t.Sub(first), last.Sub(first)) }
	t := &spanTable{Caption: l.T("plan.report.tab.timeline"), Head: []string{l.T("plan.report.activity"), l.T("plan.report.span"), l.T("plan.tree.field.start"), l.T("plan.tree.field.deadline"), l.T("plan.assess.status")}}
	for y := first.Year(); y <= last.Year() && y < first.Year()+30; y++ {
		at := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		if at.Before(first) {
			at = first
		}
		t.Years = append(t.Years, mark{place(at), strconv.Itoa(y)})
	}
	due := tree.DueDays(plan)
	for _, x := range some {
		a := activity(x.Node)
		text, lang := d.s.Register.Word(r, x.Node.Text)
		row := spanRow{Light: statusLight(l, x.Status), Number: x.Node.Number, Text: text, Lang: lang, Href: nodeAddress(v.open, x.Node.Number, v.year), Years: t.Years, End: register.DeadlineWord(l, a.Deadline),
			Start: l.T("i18n.no_value")}
		from, until := first, last
		if at := day(a.Start); !at.IsZero() {
			from, row.Start = at, l.Date(at)
		}
		if at := day(due[x.Node.Number]); !at.IsZero() {
			until = at
		}
		if from.Before(first) {
			from = first
		}
		if until.After(last) {
			until = last
		}
		if !until.Before(from) {
			row.X, row.Width = place(from), percentOf(until.Sub(from)+24*time.Hour, last.Sub(first))
		}
		if at := day(moved[x.Node.Number]); !at.IsZero() && !at.Before(first) && !at.After(last) {
			row.Moved = place(at)
			row.End = l.T("plan.report.moved_from", "is", row.End, "was", l.Date(at))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// percentOf is a share of a length as an attribute of a drawing, rounded to tenths.
func percentOf(part, whole time.Duration) string {
	if whole <= 0 {
		return "0%"
	}
	n, _ := i18n.Ratio(int64(part/time.Hour)*100, max(1, int64(whole/time.Hour)), 1)
	n = min(max(n, 0), 1000)
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%"
}

// showUnits is GET /desk/plans/{code}/units: who leads what, and how it stands; with ?lead= the activities of one.
func (d *desk) showUnits(r *web.Request) (web.Reply, error) {
	return d.side(r, "leads", r.Text.T("plan.report.units_note"), func(q db.Reader, v view, p *sideView) error {
		w := d.s.writer(r.Text, &Data{Authoritative: v.state.Base.Plan.Authoritative})
		asked := r.URL.Query()
		if asked.Has("unit") || asked.Has("lead") {
			who := Who{Unit: asked.Get("unit"), Written: asked.Get("lead")}
			names := d.s.namer()
			var rows []assess.Standing
			for _, x := range v.state.Standings {
				if at := names(activity(x.Node)); at.key() == who.key() {
					who.Names = at.Names
					rows = append(rows, x)
				}
			}
			p.Section = w.who(who).Text
			return d.list(r, v, rows, "leads", url.Values{"unit": {who.Unit}, "lead": {who.Written}}, p)
		}
		some, pages, err := part(r, d.s.Leads(v.state), rowsAtOnce, func(from int) string {
			at := yearOf(v.year)
			at.Set("from", strconv.Itoa(from))
			return address(v.open.Plan.Code, "leads", at)
		})
		if err != nil {
			return err
		}
		w.d.Leads = some
		s := w.leads()
		t := lookTable(s, s.Tables[0], rowsAtOnce)
		for i, lead := range some {
			at := yearOf(v.year)
			at.Set("unit", lead.Who.Unit)
			at.Set("lead", lead.Who.Written)
			t.Rows[i][0].Href = address(v.open.Plan.Code, "leads", at)
		}
		p.Pages, p.Tables = pages, []look.Table{t}
		p.Exports = exports(r.Text, v)
		return nil
	})
}

// showLists is GET /desk/plans/{code}/lists: both ratings beside each other, who is silent, which deadlines moved.
func (d *desk) showLists(r *web.Request) (web.Reply, error) {
	return d.side(r, "lists", r.Text.T("plan.report.lists_lead"), func(q db.Reader, v view, p *sideView) error {
		l, code, chosen := r.Text, v.open.Plan.Code, r.URL.Query().Get("list")
		p.Choose = l.T("plan.report.tab.lists")
		p.Exports = exports(l, v)
		if chosen != "silent" && chosen != "slipped" {
			chosen = "both"
		}
		for _, name := range []string{"both", "silent", "slipped"} {
			at := yearOf(v.year)
			at.Set("list", name)
			p.Choices = append(p.Choices, look.NavItem{Word: l.T("plan.report.list." + name), Href: address(code, "lists", at), Current: name == chosen})
		}
		p.Section = l.T("plan.report.list." + chosen)
		switch chosen {
		case "silent":
			var rows []assess.Standing
			for _, x := range v.state.Standings {
				if x.Status == rates.NoReport {
					rows = append(rows, x)
				}
			}
			return d.list(r, v, rows, "lists", url.Values{"list": {chosen}}, p)
		case "slipped":
			return d.slips(r, q, v, p)
		}
		asked := r.URL.Query()
		if !asked.Has("unit") {
			d.matrix(r, v, p)
			return nil
		}
		own, other := rates.Status(asked.Get("unit")), rates.Status(asked.Get("reviewer"))
		w := d.s.writer(l, &Data{})
		p.Section = l.T("plan.report.pair", "own", w.status(own).Text, "reviewer", w.status(other).Text)
		var rows []assess.Standing
		for _, x := range v.state.Standings {
			if statusOf(x.Unit) == own && statusOf(x.Reviewer) == other {
				rows = append(rows, x)
			}
		}
		return d.list(r, v, rows, "lists", url.Values{"list": {"both"}, "unit": {string(own)}, "reviewer": {string(other)}}, p)
	})
}

// matrix is the unit's ratings down and the reviewer's across.
func (d *desk) matrix(r *web.Request, v view, p *sideView) {
	l, w := r.Text, d.s.writer(r.Text, &Data{})
	pairs, across, down := matrix(v.state), []rates.Status{}, []rates.Status{}
	order := append([]rates.Status{""}, rates.Statuses()...)
	for _, s := range order {
		inRow, inColumn := false, false
		for _, x := range pairs {
			inRow, inColumn = inRow || x.Unit == s, inColumn || x.Reviewer == s
		}
		if inRow {
			down = append(down, s)
		}
		if inColumn {
			across = append(across, s)
		}
	}
	name := func(s rates.Status, none string) string {
		if s == "" {
			return l.T(none)
		}
		return w.status(s).Text
	}
	t := look.Table{Caption: l.T("plan.report.matrix"), Head: []look.Cell{{Text: l.T("plan.report.matrix_corner")}}}
	for _, s := range across {
		t.Head = append(t.Head, look.Cell{Text: name(s, "plan.report.not_reviewed"), Number: true})
	}
	for _, u := range down {
		row := []look.Cell{{Text: name(u, "plan.report.not_rated")}}
		for _, o := range across {
			c := look.Cell{Text: l.Number(0), Number: true}
			for _, x := range pairs {
				if x.Unit == u && x.Reviewer == o {
					at := yearOf(v.year)
					at.Set("list", "both")
					at.Set("unit", string(u))
					at.Set("reviewer", string(o))
					c.Text, c.Href = l.Number(x.Count), address(v.open.Plan.Code, "lists", at)
				}
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	p.Tables, p.Note = []look.Table{t}, l.T("plan.report.matrix_note")
}

// slips are the deadlines that moved, the latest first.
func (d *desk) slips(r *web.Request, q db.Reader, v view, p *sideView) error {
	moved, err := register.MovedDeadlines(q, v.open.Plan, lastVersion(v.state), mostSlips)
	if err != nil {
		return err
	}
	some, pages, err := part(r, moved, rowsAtOnce, func(from int) string {
		at := yearOf(v.year)
		at.Set("list", "slipped")
		at.Set("from", strconv.Itoa(from))
		return address(v.open.Plan.Code, "lists", at)
	})
	if err != nil {
		return err
	}
	p.Pages = pages
	l := r.Text
	for _, a := range some {
		was, is, _ := a.Slipped()
		text, lang := d.s.Register.Word(r, a.Is.Text)
		line := activityLine{Light: look.Light{}, Number: a.Number, Text: text, Lang: lang, Href: nodeAddress(v.open, a.Number, v.year),
			Words:  l.T("plan.assess.moved", "was", register.DeadlineWord(l, was), "is", register.DeadlineWord(l, is)) + " · " + l.T("plan.report.on_version", "version", a.Version),
			Second: register.WhyWords(l, a.Reason, a.Decision)}
		if x, ok := v.state.Row(a.Number); ok {
			line.Light = statusLight(l, x.Status)
		} else {
			line.Light = statusLight(l, rates.NotDue)
		}
		p.Lines = append(p.Lines, line)
	}
	if len(some) == 0 {
		p.Empty = &look.Empty{Icon: "target", Title: l.T("plan.report.none")}
	}
	return nil
}

// list shows activities, a page at a time.
func (d *desk) list(r *web.Request, v view, rows []assess.Standing, page string, q url.Values, p *sideView) error {
	l := r.Text
	some, pages, err := part(r, rows, rowsAtOnce, func(from int) string {
		at := yearOf(v.year)
		for k, all := range q {
			at[k] = all
		}
		at.Set("from", strconv.Itoa(from))
		return address(v.open.Plan.Code, page, at)
	})
	if err != nil {
		return err
	}
	names, w := d.s.namer(), d.s.writer(l, &Data{Authoritative: v.state.Base.Plan.Authoritative})
	for _, x := range some {
		text, lang := d.s.Register.Word(r, x.Node.Text)
		a := activity(x.Node)
		line := activityLine{Light: statusLight(l, x.Status), Number: x.Node.Number, Text: text, Lang: lang, Href: nodeAddress(v.open, x.Node.Number, v.year),
			Words: l.T("plan.report.line", "lead", w.who(names(a)).Text, "deadline", register.DeadlineWord(l, a.Deadline))}
		line.Second = l.T("plan.report.both_words", "own", w.status(statusOf(x.Unit)).Text, "reviewer", w.status(statusOf(x.Reviewer)).Text)
		p.Lines = append(p.Lines, line)
	}
	p.Pages = pages
	if len(some) == 0 {
		p.Empty = &look.Empty{Icon: "check", Title: l.T("plan.report.none")}
	}
	return nil
}

// exports are the tables that can be had as files.
func exports(l *i18n.Localizer, v view) (out []look.NavItem) {
	for _, what := range []string{"nodes", "ratings"} {
		for _, format := range []string{"csv", "xlsx"} {
			q := yearOf(v.year)
			q.Set("what", what)
			q.Set("format", format)
			q.Set("lang", l.Lang().HTML())
			out = append(out, look.NavItem{Word: l.T("plan.report.export."+what, "format", format), Href: "/api/v1/plans/" + url.PathEscape(v.open.Plan.Code) + "/export?" + q.Encode()})
		}
	}
	return out
}
