package atlas

import (
	"sync"
	"testing"
	"time"
)

// TestReadersBesideAWriter asks everything while reports come and go: a batch is seen as a whole, so the number is
// always a multiple of its size.
func TestReadersBesideAWriter(t *testing.T) {
	x := New(states())
	batch := func(first uint64, in bool) (all []Change) {
		for i := range uint64(50) {
			r := Report{Ref: ref(first + i), Placed: i%3 > 0, Precision: 1, Entry: Entry{Category: "dogs", State: "new", Community: "c1", PubAt: begin.Add(time.Duration(i) * time.Hour), Month: MonthOf(2024, 1)}}
			r.At.Lat, r.At.Lon = 50+float64(i)/100, 16
			c := Change{Ref: r.Ref}
			if in {
				c.Report = &r
			}
			all = append(all, c)
		}
		return all
	}
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if n := x.Count(Filter{Communities: []string{"c1"}}); n%50 != 0 {
					t.Errorf("%d reports: half a batch", n)
					return
				}
				page, _, _ := x.Page(Filter{}, Cursor{}, 1000)
				if len(page)%50 != 0 {
					t.Errorf("a list of %d: half a batch", len(page))
					return
				}
				x.Tile(10, 0, 0, Filter{Categories: []string{"dogs"}})
				x.Tile(0, 0, 0, Filter{})
				x.Facets(Filter{})
				x.Tally()
			}
		})
	}
	for i := range uint64(40) {
		x.Apply(batch(i*50, true))
		if i%3 == 2 {
			x.Apply(batch((i-1)*50, false))
		}
	}
	close(done)
	readers.Wait()
}
