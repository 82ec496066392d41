package tile

import "reeve/kernel/geo/mvt"

// Ring cuts a ring at the frame's margin (Sutherland and Hodgman). A ring that is cut into several stays one, joined
// along the margin, where nobody sees it. Fewer than three points mean that nothing of it is there.
func (f Frame) Ring(ring Line) []mvt.XY {
	low, high := -f.Margin, Extent+f.Margin
	in, inside := make(Line, len(ring), len(ring)+8), true
	for i, s := range ring {
		in[i] = f.local(s)
		inside = inside && in[i].X >= low && in[i].X <= high && in[i].Y >= low && in[i].Y <= high
	}
	if !inside {
		out := make(Line, 0, len(in)+8)
		for side := range 4 {
			out = out[:0]
			for i, b := range in {
				a := in[(i+len(in)-1)%len(in)]
				aIn, bIn := within(a, side, low, high), within(b, side, low, high)
				if aIn != bIn {
					out = append(out, crossing(a, b, side, low, high))
				}
				if bIn {
					out = append(out, b)
				}
			}
			in, out = out, in
		}
	}
	return rounded(in, true)
}

// The four sides of the margin: west, east, north, south.
func within(s Spot, side int, low, high float64) bool {
	switch side {
	case 0:
		return s.X >= low
	case 1:
		return s.X <= high
	case 2:
		return s.Y >= low
	}
	return s.Y <= high
}

// crossing is where the edge ab passes a side; a and b lie on different sides of it.
func crossing(a, b Spot, side int, low, high float64) Spot {
	at := low
	if side == 1 || side == 3 {
		at = high
	}
	if side < 2 {
		return Spot{at, a.Y + (b.Y-a.Y)*(at-a.X)/(b.X-a.X)}
	}
	return Spot{a.X + (b.X-a.X)*(at-a.Y)/(b.Y-a.Y), at}
}

// Line cuts a line at the frame's margin into the parts that lie within (Liang and Barsky, edge by edge).
func (f Frame) Line(line Line) [][]mvt.XY {
	low, high := -f.Margin, Extent+f.Margin
	var out [][]mvt.XY
	var part Line
	end := func() {
		if xy := rounded(part, false); len(xy) > 1 {
			out = append(out, xy)
		}
		part = part[:0]
	}
	for i := 1; i < len(line); i++ {
		a, b := f.local(line[i-1]), f.local(line[i])
		from, to, ok := span(a, b, low, high)
		if !ok {
			end()
			continue
		}
		if len(part) == 0 || from > 0 {
			end()
			part = append(part, along(a, b, from))
		}
		part = append(part, along(a, b, to))
		if to < 1 {
			end()
		}
	}
	end()
	return out
}

func along(a, b Spot, t float64) Spot {
	switch t {
	case 0:
		return a
	case 1:
		return b
	}
	return Spot{a.X + (b.X-a.X)*t, a.Y + (b.Y-a.Y)*t}
}

// span is the part of the edge ab that lies within, as shares of its length; ok is false if none does.
func span(a, b Spot, low, high float64) (from, to float64, ok bool) {
	from, to = 0, 1
	dx, dy := b.X-a.X, b.Y-a.Y
	for _, side := range [4]struct{ p, q float64 }{{-dx, a.X - low}, {dx, high - a.X}, {-dy, a.Y - low}, {dy, high - a.Y}} {
		switch t := side.q / side.p; {
		case side.p == 0:
			if side.q < 0 {
				return 0, 0, false
			}
		case side.p < 0:
			from = max(from, t)
		default:
			to = min(to, t)
		}
	}
	return from, to, from <= to
}
