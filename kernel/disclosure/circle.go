package disclosure

import "container/heap"

// varies tells whether a hidden count has more than one possible value: whether a circle of hidden counts runs
// through it, in either direction.
func (g *flow) varies(n int) bool {
	up, _ := g.path(n, g.arcs[n].to, g.arcs[n].from)
	if up == 0 {
		return true
	}
	down, _ := g.path(n, g.arcs[n].from, g.arcs[n].to)
	return down == 0 && g.arcs[n].count > 0
}

// protect hides the cheapest counts that close a circle through a hidden one.
func (g *flow) protect(n int) {
	cost, by := g.path(n, g.arcs[n].to, g.arcs[n].from)
	if down, other := g.path(n, g.arcs[n].from, g.arcs[n].to); g.arcs[n].count > 0 && other != nil && (by == nil || down < cost) {
		by = other
	}
	for _, a := range by {
		g.arcs[a].hidden = true
	}
}

// path is the cheapest way on which one more can flow between two nodes without count n: along counts, or back
// along those above 0. Hidden counts cost nothing, others more the larger they are. by is nil if there is none;
// the way once around the whole is always there.
func (g *flow) path(n, from, to int) (cost int64, by []int) {
	const far = int64(1) << 62
	dist, came := make([]int64, g.nodes), make([]int, g.nodes)
	for i := range dist {
		dist[i], came[i] = far, -1
	}
	dist[from] = 0
	queue := &nearest{{from, 0}}
	for queue.Len() > 0 {
		at := heap.Pop(queue).(reached)
		if at.cost > dist[at.node] {
			continue
		}
		for _, a := range g.at[at.node] {
			arc := g.arcs[a]
			next := arc.to
			if arc.to == at.node {
				if next = arc.from; arc.count == 0 {
					continue
				}
			}
			if a == n {
				continue
			}
			step := at.cost
			if !arc.hidden {
				step += 1 + arc.count
			}
			if step < dist[next] {
				dist[next], came[next] = step, a
				heap.Push(queue, reached{next, step})
			}
		}
	}
	if dist[to] == far {
		return far, nil
	}
	by = []int{}
	for at := to; at != from; {
		a := came[at]
		by = append(by, a)
		if g.arcs[a].to == at {
			at = g.arcs[a].from
		} else {
			at = g.arcs[a].to
		}
	}
	return dist[to], by
}

// reached is a node with what the way to it costs.
type reached struct {
	node int
	cost int64
}

// nearest is a heap, the cheapest first.
type nearest []reached

func (q nearest) Len() int { return len(q) }
func (q nearest) Less(i, j int) bool {
	return q[i].cost < q[j].cost || q[i].cost == q[j].cost && q[i].node < q[j].node
}
func (q nearest) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *nearest) Push(v any) { *q = append(*q, v.(reached)) }

// Pop implements heap.Interface.
func (q *nearest) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
