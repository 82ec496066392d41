package problem

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

func TestHalf(t *testing.T) {
	all, err := loadCadences()
	if err != nil {
		t.Fatal(err)
	}
	c := all[""]
	for _, v := range []struct{ day, from, until string }{{"2026-02-01", "2026-02-01", "2026-07-31"}, {"2026-07-31", "2026-02-01", "2026-07-31"}, {"2026-08-01", "2026-08-01", "2027-01-31"},
		{"2027-01-31", "2026-08-01", "2027-01-31"}, {"2027-01-01", "2026-08-01", "2027-01-31"}} {
		if h := c.At(v.day); h != (Half{v.from, v.until}) {
			t.Errorf("%s: %+v", v.day, h)
		}
	}
	if w := (Window{"2028-02-29", "2028-07-31"}).YearBefore(); w != (Window{"2027-02-28", "2027-07-31"}) {
		t.Errorf("%+v", w)
	}
}

// TestHalvesCoverEveryDay draws cadences and days: each day lies in its half, halves follow one another without a gap.
func TestHalvesCoverEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Cadence{{"02-01", "08-01"}, {"01-01"}, {"01-01", "04-01", "07-01", "10-01"}, {"03-15", "11-30"}}).Draw(t, "cadence")
		day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "day")).Format(time.DateOnly)
		h := c.At(day)
		if !h.Holds(day) || h.Days() < 1 {
			t.Fatalf("%s is not in %+v", day, h)
		}
		if n := c.Next(h); n.From != shift(h.Until, 1) || c.Before(n) != h {
			t.Fatalf("after %+v comes %+v, before that %+v", h, n, c.Before(n))
		}
	})
}

func TestCompare(t *testing.T) {
	for _, v := range []struct {
		p             Pair
		before, after int64
		sign          int
		few, clear    bool
		percent       int64
		told          bool
	}{
		{Pair{31, 12}, 181, 181, -1, false, true, 61, true},
		{Pair{12, 31}, 181, 181, 1, false, true, 158, true},
		{Pair{9, 8}, 181, 181, -1, false, false, 11, true},
		{Pair{4, 1}, 181, 181, -1, true, false, 0, false}, // no per cent of four
		{Pair{4, 40}, 181, 181, 1, false, true, 0, false},
		{Pair{0, 0}, 181, 181, 0, true, false, 0, false},
		{Pair{20, 10}, 180, 90, 0, false, false, 0, true}, // half the time, half the reports
		{Pair{20, 20}, 180, 90, 1, false, true, 100, true},
		{Pair{5, 5}, 100, 0, 0, true, false, 0, false},
	} {
		c := Compare(v.p, v.before, v.after)
		percent, told := c.Percent()
		if c.Sign != v.sign || c.Few != v.few || c.Clear != v.clear || percent != v.percent || told != v.told {
			t.Errorf("%+v: %+v %d %t", v, c, percent, told)
		}
	}
}

// TestCompareTurned: what is fewer in one direction is more in the other, as clearly; and no per cent of fewer than five.
func TestCompareTurned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 100_000)
		a, b := n.Draw(t, "before"), n.Draw(t, "after")
		d1, d2 := rapid.Int64Range(1, 400).Draw(t, "days before"), rapid.Int64Range(1, 400).Draw(t, "days after")
		x, y := Compare(Pair{a, b}, d1, d2), Compare(Pair{b, a}, d2, d1)
		if x.Sign != -y.Sign || x.Clear != y.Clear || x.Few != y.Few {
			t.Fatalf("%+v %+v", x, y)
		}
		if _, told := x.Percent(); told != (a >= leastPercent) {
			t.Fatalf("%+v", x)
		}
	})
}

func square(lat, lon, side float64) geo.MultiPolygon {
	return geo.MultiPolygon{{{{Lat: lat, Lon: lon}, {Lat: lat, Lon: lon + side}, {Lat: lat + side, Lon: lon + side}, {Lat: lat + side, Lon: lon}}}}
}

// circle is a polygon of many corners around a point.
func circle(at geo.Point, metres float64) geo.MultiPolygon {
	var ring geo.Ring
	for n := range 180 {
		a := float64(n) * 2 * math.Pi / 180
		ring = append(ring, geo.Point{Lat: at.Lat + metres/metresPerDegree*math.Sin(a), Lon: at.Lon + metres/metresPerDegree/math.Cos(at.Lat*math.Pi/180)*math.Cos(a)})
	}
	return geo.MultiPolygon{{ring}}
}

