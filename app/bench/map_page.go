package bench

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"reeve/kernel/geo"
	"reeve/modules/threatmap"
	"reeve/modules/threatmap/atlas"
)

// address is that of a tile within its zoom.
type address struct{ x, y int }

func addressOf(p geo.Point, zoom int) address {
	n := float64(int(1) << zoom)
	y := 0.5 - math.Asinh(math.Tan(p.Lat*math.Pi/180))/(2*math.Pi)
	return address{int((p.Lon + 180) / 360 * n), int(y * n)}
}

// chosen draws so many of the tiles, the same in every run.
func chosen(seen map[address]bool, most int) []address {
	var all []address
	for a := range seen {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b address) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(most, len(all))]
}

// PageRate is how long a page of a list with its count takes.
type PageRate struct {
	What      string  `json:"what"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	Worst     float64 `json:"most_ms"`
}

func rateOf(what string, times []time.Duration, took time.Duration) PageRate {
	return PageRate{What: what, PerSecond: float64(len(times)) / took.Seconds(), P50: ms3(times[len(times)/2]), P95: ms3(times[len(times)*95/100]), Worst: ms3(times[len(times)-1])}
}

// asks are filters as people set them: one or two of category, state, period, place, and part of the map.
func (m *made) asks() (all []atlas.Filter) {
	r := rand.New(rand.NewPCG(5, 6))
	states := threatmap.States()
	for i := range 40 {
		var f atlas.Filter
		if i%2 == 0 {
			f.Categories = []string{m.categories[r.IntN(len(m.categories))]}
		}
		if i%3 == 0 {
			f.States = []string{states[r.IntN(len(states))]}
		}
		switch i % 5 {
		case 1:
			f.Communities = []string{townID(r.IntN(200))}
		case 2:
			f.From = atlas.MonthOf(2019, time.Month(1+r.IntN(80)))
			f.To = f.From + 5
		case 3:
			p := m.towns[r.IntN(100)]
			f.Box = &atlas.Box{West: p.Lon - 0.2, South: p.Lat - 0.1, East: p.Lon + 0.2, North: p.Lat + 0.1}
		case 4:
			for range 150 { // a region
				f.Communities = append(f.Communities, townID(r.IntN(madeTowns)))
			}
		}
		all = append(all, f)
	}
	return all
}

// pages measures lists in memory.
func pages(ctx context.Context, x *atlas.Index, m *made, seconds int) []PageRate {
	length := time.Duration(seconds) * time.Second
	asks := m.asks()
	first, _, _ := x.Page(atlas.Filter{}, atlas.Cursor{}, 50)
	if len(first) == 0 {
		return nil
	}
	// A page far back: the cursor stands in the middle of the years.
	deep := atlas.Cursor{PubAt: first[0].PubAt.AddDate(-4, 0, 0), Ref: first[0].Ref}
	var all []PageRate
	for _, k := range []struct {
		what string
		do   func(i int)
	}{
		{"newest 50 and the count", func(int) { x.Page(atlas.Filter{}, atlas.Cursor{}, 50); x.Count(atlas.Filter{}) }},
		{"50 from the middle", func(int) { x.Page(atlas.Filter{}, deep, 50) }},
		{"filtered 50 and the count", func(i int) { f := asks[i%len(asks)]; x.Page(f, atlas.Cursor{}, 50); x.Count(f) }},
		{"facets under filters", func(i int) { x.Facets(asks[i%len(asks)]) }},
		{"by community", func(int) { x.Tally() }},
	} {
		times, took := timed(ctx, 1, length, k.do)
		all = append(all, rateOf(k.what, times, took))
	}
	return all
}

// middle gives the 50th and 95th percentile in milliseconds.
func middle(times []time.Duration) (p50, p95 float64) {
	slices.Sort(times)
	return ms3(times[len(times)/2]), ms3(times[len(times)*95/100])
}
