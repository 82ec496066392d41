package reader

import (
	"slices"
	"strconv"
	"strings"
)

// layout is a grid and what its columns mean.
type layout struct {
	*grid
	table   Table
	from    int      // first row of data
	langs   []string // of headers that say it in several languages, by column (joined by blanks)
	lang    string   // of the whole table
	money   string   // currency of the header, by column joined
	factor  []int64  // of amounts in a column: 1, 1,000 or 1,000,000
	curr    []string // currency of a column
	headers []string // folded headers, to know a header that comes again
	numbers map[Field]int
	said    map[int]bool // columns that the mapping names
}

// layout reads the header of a grid. before is the table above in the same file, whose columns are taken over where a
// table goes on without a header. ok is false where the grid is no table of a plan.
func (w *Words) layout(g *grid, m *MappedTable, before *layout) (l layout, ok bool) {
	l = layout{grid: g, table: Table{Sheet: g.sheet, Columns: []Column{}}, numbers: map[Field]int{}, said: map[int]bool{}}
	if len(g.rows) == 0 || g.width() == 0 {
		return l, false
	}
	top, bottom, found := w.header(g)
	if m != nil && m.Header > 0 {
		top = g.at(m.Header)
		if bottom = top; m.Data > m.Header {
			bottom = g.at(m.Data) - 1
		}
		found = top < len(g.rows)
	}
	switch {
	case found:
		l.read(w, top, min(bottom, len(g.rows)-1))
	case before != nil && strings.HasPrefix(g.sheet, "#") && before.width() == g.width():
		l.table.Header, l.from = before.table.Header, 0
		l.table.Columns, l.langs, l.factor, l.curr, l.headers = before.table.Columns, before.langs, before.factor, before.curr, before.headers
		l.numbers, l.lang = before.numbers, before.lang
		return l, true
	case m == nil || len(m.Columns) == 0:
		return l, false
	default:
		l.read(w, 0, -1)
	}
	if m != nil {
		if m.Data > 0 {
			l.from = g.at(m.Data)
		}
		l.apply(m)
		l.lang = m.Lang
	}
	l.byValues(w)
	l.owners()
	l.languages(w)
	return l, l.has(Text, Objective, SubObjective, Activity, Task, Indicator)
}

// at is the position of a row of the file, counted from 1.
func (g *grid) at(line int) int {
	for i := range g.rows {
		if g.line(i) >= line {
			return i
		}
	}
	return len(g.rows)
}

// read takes the columns from the header.
func (l *layout) read(w *Words, top, bottom int) {
	l.from = bottom + 1
	if bottom >= top {
		l.table.Header = l.line(top)
	}
	l.langs, l.factor, l.curr, l.headers = make([]string, l.width()), make([]int64, l.width()), make([]string, l.width()), make([]string, l.width())
	for c := range l.width() {
		var pieces []string
		var all []guess
		seen := map[[2]int]bool{}
		for r := top; r <= bottom; r++ {
			x := l.rows[r][c]
			if at := [2]int{x.row, x.col}; x.empty() || seen[at] || x.row < top {
				continue
			} else {
				seen[at] = true
			}
			pieces = append(pieces, flat(x.text))
			all = append(all, w.piece(x.text))
		}
		col := Column{Letter: letters(c), Header: strings.Join(pieces, " · "), Field: Skip, Sure: Unsure, Samples: []string{}}
		g := join(all)
		if g.field != "" {
			col.Field, col.Sure = g.field, g.sure
		}
		col.Year, col.Lang = g.year, g.lang
		l.langs[c] = strings.Join(g.langs, " ")
		l.factor[c], l.curr[c] = w.unitOfMoney(strings.Join(pieces, " "))
		l.headers[c] = fold(strings.Join(pieces, " "))
		l.table.Columns = append(l.table.Columns, col)
		l.samples(c)
	}
}

