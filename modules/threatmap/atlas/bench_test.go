package atlas

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"syscall"
	"testing"
	"time"

	"reeve/kernel/geo"
)

// made fills an index with reports around 2,000 towns between 5 and 40 degrees east, 42 and 70 north; the towns
// differ in size as towns do.
func made(n int) *Index {
	x := New(states())
	r := rand.New(rand.NewPCG(1, 2))
	towns := make([]geo.Point, 2000)
	for i := range towns {
		towns[i] = geo.Point{Lat: 42 + 28*r.Float64(), Lon: 5 + 35*r.Float64()}
	}
	size := rand.NewZipf(r, 1.1, 20, uint64(len(towns)-1))
	_ = x.Fill(func(put func(*Report)) error {
		for range n {
			i := int(size.Uint64())
			at := begin.Add(time.Duration(r.IntN(96*30*4)) * 6 * time.Hour)
			rep := Report{Ref: ref(r.Uint64()), Entry: Entry{Category: fmt.Sprint("category", r.IntN(26)), State: states()[r.IntN(5)].Code,
				Community: fmt.Sprint("c", i), PubAt: at, Month: MonthOf(at.Year(), at.Month()), ToRead: Never, ToVerify: Never, ToClose: Never}}
			if r.IntN(8) > 0 {
				spread := 0.002 + 0.08/float64(1+i/20)
				rep.Placed, rep.Precision = true, 1
				rep.At = geo.Point{Lat: towns[i].Lat + spread*r.NormFloat64(), Lon: towns[i].Lon + spread*r.NormFloat64()}.Snap()
			}
			put(&rep)
		}
		return nil
	})
	x.Locate(func(id string) (Community, bool) {
		var i int
		fmt.Sscanf(id, "c%d", &i)
		return Community{Code: id, At: towns[i]}, true
	})
	return x
}

// tilesOf are distinct tiles of a zoom that have something in them.
func tilesOf(x *Index, z, most int) (all [][2]int) {
	seen := map[[2]int]bool{}
	x.mu.RLock()
	defer x.mu.RUnlock()
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 * most {
		c, i := x.at(uint32(r.IntN(int(x.slots))))
		at := [2]int{int(uint64(c.x[i]) >> (32 - z)), int(uint64(c.y[i]) >> (32 - z))}
		if c.flags[i]&flagPlaced != 0 && !seen[at] && len(all) < most {
			seen[at], all = true, append(all, at)
		}
	}
	return all
}

// used is the processor time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkTiles(b *testing.B) {
	for _, n := range []int{1_000_000} {
		x := made(n)
		runtime.GC()
		var mem runtime.MemStats
		runtime.ReadMemStats(&mem)
		b.Logf("%d reports: %.1f bytes each, %d cells", x.Len(), float64(mem.HeapAlloc)/float64(x.Len()), len(x.levels[4].blocks)*cellBlockSize)
		filters := map[string]Filter{"all": {}, "filtered": {Categories: []string{"category3", "category7"}, States: []string{"new", "confirmed"}, From: MonthOf(2025, 1), To: MonthOf(2027, 12)}}
		for _, z := range []int{6, 10, 14} {
			tiles := tilesOf(x, z, 2000)
			for name, f := range filters {
				b.Run(fmt.Sprintf("%d/z%d/%s/%dtiles", n, z, name, len(tiles)), func(b *testing.B) {
					i, size := 0, 0
					begin := used()
					for b.Loop() {
						at := tiles[i%len(tiles)]
						size += len(x.Tile(z, at[0], at[1], f))
						i++
					}
					b.ReportMetric(float64((used()-begin).Microseconds())/float64(i), "cpu-µs/tile") // what others take of the machine is not in it
					b.ReportMetric(float64(size)/float64(i), "bytes/tile")
				})
			}
		}
	}
}

func BenchmarkPages(b *testing.B) {
	x := made(1_000_000)
	var region []string
	for i := range 150 {
		region = append(region, fmt.Sprint("c", i*13%2000))
	}
	for _, k := range []struct {
		name string
		f    Filter
	}{
		{"category", Filter{Categories: []string{"category3"}}},
		{"community", Filter{Communities: []string{"c0"}}},
		{"region", Filter{Communities: region}},
		{"region and category", Filter{Communities: region, Categories: []string{"category3"}, States: []string{"mistake"}}},
		{"months", Filter{From: MonthOf(2025, 1), To: MonthOf(2025, 3), States: []string{"new"}}},
		{"nothing", Filter{Categories: []string{"category3"}, Box: &Box{0, 0, 1, 1}}},
		{"box", Filter{Box: &Box{10, 50, 12, 52}, Categories: []string{"category3"}}},
	} {
		for what, do := range map[string]func(){"page": func() { x.Page(k.f, Cursor{}, 50) }, "count": func() { x.Count(k.f) }, "facets": func() { x.Facets(k.f) }} {
			b.Run(k.name+"/"+what, func(b *testing.B) {
				begin, n := used(), 0
				for b.Loop() {
					do()
					n++
				}
				b.ReportMetric(float64((used()-begin).Microseconds())/float64(n), "cpu-µs")
			})
		}
	}
}

func BenchmarkFile(b *testing.B) {
	x := made(1_000_000)
	var file bytes.Buffer
	b.Run("write", func(b *testing.B) {
		begin, n := used(), 0
		for b.Loop() {
			file.Reset()
			if err := x.Write(&file, nil); err != nil {
				b.Fatal(err)
			}
			n++
		}
		b.ReportMetric(float64((used()-begin).Milliseconds())/float64(n), "cpu-ms")
	})
	b.Run("hold", func(b *testing.B) { // for how long others wait
		for b.Loop() {
			x.Hold().Release()
		}
	})
	b.Run("read", func(b *testing.B) {
		begin, n := used(), 0
		for b.Loop() {
			if err := x.Read(bytes.NewReader(file.Bytes()), func([]byte) error { return nil }); err != nil {
				b.Fatal(err)
			}
			n++
		}
		b.ReportMetric(float64((used()-begin).Milliseconds())/float64(n), "cpu-ms")
	})
}
