package reader

import "reeve/modules/plan/tree"

// parents settles who stands over whom where a column says so, and leaves out circles.
func (b *builder) parents() {
	for _, x := range b.nodes {
		number, said := b.explicit[x]
		p := b.byNumber[number]
		switch {
		case !said:
		case p == x:
			b.circle(x)
		case p == nil:
			b.remark(x.at, Look, x.node.Number, "plan.reader.parent_missing", "parent", number, "number", x.node.Number)
		default:
			x.parent = p
		}
	}
	for _, x := range b.nodes {
		seen := map[*built]bool{}
		for p := x; p != nil; p = p.parent {
			if seen[p] {
				b.circle(x)
				break
			}
			seen[p] = true
		}
	}
	b.orphans()
}

// circle takes a node out whose parents lead back to itself.
func (b *builder) circle(x *built) {
	if b.byNumber[x.node.Number] != x {
		return
	}
	b.remark(x.at, Wrong, x.node.Number, "plan.reader.circle", "number", x.node.Number)
	delete(b.byNumber, x.node.Number)
}

// orphans leaves out the nodes of circles, and tells of those that stand in the wrong order of levels.
func (b *builder) orphans() {
	var kept []*built
	for _, x := range b.nodes {
		if b.byNumber[x.node.Number] != x {
			continue
		}
		switch p := x.parent; {
		case p != nil && !under(x.node.Level, p.node.Level):
			b.remark(x.at, Look, x.node.Number, "plan.reader.parent_level", "number", x.node.Number, "parent", p.node.Number)
			for x.parent != nil && !under(x.node.Level, x.parent.node.Level) {
				x.parent = x.parent.parent
			}
		case p == nil && x.node.Level != tree.Objective && b.upper(x):
			b.remark(x.at, Look, x.node.Number, "plan.reader.parent_none", "number", x.node.Number)
		}
		if x.parent != nil {
			x.node.Parent = x.parent.node.Number
		}
		kept = append(kept, x)
	}
	b.nodes = kept
}

// upper tells whether the plan has a level above a node's.
func (b *builder) upper(x *built) bool {
	for _, y := range b.nodes {
		if under(x.node.Level, y.node.Level) {
			return true
		}
	}
	return false
}
