package reader

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// Read reads a plan. It looks at what the file is, not at its name. Errors: errs.Invalid for a file that cannot be read
// as a table at all, errs.TooLarge; whatever is wrong inside is a Remark of the Draft.
func Read(path string, o Options) (Draft, error) {
	words, err := NewWords()
	if err != nil {
		return Draft{}, err
	}
	return words.Read(path, o)
}

// Read is the function Read with a dictionary that is there already.
func (w *Words) Read(path string, o Options) (Draft, error) {
	if o.Limits == (Limits{}) {
		o.Limits = Usual()
	}
	if o.Map != nil {
		if err := o.Map.Check(); err != nil {
			return Draft{}, err
		}
	}
	grids, err := open(path, o)
	if err != nil {
		return Draft{}, err
	}
	r := &reading{words: w, o: o, ahead: map[string]bool{}, draft: Draft{Remarks: []Remark{}, Totals: []Total{}, Tables: []Table{}, Counts: map[tree.Level]int{}, Places: map[string]Place{}}}
	r.draft.Plan = tree.Plan{Titles: i18n.Text{}, Kind: tree.Strategy, RollUp: tree.Activities, Scheme: tree.Usual(), From: o.From, Until: o.Until}
	var before *layout
	var tables []*layout
	for i := range grids {
		l, used := r.table(&grids[i], i, before)
		if used {
			before = l
			tables = append(tables, l)
		}
	}
	if len(tables) == 0 {
		return r.draft, r.nothing(grids)
	}
	r.period(grids)
	for _, l := range tables {
		r.walk(l)
	}
	nodes := r.build()
	r.totals(nodes)
	r.finish(nodes, tables)
	return r.draft, nil
}

// nothing is the error of a file without a table of a plan.
func (r *reading) nothing(grids []grid) error {
	for _, g := range grids {
		if len(g.rows) > 0 {
			return errs.New(errs.Invalid, "plan.reader.header_none")
		}
	}
	return errs.New(errs.Invalid, "plan.reader.file_empty")
}

// table understands one sheet, or leaves it alone.
func (r *reading) table(g *grid, i int, before *layout) (*layout, bool) {
	m := r.mapped(g, i)
	if g.hidden && m == nil || m != nil && m.Skip || r.o.Map != nil && len(r.o.Map.Tables) > 0 && m == nil {
		r.draft.Tables = append(r.draft.Tables, Table{Sheet: g.sheet, Columns: []Column{}})
		if len(g.rows) > 0 {
			r.remark(Place{Sheet: g.sheet}, Note, "", "plan.reader.table_left", "sheet", firstOf(g.sheet, "1"))
		}
		return nil, false
	}
	l, ok := r.words.layout(g, m, before)
	if l.table.Columns == nil {
		l.table.Columns = []Column{}
	}
	r.draft.Tables = append(r.draft.Tables, l.table)
	if !ok {
		if len(g.rows) > 1 {
			r.remark(Place{Sheet: g.sheet}, Note, "", "plan.reader.table_left", "sheet", firstOf(g.sheet, "1"))
		}
		return nil, false
	}
	for c, col := range l.table.Columns {
		if col.Sure == Unsure && len(col.Samples) > 0 {
			key := "plan.reader.column_unknown"
			if col.Field != Skip {
				key = "plan.reader.column_guessed"
			}
			r.remark(Place{Sheet: g.sheet, Cell: col.Letter + strconv.Itoa(max(1, l.table.Header))}, Look, "", key, "column", letters(c), "header", short(col.Header))
		}
	}
	return &l, true
}

// mapped is what the mapping says of a table.
func (r *reading) mapped(g *grid, i int) *MappedTable {
	if r.o.Map == nil {
		return nil
	}
	for k := range r.o.Map.Tables {
		if t := &r.o.Map.Tables[k]; t.Sheet == "" || t.Sheet == g.sheet || t.Sheet == "#"+strconv.Itoa(i+1) {
			return t
		}
	}
	return nil
}

