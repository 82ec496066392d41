package geo

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got-want) > share*math.Abs(want) {
		t.Errorf("%s = %f, want %f", what, got, want)
	}
}

// The area of a zone of the ellipsoid has a closed form.
func zoneArea(lat0, lat1, width float64) float64 {
	e := math.Sqrt(eccentricity)
	q := func(lat float64) float64 {
		s := math.Sin(lat * radian)
		return s/(1-eccentricity*s*s) + math.Atanh(e*s)/e
	}
	return width * radian * semiMajor * semiMajor * (1 - eccentricity) / 2 * (q(lat1) - q(lat0))
}

func TestAreaKnown(t *testing.T) {
	for _, lat := range []float64{-60, 0, 42, 52, 70} {
		near(t, "degree", AreaM2(MultiPolygon{{degree(lat, 20)}}), zoneArea(lat, lat+1, 1), 1e-9)
	}
	// The whole ellipsoid has 510,065,621.72 km² (NIMA TR8350.2).
	near(t, "formula", zoneArea(-90, 90, 360), 510065621.72e6, 1e-9)
	near(t, "large", AreaM2(MultiPolygon{{rect(30, 0, 35, 5)}}), zoneArea(30, 35, 5), 1e-6)
	with, _, err := Check(MultiPolygon{{rect(50, 10, 53, 13), degree(51, 11)}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "with hole", AreaM2(with), zoneArea(50, 53, 3)-zoneArea(51, 52, 1), 1e-7)
	if AreaM2(nil) != 0 || Centroid(nil) != (Point{}) || InteriorPoint(nil) != (Point{}) {
		t.Error("nothing has an area or a middle")
	}
}

func TestDistances(t *testing.T) {
	// A degree of a great circle of the mean sphere.
	near(t, "degree", DistanceM(Point{50, 20}, Point{51, 20}), 111195.08, 1e-6)
	near(t, "half the Earth", DistanceM(Point{0, 0}, Point{0, 180}), math.Pi*earthRadius, 1e-9)
	box := MultiPolygon{{rect(52, 18, 52.1, 18.1)}}
	near(t, "farthest", FarthestM(Point{52, 18}, box), DistanceM(Point{52, 18}, Point{52.1, 18.1}), 1e-9)
	near(t, "outside", OutsideM(Point{52.05, 18.2}, box), DistanceM(Point{52.05, 18.2}, Point{52.05, 18.1}), 1e-4)
	if d := OutsideM(Point{52.05, 18.05}, box); d != 0 {
		t.Errorf("inside is %f away", d)
	}
	if c := Centroid(box); DistanceM(c, Point{52.05, 18.05}) > 20 {
		t.Errorf("centroid %v", c)
	}
}

func TestInteriorPointInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]float64{0.00001, 0.01, 1}).Draw(t, "size")
		mp := star(t, 52, 18, size)
		p := InteriorPoint(mp)
		if !PlanarContains(mp, p) || p != InteriorPoint(mp) {
			t.Fatalf("%v of %v", p, mp)
		}
	})
	// A thin frame: the middle is not in it.
	frame, _, err := Check(MultiPolygon{{rect(50, 10, 51, 11), rect(50.01, 10.01, 50.99, 10.99)}})
	if err != nil {
		t.Fatal(err)
	}
	if p := InteriorPoint(frame); !PlanarContains(frame, p) {
		t.Errorf("%v", p)
	}
	hair := MultiPolygon{{Ring{{50, 10}, {50, 12}, {50.0001, 12}}}}
	if p := InteriorPoint(hair); !PlanarContains(hair, p) {
		t.Errorf("%v", p)
	}
}

