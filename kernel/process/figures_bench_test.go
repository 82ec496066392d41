package process_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/jobs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
)

// BenchmarkFigures measures the figures of a process with 100,000 lives of a year, 400,000 steps and 200,000 clocks.
func BenchmarkFigures(b *testing.B) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			opts := db.Options{Dir: b.TempDir(), Now: func() time.Time { return now }}
			if engine == "postgres" {
				opts.Database = dbtest.PostgresURL(b)
			}
			d, err := db.Open(context.Background(), opts)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { d.Close() })
			if err := d.Migrate(context.Background(), audit.Files(), process.Files(), jobs.Files()); err != nil {
				b.Fatal(err)
			}
			for from := 0; from < 100_000; from += 5000 {
				if err := d.Housekeep(context.Background(), func(tx *db.Tx) error { return lives(tx, from, 5000, now) }); err != nil {
					b.Fatal(err)
				}
			}
			measure := func(name string, fn func(q *db.Snapshot) error) {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if err := d.Read(context.Background(), fn); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			for _, days := range []int{30, 365} {
				measure(fmt.Sprint(days, "days"), func(q *db.Snapshot) error {
					_, err := process.Measure(q, "letter", now.AddDate(0, 0, -days), now)
					return err
				})
			}
			measure("overview", func(q *db.Snapshot) error { _, err := process.Overview(q, now); return err })
			measure("late", func(q *db.Snapshot) error {
				_, _, err := process.Records{Definition: "letter", State: "read", Late: true, Now: now, Scope: policy.Scope{All: true}, Limit: 50}.List(q)
				return err
			})
		})
	}
}

// lives writes instances as the engine would: four steps each, one in ten still open, half of those late.
func lives(tx *db.Tx, from, n int, now time.Time) error {
	for i := from; i < from+n; i++ {
		id := fmt.Sprintf("%07d", i)
		opened := now.Add(-time.Duration(i%(365*24)) * time.Hour).Add(-time.Duration(i) * time.Millisecond)
		state, closed := "answered", any(db.Micros(opened.Add(90*time.Hour)))
		if i%10 == 0 {
			state, closed = "read", nil
		}
		if _, err := tx.Exec(`INSERT INTO process_instance (id, definition, def_version, overlay_version, ref, subject, state, version, waits, attention, post, unit, place, org, calendar, opened_at, updated_at, body, closed_at, state_since)
			VALUES ($1, 'letter', 1, 0, $1, 's', $2, 5, 'post', '', 'p', $3, 'place', 'org', 'PL', $4, $4, NULL, $5, $4)`, id, state, fmt.Sprint("u", i%40), db.Micros(opened), closed); err != nil {
			return err
		}
		for s, step := range [][3]string{{"ask", "new", "new"}, {"read", "new", "read"}, {"ask", "read", "read"}, {"answer", "read", "answered"}} {
			at := opened.Add(time.Duration(s+1) * time.Hour * time.Duration(1+i%50))
			if _, err := tx.Exec(`INSERT INTO process_step (id, instance, version, step, from_state, to_state, occurred_at, recorded_at, actor_kind, actor, post, acting_for, detail, definition, stayed)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 'account', 'a', 'p', '', NULL, 'letter', $8)`, fmt.Sprint(id, "-", s), id, s+2, step[0], step[1], step[2], db.Micros(at), at.Sub(opened).Microseconds()); err != nil {
				return err
			}
		}
		for c, name := range []string{"reading", "answering"} {
			var stopped any = db.Micros(opened.Add(50 * time.Hour))
			if c == 1 && i%10 == 0 {
				stopped = nil
			}
			due := opened.Add(time.Duration(i%(2*365)) * 24 * time.Hour)
			if _, err := tx.Exec(`INSERT INTO process_clock (instance, name, round, period, started_at, warn_at, due_at, paused, pauses, stopped_at, warned_at, late_at, own)
				VALUES ($1, $2, 1, '5d', $3, $4, $4, FALSE, '[]', $5, NULL, NULL, FALSE)`, id, name, db.Micros(opened), db.Micros(due), stopped); err != nil {
				return err
			}
		}
	}
	return nil
}
