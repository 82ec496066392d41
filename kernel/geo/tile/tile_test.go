package tile

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt"
)

func TestParse(t *testing.T) {
	for _, v := range []struct {
		z, x, file string
		want       Address
		ok         bool
	}{
		{"0", "0", "0.mvt", Address{}, true}, {"7", "127", "127.mvt", Address{7, 127, 127}, true}, {"5", "17", "11.mvt", Address{5, 17, 11}, true},
		{"8", "0", "0.mvt", Address{}, false}, {"30", "0", "0.mvt", Address{}, false}, {"0", "1", "0.mvt", Address{}, false}, {"3", "-1", "0.mvt", Address{}, false},
		{"3", "1", "abc.mvt", Address{}, false}, {"3", "1", "1", Address{}, false}, {"3", "1", "1.pbf", Address{}, false}, {"3", "1", ".mvt", Address{}, false},
		{"03", "1", "1.mvt", Address{}, false}, {"3", "+1", "1.mvt", Address{}, false}, {"", "", "", Address{}, false},
		{"99999999999999999999", "0", "0.mvt", Address{}, false}, {"3", "1", "8.mvt", Address{}, false}, {"3", "1", "1.mvt.mvt", Address{}, false},
	} {
		if a, ok := Parse(v.z, v.x, v.file, 7); ok != v.ok || ok && a != v.want {
			t.Errorf("%s/%s/%s: %v %v", v.z, v.x, v.file, a, ok)
		}
	}
	if _, ok := Parse("23", "0", "0.mvt", 99); ok {
		t.Error("zoom 23 is deeper than the deepest")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "7", "-1", "1e3", "٣", "00", "4294967296"} {
		f.Add(s, s, s+".mvt")
	}
	f.Fuzz(func(t *testing.T, z, x, file string) {
		if a, ok := Parse(z, x, file, Deepest); ok && (a.X < 0 || a.Y < 0 || a.X >= 1<<a.Z || a.Y >= 1<<a.Z || z+"/"+x+"/"+file != a.String()+".mvt") {
			t.Errorf("%q %q %q: %v", z, x, file, a)
		}
	})
}

func TestProjectionComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lat: rapid.Float64Range(-85, 85).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
		q := Project(p).Unproject()
		if math.Abs(p.Lat-q.Lat) > 1e-9 || math.Abs(p.Lon-q.Lon) > 1e-9 {
			t.Fatalf("%v became %v", p, q)
		}
	})
	if s := Project(geo.Point{Lat: maxLat, Lon: -180}); math.Abs(s.X) > 1e-12 || math.Abs(s.Y) > 1e-12 {
		t.Errorf("the corner of the world is at %v", s)
	}
	if b := (Address{Z: 14, X: 8625, Y: 5753}).Degrees(); !b.Holds(geo.Point{Lat: 47.1414, Lon: 9.5215}) { // Vaduz
		t.Errorf("%v", b)
	}
}

// ring draws a star around the middle of the world's tile, which does not cross itself.
func ring(t *rapid.T, at Spot, size float64) Line {
	n := rapid.IntRange(3, 40).Draw(t, "n")
	l := make(Line, n)
	for i := range l {
		r := size * rapid.Float64Range(0.2, 1).Draw(t, "r")
		a := 2 * math.Pi * float64(i) / float64(n)
		l[i] = Spot{at.X + r*math.Cos(a), at.Y + r*math.Sin(a)}
	}
	return l
}

func area2(ring []mvt.XY) (a int64) {
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		a += int64(p.X)*int64(q.Y) - int64(q.X)*int64(p.Y)
	}
	return a
}

// TestClippedRingsTile: nothing lies beyond the margin, and without a margin the pieces of the four tiles below make
// up the whole.
func TestClippedRingsTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := ring(t, Spot{rapid.Float64Range(0.3, 0.7).Draw(t, "x"), rapid.Float64Range(0.3, 0.7).Draw(t, "y")}, 0.3)
		whole := area2(Address{}.Frame().Ring(l)) * 4 // in the units of zoom 1
		parts := int64(0)
		for x := range 2 {
			for y := range 2 {
				f := Address{1, x, y}.Frame()
				for _, p := range f.Ring(l) {
					if p.X < -64 || p.Y < -64 || p.X > Extent+64 || p.Y > Extent+64 {
						t.Fatalf("%v lies beyond the margin", p)
					}
				}
				f.Margin = 0
				parts += area2(f.Ring(l))
			}
		}
		// Each corner moves by up to half a unit of zoom 0, which is one of zoom 1.
		if slack := int64(len(l)+8) * 4 * Extent; abs(whole-parts) > slack {
			t.Fatalf("the whole is %d, the parts are %d", whole, parts)
		}
	})
}

