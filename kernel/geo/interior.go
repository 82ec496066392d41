package geo

import (
	"container/heap"
	"math"
)

// InteriorPoint is a point inside mp, far from the border of its largest
// part: within 1 % of that part's size as far as can be. The same shape gives
// the same point. Of an empty shape it is the zero Point; of a sliver
// narrower than the grid it is one of its vertices.
func InteriorPoint(mp MultiPolygon) Point {
	var largest Polygon
	most := -1.0
	for _, poly := range mp {
		if len(poly) == 0 || len(poly[0]) == 0 {
			continue
		}
		if a := AreaM2(MultiPolygon{poly}); a > most {
			largest, most = poly, a
		}
	}
	if largest == nil {
		return Point{}
	}
	for _, p := range []Point{deepest(largest), within(largest).Snap()} {
		if PlanarContains(mp, p) {
			return p
		}
	}
	for _, p := range largest[0] {
		if PlanarContains(mp, p) {
			return p
		}
	}
	return largest[0][0]
}

// square is a part of the plane that may hold the deepest point.
type square struct {
	x, y, half  float64
	depth, most float64 // at the centre, and what is possible in it
}

// squares is a heap, most promising first.
type squares []square

func (s squares) Len() int { return len(s) }
func (s squares) Less(i, j int) bool {
	if s[i].most != s[j].most {
		return s[i].most > s[j].most
	}
	return s[i].y < s[j].y || s[i].y == s[j].y && s[i].x < s[j].x
}
func (s squares) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *squares) Push(v any)   { *s = append(*s, v.(square)) }
func (s *squares) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// deepest searches the pole of inaccessibility: squares are divided, the most
// promising first, until none can beat the best centre by much.
func deepest(poly Polygon) Point {
	box := MultiPolygon{poly[:1]}.Box()
	k := math.Cos((box.MinLat + box.MaxLat) / 2 * radian)
	flat := flatten(poly, k)
	width, height := (box.MaxLon-box.MinLon)*k, box.MaxLat-box.MinLat
	half := min(width, height) / 2
	enough := max(width, height) / 100
	if half <= 0 || max(width, height)/half > 400 {
		return within(poly).Snap() // a hair: squares would be too many
	}
	measure := func(x, y, half float64) square {
		d := flat.depth(x, y)
		return square{x, y, half, d, d + half*math.Sqrt2}
	}
	start := within(poly)
	best := measure(start.Lon*k, start.Lat, 0)
	var queue squares
	for x := box.MinLon*k + half; x < box.MaxLon*k+half; x += 2 * half {
		for y := box.MinLat + half; y < box.MaxLat+half; y += 2 * half {
			heap.Push(&queue, measure(x, y, half))
		}
	}
	for len(queue) > 0 {
		s := heap.Pop(&queue).(square)
		if s.most <= best.depth+enough {
			break
		}
		if s.depth > best.depth {
			best = s
		}
		for _, c := range [4][2]float64{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}} {
			heap.Push(&queue, measure(s.x+c[0]*s.half/2, s.y+c[1]*s.half/2, s.half/2))
		}
	}
	return Point{Lat: best.y, Lon: best.x / k}.Snap()
}

// flat is a polygon's edges on a plane where both axes have one scale.
type flat [][4]float64

func flatten(poly Polygon, k float64) flat {
	var out flat
	for _, ring := range poly {
		if len(ring) == 0 {
			continue
		}
		a := ring[len(ring)-1]
		for _, b := range ring {
			out = append(out, [4]float64{a.Lon * k, a.Lat, b.Lon * k, b.Lat})
			a = b
		}
	}
	return out
}

// depth is the distance to the nearest edge, negative outside.
func (f flat) depth(x, y float64) float64 {
	in, least := false, math.Inf(1)
	for _, e := range f {
		ax, ay, dx, dy := e[0], e[1], e[2]-e[0], e[3]-e[1]
		if (e[1] > y) != (e[3] > y) && x < ax+(y-ay)*dx/dy {
			in = !in
		}
		t := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			t = max(0, min(1, ((x-ax)*dx+(y-ay)*dy)/l))
		}
		u, v := ax+t*dx-x, ay+t*dy-y
		least = min(least, u*u+v*v)
	}
	if in {
		return math.Sqrt(least)
	}
	return -math.Sqrt(least)
}
