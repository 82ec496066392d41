package reader

import (
	"slices"
	"strings"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// reading is one file on its way to a Draft.
type reading struct {
	words *Words
	o     Options
	draft Draft
	lines []*line
	sums  []sum
	ahead map[string]bool // remarks that are made once
	quiet bool            // a row that goes on with another is read again: no remarks
}

// sum is a row of totals as found.
type sum struct {
	layout *layout
	row    int
	col    int
	label  string
	after  int    // lines before it
	of     string // number of the node whose own row says a sum; empty = a row of totals
}

func (r *reading) remark(at Place, s Severity, number string, key string, args ...any) {
	if r.quiet {
		return
	}
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i].(string)] = args[i+1]
	}
	r.draft.Remarks = append(r.draft.Remarks, Remark{Place: at, Number: number, Severity: s, Key: key, Args: m})
	if s == Wrong {
		r.draft.Left++
	}
}

// detailFields are those that make a row more than a heading.
func detailFields() []Field {
	return []Field{Start, Deadline, Lead, Supporting, Output, Budget, FundingSource, Indicator, Baseline, Target, Reference, Evidence}
}

// walk reads the rows of a table into lines.
func (r *reading) walk(l *layout) {
	for row := range min(l.from, len(l.rows)) {
		r.paragraph(l, row)
	}
	for row := l.from; row < len(l.rows); row++ {
		if why, broken := l.broken[row]; broken {
			r.remark(l.place(row, 0), Wrong, "", why.Key, pairsOf(why.Args)...)
			continue
		}
		cols := l.filled(row)
		if len(cols) == 0 {
			continue
		}
		if r.paragraph(l, row) || l.repeats(row) || r.total(l, row, cols) {
			continue
		}
		l.table.Rows++
		if len(cols) == 1 && r.heading(l, row, cols[0]) {
			continue
		}
		r.row(l, row)
	}
}

// paragraph reads what stands above a table of a document, where it names a level; ok is false for rows of the table.
func (r *reading) paragraph(l *layout, row int) bool {
	if l.line(row) != 0 {
		return false
	}
	if _, _, _, ok := r.words.label(l.rows[row][0].text); ok {
		r.heading(l, row, 0)
	}
	return true
}

func pairsOf(args map[string]any) (all []any) {
	for k, v := range args {
		all = append(all, k, v)
	}
	return all
}

// heading reads a row that has one text over all: the name of an objective. ok is false where it is something else.
func (r *reading) heading(l *layout, row, col int) bool {
	wide := l.width() > 1 && (l.rows[row][l.width()-1].row == row && l.rows[row][l.width()-1].col == col || !l.anything(row, detailFields()...))
	if !wide {
		return false
	}
	n := &line{layout: l, row: row, col: col, text: i18n.Text{}, heading: true}
	for _, part := range r.words.headings(l.rows[row][col].text) {
		part = strings.TrimSpace(part)
		level, number, rest, ok := r.words.label(part)
		if !ok {
			if number, rest = ahead(part); number == "" && len(n.text) == 0 {
				return false
			}
		}
		if level != "" && n.level == "" {
			n.level = tree.Level(level)
		}
		n.number = firstOf(n.number, number)
		if rest == "" && !ok {
			continue
		}
		tag := firstOf(r.words.Language(rest), r.words.Language(part), l.lang, r.o.Lang, "und")
		if n.text[tag] == "" {
			n.text[tag] = rest
		}
	}
	if len(n.text) == 0 || strings.Join(values(n.text), "") == "" {
		return false
	}
	r.lines = append(r.lines, n)
	return true
}

func values(t i18n.Text) (all []string) {
	for _, v := range t {
		all = append(all, v)
	}
	slices.Sort(all)
	return all
}

