package geo

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func TestCheckRefuses(t *testing.T) {
	at := func(lat, lon float64) Point { return Point{lat, lon} }
	outer := rect(50, 10, 60, 20)
	for name, c := range map[string]struct {
		shape      MultiPolygon
		problem    string
		part, ring int
		at         Point
	}{
		"bow-tie":               {MultiPolygon{{{at(50, 10), at(51, 11), at(51, 10), at(50, 11)}}}, ProblemSelfCrossing, 1, 1, at(50.5, 10.5)},
		"bow-tie with a vertex": {MultiPolygon{{{at(50, 10), at(51, 11), at(52, 12), at(50, 12), at(51, 11), at(52, 10)}}}, ProblemSelfCrossing, 1, 1, at(51, 11)},
		"vertex on an edge crosses": {MultiPolygon{{{at(50, 10), at(50, 12), at(52, 12), at(52, 11), at(50, 11), at(49, 11), at(49, 10)}}},
			ProblemSelfCrossing, 1, 1, at(50, 11)},
		"no area":             {MultiPolygon{{{at(50, 10), at(51, 11), at(52, 12)}}}, ProblemDegenerate, 1, 1, at(50, 10)},
		"one point":           {MultiPolygon{{{at(50, 10), at(50, 10), at(50, 10)}}}, ProblemDegenerate, 1, 1, at(50, 10)},
		"hole outside":        {MultiPolygon{{outer, degree(55, 30)}}, ProblemHoleOutside, 1, 2, at(55.1, 30.5)},
		"hole around shell":   {MultiPolygon{{degree(55, 15), rect(50, 10, 60, 20)}}, ProblemHoleOutside, 1, 2, Point{}},
		"hole over the edge":  {MultiPolygon{{outer, degree(55, 19.5)}}, ProblemRingsCross, 1, 2, Point{}},
		"hole in hole":        {MultiPolygon{{outer, rect(52, 12, 58, 18), degree(55, 15)}}, ProblemHoleInHole, 1, 3, Point{}},
		"part in part":        {MultiPolygon{{outer}, {rect(52, 12, 58, 18)}}, ProblemPartsOverlap, 2, 1, Point{}},
		"part twice":          {MultiPolygon{{outer}, {outer}}, ProblemRingsCross, 2, 1, Point{}},
		"parts overlap":       {MultiPolygon{{outer}, {rect(55, 15, 65, 25)}}, ProblemRingsCross, 2, 1, Point{}},
		"nothing":             {nil, ProblemEmpty, 0, 0, Point{}},
		"no ring":             {MultiPolygon{{}}, ProblemEmpty, 1, 0, Point{}},
		"metres":              {MultiPolygon{{{at(6.8e6, 2e6), at(6.8e6, 2.1e6), at(6.9e6, 2e6)}}}, ProblemProjected, 1, 1, at(6.8e6, 2e6)},
		"not a number":        {MultiPolygon{{{at(math.NaN(), 2), at(1, 2), at(2, 3)}}}, ProblemProjected, 1, 1, Point{}},
		"large lobe reversed": {MultiPolygon{{{at(50, 10), at(50, 14), at(51, 14), at(49, 11), at(51, 10)}}}, ProblemSelfCrossing, 1, 1, Point{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Check(c.shape)
			var got *ShapeError
			if !errors.As(err, &got) {
				t.Fatalf("Check = %v", err)
			}
			if got.Problem != c.problem || got.Part != c.part || got.Ring != c.ring {
				t.Errorf("got %v, want %s in part %d ring %d", got, c.problem, c.part, c.ring)
			}
			if c.at != (Point{}) && DistanceM(c.at, got.At) > 100 {
				t.Errorf("at %v, want %v", got.At, c.at)
			}
		})
	}
}

