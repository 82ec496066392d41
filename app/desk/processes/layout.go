package processes

import (
	"cmp"
	"slices"

	"reeve/kernel/process"
)

// Sizes of the picture, in its own units.
const (
	boxWide   = 134
	boxHigh   = 76
	across    = 164 // from one column to the next
	down      = 92  // from one row to the next
	margin    = 16
	inBand    = 5 // columns before the picture goes on below
	laneApart = 8
)

// node is a state in the picture.
type node struct {
	state          process.State
	band, col, row int
	top, bottom    bool // nothing stands above, or below, in its column
	x, y           int
}

// arrow is every step from one state to another together.
type arrow struct {
	from, to string
	steps    []process.Step
	program  bool // taken by the program alone
	taken    int64
	back     bool // towards the beginning: drawn dashed
}

// nodes puts the states into columns by how many steps it takes to get there, what the program does by itself counting
// for a detour; states that end a life come last. The columns go on in a further band below when there are many.
func nodes(d *process.Definition) []node {
	rank := ranks(d)
	last := 0
	for _, s := range d.States {
		if !s.Closed {
			last = max(last, rank[s.Code])
		}
	}
	var order []int // ranks in use, in order
	for _, s := range d.States {
		if s.Closed {
			rank[s.Code] = last + 1
		}
		if !slices.Contains(order, rank[s.Code]) {
			order = append(order, rank[s.Code])
		}
	}
	slices.Sort(order)
	rows := map[int]int{} // by column
	var all []node
	for _, s := range d.States {
		at := slices.Index(order, rank[s.Code])
		all = append(all, node{state: s, band: at / inBand, col: at % inBand, row: rows[at]})
		rows[at]++
	}
	most := map[int]int{} // rows of a band
	for at, n := range rows {
		most[at/inBand] = max(most[at/inBand], n)
	}
	for i := range all {
		n := &all[i]
		mine := rows[n.band*inBand+n.col]
		n.top, n.bottom = n.row == 0, n.row == mine-1
		n.x = margin + n.col*across
		n.y = n.row*down + (most[n.band]-mine)*down/2 // within its band, in the middle of the column
	}
	return all
}

// ranks are the distances of the states from the beginning.
func ranks(d *process.Definition) map[string]int {
	const far = 1 << 20
	rank := map[string]int{}
	for _, s := range d.States {
		rank[s.Code] = far
	}
	rank[d.Initial] = 0
	for range d.States {
		for _, s := range d.Steps {
			if s.To == "" {
				continue
			}
			cost := 1
			if byProgram(s) {
				cost = len(d.States)
			}
			for _, from := range s.From {
				rank[s.To] = min(rank[s.To], rank[from]+cost)
			}
		}
	}
	return rank
}

// byProgram tells whether nobody takes a step but the program.
func byProgram(s process.Step) bool {
	return len(s.Who) > 0 && !slices.ContainsFunc(s.Who, func(who string) bool { return who != "system" })
}

// arrows are the ways between states, those that nobody takes but the program left out where it has not taken them.
func arrows(d *process.Definition, f process.Figures, at map[string]node) []arrow {
	var all []arrow
	for _, s := range d.Steps {
		if s.To == "" {
			continue
		}
		for _, from := range s.From {
			if from == s.To {
				continue
			}
			i := slices.IndexFunc(all, func(a arrow) bool { return a.from == from && a.to == s.To })
			if i < 0 {
				i, all = len(all), append(all, arrow{from: from, to: s.To, program: true, back: before(at[s.To], at[from])})
			}
			a := &all[i]
			a.steps, a.program = append(a.steps, s), a.program && byProgram(s)
			a.taken += f.Steps[process.Arrow{Step: s.Name, From: from}].Taken
		}
	}
	return slices.DeleteFunc(all, func(a arrow) bool { return a.program && a.taken == 0 && !onlyWay(d, a) })
}

// onlyWay tells whether a state would stand alone without an arrow.
func onlyWay(d *process.Definition, a arrow) bool {
	n := 0
	for _, s := range d.Steps {
		if s.To == a.to && !byProgram(s) {
			n++
		}
	}
	return n == 0
}

// before tells whether a node stands further towards the beginning than another.
func before(a, b node) bool {
	return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(a.col, b.col)) < 0
}
