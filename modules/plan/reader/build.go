package reader

import (
	"slices"
	"strconv"
	"strings"

	"reeve/modules/plan/tree"
)

// built is a node with what is known of where it came from.
type built struct {
	node   *tree.Node
	layout *layout
	order  int // position among the lines
	at     Place
	row    int
	parent *built
	given  bool            // its number was given by the program
	shown  map[*layout]int // indicators that each table has given
}

// over lists the numbers of the nodes above, the nearest first.
func (b *built) over() (all []string) {
	for p, n := b.parent, 0; p != nil && n < 100; p, n = p.parent, n+1 {
		all = append(all, p.node.Number)
	}
	return all
}

// builder settles levels, numbers and parents.
type builder struct {
	*reading
	nodes    []*built
	byNumber map[string]*built
	stack    map[tree.Level]*built // the last node of each level
	children map[string]int        // by parent's number: how many have been numbered by the program
	depths   map[int]tree.Level
	last     *built
	explicit map[*built]string // parents that a column names

	deadlines map[*built]tree.Deadline // of nodes that are no activities, for those below that inherit
	before    tree.Deadline            // of the row above
	taken     map[string]bool          // numbers of indicators
}

func (r *reading) build() []*built {
	b := &builder{reading: r, byNumber: map[string]*built{}, stack: map[tree.Level]*built{}, children: map[string]int{}, explicit: map[*built]string{},
		deadlines: map[*built]tree.Deadline{}, taken: map[string]bool{}}
	r.shift()
	b.measure()
	for i, n := range r.lines {
		b.line(i, n)
	}
	b.parents()
	return b.nodes
}

// shift moves levels down where rows called indicators have deadlines or somebody in charge: such a row is something
// to be done. Commitment, milestone, indicator are then objective, sub-objective, activity.
func (r *reading) shift() {
	var where *line
	for _, n := range r.lines {
		if n.indicator && where == nil && n.layout.anything(n.row, Deadline, Lead) {
			where = n
		}
		if n.level == tree.SubObjective {
			return
		}
	}
	if where == nil || r.o.Map != nil && len(r.o.Map.Levels) > 0 {
		return
	}
	for _, n := range r.lines {
		switch {
		case n.indicator:
			n.indicator, n.level = false, tree.ActivityNode
		case n.level == tree.ActivityNode:
			n.level = tree.SubObjective
		}
	}
	r.remark(where.place(), Note, "", "plan.reader.levels_shifted")
}

// measure finds out what the depth of a number means, from all numbers whose level no word tells.
func (b *builder) measure() {
	seen, said := map[int]bool{}, map[tree.Level]bool{}
	for _, n := range b.lines {
		switch {
		case n.level != "":
			said[n.level] = true
		case n.number != "" && !n.indicator && len(n.text) > 0:
			seen[depth(n.number)] = true
		}
	}
	var left []tree.Level
	for _, l := range tree.Levels() {
		if !said[l] || l == tree.Task {
			left = append(left, l)
		}
	}
	switch {
	case said[tree.ActivityNode]:
		left = nil
	case said[tree.SubObjective]:
		b.depths = nil // activities; tasks below them
		return
	case said[tree.Objective] && len(seen) < 2 || len(said) == 0 && len(seen) < 2:
		left = []tree.Level{tree.ActivityNode, tree.Task}
	case said[tree.Objective]:
		left = []tree.Level{tree.SubObjective, tree.ActivityNode, tree.Task}
	case len(seen) == 2:
		left = []tree.Level{tree.Objective, tree.ActivityNode}
	}
	b.depths = map[int]tree.Level{}
	var all []int
	for d := range seen {
		all = append(all, d)
	}
	slices.Sort(all)
	for i, d := range all {
		if i < len(left) {
			b.depths[d] = left[i]
		} else {
			b.depths[d] = tree.Task
		}
	}
	if said[tree.ActivityNode] { // levels of columns: a number without a word for its level goes by depth alone
		for i, l := range tree.Levels() {
			if _, ok := b.depths[i+1]; ok {
				b.depths[i+1] = l
			}
		}
	}
}

