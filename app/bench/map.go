package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"reeve/modules/threatmap"
	"reeve/modules/threatmap/atlas"
)

// MapOptions of a run.
type MapOptions struct {
	Reports  int
	Area     string // country or world
	Points   string // file for the points, CSV; empty = none
	Stored   int    // reports in the scratch installation; 0 = none
	Database string // postgres://… of the scratch installation, empty; empty = SQLite
	Seconds  int    // of each measurement
	Out      io.Writer
}

// MapResult is what was measured of the public map. Times are in milliseconds.
type MapResult struct {
	Method    string     `json:"method"`
	Reports   int        `json:"reports"`
	Placed    int        `json:"placed"` // with a published place
	Area      string     `json:"area"`
	Cores     int        `json:"cores"`
	FillMS    float64    `json:"fill_ms"` // from reports in memory to an index that answers
	BytesEach float64    `json:"bytes_per_report"`
	ResidentM float64    `json:"rss_mb"`
	WriteMS   float64    `json:"file_write_ms"`
	ReadMS    float64    `json:"file_read_ms"`
	FileMB    float64    `json:"file_mb"`
	Tiles     []TileRate `json:"tiles"`
	Filtered  []TileRate `json:"tiles_filtered"`
	Pages     []PageRate `json:"pages"`
	Stored    *Stored    `json:"stored"`
	Others    float64    `json:"cpu_of_others"` // share of all processors that other processes took meanwhile
}

// TileRate is how fast tiles of a zoom are drawn.
type TileRate struct {
	Zoom      int     `json:"zoom"`
	Tiles     int     `json:"tiles"`         // distinct ones
	PerSecond float64 `json:"per_second"`    // one after the other
	AllCores  float64 `json:"all_cores"`     // per second, as many at a time as there are cores
	P50       float64 `json:"p50_ms"`        // one after the other
	P95       float64 `json:"p95_ms"`        //
	Bytes     int     `json:"bytes"`         // of a tile, mean
	Largest   int     `json:"bytes_most"`    //
	CPU       float64 `json:"cpu_ms"`        // of a tile, mean: what others took of the machine is not in it
	Others    float64 `json:"cpu_of_others"` // while they were drawn
}

const mapMethod = "An index in memory as the server holds it, filled with invented reports around %d towns (fixed seed), one in eight without a published place. " +
	"Tiles: distinct addresses that hold reports, drawn at random, each asked for once before it is measured; the time is that of the call that gives the tile's bytes, none of which are stored. " +
	"Filtered: 2 categories, 3 states, 36 months. Pages: in memory, 50 reports with the count of all, 40 filters in turn. Stored: the same reports in the database of a scratch installation, asked over HTTP."

// RunMap measures the public map.
func RunMap(ctx context.Context, o MapOptions) (MapResult, error) {
	var categories []string
	for i := range 26 {
		categories = append(categories, fmt.Sprintf("category_%02d", i))
	}
	m := newMade(o.Reports, o.Area, categories)
	res := MapResult{Method: fmt.Sprintf(mapMethod, madeTowns), Reports: o.Reports, Area: o.Area, Cores: runtime.NumCPU()}
	say := func(format string, args ...any) { fmt.Fprintf(o.Out, format+"\n", args...) }
	if o.Points != "" {
		say("writing the points to %s", o.Points)
		if err := m.write(o.Points); err != nil {
			return res, err
		}
	}
	machine := spellNow()
	say("filling an index with %d reports", o.Reports)
	var tiles [3][]address
	x, err := res.fill(m, &tiles)
	if err != nil {
		return res, err
	}
	for i, zoom := range zooms() {
		for _, filtered := range []bool{false, true} {
			say("tiles of zoom %d, filtered: %t", zoom, filtered)
			f := atlas.Filter{}
			if filtered {
				f = atlas.Filter{Categories: categories[3:5], States: threatmap.States()[:3], From: atlas.MonthOf(2021, 1), To: atlas.MonthOf(2023, 12)}
			}
			rate := draw(ctx, x, zoom, tiles[i], f, o.Seconds)
			if filtered {
				res.Filtered = append(res.Filtered, rate)
			} else {
				res.Tiles = append(res.Tiles, rate)
			}
		}
	}
	say("lists and counts in memory")
	res.Pages = pages(ctx, x, m, o.Seconds)
	say("writing and reading the index's file")
	res.ResidentM = rss()
	if err := res.file(x); err != nil {
		return res, err
	}
	if o.Stored > 0 {
		x = nil
		runtime.GC()
		if res.Stored, err = stored(ctx, o, say); err != nil {
			return res, err
		}
	}
	res.Others = machine.others()
	return res, ctx.Err()
}