func TestOverlapKnown(t *testing.T) {
	a := MultiPolygon{{rect(50, 10, 52, 12)}}
	near(t, "corner", OverlapArea(a, MultiPolygon{{rect(51, 11, 53, 13)}}), zoneArea(51, 52, 1), 1e-8)
	near(t, "all", OverlapArea(a, a), AreaM2(a), 1e-9)
	if x := OverlapArea(a, MultiPolygon{{rect(50, 12, 52, 14)}}); x > 1 {
		t.Errorf("neighbours overlap by %f", x)
	}
	if x := OverlapArea(a, MultiPolygon{{rect(60, 10, 61, 12)}}); x != 0 {
		t.Errorf("far away: %f", x)
	}
	cross := MultiPolygon{{Ring{{51, 9}, {50.5, 13}, {51.5, 13}}}}
	pieces := Overlaps(a, MultiPolygon{{rect(49, 10.2, 50.5, 10.4)}, {rect(51.5, 11, 53, 11.6)}}, 1)
	if len(pieces) != 2 {
		t.Fatalf("pieces %v", pieces)
	}
	near(t, "larger piece", pieces[0].AreaM2, zoneArea(51.5, 52, 0.6), 1e-8)
	near(t, "smaller piece", pieces[1].AreaM2, zoneArea(50, 50.5, 0.2), 1e-8)
	near(t, "with gaps", OverlapArea(a, cross)+sum(Gaps(a, []MultiPolygon{cross}, 0)), AreaM2(a), 1e-8)
	gaps := Gaps(a, []MultiPolygon{{{rect(50, 10, 52, 10.5)}}, {{rect(50, 10.6, 52, 12)}}}, 1)
	if len(gaps) != 1 || math.Abs(gaps[0].At.Lon-10.55) > 0.06 {
		t.Fatalf("gaps %v", gaps)
	}
	near(t, "gap", gaps[0].AreaM2, zoneArea(50, 52, 0.1), 1e-8)
}

func sum(pieces []Piece) float64 {
	total := 0.0
	for _, p := range pieces {
		total += p.AreaM2
	}
	return total
}

// What b covers of a and what it leaves free make up a.
func TestOverlapAndGapsAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := star(t, 52, 18, 0.3), star(t, 52.1, 18.2, 0.3), star(t, 52.2, 18, 0.3)
		ab, ba := OverlapArea(a, b), OverlapArea(b, a)
		free := sum(Gaps(a, []MultiPolygon{b}, 0))
		if math.Abs(ab-ba) > 1 || math.Abs(ab+free-AreaM2(a)) > 1+1e-7*AreaM2(a) {
			t.Fatalf("overlap %f or %f, free %f, whole %f", ab, ba, free, AreaM2(a))
		}
		if both := sum(Gaps(a, []MultiPolygon{b, c}, 0)); both > free+1 {
			t.Fatalf("more cover, larger gaps: %f, %f", both, free)
		}
		for _, p := range Overlaps(a, b, 1000) {
			if !PlanarContains(a, p.At) || !PlanarContains(b, p.At) {
				t.Fatalf("piece at %v is not in both", p.At)
			}
		}
	})
}

func TestSimplify(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mp := star(t, 52, 18, 0.3)
		thin := Simplify(mp, 500)
		if len(thin) == 0 || thin.Positions() > mp.Positions() {
			t.Fatalf("%d of %d positions", thin.Positions(), mp.Positions())
		}
		for _, p := range mp[0][0] {
			if d := edgeDistance(p, thin); d > 520 {
				t.Fatalf("%v is %f m from the new line", p, d)
			}
		}
	})
	line := MultiPolygon{{Ring{{52, 18}, {52, 18.1}, {52.0001, 18.2}, {52, 18.3}, {53, 18.3}, {53, 18}}}}
	if got := Simplify(line, 100); got.Positions() != 4 {
		t.Errorf("%v", got)
	}
	if got := Simplify(line, 1e9); len(got) != 1 {
		t.Errorf("folded up: %v", got)
	}
}

func edgeDistance(p Point, mp MultiPolygon) float64 {
	d := math.Inf(1)
	for i, a := range mp[0][0] {
		d = min(d, toEdge(p, a, mp[0][0][(i+1)%len(mp[0][0])]))
	}
	return d
}

func TestCellID(t *testing.T) {
	// A point of face 4 has the first bit set: it is stored below zero.
	if a := CellID(Point{-20, -100}); a >= 0 {
		t.Errorf("%d", a)
	}
	a, b := CellID(Point{52.2, 18.2}), CellID(Point{52.2000001, 18.2})
	if a == b || a <= 0 || math.Abs(float64(a-b)) > 1e7 {
		t.Errorf("%d and %d", a, b)
	}
}
