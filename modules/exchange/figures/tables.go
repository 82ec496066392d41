package figures

import (
	"slices"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
)

// Table is one table of the page and one sheet of the workbook.
type Table struct {
	ID, Title, Note string
	Head            []string
	Rows            [][]Cell
}

// Cell is a text, or a number with how a workbook shows it.
type Cell struct {
	Text   string
	Number float64
	Format string // of the workbook; empty = a text
}

// Formats of a workbook.
const (
	asCount = "#,##0"
	asShare = "0%"
	asHours = `0.0" h"`
)

// Tables are all figures of a year in a reader's language.
func (s Sheet) Tables(l *i18n.Localizer) []Table {
	out := []Table{s.sent(l), s.lines(l, "requests", s.Lines)}
	if len(s.Copies.Lines) > 0 {
		out = append(out, s.lines(l, "direct", s.Copies.Lines))
	}
	recent := s.speeds(l, "recent", l.T("exchange.figures.speed_recent", "from", i18n.Day(s.From.Format(time.DateOnly)), "until", i18n.Day(s.Until.Format(time.DateOnly))), s.Recent)
	return append(out, s.refused(l), s.overruns(l), recent, s.speeds(l, "speed", l.T("exchange.figures.speed", "year", year(s.Year.Year)), s.Yearly))
}

func heads(l *i18n.Localizer, keys ...string) (out []string) {
	for _, k := range keys {
		out = append(out, l.T(k))
	}
	return out
}

func counts(l *i18n.Localizer, first string, all ...int64) []Cell {
	row := []Cell{{Text: first}}
	for _, n := range all {
		row = append(row, Cell{l.Number(n), float64(n), asCount})
	}
	return row
}

func (s Sheet) sent(l *i18n.Localizer) Table {
	t := Table{ID: "sent", Title: l.T("exchange.figures.sent"), Head: heads(l, "exchange.figures.by", "codes.urgency.urgent", "codes.urgency.ordinary", "exchange.figures.total")}
	add := func(key string, n Split) {
		t.Rows = append(t.Rows, counts(l, l.T(key), n.Urgent, n.Ordinary, n.All()))
	}
	add("exchange.figures.by_node", s.Sent)
	if s.Copies.Sent.All() > 0 {
		add("exchange.figures.by_copies", s.Copies.Sent)
	}
	return t
}

// each gives the lines of countries, then what the law asks the sum of, then the sum of all.
func each(l *i18n.Localizer, lines []Line, row func(name string, line Line)) {
	for _, one := range lines {
		name := one.Country
		if name == "" {
			name = l.T("exchange.figures.unknown")
		}
		row(name, one)
	}
	others := slices.ContainsFunc(lines, func(one Line) bool { return !MemberState(one.Country) })
	if len(lines) > 1 || others {
		row(l.T("exchange.figures.members"), Sum(lines, MemberState))
	}
	if others {
		row(l.T("exchange.figures.all"), Sum(lines, func(string) bool { return true }))
	}
}

func (s Sheet) lines(l *i18n.Localizer, id string, lines []Line) Table {
	t := Table{ID: id, Title: l.T("exchange.figures." + id), Head: heads(l, "exchange.figures.country", "exchange.figures.received_urgent", "exchange.figures.received_ordinary",
		"exchange.figures.answered_urgent", "exchange.figures.answered_ordinary")}
	if id == "requests" {
		t.Note = l.T("exchange.figures.requests_note")
	}
	each(l, lines, func(name string, one Line) {
		t.Rows = append(t.Rows, counts(l, name, one.Received.Urgent, one.Received.Ordinary, one.Answered.Urgent, one.Answered.Ordinary))
	})
	return t
}

func (s Sheet) refused(l *i18n.Localizer) Table {
	t := Table{ID: "refused", Title: l.T("exchange.figures.refused"), Note: l.T("exchange.figures.refused_note"), Head: heads(l, "exchange.figures.country", "codes.refusal", "exchange.figures.count")}
	each(l, refusing(s.Lines), func(name string, one Line) {
		add := func(word string, n int64) {
			t.Rows = append(t.Rows, []Cell{{Text: name}, {Text: word}, {l.Number(n), float64(n), asCount}})
		}
		for _, g := range codes.Refusals() {
			if n := one.Grounds[g]; n > 0 {
				add(l.T("codes.refusal."+string(g)), n)
			}
		}
		if one.NoGround > 0 {
			add(l.T("exchange.figures.no_ground"), one.NoGround)
		}
		add(l.T("exchange.figures.refused_all"), one.Refused)
	})
	return t
}

func refusing(lines []Line) (out []Line) {
	for _, one := range lines {
		if one.Refused > 0 {
			out = append(out, one)
		}
	}
	return out
}

func (s Sheet) overruns(l *i18n.Localizer) Table {
	t := Table{ID: "overruns", Title: l.T("exchange.figures.overruns"), Head: heads(l, "exchange.figures.country", "exchange.figures.count")}
	var lines []Line
	for _, one := range s.Lines {
		if one.Overruns > 0 {
			lines = append(lines, one)
		}
	}
	each(l, lines, func(name string, one Line) { t.Rows = append(t.Rows, counts(l, name, one.Overruns)) })
	return t
}

func (s Sheet) speeds(l *i18n.Localizer, id, title string, all []Speed) Table {
	t := Table{ID: id, Title: title, Head: heads(l, "exchange.partner", "exchange.figures.direction", "exchange.figures.answers", "exchange.figures.in_time",
		"exchange.figures.median", "exchange.figures.p90")}
	if id == "recent" {
		t.Note = l.T("exchange.figures.speed_note")
	}
	for _, one := range all {
		row := []Cell{{Text: s.name(l, one)}, {Text: l.T("exchange.figures." + map[bool]string{true: "we", false: "they"}[one.Ours])}, {l.Number(one.Answered), float64(one.Answered), asCount},
			{Text: l.T("i18n.no_value")}, hours(l, one.Median), hours(l, one.P90)}
		if one.Limited > 0 {
			row[3] = Cell{l.Percent(one.InTime, one.Limited, 0), float64(one.InTime) / float64(one.Limited), asShare}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func hours(l *i18n.Localizer, d time.Duration) Cell {
	return Cell{l.Duration(d.Round(time.Minute)), d.Hours(), asHours}
}

// name is a partner with its country.
func (s Sheet) name(l *i18n.Localizer, one Speed) string {
	name := one.Partner
	if card, ok := s.Names[one.Partner]; ok && one.Node {
		name = node.NameIn(card.Names, l.Lang().HTML())
	}
	if one.Country == "" {
		return name
	}
	return l.T("exchange.country_name", "country", one.Country, "name", name)
}

// look is a table as a page shows it.
func (t Table) look() look.Table {
	out := look.Table{Caption: t.Title}
	for i, h := range t.Head {
		number := len(t.Rows) > 0 && t.Rows[0][i].Format != ""
		out.Head = append(out.Head, look.Cell{Text: h, Number: number})
	}
	for _, row := range t.Rows {
		var cells []look.Cell
		for _, c := range row {
			cells = append(cells, look.Cell{Text: c.Text, Number: c.Format != ""})
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}
