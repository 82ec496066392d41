package atlas

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt/mvttest"
)

func states() []State {
	return []State{{"new", true}, {"verification", true}, {"confirmed", true}, {"eliminated", false}, {"mistake", false}}
}

var begin = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func drawPoint() *rapid.Generator[geo.Point] {
	return rapid.Custom(func(t *rapid.T) geo.Point {
		switch rapid.IntRange(0, 9).Draw(t, "where") {
		case 0:
			return geo.Point{Lat: rapid.SampledFrom([]float64{90, -90, 85.0512, -85.06, 89.9999999, 0}).Draw(t, "edge"), Lon: rapid.SampledFrom([]float64{180, -180, 179.9999999, 0}).Draw(t, "line")}
		case 1, 2, 3:
			return geo.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}.Snap()
		case 4:
			return geo.Point{Lat: 52.4, Lon: 16.9} // a zone's point, shared by many
		}
		return geo.Point{Lat: 52 + rapid.Float64Range(0, 0.1).Draw(t, "lat"), Lon: 16 + rapid.Float64Range(0, 0.1).Draw(t, "lon")}.Snap()
	})
}

func drawReport() *rapid.Generator[Report] {
	return rapid.Custom(func(t *rapid.T) Report {
		days := rapid.IntRange(0, 700).Draw(t, "day")
		at := begin.Add(time.Duration(days*24+6*rapid.IntRange(0, 3).Draw(t, "part")) * time.Hour)
		n := func(name string) int { return rapid.IntRange(Never, 40).Draw(t, name) }
		r := Report{Ref: ref(rapid.Uint64Range(0, 400).Draw(t, "ref")), Entry: Entry{
			Category: rapid.SampledFrom([]string{"speeding", "parking", "dogs", "drugs"}).Draw(t, "category"),
			State:    rapid.SampledFrom([]string{"new", "verification", "confirmed", "eliminated", "mistake"}).Draw(t, "state"),
			PubAt:    at, Month: MonthOf(at.Year(), at.Month()), Confirmed: rapid.Bool().Draw(t, "confirmed"), Imported: rapid.Bool().Draw(t, "imported"), Settled: rapid.Bool().Draw(t, "settled"),
			Confirmations: rapid.SampledFrom([]int64{0, 1, 7, 65535, 65536, 1 << 40}).Draw(t, "confirmations"),
			ToRead:        n("read"), ToVerify: n("verify"), ToClose: n("close")}}
		i := rapid.IntRange(0, 19).Draw(t, "community")
		r.Community = fmt.Sprint("c", i)
		if rapid.Bool().Draw(t, "has beat") {
			r.Beat = fmt.Sprint("c", i, "b", rapid.IntRange(0, 2).Draw(t, "beat"))
		}
		r.Open = !r.Settled && (r.State == "new" || r.State == "verification" || r.State == "confirmed")
		if rapid.IntRange(0, 3).Draw(t, "class") > 0 {
			r.Placed, r.At, r.Precision = true, drawPoint().Draw(t, "at"), rapid.SampledFrom([]int64{1, 250, 65535, 70_000}).Draw(t, "precision")
		}
		return r
	})
}

func ref(n uint64) string { b := refText(n * 0x2545f4914f & (1<<50 - 1)); return string(b[:]) }

func drawFilter() *rapid.Generator[Filter] {
	return rapid.Custom(func(t *rapid.T) Filter {
		var f Filter
		some := func(name string, of ...string) []string {
			if rapid.IntRange(0, 2).Draw(t, name+"?") > 0 {
				return nil
			}
			return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, min(3, len(of)), rapid.ID).Draw(t, name)
		}
		f.Categories = some("categories", "speeding", "parking", "dogs", "drugs", "unknown")
		f.States = some("states", "new", "verification", "confirmed", "eliminated", "mistake")
		f.Communities = some("communities", "c0", "c1", "c2", "c3", "c19", "none")
		f.Beats = some("beats", "c0b0", "c1b1", "c1b2", "c7b0")
		if rapid.Bool().Draw(t, "months?") {
			f.From = MonthOf(2024, time.Month(rapid.IntRange(-2, 26).Draw(t, "from")))
			f.To = max(0, f.From+Month(rapid.IntRange(-1, 12).Draw(t, "to")))
		}
		if rapid.IntRange(0, 2).Draw(t, "box?") == 0 {
			a, b := drawPoint().Draw(t, "a"), drawPoint().Draw(t, "b")
			f.Box = &Box{a.Lon, min(a.Lat, b.Lat), b.Lon, max(a.Lat, b.Lat)}
		}
		return f
	})
}

func (f Filter) holds(r Report) bool {
	in := func(list []string, v string) bool { return list == nil || slices.Contains(list, v) }
	return in(f.Categories, r.Category) && in(f.States, r.State) && in(f.Communities, r.Community) && in(f.Beats, r.Beat) &&
		r.Month >= f.From && (f.To == 0 || r.Month <= f.To) && (f.Box == nil || r.Placed && f.Box.Holds(r.At))
}

