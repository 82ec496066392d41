package audit_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
)

// BenchmarkAlone is the time from an entry to the signed checkpoint that covers it, one writer.
func BenchmarkAlone(b *testing.B) {
	benchBoth(b, func(b *testing.B, w *world) {
		var took []time.Duration
		for b.Loop() {
			start := time.Now()
			if _, _, err := w.l.WaitNumbered(context.Background(), w.act("a")); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	})
}

// BenchmarkMany is many writers, each write with one entry.
func BenchmarkMany(b *testing.B) {
	benchBoth(b, func(b *testing.B, w *world) {
		const writers = 512
		var wg sync.WaitGroup
		next := make(chan int, writers)
		last := make([]string, writers)
		for i := range writers {
			wg.Go(func() {
				for range next {
					last[i] = w.act(fmt.Sprint(i))
				}
			})
		}
		for b.Loop() {
			next <- 1
		}
		close(next)
		wg.Wait()
		for _, id := range last {
			if id != "" {
				if _, _, err := w.l.WaitNumbered(context.Background(), id); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}

// BenchmarkStore is many writers that each store a record of its own, with its digest.
func BenchmarkStore(b *testing.B) {
	benchBoth(b, func(b *testing.B, w *world) {
		var wg sync.WaitGroup
		next := make(chan int)
		for range 64 {
			wg.Go(func() {
				for range next {
					w.put(id.New())
				}
			})
		}
		for b.Loop() {
			next <- 1
		}
		close(next)
		wg.Wait()
		var retries dto.Metric
		w.d.Collectors()[2].(prometheus.Counter).Write(&retries)
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		b.ReportMetric(retries.GetCounter().GetValue()/float64(b.N), "retries/op")
	})
}

func benchBoth(b *testing.B, bench func(b *testing.B, w *world)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, open(b, dbtest.SQLite(b, audit.Files(), thingSchema))) })
	b.Run("postgres", func(b *testing.B) { bench(b, open(b, dbtest.Postgres(b, audit.Files(), thingSchema))) })
}

// act writes an entry about a record without a table.
func (w *world) act(id string) (entry string) {
	err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) (err error) {
		entry, err = w.l.RecordID(tx, audit.Entry{Operation: audit.Disclosure, Action: "case.export", Kind: "case", ID: id, Justification: "bench"})
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return entry
}