// finish orders the nodes and counts them.
func (r *reading) finish(nodes []*built, tables []*layout) {
	children := map[string][]*built{}
	for _, b := range nodes {
		children[b.node.Parent] = append(children[b.node.Parent], b)
	}
	p := &r.draft.Plan
	var put func(parent string)
	put = func(parent string) {
		for _, b := range children[parent] {
			r.leaf(b, len(children[b.node.Number]) == 0)
			p.Nodes = append(p.Nodes, *b.node)
			r.draft.Counts[b.node.Level]++
			r.draft.Indicators += len(b.node.Indicators)
			r.draft.Places[b.node.Number] = b.at
			put(b.node.Number)
		}
	}
	put("")
	for _, l := range tables {
		for i := range r.draft.Tables {
			if r.draft.Tables[i].Sheet == l.sheet {
				r.draft.Tables[i].Rows = l.table.Rows
			}
		}
		if c, at := firstValue(l, PlanCode); at >= 0 && p.Code == "" {
			p.Code = c.text
		}
	}
	if len(p.Nodes) == 0 {
		r.remark(Place{Sheet: tables[0].sheet}, Wrong, "", "plan.reader.rows_none")
	}
	rank := map[Severity]int{Wrong: 0, Look: 1, Note: 2}
	slices.SortStableFunc(r.draft.Remarks, func(a, b Remark) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
}

func firstValue(l *layout, f Field) (cell, int) {
	for row := l.from; row < len(l.rows); row++ {
		if c, at := l.value(row, f); at >= 0 {
			return c, at
		}
	}
	return cell{}, -1
}

// leaf makes an activity of a sub-objective that has nothing below it and what only activities have.
func (r *reading) leaf(b *built, last bool) {
	if !last || b.node.Level != tree.SubObjective || !b.layout.anything(b.row, Deadline, Lead) || b.layout.has(SubObjective) || b.layout.has(LevelName) {
		return
	}
	w := &builder{reading: r, deadlines: map[*built]tree.Deadline{}}
	b.node.Level = tree.ActivityNode
	b.node.Activity = w.activity(b, &line{layout: b.layout, row: b.row})
	r.draft.Remarks = slices.DeleteFunc(r.draft.Remarks, func(m Remark) bool { return m.Number == b.node.Number && m.Key == "plan.reader.value_left" })
	r.remark(b.at, Look, b.node.Number, "plan.reader.level_leaf", "number", b.node.Number)
}

// period finds the titles and the years of the plan in the rows above the header.
func (r *reading) period(grids []grid) {
	p := &r.draft.Plan
	for i := range grids {
		g := &grids[i]
		header := 0
		for _, t := range r.draft.Tables {
			if t.Sheet == g.sheet {
				header = t.Header
			}
		}
		for row := 0; row < len(g.rows) && g.line(row) < header; row++ {
			for _, c := range g.filled(row) {
				r.title(g.rows[row][c].text)
			}
		}
		if len(p.Titles) > 0 && p.From != "" {
			return
		}
	}
}

func (r *reading) title(text string) {
	p := &r.draft.Plan
	if d, start := r.words.Deadline(yearsOf(text), false); start != "" && d.Kind == tree.YearEnd && p.From == "" && p.Until == "" {
		p.From, p.Until = start, d.Day
	}
	parts := append(lines(text), strings.Split(flat(text), " / ")...)
	for _, part := range parts {
		if len([]rune(part)) < 10 || len([]rune(part)) > 300 || part == flat(text) && len(parts) > 2 {
			continue
		}
		if _, _, _, ok := r.words.label(part); ok {
			continue
		}
		tag := firstOf(r.words.Language(part), r.o.Lang, "und")
		if p.Titles[tag] == "" && (tag != "und" || len(p.Titles) == 0) {
			p.Titles[tag] = part
		}
	}
}

// yearsOf is the span of years in a title.
func yearsOf(text string) string {
	if m := yearSpan.FindStringSubmatch(text); m != nil {
		return m[1] + "-" + m[2]
	}
	return ""
}
