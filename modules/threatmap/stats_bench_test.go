package threatmap

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"reeve/modules/threatmap/atlas"
)

// BenchmarkStats counts a million reports in 2,477 communities while somebody reads and somebody writes every
// millisecond, and tells how long these two had to wait at most.
func BenchmarkStats(b *testing.B) {
	var states []atlas.State
	for _, code := range States() {
		s, _ := Definition().State(code)
		states = append(states, atlas.State{Code: code, Open: !s.Closed})
	}
	x := atlas.New(states)
	r := rand.New(rand.NewPCG(1, 2))
	made := func(i int) atlas.Report {
		at := time.Date(2019+r.IntN(8), time.Month(1+r.IntN(12)), 1, 0, 0, 0, 0, time.UTC)
		return atlas.Report{Ref: fmt.Sprintf("%010d", i), Entry: atlas.Entry{Category: fmt.Sprint("category", r.IntN(26)), State: States()[r.IntN(8)], Community: fmt.Sprint("c", r.IntN(2477)),
			PubAt: at, Month: atlas.MonthOf(at.Year(), at.Month()), ToRead: r.IntN(12), ToVerify: r.IntN(40), ToClose: r.IntN(240)}}
	}
	const n = 1_000_000
	if err := x.Fill(func(put func(*atlas.Report)) error {
		for i := range n {
			rep := made(i)
			put(&rep)
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	heap := func() uint64 {
		runtime.GC()
		var mem runtime.MemStats
		runtime.ReadMemStats(&mem)
		return mem.HeapAlloc
	}
	region := func(e *atlas.Entry) string { return e.Community[:2] }
	for name, f := range map[string]atlas.Filter{"all": {}, "standing": {}, "category": {Categories: []string{"category3"}}, "community": {Communities: []string{"c7"}}} {
		b.Run(name, func(b *testing.B) {
			stop, waits := make(chan bool), make(chan time.Duration)
			longest := func(do func(i int)) {
				var most time.Duration
				for i := 0; ; i++ {
					select {
					case <-stop:
						waits <- most
						return
					case <-time.After(time.Millisecond):
						start := time.Now()
						do(i)
						most = max(most, time.Since(start))
					}
				}
			}
			go longest(func(i int) { x.Put(made(i % n)) })
			go longest(func(int) { x.Report("0000000007") })
			var all allStats
			before := heap()
			all.tally(x, region)
			b.Logf("%.1f bytes a report in the index, %.1f more for figures that are kept", float64(before)/n, float64(heap()-before)/n)
			for b.Loop() {
				if name == "standing" {
					if t := all.tally(x, region); t.Total.Received != n {
						b.Fatal(t.Total.Received)
					}
					continue
				}
				if t := countStats(x, f, StatsFilter{}, region); t.Total.Received == 0 || f.Categories == nil && f.Communities == nil && t.Total.Received != n {
					b.Fatal(t.Total.Received)
				}
			}
			close(stop)
			a, c := <-waits, <-waits
			b.ReportMetric(float64(max(a, c).Microseconds())/1000, "ms-longest-wait")
		})
	}
}
