package audit_test

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
)

// BenchmarkVerify is the time to verify one entry, its hashes and its record.
func BenchmarkVerify(b *testing.B) {
	w := open(b, dbtest.SQLite(b, audit.Files(), thingSchema))
	const n = 20_000
	err := w.d.Write(context.Background(), officer(), func(tx *db.Tx) error {
		for i := range n {
			if _, err := storeThing(w.l, tx, string(rune('a'+i%26))+time.Duration(i).String()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w.mustBeWhole()
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