// line makes a node of a line, or adds it to one that is there.
func (b *builder) line(i int, n *line) {
	if n.indicator {
		b.indicatorRow(n)
		return
	}
	if len(n.text) == 0 {
		b.goesOn(n)
		return
	}
	level := n.level
	if level == "" && n.number != "" {
		if level = b.depths[depth(n.number)]; b.depths == nil {
			level = tree.ActivityNode
			for _, a := range above(n.number) {
				if p := b.byNumber[a]; p != nil && !under(tree.ActivityNode, p.node.Level) {
					level = tree.Task
				}
			}
		}
	}
	if level == "" {
		level = b.unnumbered(n)
		if level == "" {
			b.remark(n.place(), Wrong, "", "plan.reader.row_unclear", "text", short(strings.Join(values(n.text), " ")))
			return
		}
	}
	parent := b.parent(level, n.number)
	number := b.number(level, n, parent)
	if old := b.byNumber[number]; old != nil && n.number != "" {
		if b.again(old, n, level) {
			return
		}
	} else if old := b.same(level, n); old != nil {
		b.fill(old, n)
		return
	}
	x := &built{node: &tree.Node{Number: number, Level: level, Text: n.text}, layout: n.layout, order: i, at: n.place(), row: n.row, parent: parent, given: n.number == "", shown: map[*layout]int{}}
	if n.parent != "" {
		b.explicit[x] = n.parent
	}
	b.nodes = append(b.nodes, x)
	b.byNumber[number] = x
	b.stack[level] = x
	for _, l := range tree.Levels() {
		if under(l, level) {
			delete(b.stack, l)
		}
	}
	if x.given && !b.derived(n) {
		b.once(x.at, Note, "plan.reader.number_given", "sheet", n.layout.sheet)
	}
	if n.details {
		b.details(x, n)
	}
	b.last = x
}

func (b *builder) derived(n *line) bool {
	return n.level == tree.Objective || n.level == tree.SubObjective
}

// unnumbered is the level of a row without a number: an activity where the table has no numbers at all, or where the
// row has what only activities have.
func (b *builder) unnumbered(n *line) tree.Level {
	if n.heading || !n.details {
		return ""
	}
	if n.layout.anything(n.row, Deadline, Lead, Budget, Start, Supporting) || !n.layout.has(Number) {
		return tree.ActivityNode
	}
	return ""
}

// same finds the node that an unnumbered cell of a level column repeats: unmerged tables write the objective in every
// row.
func (b *builder) same(level tree.Level, n *line) *built {
	x := b.stack[level]
	if x == nil || n.number != "" || level == tree.ActivityNode && n.level == "" {
		return nil
	}
	for tag, text := range n.text {
		if x.node.Text[tag] != text {
			return nil
		}
	}
	return x
}

// parent is the node above by the number, else the last one of a higher level.
func (b *builder) parent(level tree.Level, number string) *built {
	for _, a := range above(number) {
		if p := b.byNumber[a]; p != nil && under(level, p.node.Level) {
			return p
		}
	}
	digits := strings.TrimLeft(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
	if digits != number {
		for _, a := range above(digits) {
			for _, l := range tree.Levels() {
				if p := b.stack[l]; p != nil && under(level, l) && strings.TrimLeft(p.node.Number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == a {
					return p
				}
			}
		}
	}
	for i := rank(level) - 1; i >= 0; i-- {
		if p := b.stack[tree.Levels()[i]]; p != nil {
			return p
		}
	}
	return nil
}

// number is the number of a node: as written; behind its parent's where it is a plain 1, 2, 3 below the top; given
// where none is written.
func (b *builder) number(level tree.Level, n *line, parent *built) string {
	number := n.number
	if number == "" {
		if ahead := b.fromChild(level, n); ahead != "" && b.byNumber[ahead] == nil {
			return ahead
		}
		prefix := ""
		if parent != nil {
			prefix = parent.node.Number + "."
		}
		for {
			b.children[prefix]++
			number = prefix + strconv.Itoa(b.children[prefix])
			if b.byNumber[number] == nil {
				return number
			}
		}
	}
	if n.float {
		number = b.tenth(number, n)
	}
	if parent != nil && depth(number) == 1 && (n.level != "" || b.byNumber[number] != nil) && strings.Trim(number, "0123456789") == "" && parent.node.Number != "" {
		number = parent.node.Number + "." + number
		b.once(n.place(), Note, "plan.reader.number_composed", "number", number)
	}
	return number
}

// tenth gives 1.10 back what a spreadsheet took: stored as a number it is 1.1, and comes after 1.9.
func (b *builder) tenth(number string, n *line) string {
	if b.byNumber[number] == nil || b.last == nil {
		return number
	}
	prefix, tail, _ := strings.Cut(number, ".")
	before := strings.TrimPrefix(b.last.node.Number, prefix+".")
	k, err := strconv.Atoi(before)
	if err != nil || before == b.last.node.Number || (k+1)%10 != 0 || strings.TrimRight(strconv.Itoa(k+1), "0") != tail {
		return number
	}
	number = prefix + "." + strconv.Itoa(k+1)
	b.remark(n.place(), Note, number, "plan.reader.number_tenth", "number", number)
	return number
}

// fromChild derives the number of an objective from that of the activity in its row: 2 and 2.3 over 2.3.1.
func (b *builder) fromChild(level tree.Level, n *line) string {
	for _, x := range b.lines {
		if x.layout != n.layout || x.row < n.row || x.number == "" || !under(x.level, level) {
			continue
		}
		if x.row > n.row+3 {
			return ""
		}
		want := rank(level) + 1
		if parts := append([]string{x.number}, above(x.number)...); depth(x.number) > want {
			for _, p := range parts {
				if depth(p) == want {
					return p
				}
			}
		}
	}
	return ""
}