// TestRing: the ring of a circle is that of geometry.
func TestRing(t *testing.T) {
	want := 1000 * (math.Sqrt2 - 1)
	if got := RingM(circle(geo.Point{Lat: 49, Lon: 28}, 1000)); math.Abs(got-want) > want*0.03 {
		t.Errorf("%.0f m, want %.0f", got, want)
	}
	if got := RingM(nil); got != 0 {
		t.Errorf("of nothing: %f", got)
	}
}

// TestRingIsAsLargeAsTheArea draws rectangles, whose surroundings have a known area.
func TestRingIsAsLargeAsTheArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(-60, 65).Draw(t, "lat")
		high, wide := rapid.Float64Range(200, 5000).Draw(t, "high"), rapid.Float64Range(200, 5000).Draw(t, "wide")
		dLat, dLon := high/metresPerDegree, wide/metresPerDegree/math.Cos(lat*math.Pi/180)
		shape := geo.MultiPolygon{{{{Lat: lat, Lon: 20}, {Lat: lat, Lon: 20 + dLon}, {Lat: lat + dLat, Lon: 20 + dLon}, {Lat: lat + dLat, Lon: 20}}}}
		d := RingM(shape)
		if ring := 2*(high+wide)*d + math.Pi*d*d; math.Abs(ring-high*wide) > 0.06*high*wide {
			t.Fatalf("a ring of %.0f m has %.0f m², the area %.0f", d, ring, high*wide)
		}
	})
}

// TestCounter: each report counts in one area at most, and in the windows that hold its day.
func TestCounter(t *testing.T) {
	area, control := square(50, 20, 0.01), square(50, 20.005, 0.1)
	before, after := Window{"2025-02-01", "2025-07-31"}, Window{"2026-02-01", "2026-07-31"}
	c := NewCounter(area, control, RingM(area), before, after, "2025-01-01", "2026-05-01")
	in, next, far := geo.Point{Lat: 50.005, Lon: 20.006}, geo.Point{Lat: 50.005, Lon: 20.011}, geo.Point{Lat: 50.05, Lon: 20.08}
	for _, s := range []Sighting{{"2025-02-01", in, true}, {"2025-07-31", in, false}, {"2026-04-01", in, true}, {"2026-06-01", in, true}, {"2025-08-01", in, true},
		{"2025-03-01", next, false}, {"2026-03-01", next, true}, {"2026-03-01", far, false}, {"2026-03-01", geo.Point{}, false}} {
		c.Add(s)
	}
	c.AddUnplaced(Sighting{Day: "2026-02-02"}, false)
	s := c.Score()
	if s.Area != (Tally{Pair{2, 1}, Pair{1, 1}}) || s.Ring != (Tally{Pair{1, 1}, Pair{0, 1}}) || *s.Control != (Tally{Reports: Pair{0, 1}}) || s.Unplaced != (Pair{0, 1}) {
		t.Errorf("%+v control %+v", s, s.Control)
	}
	if !s.Running || s.After.Until != "2026-05-01" {
		t.Errorf("%+v", s)
	}
	c = NewCounter(area, nil, RingM(area), before, after, "2025-03-01", "2026-08-01")
	c.AddUnplaced(Sighting{Day: "2026-02-02", Confirmed: true}, true)
	if s := c.Score(); s.Running || !s.Thin || s.Reading() != ReadThin || s.Control != nil || s.Area != (Tally{Pair{0, 1}, Pair{0, 1}}) {
		t.Errorf("%+v", s)
	}
}

func TestReading(t *testing.T) {
	w := func() Score {
		return Score{Before: Window{"2025-02-01", "2025-07-31"}, After: Window{"2026-02-01", "2026-07-31"}, Area: Tally{Reports: Pair{40, 12}}, Ring: Tally{Reports: Pair{20, 21}}}
	}
	for want, change := range map[string]func(s *Score){
		ReadFewer:      func(*Score) {},
		ReadFew:        func(s *Score) { s.Area.Reports = Pair{5, 1} },
		ReadUnclear:    func(s *Score) { s.Area.Reports = Pair{20, 18} },
		ReadMore:       func(s *Score) { s.Area.Reports = Pair{12, 40} },
		ReadMoved:      func(s *Score) { s.Ring.Reports = Pair{10, 40} },
		ReadEverywhere: func(s *Score) { s.Control = &Tally{Reports: Pair{90, 40}} },
	} {
		s := w()
		if change(&s); s.Reading() != want {
			t.Errorf("%s, want %s", s.Reading(), want)
		}
	}
}