// row reads a row with columns: one node, or one of each level that has a column of its own.
func (r *reading) row(l *layout, row int) {
	parent, _ := l.value(row, Parent)
	levels := []Field{}
	for _, f := range []Field{Objective, SubObjective, Activity, Task} {
		if l.has(f) {
			levels = append(levels, f)
		}
	}
	if len(levels) == 1 && !l.has(Text) || l.has(LevelName) {
		levels = nil // one column for all levels: the numbers tell
	}
	if levels == nil || l.has(Text) && len(levels) == 0 {
		r.plain(l, row, plainForm(parent.text))
		return
	}
	if l.has(Text) && !l.has(Activity) {
		levels = append(levels, Text)
	}
	before := len(r.lines)
	for i, f := range levels {
		text, col, own := r.words.textIn(l, row, f, r.o)
		if col < 0 || !own {
			continue
		}
		n := &line{layout: l, row: row, col: col, text: text, level: levelOfField(f)}
		r.strip(n)
		if c := l.numberColumn(f); c >= 0 && !l.rows[row][c].empty() && (l.rows[row][c].row == row || i < len(levels)-1) {
			r.numbered(n, l.rows[row][c], c)
		}
		r.lines = append(r.lines, n)
	}
	if len(r.lines) > before {
		last := r.lines[len(r.lines)-1]
		last.parent, last.details = plainForm(parent.text), true
		return
	}
	r.lines = append(r.lines, &line{layout: l, row: row, col: l.filled(row)[0], details: true})
}

func levelOfField(f Field) tree.Level {
	return map[Field]tree.Level{Objective: tree.Objective, SubObjective: tree.SubObjective, Activity: tree.ActivityNode, Task: tree.Task, Text: tree.ActivityNode}[f]
}

// strip takes label and number off the beginning of the texts.
func (r *reading) strip(n *line) {
	for tag, text := range n.text {
		level, number, rest, ok := r.words.label(text)
		if ok && rest != "" && (number != "" || n.level == tree.Level(level)) {
			if n.level == "" {
				n.level = tree.Level(level)
			}
			n.number, n.text[tag] = firstOf(n.number, number), rest
			continue
		}
		if number, rest := ahead(text); number != "" {
			n.number, n.text[tag] = firstOf(n.number, number), rest
		}
	}
}

// numbered takes the number of a cell, or the level and the number where it says both ("Objective 1").
func (r *reading) numbered(n *line, c cell, col int) {
	number, wasDate := numberIn(c)
	if wasDate {
		r.remark(n.layout.place(n.row, col), Note, number, "plan.reader.number_date", "day", c.day, "number", number)
	}
	if level, in, rest, ok := r.words.label(c.text + ":"); ok && in != "" && rest == "" {
		n.level, number = tree.Level(level), in
	} else if level, ok := r.words.sets["levels"][fold(c.text)]; ok && level != levelSkip {
		n.level, number = tree.Level(level), ""
	}
	if number != "" {
		n.number, n.float, n.col = number, c.number && strings.Contains(number, "."), col
	}
}

// plain reads a row whose level is told by a word or by its number.
func (r *reading) plain(l *layout, row int, parent string) {
	n := &line{layout: l, row: row, parent: parent, text: i18n.Text{}, details: true}
	own := false
	for _, f := range []Field{Text, Activity, SubObjective, Objective, Task} {
		if l.has(f) {
			n.text, n.col, own = r.words.textIn(l, row, f, r.o)
			break
		}
	}
	if n.col < 0 {
		n.col = 0
	}
	if !own {
		n.text = i18n.Text{}
	}
	if !l.has(LevelName) {
		r.strip(n)
	}
	for _, f := range []Field{Text, Activity, SubObjective, Objective, Task, Indicator} {
		if c := l.numberColumn(f); c >= 0 && !l.rows[row][c].empty() && l.rows[row][c].row == row {
			r.numbered(n, l.rows[row][c], c)
			break
		}
	}
	if c, at := l.value(row, LevelName); at >= 0 {
		level, ok := r.words.levelOf(c.text, r.o.Map)
		switch {
		case !ok:
			r.once(l.place(row, at), Look, "plan.reader.level_unknown", "word", c.text)
		case level == levelSkip:
			return
		case level == levelIndicator:
			n.indicator = true
		default:
			n.level = tree.Level(level)
		}
	}
	if len(n.text) == 0 && n.number == "" && !l.anything(row, detailFields()...) {
		r.remark(l.place(row, l.filled(row)[0]), Wrong, "", "plan.reader.row_unclear", "text", short(l.rows[row][l.filled(row)[0]].text))
		return
	}
	r.lines = append(r.lines, n)
}

// once makes a remark about a word the first time it comes.
func (r *reading) once(at Place, s Severity, key, name, word string) {
	if k := key + " " + fold(word); !r.ahead[k] && !r.quiet {
		r.ahead[k] = true
		r.remark(at, s, "", key, name, word)
	}
}

func short(s string) string {
	runes := []rune(flat(s))
	if len(runes) > 80 {
		return string(runes[:79]) + "…"
	}
	return string(runes)
}
