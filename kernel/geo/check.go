package geo

// Check puts mp on the grid, mends what loses nothing (see the Note
// constants) and refuses the rest with a *ShapeError. It is what
// ReadFeatures does to every shape, for shapes that were drawn or computed.
func Check(mp MultiPolygon) (MultiPolygon, []Note, error) {
	for i, poly := range mp {
		for j, ring := range poly {
			for _, p := range ring {
				if !p.Valid() {
					return nil, nil, &ShapeError{Problem: ProblemProjected, Part: i + 1, Ring: j + 1, At: p}
				}
			}
		}
	}
	out, mended, problem := check(mp)
	if problem != nil {
		return nil, nil, problem
	}
	return out, mended, nil
}

// loop is a ring on the grid, with its place in the shape as it was given.
type loop struct {
	spots      []spot
	part, ring int // from 0
}

func (l loop) fault(problem string, at Point) *ShapeError {
	return &ShapeError{Problem: problem, Part: l.part + 1, Ring: l.ring + 1, At: at}
}

// check cleans every ring, then looks at all rings together: nothing may
// cross, holes lie in their shell, parts do not overlap.
func check(mp MultiPolygon) (MultiPolygon, []Note, *ShapeError) {
	var mended notes
	var groups [][]loop
	var flat *ShapeError
	for i, poly := range mp {
		if len(poly) == 0 {
			return nil, nil, &ShapeError{Problem: ProblemEmpty, Part: i + 1}
		}
		var group []loop
		for j, ring := range poly {
			l := loop{part: i, ring: j}
			var sign int
			l.spots, sign = clean(ring, &mended)
			if sign == 0 {
				// Two equal lobes of a crossing ring weigh each other out.
				if len(l.spots) >= 3 {
					if problem := crossing([][]loop{{l}}); problem != nil {
						return nil, nil, problem
					}
				}
				// A hole or one of several parts without area takes nothing
				// away when it goes. The shell's holes go with it: nothing
				// is inside a shell without area.
				var at Point
				if len(ring) > 0 {
					at = ring[0]
				}
				if flat == nil {
					flat = l.fault(ProblemDegenerate, at)
				}
				mended.add(NoteSlivers, at)
				if j == 0 {
					break
				}
				continue
			}
			if (sign > 0) != (j == 0) {
				reverse(l.spots)
				mended.add(NoteWinding, ring[0])
			}
			group = append(group, l)
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	if len(groups) == 0 {
		if flat == nil {
			flat = &ShapeError{Problem: ProblemEmpty}
		}
		return nil, nil, flat
	}
	out, problem := together(groups)
	if problem == nil {
		return out, mended, nil
	}
	switch problem.Problem {
	case ProblemSelfCrossing, ProblemRingsCross, ProblemPartsOverlap:
	default:
		return nil, nil, problem
	}
	// What mend makes passes the same checks before it is believed.
	meant, ok := mend(groups)
	if !ok {
		return nil, nil, problem
	}
	if out, again := together(loopsOf(meant)); again == nil {
		mended.add(NoteCrossings, problem.At)
		return out, mended, nil
	}
	return nil, nil, problem
}

// together makes a shape of rings after the checks that concern all of them.
func together(groups [][]loop) (MultiPolygon, *ShapeError) {
	if problem := crossing(groups); problem != nil {
		return nil, problem
	}
	out := make(MultiPolygon, len(groups))
	for i, group := range groups {
		for _, l := range group {
			out[i] = append(out[i], ringOf(l.spots))
		}
	}
	return out, nesting(groups, out)
}

func loopsOf(mp MultiPolygon) [][]loop {
	groups := make([][]loop, len(mp))
	for i, poly := range mp {
		for j, ring := range poly {
			l := loop{part: i, ring: j}
			for _, p := range ring {
				l.spots = append(l.spots, spotOf(p))
			}
			groups[i] = append(groups[i], l)
		}
	}
	return groups
}

// nesting compares rings that are known not to cross, so one inner point of
// a ring stands for all of it.
func nesting(groups [][]loop, mp MultiPolygon) *ShapeError {
	boxes := make([]Box, len(mp))
	for i, poly := range mp {
		boxes[i] = MultiPolygon{Polygon{poly[0]}}.Box()
		holes := make([]Point, len(poly))
		for j := 1; j < len(poly); j++ {
			at := within(Polygon{poly[j]})
			holes[j] = at
			if !boxes[i].Holds(at) || !evenOdd(poly[:1], at) {
				return groups[i][j].fault(ProblemHoleOutside, at)
			}
		}
		for j := 1; j < len(poly); j++ {
			box := MultiPolygon{Polygon{poly[j]}}.Box()
			for k := 1; k < len(poly); k++ {
				if k != j && box.Holds(holes[k]) && evenOdd(poly[j:j+1], holes[k]) {
					return groups[i][k].fault(ProblemHoleInHole, holes[k])
				}
			}
		}
	}
	if len(mp) == 1 {
		return nil
	}
	for i, poly := range mp {
		at := within(poly)
		for k := range mp {
			if k != i && boxes[k].Holds(at) && evenOdd(mp[k], at) {
				return groups[i][0].fault(ProblemPartsOverlap, at)
			}
		}
	}
	return nil
}