func TestCorners(t *testing.T) {
	for _, good := range []string{"52.0, 18.0\n52.0, 18.1\n52.1 18.1", "52;18\n52;18.1\n\n52.1;18.1\n52;18", `{"type":"Polygon","coordinates":[[[18,52],[18.1,52],[18.1,52.1],[18,52]]]}`} {
		if shape, err := corners(good); err != nil || geo.AreaM2(shape) < 1e6 {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "52.0, 18.0", "52, 18\n52.1, 18.1", "52, 18, 3\n1\n2", "a, b\nc, d\ne, f", "52,18\n52.1,18.1\n52,18.1\n52.1,18", "95,18\n95,19\n96,19", "{}", "{", "10,10\n10,20\n20,20"} {
		if _, err := corners(bad); err == nil {
			t.Errorf("%q is an area", bad)
		}
	}
}

func TestCluster(t *testing.T) {
	var all []seen
	add := func(n int, category, place, zone string, open, confirmed bool) {
		for range n {
			all = append(all, seen{Ref: "R", Category: category, Place: place, Zone: zone, Open: open, Confirmed: confirmed})
		}
	}
	add(3, "noise", "west", "z1", true, false)
	add(4, "noise", "west", "z2", false, true)
	add(1, "noise", "west", "z2", true, true)
	add(9, "noise", "west", "z3", false, false) // found untrue
	add(2, "parking", "west", "z1", true, false)
	got := cluster(all)
	if len(got) != 2 || got[0].Zone != "z2" || len(got[0].Reports) != 5 || got[0].Open != 1 || got[0].Confirmed != 5 || got[1].Zone != "z1" {
		t.Errorf("%+v", got)
	}
}

// TestWordsAreThere looks for the texts whose keys are put together at run time.
func TestWordsAreThere(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for prefix, codes := range map[string][]string{"state": States(), "source": Sources(), "reading": Readings(), "area": {WholePlace, Zones, Drawn},
		"": {"before_from", "before_until", "after_from", "after_until"}, "problem.attention": {"choose", "approve", "give_back", "score"}} {
		for _, code := range codes {
			key := "problem." + prefix + "." + code
			if prefix == "" {
				key = "problem." + code
			}
			want = append(want, key)
		}
	}
	for _, s := range Definition().Steps {
		want = append(want, "problem.act."+s.Name, "problem.needs."+s.Name)
		for _, need := range s.Needs {
			want = append(want, "problem.field."+need)
		}
	}
	for _, m := range (&Problems{}).Measures() {
		want = append(want, m.Name)
	}
	for _, key := range want {
		for _, l := range i18n.Written() {
			if !c.Has(l, key) {
				t.Errorf("no text for %s in %s", key, l)
			}
		}
	}
	if err := Definition().Check(); err != nil {
		t.Error(err)
	}
}

// TestNothingIsToldOfAThinBase: where the map began within the window before, no change is told, however clear the counts.
func TestNothingIsToldOfAThinBase(t *testing.T) {
	s := Score{Before: Window{"2026-02-01", "2026-07-31"}, After: Window{"2026-08-01", "2026-11-22"}, Area: Tally{Reports: Pair{8, 74}}}
	if c := s.Change(s.Area.Reports); !c.Clear || c.Sign != 1 {
		t.Fatalf("%+v", c)
	}
	s.Thin = true
	c := s.Change(s.Area.Reports)
	if _, told := c.Percent(); told || c.Clear || c.Sign != 0 {
		t.Errorf("%+v", c)
	}
}

// TestDrawingHoldsTheRing: an area that fills its place is drawn with all of its ring.
func TestDrawingHoldsTheRing(t *testing.T) {
	place := geo.Box{MinLat: 52, MinLon: 18, MaxLat: 52.1, MaxLon: 18.1}
	b := cover(place, around(place, 400))
	if b.MinLat >= 52 || b.MinLon >= 18 || b.MaxLat <= 52.1 || b.MaxLon <= 18.1 {
		t.Errorf("%+v", b)
	}
	if small := cover(place, around(geo.Box{MinLat: 52.04, MinLon: 18.04, MaxLat: 52.05, MaxLon: 18.05}, 100)); small != place {
		t.Errorf("%+v", small)
	}
}
