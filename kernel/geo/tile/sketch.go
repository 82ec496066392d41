package tile

import (
	"math"

	"reeve/kernel/geo"
)

// Sketch is a line or a ring, with how much each of its spots counts. It never changes.
type Sketch struct {
	line Line
	// counts is for each spot how far the drawing would move if it were left out; infinite for those that stay at
	// every zoom.
	counts []float32
	closed bool
	box    Box
}

// Box is the smallest box around the sketch.
func (s *Sketch) Box() Box { return s.box }

// At gives the spots that count at a tolerance, appended to buf. A ring that folds up comes out with fewer than
// three, a line always has its two ends.
func (s *Sketch) At(tolerance float64, buf Line) Line {
	t := float32(tolerance)
	for i, c := range s.counts {
		if c >= t {
			buf = append(buf, s.line[i])
		}
	}
	return buf
}

// Lines makes sketches of lines, each by itself.
func Lines(lines []Line) []Sketch {
	all := make([]Sketch, len(lines))
	for i, l := range lines {
		all[i] = newSketch(l, false)
		if len(l) > 1 {
			all[i].weighRun(0, len(l)-1)
		}
	}
	return all
}

// always counts more than any tolerance.
const always float32 = math.MaxFloat32

func newSketch(l Line, closed bool) Sketch {
	return Sketch{line: l, counts: make([]float32, len(l)), closed: closed, box: Around(l)}
}

// Rings makes sketches of rings that lie beside each other. What two of them share point by point counts the same
// for both, and where more than two meet, or two begin to share, the spot stays at every zoom.
func Rings(rings []Line) []Sketch {
	type pair struct{ a, b Spot }
	between := map[Spot]pair{}
	joint := map[Spot]bool{}
	for _, r := range rings {
		for i, s := range r {
			a, b := r[(i+len(r)-1)%len(r)], r[(i+1)%len(r)]
			if before(b, a) {
				a, b = b, a
			}
			if had, ok := between[s]; !ok {
				between[s] = pair{a, b}
			} else if had != (pair{a, b}) {
				joint[s] = true
			}
		}
	}
	all := make([]Sketch, len(rings))
	for i, r := range rings {
		all[i] = newSketch(r, true)
		all[i].weighRing(func(s Spot) bool { return joint[s] })
	}
	return all
}

// weighRing weighs the runs of a ring between the spots that it shares; a ring without any has two spots of its
// own that stay, found in the same way whichever ring it is and wherever it begins.
func (s *Sketch) weighRing(joint func(Spot) bool) {
	n := len(s.line)
	if n == 0 {
		return
	}
	var fixed []int
	for i, p := range s.line {
		if joint(p) {
			fixed = append(fixed, i)
		}
	}
	if len(fixed) == 0 {
		first := 0
		for i, p := range s.line {
			if before(p, s.line[first]) {
				first = i
			}
		}
		fixed = []int{first}
	}
	for k, from := range fixed {
		to := fixed[(k+1)%len(fixed)]
		if to <= from {
			to += n
		}
		s.weighRun(from, to)
	}
}

// weighRun weighs the spots from one that stays to the next; beyond the end of the ring it goes on at its start.
func (s *Sketch) weighRun(from, to int) {
	n := len(s.line)
	run := make(Line, 0, to-from+1)
	for i := from; i <= to; i++ {
		run = append(run, s.line[i%n])
	}
	turned := backwards(run)
	if turned {
		reverse(run)
	}
	counts := make([]float32, len(run))
	counts[0], counts[len(run)-1] = always, always
	if run[0] == run[len(run)-1] { // a loop needs a second spot that stays
		if far := farthest(run); far > 0 {
			counts[far] = always
			weigh(run[:far+1], counts[:far+1])
			weigh(run[far:], counts[far:])
		}
	} else {
		weigh(run, counts)
	}
	for k, c := range counts {
		if turned {
			k = len(run) - 1 - k
		}
		s.counts[(from+k)%n] = c
	}
}

// backwards tells whether a run is better looked at from its other end, so that both who share it see the same.
func backwards(run Line) bool {
	for i, j := 0, len(run)-1; i < j; i, j = i+1, j-1 {
		if run[i] != run[j] {
			return before(run[j], run[i])
		}
	}
	return false
}

func reverse(l Line) {
	for i, j := 0, len(l)-1; i < j; i, j = i+1, j-1 {
		l[i], l[j] = l[j], l[i]
	}
}

func before(a, b Spot) bool { return a.X < b.X || a.X == b.X && a.Y < b.Y }

func farthest(run Line) (far int) {
	most := 0.0
	for i, p := range run {
		if d := math.Hypot(p.X-run[0].X, p.Y-run[0].Y); d > most {
			far, most = i, d
		}
	}
	return far
}

// weigh counts the spots between the two ends of a run, as Douglas and Peucker would leave them out: none counts
// more than the one for whose sake it was looked at.
func weigh(run Line, counts []float32) {
	type part struct {
		from, to int
		most     float32
	}
	todo := []part{{0, len(run) - 1, always}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		at, off := 0, -1.0
		for i := p.from + 1; i < p.to; i++ {
			if d := fromEdge(run[i], run[p.from], run[p.to]); d > off {
				at, off = i, d
			}
		}
		if at == 0 {
			continue
		}
		counts[at] = min(p.most, float32(off))
		todo = append(todo, part{p.from, at, counts[at]}, part{at, p.to, counts[at]})
	}
}

// fromEdge is how far p lies from the edge ab.
func fromEdge(p, a, b Spot) float64 {
	dx, dy := b.X-a.X, b.Y-a.Y
	if l := dx*dx + dy*dy; l > 0 {
		t := max(0, min(1, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/l))
		a.X, a.Y = a.X+t*dx, a.Y+t*dy
	}
	return math.Hypot(p.X-a.X, p.Y-a.Y)
}

// Shape is a MultiPolygon made ready for drawing: polygons of sketched rings.
type Shape struct {
	Polygons [][]Sketch
	Box      Box
}

// Shapes makes shapes of places that lie beside each other.
func Shapes(places []geo.MultiPolygon) []Shape {
	var rings []Line
	for _, mp := range places {
		for _, polygon := range mp {
			for _, ring := range polygon {
				l := make(Line, len(ring))
				for i, p := range ring {
					l[i] = Project(p)
				}
				rings = append(rings, l)
			}
		}
	}
	sketches := Rings(rings)
	all := make([]Shape, len(places))
	for i, mp := range places {
		all[i].Box = Around()
		for _, polygon := range mp {
			part := sketches[:len(polygon):len(polygon)]
			sketches = sketches[len(polygon):]
			if len(part) > 0 {
				all[i].Polygons = append(all[i].Polygons, part)
				all[i].Box = all[i].Box.with(part[0].box)
			}
		}
	}
	return all
}

func (b Box) with(o Box) Box {
	return Box{min(b.MinX, o.MinX), min(b.MinY, o.MinY), max(b.MaxX, o.MaxX), max(b.MaxY, o.MaxY)}
}