func zooms() [3]int { return [3]int{6, 10, 14} }

func states() (all []atlas.State) {
	for i, code := range threatmap.States() {
		all = append(all, atlas.State{Code: code, Open: i < 4})
	}
	return all
}

// fill makes the index and chooses the tiles.
func (res *MapResult) fill(m *made, tiles *[3][]address) (*atlas.Index, error) {
	x := atlas.New(states())
	x.Locate(m.locate)
	seen := [3]map[address]bool{{}, {}, {}}
	begin := time.Now()
	err := x.Fill(func(put func(*atlas.Report)) error {
		return m.each(func(r *atlas.Report) error {
			put(r)
			if r.Placed {
				res.Placed++
				for i, zoom := range zooms() {
					if len(seen[i]) < 20_000 {
						seen[i][addressOf(r.At, zoom)] = true
					}
				}
			}
			return nil
		})
	})
	res.FillMS = ms(time.Since(begin))
	for i := range seen {
		tiles[i] = chosen(seen[i], 2000)
	}
	runtime.GC()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	res.BytesEach = float64(mem.HeapAlloc) / float64(max(1, x.Len()))
	return x, err
}

// draw measures tiles: one after the other, then on all cores.
func draw(ctx context.Context, x *atlas.Index, zoom int, tiles []address, f atlas.Filter, seconds int) TileRate {
	r := TileRate{Zoom: zoom, Tiles: len(tiles)}
	size := 0
	for _, t := range tiles {
		n := len(x.Tile(zoom, t.x, t.y, f))
		size, r.Largest = size+n, max(r.Largest, n)
	}
	r.Bytes = size / max(1, len(tiles))
	length := time.Duration(seconds) * time.Second
	machine, used := spellNow(), spellNow().ours
	times, took := timed(ctx, 1, length, func(i int) { t := tiles[i%len(tiles)]; x.Tile(zoom, t.x, t.y, f) })
	r.CPU = (spellNow().ours - used) * 10 / float64(len(times))
	r.PerSecond = float64(len(times)) / took.Seconds()
	r.P50, r.P95 = ms3(times[len(times)/2]), ms3(times[len(times)*95/100])
	times, took = timed(ctx, runtime.NumCPU(), length, func(i int) { t := tiles[i%len(tiles)]; x.Tile(zoom, t.x, t.y, f) })
	r.AllCores = float64(len(times)) / took.Seconds()
	r.Others = machine.others()
	return r
}

// timed does something again and again on some goroutines and gives the times it took, in order.
func timed(ctx context.Context, workers int, length time.Duration, do func(i int)) ([]time.Duration, time.Duration) {
	times := make([][]time.Duration, workers)
	var wg sync.WaitGroup
	begin := time.Now()
	for w := range workers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 1))
			for last := begin; last.Sub(begin) < length && ctx.Err() == nil; {
				do(r.IntN(1 << 30))
				now := time.Now()
				times[w] = append(times[w], now.Sub(last))
				last = now
			}
		})
	}
	wg.Wait()
	took := time.Since(begin)
	all := slices.Concat(times...)
	slices.Sort(all)
	return append(all, make([]time.Duration, max(0, 1-len(all)))...), took
}

func ms3(d time.Duration) float64 { return float64(d.Nanoseconds()/1000) / 1000 }

// file measures the index's file on disk; the index is given up in between, so that memory holds one only.
func (res *MapResult) file(x *atlas.Index) error {
	f, err := os.CreateTemp("", "reeve-bench-*.index")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	n := x.Len()
	begin := time.Now()
	if err := x.Write(f, nil); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	res.WriteMS, res.FileMB = ms(time.Since(begin)), float64(size)/(1<<20)
	if _, err2 := f.Seek(0, io.SeekStart); err != nil || err2 != nil {
		return errors.Join(err, err2)
	}
	if err := x.Fill(func(func(*atlas.Report)) error { return nil }); err != nil { // empty
		return err
	}
	runtime.GC()
	begin = time.Now()
	err = x.Read(f, func([]byte) error { return nil })
	res.ReadMS = ms(time.Since(begin))
	if err == nil && x.Len() != n {
		err = errors.New("the file does not hold what the index did")
	}
	return err
}
