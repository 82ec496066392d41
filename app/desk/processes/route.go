package processes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

type point struct{ x, y int }

// way is how an arrow goes: straight to the next column, or along a lane above or below the boxes.
type way struct {
	arrow
	near  bool // no lane
	gap   int  // the room between bands where the lane is; gap 0 lies above the first band
	lane  int
	shift int // where it leaves and enters a box, so that several do not lie upon each other
}

// picture is the geometry of a diagram.
type picture struct {
	nodes      map[string]node
	ways       []way
	wide, high int
}

// draw lays out states and arrows. The boxes' places within their bands are given; where the bands lie follows from how
// many lanes run between them.
func draw(all []node, arrows []arrow) picture {
	p := picture{nodes: map[string]node{}}
	bands, rows := 0, map[int]int{}
	for _, n := range all {
		p.nodes[n.state.Code] = n
		bands = max(bands, n.band+1)
		rows[n.band] = max(rows[n.band], n.y+boxHigh)
		p.wide = max(p.wide, n.x+boxWide+margin+12)
	}
	lanes, uses := map[int]int{}, map[string]int{}
	slices.SortStableFunc(arrows, func(a, b arrow) int { return cmp.Compare(span(p, a), span(p, b)) })
	for _, a := range arrows {
		w := way{arrow: a}
		from, to := p.nodes[a.from], p.nodes[a.to]
		switch {
		case from.band == to.band && to.col == from.col+1, from.band == to.band && to.col == from.col && absolute(to.row-from.row) == 1:
			w.near = true
		case from.band == to.band && !a.back:
			w.gap = from.band
		case a.back:
			w.gap = to.band + 1
		default:
			w.gap = to.band
		}
		if !w.near {
			w.lane = lanes[w.gap]
			lanes[w.gap]++
			w.shift = uses[a.from]
			uses[a.from]++
			uses[a.to]++
		}
		p.ways = append(p.ways, w)
	}
	y, tops := 0, map[int]int{}
	for band := range bands {
		y += room(lanes[band])
		tops[band] = y
		y += rows[band]
	}
	p.high = y + room(lanes[bands])
	for code, n := range p.nodes {
		n.y += tops[n.band]
		p.nodes[code] = n
	}
	gapTop := func(gap int) int { // where the lanes of a gap begin
		if gap < bands {
			return tops[gap] - room(lanes[gap]) + 20
		}
		return p.high - room(lanes[gap]) + 14
	}
	for i := range p.ways {
		if w := &p.ways[i]; !w.near {
			w.lane = gapTop(w.gap) + w.lane*laneApart
		}
	}
	return p
}

// room is how high a gap with so many lanes is; the flag of a box that is stuck finds room in it too.
func room(lanes int) int { return 34 + lanes*laneApart }

func span(p picture, a arrow) int {
	from, to := p.nodes[a.from], p.nodes[a.to]
	return absolute(to.band-from.band)*100 + absolute(to.col-from.col)
}

func absolute(n int) int { return max(n, -n) }

// path is the way as SVG.
func (p picture) path(w way) string {
	from, to := p.nodes[w.from], p.nodes[w.to]
	if w.near {
		if from.col == to.col {
			x := from.x + boxWide/2
			if to.row > from.row {
				return fmt.Sprintf("M%d %d V%d", x, from.y+boxHigh, to.y-arrowhead)
			}
			return fmt.Sprintf("M%d %d V%d", x, from.y, to.y+boxHigh+arrowhead)
		}
		x1, y1, x2, y2 := from.x+boxWide, from.y+boxHigh/2, to.x-arrowhead, to.y+boxHigh/2
		half := (x1 + x2) / 2
		return fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x1, y1, half, y1, half, y2, x2, y2)
	}
	offset := 6 * (w.shift % 4)
	var points []point
	above := w.gap <= from.band // the lane lies above the box it leaves
	switch {
	case above && from.top:
		points = append(points, point{from.x + boxWide*2/3 - offset*2, from.y})
	case !above && w.gap == from.band+1 && from.bottom:
		points = append(points, point{from.x + boxWide*2/3 - offset*2, from.y + boxHigh})
	default:
		points = append(points, point{from.x + boxWide, from.y + boxHigh/2 + offset}, point{from.x + boxWide + 9 + offset/2, from.y + boxHigh/2 + offset})
	}
	points = append(points, point{points[len(points)-1].x, w.lane})
	above = w.gap <= to.band
	switch {
	case above && to.top:
		x := to.x + boxWide/3 - offset
		points = append(points, point{x, w.lane}, point{x, to.y - arrowhead})
	case !above && w.gap == to.band+1 && to.bottom:
		x := to.x + boxWide/3 - offset
		points = append(points, point{x, w.lane}, point{x, to.y + boxHigh + arrowhead})
	default:
		x, y := to.x-arrowhead-4-offset/2, to.y+boxHigh/2-offset
		points = append(points, point{x, w.lane}, point{x, y}, point{to.x - arrowhead, y})
	}
	return rounded(points)
}

// arrowhead is how far an arrow's line stops before its box.
const arrowhead = 7

// rounded is a line through points with round corners.
func rounded(points []point) string {
	const radius = 6
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0].x, points[0].y)
	for i := 1; i < len(points)-1; i++ {
		before, at, after := points[i-1], points[i], points[i+1]
		r := min(radius, length(before, at)/2, length(at, after)/2)
		in, out := towards(at, before, r), towards(at, after, r)
		fmt.Fprintf(&b, " L%d %d Q%d %d %d %d", in.x, in.y, at.x, at.y, out.x, out.y)
	}
	last := points[len(points)-1]
	fmt.Fprintf(&b, " L%d %d", last.x, last.y)
	return b.String()
}

// length is the length of a line along an axis.
func length(a, b point) int { return absolute(a.x-b.x) + absolute(a.y-b.y) }

// towards is the point so far from one towards another on the same axis.
func towards(from, to point, by int) point {
	return point{from.x + by*cmp.Compare(to.x, from.x), from.y + by*cmp.Compare(to.y, from.y)}
}