func (l *layout) samples(c int) {
	col := &l.table.Columns[c]
	for r := l.from; r < len(l.rows) && len(col.Samples) < 3; r++ {
		if s := flat(l.rows[r][c].text); s != "" && l.own(r, c) && !slices.Contains(col.Samples, s) {
			if runes := []rune(s); len(runes) > 120 {
				s = string(runes[:119]) + "…"
			}
			col.Samples = append(col.Samples, s)
		}
	}
}

// join puts together what the rows of a header say of a column: the lowest has the word, those above the group.
func join(all []guess) (g guess) {
	for _, p := range all {
		if p.year > 0 {
			g.year = p.year
		}
		if p.lang != "" {
			g.lang = p.lang
		}
		if len(p.langs) > 0 {
			g.langs = p.langs
		}
		switch {
		case p.field == "" && p.part == "year" && g.field == Baseline:
			g.field = BaselineYear
		case p.field == "" && p.total && g.field == Budget:
			g.field = Skip // adds up the years beside it
		case p.field == "":
		case p.field == Text && isLevel(g.field), p.field == Source && g.field == Budget:
			if p.field == Source {
				g.field, g.sure = FundingSource, p.sure
			}
		case p.field == Number && isLevel(g.field): // "Objective" over "No." and "Text"
			g.field, g.sure = Number, p.sure
		case p.field == Number && g.field == Indicator:
			g.field, g.sure = IndicatorNumber, p.sure
		case p.field == Source && g.field == Baseline:
			g.field, g.sure = BaselineSource, p.sure
		case p.field == Budget && g.field == Budget, g.field == "" || p.sure == Certain:
			g.field, g.sure = p.field, p.sure
		}
	}
	return g
}

// apply puts what the mapping says over what was guessed. A column is named by its letter or by words of its header.
func (l *layout) apply(m *MappedTable) {
	for _, c := range m.Columns {
		for i := range l.table.Columns {
			col := &l.table.Columns[i]
			if !strings.EqualFold(c.Column, col.Letter) && (l.headers[i] == "" || fold(c.Column) != l.headers[i]) {
				continue
			}
			col.Field, col.Sure = c.Field, Said
			if c.Lang != "" {
				col.Lang = c.Lang
			}
			if c.Year > 0 {
				col.Year = c.Year
			}
			l.said[i] = true
		}
	}
}

// byValues finds the numbers and the texts where no header names them.
func (l *layout) byValues(w *Words) {
	if !l.has(Number) {
		for c := range l.table.Columns {
			if col := &l.table.Columns[c]; col.Sure == Unsure && col.Field == Skip && l.share(c, func(x cell) bool { return isNumber(x.text) }) >= 7 {
				col.Field = Number
				break
			}
		}
	}
	if l.has(Text, Objective, SubObjective, Activity, Task) || l.has(Indicator) && l.has(Number) {
		return
	}
	best, longest := -1, 12
	for c := range l.table.Columns {
		if l.table.Columns[c].Field != Skip || l.table.Columns[c].Sure != Unsure {
			continue
		}
		if n := l.average(c); n > longest {
			best, longest = c, n
		}
	}
	if best >= 0 {
		l.table.Columns[best].Field = Text
	}
}

