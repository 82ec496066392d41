package geo

import "math"

// Simplify drops points so that no edge moves by more than tolerance metres
// (Douglas and Peucker). Rings that fold up are dropped, but the largest
// shell stays, unsimplified if it must. Each ring is taken by itself, so
// the result may cross itself, and neighbours may part: it is for drawing,
// never for deciding where a point lies.
func Simplify(mp MultiPolygon, tolerance float64) MultiPolygon {
	var out MultiPolygon
	for _, poly := range mp {
		var kept Polygon
		for j, ring := range poly {
			thin := thinned(ring, tolerance)
			if len(thin) < 3 {
				if j == 0 {
					break
				}
				continue
			}
			kept = append(kept, thin)
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	if len(out) > 0 || len(mp) == 0 {
		return out
	}
	largest, most := mp[0], -1.0
	for _, poly := range mp {
		if a := AreaM2(MultiPolygon{poly}); a > most {
			largest, most = poly, a
		}
	}
	return MultiPolygon{largest[:min(1, len(largest))]}
}

func thinned(ring Ring, tolerance float64) Ring {
	if len(ring) < 4 || tolerance <= 0 {
		return ring
	}
	// Two points stay for sure: the first, and the farthest from it.
	far, most := 0, 0.0
	for i, p := range ring {
		if d := DistanceM(ring[0], p); d > most {
			far, most = i, d
		}
	}
	keep := make([]bool, len(ring)+1)
	keep[0], keep[far] = true, true
	type run struct{ from, to int }
	todo := []run{{0, far}, {far, len(ring)}}
	for len(todo) > 0 {
		r := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		a, b := ring[r.from], ring[r.to%len(ring)]
		at, off := 0, tolerance
		for i := r.from + 1; i < r.to; i++ {
			if d := toEdge(ring[i], a, b); d > off {
				at, off = i, d
			}
		}
		if at > 0 {
			keep[at] = true
			todo = append(todo, run{r.from, at}, run{at, r.to})
		}
	}
	var out Ring
	for i, p := range ring {
		if keep[i] {
			out = append(out, p)
		}
	}
	if len(out) < 3 || math.Abs(AreaM2(MultiPolygon{{out}})) == 0 {
		return nil
	}
	return out
}