// model is what the index holds, as a list.
type model map[string]Report

func (m model) sorted(f Filter) (all []Report) {
	for _, r := range m {
		if f.holds(r) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b Report) int { return cmp.Or(b.PubAt.Compare(a.PubAt), cmp.Compare(a.Ref, b.Ref)) })
	return all
}

// both gives an index that reports came to and went from one by one, and one that was filled with what was left.
func both(t *rapid.T) (moving, filled *Index, m model) {
	moving, m = New(states()), model{}
	moving.Locate(located)
	for range rapid.IntRange(0, 6).Draw(t, "batches") {
		var batch []Change
		for range rapid.IntRange(1, 60).Draw(t, "changes") {
			r := drawReport().Draw(t, "report")
			old, known := m[r.Ref]
			switch {
			case known && rapid.IntRange(0, 2).Draw(t, "what") == 0:
				batch = append(batch, Change{Ref: r.Ref})
				delete(m, r.Ref)
				continue
			case known && rapid.Bool().Draw(t, "step"): // as a step changes it: the rest stays
				r.Placed, r.At, r.Precision, r.PubAt, r.Month, r.Community, r.Beat = old.Placed, old.At, old.Precision, old.PubAt, old.Month, old.Community, old.Beat
			}
			batch = append(batch, Change{r.Ref, &r})
			m[r.Ref] = r
		}
		moving.Apply(batch)
	}
	filled = New(states())
	filled.Locate(located)
	if err := filled.Fill(func(put func(*Report)) error {
		for _, r := range m {
			put(&r)
		}
		for _, r := range m {
			put(&r) // twice counts once
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return moving, filled, m
}

func located(id string) (Community, bool) {
	if id == "c19" {
		return Community{}, false
	}
	return Community{Code: "XX-" + id, At: geo.Point{Lat: 52.05 + float64(len(id))/50, Lon: 16.03 + float64(id[len(id)-1]%7)/100}}, true
}

func TestAnswersAreThoseOfAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moving, filled, m := both(t)
		for range 5 {
			f := drawFilter().Draw(t, "filter")
			want := m.sorted(f)
			limit := rapid.IntRange(1, 50).Draw(t, "limit")
			for i, x := range []*Index{moving, filled} {
				name := []string{"moving", "filled"}[i]
				if got := x.Count(f); got != len(want) {
					t.Fatalf("%s: %+v counts %d, want %d", name, f, got, len(want))
				}
				var pages []Report
				for after, more := (Cursor{}), true; more; {
					var page []Report
					var ok bool
					if page, more, ok = x.Page(f, after, limit); !ok || len(page) > limit || more && len(page) < limit {
						t.Fatalf("%s: a page of %d, limit %d", name, len(page), limit)
					}
					if pages = append(pages, page...); more {
						last := page[len(page)-1]
						after = Cursor{last.PubAt, last.Ref}
					}
				}
				if !slices.Equal(pages, want) {
					t.Fatalf("%s: %+v lists\n%+v, want\n%+v", name, f, pages, want)
				}
				var seen []string
				x.Each(f, func(e *Entry) { seen = append(seen, fmt.Sprint(*e)) })
				var entries []string
				for _, r := range want {
					entries = append(entries, fmt.Sprint(r.Entry))
				}
				if slices.Sort(seen); !slices.Equal(seen, slices.Sorted(slices.Values(entries))) {
					t.Fatalf("%s: entries differ", name)
				}
				checkFacets(t, x, m, f)
				checkTiles(t, x, f, want)
			}
		}
		tally := map[string]Tally{}
		for _, r := range m {
			k := tally[r.Community]
			k.All++
			if r.Open {
				k.Open++
			}
			tally[r.Community] = k
		}
		if !reflect.DeepEqual(moving.Tally(), tally) || !reflect.DeepEqual(filled.Tally(), tally) {
			t.Fatalf("tallies %v and %v, want %v", moving.Tally(), filled.Tally(), tally)
		}
	})
}

func checkFacets(t *rapid.T, x *Index, m model, f Filter) {
	want := Facets{Count: len(m.sorted(f))}
	for _, s := range states() {
		g := f
		g.States = []string{s.Code}
		want.States = append(want.States, Counted{s.Code, len(m.sorted(g))})
	}
	for _, c := range []string{"dogs", "drugs", "parking", "speeding"} {
		g := f
		g.Categories = []string{c}
		if n := len(m.sorted(g)); n > 0 {
			want.Categories = append(want.Categories, Counted{c, n})
		}
	}
	if got := x.Facets(f); !reflect.DeepEqual(got, want) {
		t.Fatalf("facets %+v, want %+v", got, want)
	}
}