// share is how many tenths of the values of a column are so.
func (l *layout) share(c int, is func(cell) bool) int {
	n, all := 0, 0
	for r := l.from; r < len(l.rows); r++ {
		if l.own(r, c) && !l.rows[r][c].empty() {
			all++
			if is(l.rows[r][c]) {
				n++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return n * 10 / all
}

func (l *layout) average(c int) int {
	n, all := 0, 0
	for r := l.from; r < len(l.rows); r++ {
		if l.own(r, c) && !l.rows[r][c].empty() {
			all++
			n += len([]rune(l.rows[r][c].text))
		}
	}
	return n / max(1, all)
}

func (l *layout) has(fields ...Field) bool {
	return slices.ContainsFunc(l.table.Columns, func(c Column) bool { return slices.Contains(fields, c.Field) })
}

// owners tells which level each column of numbers belongs to: the text to the right of it; a single one to the deepest.
func (l *layout) owners() {
	var numbers []int
	for i, c := range l.table.Columns {
		if c.Field == Number {
			numbers = append(numbers, i)
		}
	}
	deepest := Text
	for _, f := range []Field{Objective, SubObjective, Activity, Task} {
		if l.has(f) {
			deepest = f
		}
	}
	if len(numbers) == 1 {
		l.numbers[deepest] = numbers[0] + 1
		return
	}
	for _, n := range numbers {
		for _, c := range l.table.Columns[n+1:] {
			if isLevel(c.Field) || c.Field == Text || c.Field == Indicator {
				f := c.Field
				if f == Indicator {
					l.table.Columns[n].Field = IndicatorNumber
				} else if l.numbers[f] == 0 {
					l.numbers[f] = n + 1
				}
				break
			}
		}
	}
}

// numberColumn is where the number of a level stands; -1 = nowhere.
func (l *layout) numberColumn(f Field) int { return l.numbers[f] - 1 }

// languages settles the language of every column of texts: as said, by the texts, by the header.
func (l *layout) languages(w *Words) {
	for i := range l.table.Columns {
		col := &l.table.Columns[i]
		if !hasLanguage(col.Field) || col.Lang != "" {
			continue
		}
		langs := strings.Fields(l.langs[i])
		first := l.first(i)
		if len(langs) > 1 && l.alike(first) == len(langs) { // one heading over as many columns as it has languages
			col.Lang = langs[i-first]
		}
		if by := w.columnLanguage(l.grid, i, l.from); by != "" && !(len(langs) > 1 && l.alike(first) == 1) {
			if col.Lang == "" || strings.SplitN(by, "-", 2)[0] != col.Lang || by == "sr-Latn" {
				col.Lang = by
			}
		}
		if col.Lang == "" && len(langs) == 1 {
			col.Lang = langs[0]
		}
	}
	for i := range l.table.Columns { // two columns of one field in one language: the header decides
		for j := range i {
			a, b := &l.table.Columns[j], &l.table.Columns[i]
			if a.Field != b.Field || a.Lang != b.Lang || !hasLanguage(a.Field) || a.Year != b.Year {
				continue
			}
			for k, x := range map[int]*Column{j: a, i: b} {
				if langs := strings.Fields(l.langs[k]); len(langs) == 1 && !l.said[k] {
					x.Lang = langs[0]
				}
			}
		}
	}
}

// first is the first column under the same heading.
func (l *layout) first(c int) int {
	for c > 0 && l.headers[c-1] == l.headers[c] && l.headers[c] != "" && l.table.Columns[c-1].Field == l.table.Columns[c].Field {
		c--
	}
	return c
}

// alike counts the columns from c on that have the same heading.
func (l *layout) alike(c int) int {
	n := 1
	for c+n < len(l.headers) && l.headers[c+n] == l.headers[c] {
		n++
	}
	return n
}

func hasLanguage(f Field) bool {
	return isLevel(f) || slices.Contains([]Field{Text, Assumption, Risk, Output, Indicator, Definition}, f)
}

// repeats tells whether a row is the header again, or numbers the columns.
func (l *layout) repeats(r int) bool {
	same, filled, counting := 0, 0, 0
	for c := range l.width() {
		x := l.rows[r][c]
		if x.empty() {
			continue
		}
		filled++
		before := same + counting
		if f := fold(short(x.text)); f != "" && l.headers[c] != "" && (f == l.headers[c] || strings.HasPrefix(l.headers[c], f) || strings.HasSuffix(l.headers[c], " "+f)) {
			same++
		}
		if n, err := strconv.Atoi(strings.Trim(x.text, "(). ")); err == nil && n == filled {
			counting++
		}
		if same+counting == before {
			return false
		}
	}
	return filled > 1 && (same == filled || counting == filled && filled > 2)
}