func TestCheckAcceptsAndMends(t *testing.T) {
	at := func(lat, lon float64) Point { return Point{lat, lon} }
	outer := rect(50, 10, 60, 20)
	// km is a small length in degrees of latitude, to scale scratches.
	const km = 0.009
	for name, c := range map[string]struct {
		shape MultiPolygon
		like  MultiPolygon // same area
		notes []string
	}{
		"clockwise":              {MultiPolygon{{{at(50, 10), at(51, 10), at(51, 11), at(50, 11)}}}, MultiPolygon{{degree(50, 10)}}, []string{NoteWinding}},
		"hole the wrong way":     {MultiPolygon{{outer, degree(55, 15)}}, MultiPolygon{{outer, {at(55, 15), at(56, 15), at(56, 16), at(55, 16)}}}, []string{NoteWinding}},
		"repeated points":        {MultiPolygon{{{at(50, 10), at(50, 10), at(50, 11), at(51, 11), at(51, 10), at(50, 10)}}}, MultiPolygon{{degree(50, 10)}}, []string{NoteDuplicates}},
		"spike":                  {MultiPolygon{{{at(50, 10), at(50, 11), at(50.5, 11), at(50.5, 13), at(50.5, 11), at(51, 11), at(51, 10)}}}, MultiPolygon{{degree(50, 10)}}, []string{NoteDuplicates, NoteSpikes}},
		"spike at the seam":      {MultiPolygon{{{at(49, 9), at(50, 10), at(50, 11), at(51, 11), at(51, 10), at(50, 10)}}}, MultiPolygon{{degree(50, 10)}}, []string{NoteDuplicates, NoteSpikes}},
		"touches itself":         {MultiPolygon{{{at(50, 10), at(50, 12), at(51, 11), at(52, 12), at(52, 10), at(51, 11)}}}, nil, nil},
		"vertex touches an edge": {MultiPolygon{{{at(50, 10), at(50, 12), at(52, 12), at(52, 10), at(51, 12), at(51, 10)}}}, nil, nil},
		"hole by a bridge":       {MultiPolygon{{{at(50, 10), at(50, 13), at(53, 13), at(53, 10), at(50, 10), at(51, 11), at(52, 11), at(52, 12), at(51, 12), at(51, 11)}}}, nil, nil},
		"hole touches shell":     {MultiPolygon{{outer, {at(55, 10), at(56, 11), at(54, 11)}}}, nil, nil},
		"parts share a border":   {MultiPolygon{{degree(50, 10)}, {degree(50, 11)}}, MultiPolygon{{rect(50, 10, 51, 12)}}, nil},
		"part in a hole":         {MultiPolygon{{outer, rect(52, 12, 58, 18)}, {rect(53, 13, 57, 17)}}, nil, nil},
		"hole without area":      {MultiPolygon{{degree(50, 10), {at(50.2, 10.2), at(50.4, 10.4), at(50.3, 10.3)}}}, MultiPolygon{{degree(50, 10)}}, []string{NoteSlivers}},
		"nick in the line": {MultiPolygon{{{at(50, 10), at(50, 10.6), at(50+km, 10.6-km), at(50+km, 10.6), at(50, 10.6-km), at(50, 11), at(51, 11), at(51, 10)}}},
			MultiPolygon{{degree(50, 10)}}, []string{NoteCrossings}},
		"island nicks the shore": {MultiPolygon{{degree(50, 10)}, {{at(50.5, 11-km/10), at(50.4, 11.1), at(50.6, 11.1)}}}, nil, []string{NoteCrossings}},
		"small part in a part":   {MultiPolygon{{outer}, {rect(55, 15, 55+km, 15+km)}}, MultiPolygon{{outer}}, []string{NoteCrossings}},
	} {
		t.Run(name, func(t *testing.T) {
			got, mended, err := Check(c.shape)
			if err != nil {
				t.Fatal(err)
			}
			var kinds []string
			for _, n := range mended {
				kinds = append(kinds, n.Kind)
			}
			slices.Sort(kinds)
			if c.notes == nil {
				kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == NoteWinding })
			}
			for _, want := range c.notes {
				if !slices.Contains(kinds, want) {
					t.Errorf("notes %v, want %v", kinds, c.notes)
				}
			}
			if c.like != nil {
				if a, b := AreaM2(got), AreaM2(c.like); math.Abs(a-b) > 1e-3*b {
					t.Errorf("area %.0f, want %.0f", a, b)
				}
			}
			for i, poly := range got {
				for j, ring := range poly {
					if a := signedArea(loopsOf(got)[i][j].spots); (a > 0) != (j == 0) {
						t.Errorf("part %d ring %d of %d points runs the wrong way", i, j, len(ring))
					}
				}
			}
			again, mended, err := Check(got)
			if err != nil || len(mended) != 0 || AreaM2(again) != AreaM2(got) {
				t.Errorf("second look: %v %v", mended, err)
			}
		})
	}
}
