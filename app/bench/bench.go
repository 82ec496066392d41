// Package bench measures this machine with the real program: filings over HTTP beside the same filings without
// HTTP, audit entries to their signed checkpoint, memory and start. Figures are ratios of one run; machines are
// noisy, so the load of others is printed beside them.
package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// Options of a run.
type Options struct {
	Database string // postgres://… ; empty = SQLite
	Seconds  int    // of each measurement
	Clients  int
	Out      io.Writer // progress
}

// Result is what was measured. Rates are per second, times in milliseconds.
type Result struct {
	Engine     string  `json:"engine"`
	Cores      int     `json:"cores"`
	LoadBefore float64 `json:"load_before"` // one-minute load of the machine when the run began
	OverHTTP   Rate    `json:"filings_http"`
	Direct     Rate    `json:"filings_direct"`
	Ratio      float64 `json:"http_to_direct"`
	SlowFlush  *Rate   `json:"filings_http_flush_2ms"` // SQLite only
	AuditAlone Rate    `json:"audit_alone"`
	AuditMany  Rate    `json:"audit_many"`
	OpenMS     float64 `json:"open_ms"`     // opening an installation that exists, to its first page
	IdleMB     float64 `json:"idle_rss_mb"` // of this process after it
}

// Rate is how often something was done and how long it took.
type Rate struct {
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P95       float64 `json:"p95_ms"`
	P99       float64 `json:"p99_ms"`
	Flushes   float64 `json:"flushes_per_operation"`
	Done      int     `json:"done"`
	Failed    int     `json:"failed"`
}

// Run measures.
func Run(ctx context.Context, o Options) (Result, error) {
	res := Result{Engine: "sqlite", Cores: runtime.NumCPU(), LoadBefore: load()}
	if o.Database != "" {
		res.Engine = "postgres"
	}
	dir, err := os.MkdirTemp("", "reeve-bench")
	if err != nil {
		return res, err
	}
	defer os.RemoveAll(dir)
	say := func(what string) { fmt.Fprintln(o.Out, what) }
	err = with(ctx, app.Options{Dir: filepath.Join(dir, "a"), Database: o.Database}, func(t *town) error {
		say("filings over HTTP")
		res.OverHTTP = t.measure(ctx, o, o.Clients, t.fileHTTP)
		say("the same filings without HTTP")
		res.Direct = t.measure(ctx, o, o.Clients, t.fileDirect)
		say("audit entry to signed checkpoint, one writer")
		res.AuditAlone = t.measure(ctx, o, 1, t.entry)
		say("audit entries, many writers")
		res.AuditMany = t.measure(ctx, o, 512, t.record)
		return nil
	})
	if err != nil {
		return res, err
	}
	if res.Direct.PerSecond > 0 {
		res.Ratio = res.OverHTTP.PerSecond / res.Direct.PerSecond
	}
	if o.Database == "" {
		err = with(ctx, app.Options{Dir: filepath.Join(dir, "b"), FlushDelay: 2 * time.Millisecond}, func(t *town) error {
			say("filings over HTTP with flushes of 2 ms")
			r := t.measure(ctx, o, o.Clients, t.fileHTTP)
			res.SlowFlush = &r
			return nil
		})
		if err != nil {
			return res, err
		}
	}
	say("opening what exists")
	start := time.Now()
	err = with(ctx, app.Options{Dir: filepath.Join(dir, "a"), Database: o.Database}, func(t *town) error {
		if err := t.page(ctx); err != nil {
			return err
		}
		res.OpenMS = ms(time.Since(start))
		return nil
	})
	runtime.GC()
	res.IdleMB = rss()
	return res, err
}

// measure runs one operation with some clients for the time given.
func (t *town) measure(ctx context.Context, o Options, clients int, op func(ctx context.Context) error) Rate {
	var wg sync.WaitGroup
	var failed atomic.Int64
	times := make([][]time.Duration, clients)
	flushes := t.flushes()
	end := time.Now().Add(time.Duration(o.Seconds) * time.Second)
	start := time.Now()
	for i := range clients {
		wg.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				begin := time.Now()
				if err := op(ctx); err != nil {
					failed.Add(1)
					continue
				}
				times[i] = append(times[i], time.Since(begin))
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	all := slices.Concat(times...)
	slices.Sort(all)
	r := Rate{Done: len(all), Failed: int(failed.Load())}
	if len(all) > 0 {
		r.PerSecond = float64(len(all)) / took.Seconds()
		r.P50, r.P95, r.P99 = ms(all[len(all)/2]), ms(all[len(all)*95/100]), ms(all[len(all)*99/100])
		r.Flushes = (t.flushes() - flushes) / float64(len(all))
	}
	return r
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func load() float64 {
	b, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(b), " ")
	f, _ := strconv.ParseFloat(first, 64)
	return f
}

// rss is the resident memory of this process in megabytes.
func rss() float64 {
	b, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

// land makes one community with a beat and an officer's post, if there is none yet.
func land(ctx context.Context, a *app.App) error {
	if a.Places.Snapshot().Len() > 0 {
		return nil
	}
	square := geo.MultiPolygon{{{{Lat: 52, Lon: 18}, {Lat: 52, Lon: 18.2}, {Lat: 52.2, Lon: 18.2}, {Lat: 52.2, Lon: 18}}}}
	name := i18n.Text{"en": "Bench"}
	err := a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		p, err := a.Places.AddPlace(tx, places.Place{Code: "PL-bench", Country: "PL", Level: "gmina", Role: places.Community, Names: name, At: geo.InteriorPoint(square)})
		if err != nil {
			return err
		}
		if _, err := a.Places.SetBoundary(tx, places.Boundary{Place: p.ID, Shape: square, Source: "bench"}); err != nil {
			return err
		}
		_, err = a.Places.SetUp(tx, places.Staff{Org: places.Org{Code: "police", Kind: places.Police, Names: name}, Units: []places.StaffUnit{
			{Unit: places.Unit{Code: "station", Names: name, Place: "PL-bench"}, Posts: []places.StaffPost{
				{Post: places.Post{Code: "officer", Titles: name, Role: "officer", Place: "PL-bench"}}}}}})
		return err
	})
	if err != nil {
		return err
	}
	return a.Places.Reload(ctx)
}

func filing() threatmap.Filing {
	lat, lon := 52.1, 18.1
	return threatmap.Filing{Category: "speeding", Lat: &lat, Lon: &lon, Lang: "en", Text: "Cars race past the school every morning and nobody stops at the crossing."}
}

func (t *town) record(ctx context.Context) error {
	return t.a.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		return t.a.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "bench.entry", Kind: "bench", ID: "x"})
	})
}

// entry records and waits until the entry has its number and a signed checkpoint covers it.
func (t *town) entry(ctx context.Context) error {
	var id string
	err := t.a.DB.Write(ctx, db.System(), func(tx *db.Tx) (err error) {
		id, err = t.a.Log.RecordID(tx, audit.Entry{Operation: audit.Consultation, Action: "bench.entry", Kind: "bench", ID: "x"})
		return err
	})
	if err != nil {
		return err
	}
	_, _, err = t.a.Log.WaitNumbered(ctx, id)
	return err
}
