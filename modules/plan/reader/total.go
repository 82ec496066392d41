package reader

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"reeve/modules/plan/tree"
)

var digits = regexp.MustCompile(`\d+`)

// total tells whether a row adds up others, and keeps it for later. The first text of the row begins with a word for a
// total; behind it may stand a level, a count of activities, a currency, and nothing else.
func (r *reading) total(l *layout, row int, cols []int) bool {
	at := -1
	for _, c := range cols {
		x := l.rows[row][c]
		if x.number || x.percent || isNumber(x.text) {
			if l.table.Columns[c].Field == Number && depth(plainForm(x.text)) > 1 {
				return false
			}
			continue
		}
		at = c
		break
	}
	if at < 0 {
		return false
	}
	label := l.rows[row][at].text
	if !r.words.isTotal(label) {
		return false
	}
	r.sums = append(r.sums, sum{layout: l, row: row, col: at, label: short(label), after: len(r.lines)})
	return true
}

func (w *Words) isTotal(label string) bool {
	for _, part := range append([]string{label}, split(label)...) {
		words := strings.Fields(fold(part))
		for n := min(3, len(words)); n > 0; n-- {
			if _, ok := w.sets["totals"][strings.Join(words[:n], " ")]; !ok {
				continue
			}
			rest := words[n:]
			rest = slices.DeleteFunc(slices.Clone(rest), func(word string) bool {
				_, level := w.sets["levels"][word]
				_, count := w.sets["counts"][word]
				_, money := w.sets["money"][word]
				_, header := w.headers[word]
				_, total := w.sets["totals"][word]
				return level || count || money || header || total || digits.MatchString(word) || len([]rune(word)) < 4
			})
			return len(rest) <= 1
		}
	}
	return false
}

// totals adds up again what the rows of totals say.
func (r *reading) totals(nodes []*built) {
	for i, s := range r.sums {
		l := s.layout
		from := 0
		for _, earlier := range r.sums[:i] {
			if earlier.layout == l {
				from = earlier.after
			}
		}
		scope := r.scopes(nodes, s, from)
		if m := digits.FindAllString(s.label, -1); len(m) > 0 {
			n, err := strconv.ParseInt(m[len(m)-1], 10, 64)
			if err == nil && r.words.counts(s.label) {
				r.compare(s, scope, Total{Place: l.place(s.row, s.col), What: "activities", Written: n}, func(b *built) int64 {
					if b.node.Level == tree.ActivityNode {
						return 1
					}
					return 0
				})
			}
		}
		for c, col := range l.table.Columns {
			x := l.rows[s.row][c]
			if col.Field != Budget || x.empty() || x.row != s.row {
				continue
			}
			a := r.words.amount(x, l.factor[c])
			if !a.ok {
				continue
			}
			r.compare(s, scope, Total{Place: l.place(s.row, c), What: "budget", Year: col.Year, Written: a.minor}, func(b *built) (n int64) {
				if b.node.Activity == nil || b.layout != l {
					return 0
				}
				for _, m := range b.node.Activity.Budget {
					if m.Year == col.Year || col.Year == 0 {
						n += m.Minor
					}
				}
				return n
			})
		}
	}
}

// counts tells whether a label counts activities: "Total: 99 activities".
func (w *Words) counts(label string) bool {
	for _, word := range strings.Fields(fold(label)) {
		if _, ok := w.sets["counts"][word]; ok {
			return true
		}
	}
	return false
}

// scope is a set of nodes that a total may be about.
type scope struct {
	of    string
	nodes []*built
}

// scopes are the sets that a row of totals may be about, the likeliest first: the objective it names, all rows where
// none follows, the objective it stands under, the sub-objective, what came since the last total, all rows so far.
func (r *reading) scopes(nodes []*built, s sum, from int) (all []scope) {
	if s.of != "" {
		return []scope{r.below(nodes, s.of)}
	}
	byNumber := func(number string) scope { return r.below(nodes, number) }
	between := func(a, b int) (x scope) {
		for _, n := range nodes {
			if n.order >= a && n.order < b {
				x.nodes = append(x.nodes, n)
			}
		}
		return x
	}
	if !r.words.counts(s.label) {
		for _, m := range regexp.MustCompile(`\d+(?:\.\d+)*`).FindAllString(s.label, -1) {
			if x := byNumber(m); len(x.nodes) > 0 {
				all = append(all, x)
			}
		}
	}
	whole := between(0, s.after)
	last := s.after >= len(r.lines)
	for _, later := range r.sums {
		last = last && (later.of != "" || later.layout != s.layout || later.row <= s.row)
	}
	if last {
		all = append(all, whole)
	}
	for i := s.after - 1; i >= 0; i-- {
		for _, b := range nodes {
			if b.order != i {
				continue
			}
			over := append([]string{b.node.Number}, b.over()...)
			for j := len(over) - 1; j > 0; j-- {
				all = append(all, byNumber(over[j]))
			}
			i = -1
			break
		}
	}
	return append(all, between(from, s.after), whole)
}

// below is a node and all under it.
func (r *reading) below(nodes []*built, number string) scope {
	x := scope{of: number}
	for _, b := range nodes {
		if b.node.Number == number || slices.Contains(b.over(), number) {
			x.nodes = append(x.nodes, b)
		}
	}
	return x
}

// compare finds a scope whose sum is what is written; else the likeliest one is reported with its own.
func (r *reading) compare(s sum, all []scope, t Total, of func(*built) int64) {
	t.Label = s.label
	for i, x := range all {
		n := int64(0)
		for _, b := range x.nodes {
			n += of(b)
		}
		if i == 0 || n == t.Written {
			t.Of, t.Counted = x.of, n
		}
		if n == t.Written {
			break
		}
	}
	r.draft.Totals = append(r.draft.Totals, t)
	if t.Counted != t.Written {
		if t.What == "budget" {
			r.remark(t.Place, Look, t.Of, "plan.reader.total_money", "label", t.Label, "written", cents(t.Written), "counted", cents(t.Counted))
		} else {
			r.remark(t.Place, Look, t.Of, "plan.reader.total_count", "label", t.Label, "written", t.Written, "counted", t.Counted)
		}
	} else {
		r.remark(t.Place, Note, t.Of, "plan.reader.total_right", "label", t.Label)
	}
}

// cents writes an amount for a remark: 12000.50.
func cents(minor int64) string {
	s := strconv.FormatInt(minor/100, 10)
	if rest := minor % 100; rest != 0 {
		s += "." + strconv.FormatInt(100+rest, 10)[1:]
	}
	return s
}