func abs(n int64) int64 { return max(n, -n) }

func TestClippedLinesKeepTheirLength(t *testing.T) {
	length := func(l []mvt.XY) (m float64) {
		for i := 1; i < len(l); i++ {
			m += math.Hypot(float64(l[i].X-l[i-1].X), float64(l[i].Y-l[i-1].Y))
		}
		return m
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		var l Line
		for range n {
			l = append(l, Spot{rapid.Float64Range(0, 1).Draw(t, "x"), rapid.Float64Range(0, 1).Draw(t, "y")})
		}
		whole, parts, pieces := 0.0, 0.0, 0
		for i := 1; i < n; i++ {
			whole += math.Hypot(l[i].X-l[i-1].X, l[i].Y-l[i-1].Y) * 4 * Extent
		}
		for x := range 4 {
			for y := range 4 {
				f := Address{2, x, y}.Frame()
				f.Margin = 0
				for _, part := range f.Line(l) {
					parts += length(part)
					pieces++
					for _, p := range part {
						if p.X < 0 || p.Y < 0 || p.X > Extent || p.Y > Extent {
							t.Fatalf("%v lies outside", p)
						}
					}
				}
			}
		}
		if math.Abs(whole-parts) > 3*float64(n+2*pieces) {
			t.Fatalf("%v long, the parts %v", whole, parts)
		}
	})
}

// TestNeighboursDoNotPart: two places beside each other keep the same border at every tolerance.
func TestNeighboursDoNotPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		var border Line
		for i := range n {
			border = append(border, Spot{0.5 + rapid.Float64Range(-0.05, 0.05).Draw(t, "x"), 0.3 + 0.4*float64(i)/float64(n)})
		}
		west := append(Line{{0.2, 0.7}, {0.2, 0.3}}, border...)
		east := Line{{0.8, 0.3}, {0.8, 0.7}}
		for i := range border {
			east = append(east, border[n-1-i])
		}
		// A ring may begin anywhere.
		k := rapid.IntRange(0, len(east)-1).Draw(t, "start")
		east = append(append(Line{}, east[k:]...), east[:k]...)
		both := Rings([]Line{west, east})
		for _, tolerance := range []float64{0, 0.001, 0.01, 0.03, 0.2} {
			mine, theirs := map[Spot]bool{}, map[Spot]bool{}
			for i, of := range []map[Spot]bool{mine, theirs} {
				for _, s := range both[i].At(tolerance, nil) {
					if s.X > 0.4 && s.X < 0.6 {
						of[s] = true
					}
				}
			}
			if len(mine) != len(theirs) || len(mine) < 2 {
				t.Fatalf("at %v one has %d spots of the border, the other %d", tolerance, len(mine), len(theirs))
			}
			for s := range mine {
				if !theirs[s] {
					t.Fatalf("at %v only one has %v", tolerance, s)
				}
			}
		}
	})
}

// TestThinnedOutStaysNear: no spot that is left out lies farther off than the tolerance.
func TestThinnedOutStaysNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := ring(t, Spot{0.5, 0.5}, 0.4)
		tolerance := rapid.Float64Range(0, 0.3).Draw(t, "tolerance")
		thin := Rings([]Line{l})[0].At(tolerance, nil)
		for _, s := range l {
			least := math.Inf(1)
			for i := range thin {
				least = min(least, fromEdge(s, thin[i], thin[(i+1)%len(thin)]))
			}
			if least > tolerance*1.001+1e-9 {
				t.Fatalf("%v lies %v off, the tolerance is %v", s, least, tolerance)
			}
		}
	})
}

func TestCacheKeepsToItsSize(t *testing.T) {
	c := NewCache(10_000)
	draws := 0
	get := func(x int) {
		b, err := c.Get(Address{Z: 20, X: x}, func() ([]byte, error) { draws++; return make([]byte, 800), nil })
		if err != nil || len(b) != 800 {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		get(i)
		get(0) // asked for again and again: stays
	}
	if draws != 100 || c.bytes > 10_000 || len(c.byKey) != c.recent.Len() || len(c.byKey) != 10 {
		t.Errorf("%d drawn, %d bytes, %d kept", draws, c.bytes, len(c.byKey))
	}
}
