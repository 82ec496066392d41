package atlas

// names gives texts that repeat a number, in the order in which they came.
type names struct {
	list []string
	ids  map[string]uint32
}

func newNames() names { return names{ids: map[string]uint32{}} }

func (n *names) id(name string) uint32 {
	if i, ok := n.ids[name]; ok {
		return i
	}
	i := uint32(len(n.list))
	n.list = append(n.list, name)
	n.ids[name] = i
	return i
}

// ground is a community with one of its beats, by the numbers of the places; noPlace where there is no beat.
type ground struct{ community, beat uint32 }

const noPlace = ^uint32(0)

// facets are how many reports each facet has, sorted.
type facets struct {
	list   []uint32
	counts []int
}

type grounds struct {
	list []ground
	ids  map[ground]uint32
}

func (g *grounds) id(at ground) uint32 {
	if i, ok := g.ids[at]; ok {
		return i
	}
	i := uint32(len(g.list))
	g.list = append(g.list, at)
	g.ids[at] = i
	return i
}
