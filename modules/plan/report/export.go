package report

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// export is GET /api/v1/plans/{code}/export: the lines of a plan as a table that the import reads, or the ratings of a
// year.
func (s *Reports) export(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	format, what := q.Get("format"), q.Get("what")
	if format == "" {
		format = "csv"
	}
	if what == "" {
		what = "nodes"
	}
	if format != "csv" && format != "xlsx" || what != "nodes" && what != "ratings" {
		return errs.Bad("format", "plan.report.export_wrong")
	}
	r.URL.RawQuery = strings.Replace(q.Encode(), "format="+format, "format=html", 1)
	text, _, err := s.asked(r)
	if err != nil {
		return err
	}
	var v view
	var filled map[string]assess.Row
	err = r.Read(func(q *db.Snapshot) (err error) {
		if what == "nodes" {
			v, err = s.read(q, r)
			return err
		}
		if v, err = s.opened(q, r); err != nil {
			return err
		}
		filled, err = assess.Rows(q, v.state.Assessment.ID)
		return err
	})
	if err != nil {
		return err
	}
	var t Table
	if what == "nodes" {
		e := v.open.Edition
		if v.state != nil && q.Has("year") {
			e = v.state.Base
		}
		t = NodesTable(e.Plan)
	} else {
		t = s.ratingsTable(text, v.state, filled)
	}
	name := fileName(v.open.Plan.Code + "-" + what + "-" + itoa(v.year) + "." + format)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if format == "xlsx" {
		b := newBook()
		b.table(t, func(int) {})
		raw, err := b.bytes()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", AsXLSX.Media())
		_, err = w.Write(raw)
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write(t.Head)
	for _, row := range t.Rows {
		line := make([]string, len(row))
		for i, c := range row {
			line[i] = defused(c.Text)
		}
		out.Write(line)
	}
	out.Flush()
	return out.Error()
}

// defused keeps a spreadsheet from taking a text of a CSV file for a formula. A number keeps its minus.
func defused(text string) string {
	if text == "" || !strings.ContainsAny(text[:1], "=+-@\t\r") {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil || text == "-" {
		return text
	}
	return "'" + text
}

// NodesTable is a plan as a table whose heads and values the import knows: what it wrote it reads again. Amounts of money
// are left out; the import lets stay what a file does not tell.
func NodesTable(p tree.Plan) Table {
	tags := register.Languages(p)
	periods, seen := []string{}, map[string]bool{}
	for _, n := range p.Nodes {
		for _, i := range n.Indicators {
			for _, g := range i.Targets {
				if len(g.Period) == len("2024") && !seen[g.Period] {
					seen[g.Period], periods = true, append(periods, g.Period)
				}
			}
		}
	}
	slices.Sort(periods)
	t := Table{Sheet: p.Code, Head: []string{"Level", "Number", "Parent"}}
	for _, tag := range tags {
		t.Head = append(t.Head, "Text ("+tag+")")
	}
	t.Head = append(t.Head, "Start", "Deadline", "Lead", "Supporting", "Weight", "Indicator number")
	for _, tag := range tags {
		t.Head = append(t.Head, "Indicator ("+tag+")")
	}
	t.Head = append(t.Head, "Unit", "Direction", "Baseline", "Baseline year")
	for _, period := range periods {
		t.Head = append(t.Head, "Target "+period)
	}
	for _, n := range p.Nodes {
		row := nodeCells(n, tags)
		if len(n.Indicators) == 0 {
			t.Rows = append(t.Rows, row)
		}
		for _, i := range n.Indicators {
			t.Rows = append(t.Rows, append(append([]Cell{}, row...), indicatorCells(i, tags, periods)...))
		}
	}
	return t
}

func nodeCells(n tree.Node, tags []string) []Cell {
	row := []Cell{{Text: strings.ReplaceAll(string(n.Level), "_", " ")}, {Text: n.Number}, {Text: n.Parent}}
	for _, tag := range tags {
		row = append(row, Cell{Text: n.Text[tag]})
	}
	a := activity(n)
	weight := ""
	if n.Weight > 0 {
		weight = tree.Millionths(n.Weight)
	}
	return append(row, Cell{Text: a.Start}, Cell{Text: deadlineText(a.Deadline)}, Cell{Text: a.Lead}, Cell{Text: strings.Join(a.Supporting, "; ")}, Cell{Text: weight})
}

// deadlineText is a deadline in words that the import reads.
func deadlineText(d tree.Deadline) string {
	switch {
	case d.Written != "":
		return d.Written
	case d.Kind == tree.OnDate:
		return d.Day
	case d.Kind == tree.Ongoing:
		return "ongoing"
	case d.Kind == tree.QuarterEnd && d.Day != "":
		return "Q" + strconv.Itoa((int(day(d.Day).Month())+2)/3) + " " + d.Day[:4]
	case d.Kind == tree.YearEnd && d.Day != "":
		return "end of " + d.Day[:4]
	}
	return d.Day
}

func indicatorCells(i tree.Indicator, tags, periods []string) []Cell {
	row := []Cell{{Text: i.Number}}
	for _, tag := range tags {
		row = append(row, Cell{Text: i.Text[tag]})
	}
	year := ""
	if i.Baseline.Year > 0 {
		year = strconv.Itoa(i.Baseline.Year)
	}
	row = append(row, Cell{Text: i.Unit}, Cell{Text: string(i.Direction)}, Cell{Text: QuantityText(i.Measure, i.Baseline.Quantity)}, Cell{Text: year})
	for _, period := range periods {
		text := ""
		for _, g := range i.Targets {
			if g.Period == period {
				text = QuantityText(i.Measure, g.Quantity)
			}
		}
		row = append(row, Cell{Text: text})
	}
	return row
}

// QuantityText is a quantity in words that the import reads: four kinds stay four.
func QuantityText(m tree.Measure, q tree.Quantity) string {
	switch {
	case !q.Known():
		return map[string]string{"not_applicable": "n/a", "suppressed": "suppressed"}[string(q.Why())] + map[bool]string{true: "no data"}[q.Why() == "missing"]
	case m == tree.YesNo && q.Num != 0:
		return "yes"
	case m == tree.YesNo:
		return "no"
	case m == tree.Percent:
		return decimal(q.Num, q.Den, 100) + " %"
	case m == tree.Ratio && q.Den != 1:
		return strconv.FormatInt(q.Num, 10) + "/" + strconv.FormatInt(q.Den, 10)
	}
	return decimal(q.Num, q.Den, 1)
}

// decimal is num/den times base with as many digits as it needs, six at most.
func decimal(num, den, base int64) string {
	const digits = 6
	n, ok := i18n.Ratio(num*base, den, digits)
	if !ok {
		return ""
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	text := strconv.FormatInt(n, 10)
	for len(text) <= digits {
		text = "0" + text
	}
	text = sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// ratingsTable is every activity of a year with both ratings.
func (s *Reports) ratingsTable(l *i18n.Localizer, st *assess.State, filled map[string]assess.Row) Table {
	d := &Data{Authoritative: st.Base.Plan.Authoritative, Rows: s.rows(st, filled)}
	w := s.writer(l, d)
	t := Table{Sheet: w.l.T("plan.register.activities_word"), Head: []string{"number", "text", "lead", "deadline", "timing", "unit_status", "unit_comment", "challenges", "reviewer_status", "reviewer_comment", "status"}}
	for _, r := range d.Rows {
		own, other := Said{}, Said{}
		if r.Unit != nil {
			own = *r.Unit
		}
		if r.Reviewer != nil {
			other = *r.Reviewer
		}
		t.Rows = append(t.Rows, []Cell{{Text: r.Number}, w.word(r.Text), w.who(r.Who), {Text: register.DeadlineWord(l, r.Deadline)}, {Text: string(r.Timing)}, {Text: string(own.Status)}, {Text: own.Comment},
			{Text: r.Challenges}, {Text: string(other.Status)}, {Text: other.Comment}, {Text: string(r.Status)}})
	}
	return t
}
