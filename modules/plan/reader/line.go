package reader

import (
	"strconv"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// line is one node as a row gives it, before numbers and parents are settled. A row may give several: objective,
// sub-objective and activity side by side.
type line struct {
	layout    *layout
	row       int
	col       int // of its text or number, for the place
	number    string
	float     bool // the number stood as a number in the file: 1.10 has become 1.1
	level     tree.Level
	indicator bool   // a row of the level "indicator"
	parent    string // as a column says
	text      i18n.Text
	details   bool // the row's deadline, money, indicators are its own
	heading   bool // a row that has nothing but this text
}

func (l *line) place() Place { return l.layout.place(l.row, l.col) }

// textIn gathers the texts of a field in a row, by language. own tells whether one of them begins in this row.
func (w *Words) textIn(l *layout, row int, f Field, o Options) (text i18n.Text, col int, own bool) {
	text, col = i18n.Text{}, -1
	for i, c := range l.table.Columns {
		if c.Field != f {
			continue
		}
		x := l.rows[row][i]
		if x.empty() {
			continue
		}
		if x.col != i && l.table.Columns[x.col].Field == f && l.table.Columns[x.col].Lang != c.Lang && col >= 0 {
			continue // merged over the columns of all languages: read once
		}
		if col < 0 {
			col = i
		}
		own = own || x.row == row
		for tag, part := range w.languages(x.text, strings.Fields(l.langs[i]), l.alike(l.first(i)) == 1) {
			if tag == "" {
				tag = firstOf(c.Lang, l.lang, o.Lang, "und")
			}
			if text[tag] == "" {
				text[tag] = part
			}
		}
	}
	return text, col, own
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// languages takes apart a cell that says the same in several languages, one under the other or divided by " / ". It does
// so only where the languages are told apart, or where the header names as many.
func (w *Words) languages(text string, header []string, several bool) i18n.Text {
	whole := i18n.Text{"": text}
	if !several || len(header) < 2 {
		return whole
	}
	for _, parts := range [][]string{lines(text), strings.Split(text, " / "), strings.Split(text, " | ")} {
		if len(parts) < 2 || len(parts) > len(header) {
			continue
		}
		found := i18n.Text{}
		for _, p := range parts {
			if tag := w.Language(p); tag != "" {
				found[tag] = strings.TrimSpace(p)
			}
		}
		if len(found) == len(parts) {
			return found
		}
		if len(parts) == len(header) {
			found = i18n.Text{}
			for i, p := range parts {
				found[header[i]] = strings.TrimSpace(p)
			}
			return found
		}
	}
	return whole
}

// headings takes apart a heading in several languages, whatever the header says.
func (w *Words) headings(text string) []string {
	for _, parts := range [][]string{lines(text), strings.Split(text, " / "), strings.Split(text, " | "), strings.Split(text, "/")} {
		if len(parts) < 2 || len(parts) > 4 {
			continue
		}
		seen := map[string]bool{}
		for _, p := range parts {
			seen[firstOf(w.Language(p), p)] = true
			if _, _, _, ok := w.label(strings.TrimSpace(p)); !ok && w.Language(p) == "" {
				seen = nil
				break
			}
		}
		if len(seen) == len(parts) {
			return parts
		}
	}
	return []string{text}
}

func lines(s string) (all []string) {
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			all = append(all, l)
		}
	}
	return all
}

// numberIn is the number that stands in a cell. A spreadsheet turns 2.3 into 2 March, and 2.3.1 into 2 March 2001: the
// day is turned back.
func numberIn(c cell) (number string, wasDate bool) {
	if c.day == "" {
		return plainForm(c.text), false
	}
	t, err := time.Parse(time.DateOnly, c.day)
	if err != nil {
		return c.text, false
	}
	number = strconv.Itoa(t.Day()) + "." + strconv.Itoa(int(t.Month()))
	if !c.noYear && t.Year() >= 2000 && t.Year() <= 2031 {
		number += "." + strconv.Itoa(t.Year()%100)
	}
	return number, true
}

// filled lists the columns of a row in which a value begins.
func (g *grid) filled(row int) (cols []int) {
	for c := range g.width() {
		if g.own(row, c) && !g.rows[row][c].empty() {
			cols = append(cols, c)
		}
	}
	return cols
}

// anything tells whether a row has a value in a column of one of the fields; inherited ones of merged cells count.
func (l *layout) anything(row int, fields ...Field) bool {
	for i, c := range l.table.Columns {
		for _, f := range fields {
			if c.Field == f && !l.rows[row][i].empty() {
				return true
			}
		}
	}
	return false
}

// value is the first value of a field in a row, and its column; -1 = none.
func (l *layout) value(row int, f Field) (cell, int) {
	for i, c := range l.table.Columns {
		if c.Field == f && !l.rows[row][i].empty() {
			return l.rows[row][i], i
		}
	}
	return cell{}, -1
}