// checkTiles follows the tiles down to zoom 16 and adds up what they say; nothing is counted twice or lost.
func checkTiles(t *rapid.T, x *Index, f Filter, want []Report) {
	wantOpen := 0
	for _, r := range want {
		if r.Open {
			wantOpen++
		}
	}
	todo := [][2]int{{0, 0}}
	for z := 0; z <= 16; z++ {
		sum, sumOpen := 0, 0
		var next [][2]int
		for _, at := range todo {
			tile := x.Tile(z, at[0], at[1], f)
			n, open := counts(t, tile)
			sumOpen += open
			if sum += n; n > 0 {
				for i := range 4 {
					next = append(next, [2]int{2*at[0] + i&1, 2*at[1] + i/2})
				}
			} else if tile != nil {
				t.Fatal("a tile with nothing in it")
			}
		}
		if sum != len(want) || sumOpen != wantOpen {
			t.Fatalf("%+v: tiles of zoom %d say %d, %d open; the count is %d, %d", f, z, sum, sumOpen, len(want), wantOpen)
		}
		todo = next
	}
}

func counts(t *rapid.T, tile []byte) (n, open int) {
	layers, err := mvttest.Decode(tile)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			p := f.Parts[0][0]
			if l.Name != Layer || f.Int("count") < 1 || f.Int("open") > f.Int("count") || p[0] < 0 || p[0] >= Extent || p[1] < 0 || p[1] >= Extent {
				t.Fatalf("feature %+v", f)
			}
			kind := f.Text("kind")
			if (kind == "report") != (f.Text("ref") != "") || kind == "report" && f.Int("count") != 1 || kind == "cluster" && f.Int("count") < 2 {
				t.Fatalf("feature %+v", f)
			}
			n, open = n+int(f.Int("count")), open+int(f.Int("open"))
		}
	}
	return n, open
}

// Bytes follow from the reports alone, not from the way they came.
func TestTilesAreThoseOfARebuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moving, filled, _ := both(t)
		for range 30 {
			z := rapid.IntRange(0, 22).Draw(t, "z")
			p := drawPoint().Draw(t, "at")
			x, y := project(p)
			f := drawFilter().Draw(t, "filter")
			a, b := moving.Tile(z, int(uint64(x)>>(32-z)), int(uint64(y)>>(32-z)), f), filled.Tile(z, int(uint64(x)>>(32-z)), int(uint64(y)>>(32-z)), f)
			if !bytes.Equal(a, b) {
				t.Fatalf("zoom %d: %x and %x", z, a, b)
			}
		}
	})
}

func TestNearIsThatOfAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moving, filled, m := both(t)
		for range 5 {
			at, metres := drawPoint().Draw(t, "at"), rapid.SampledFrom([]float64{0, 30, 300, 5000, 1e6, 3e7}).Draw(t, "metres")
			var want []string
			for _, r := range m {
				if r.Category == "parking" && r.Open && r.Placed && geo.DistanceM(at, r.At) <= metres {
					want = append(want, r.Ref)
				}
			}
			slices.Sort(want)
			for _, x := range []*Index{moving, filled} {
				var got []string
				last := -1.0
				for _, n := range x.Near("parking", at, metres) {
					got = append(got, n.Ref)
					if n.Metres < last || n.Report != m[n.Ref] {
						t.Fatalf("%+v after %v metres", n, last)
					}
					last = n.Metres
				}
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Fatalf("%v metres around %v: %v, want %v", metres, at, got, want)
				}
			}
		}
	})
}

func TestFileKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moving, _, m := both(t)
		var file bytes.Buffer
		if err := moving.Write(&file, []byte("mark")); err != nil {
			t.Fatal(err)
		}
		read := New(states())
		read.Locate(located)
		if err := read.Read(bytes.NewReader(file.Bytes()), func(mark []byte) error {
			if string(mark) != "mark" {
				t.Fatalf("mark %q", mark)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		page, _, _ := read.Page(Filter{}, Cursor{}, 1000)
		if !slices.Equal(page, m.sorted(Filter{})) {
			t.Fatal("the list differs")
		}
		checkTiles(t, read, Filter{}, m.sorted(Filter{}))
		for _, r := range m { // and it goes on
			read.Remove(r.Ref)
		}
		if read.Count(Filter{}) != 0 || len(read.facets.list) != 0 || len(read.levels[0].blocks) != 0 || len(read.byGeo.blocks) != 0 || read.refs.n != 0 {
			t.Fatal("something is left")
		}

		cut := rapid.IntRange(0, file.Len()-1).Draw(t, "cut")
		if err := read.Read(bytes.NewReader(file.Bytes()[:cut]), func([]byte) error { return nil }); !errors.Is(err, ErrBroken) || read.Len() != 0 {
			t.Fatalf("cut at %d of %d: %v, %d reports", cut, file.Len(), err, read.Len())
		}
		flipped := bytes.Clone(file.Bytes())
		flipped[cut] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if err := read.Read(bytes.NewReader(flipped), func([]byte) error { return nil }); err == nil || read.Len() != 0 {
			t.Fatalf("bit flipped at %d: %v, %d reports", cut, err, read.Len())
		}
	})
}

func TestPlacesComeBackFromTheirSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lat: rapid.Float64Range(-85.05, 85.05).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}.Snap()
		if q := unproject(project(p)); q != p {
			t.Fatalf("%v came back as %v", p, q)
		}
	})
}
