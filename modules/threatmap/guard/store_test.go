package guard_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/modules/places"
	"reeve/modules/threatmap"
	"reeve/modules/threatmap/guard"
)

func schemas() []fs.FS {
	return []fs.FS{audit.Files(), secrets.Files(), identity.Files(), process.Files(), jobs.Files(), document.Files(), web.Files(), config.Files(), places.Files(), threatmap.Files()}
}

// admit counts one filing in a transaction of its own.
func admit(t testing.TB, d *db.DB, f guard.Filing, report string) (v guard.Verdict, err error) {
	t.Helper()
	var o guard.Outlook
	if err = d.Read(context.Background(), func(s *db.Snapshot) error { o, err = guard.Look(s, f, d.Now()); return err }); err != nil {
		return v, err
	}
	err = d.Housekeep(context.Background(), func(tx *db.Tx) error { v, err = guard.Admit(tx, f, o, report); return err })
	return v, err
}

func print(text string) guard.Text {
	return guard.Read(text, func(b []byte) []byte { h := sha256.Sum256(append([]byte("key"), b...)); return h[:] })
}

func TestAdmit(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		// Several at once count together, whichever process they go through.
		var wg sync.WaitGroup
		var public, held, refused atomic.Int64
		for worker := range 3 {
			wg.Go(func() {
				for i := range 240 {
					f, report := guard.Filing{Network: "n", Area: fmt.Sprint(i), Category: "speeding", Paid: 1_200_000}, fmt.Sprintf("%d/%d", worker, i)
					v, err := admit(t, d, f, report)
					for errs.KindOf(err) == errs.Unavailable { // PostgreSQL: the others were quicker thirty times
						v, err = admit(t, d, f, report)
					}
					switch {
					case errs.KindOf(err) == errs.TooMany:
						refused.Add(1)
						if errs.Of(err).Args["seconds"].(int) < 1 {
							t.Error("not told how long to wait")
						}
					case err != nil:
						t.Error(err)
					case v.Hold != "":
						held.Add(1)
					default:
						public.Add(1)
					}
				}
			})
		}
		wg.Wait()
		if public.Load() != 330 || held.Load() != 330 || refused.Load() != 60 {
			t.Errorf("%d public, %d held, %d refused", public.Load(), held.Load(), refused.Load())
		}
		now := d.Now()
		err := d.Read(ctx, func(s *db.Snapshot) error {
			if err := guard.Room(s, guard.Filing{Network: "n", Paid: 1_200_000}, now); errs.KindOf(err) != errs.TooMany {
				t.Errorf("room for a full network: %v", err)
			}
			if err := guard.Room(s, guard.Filing{Network: "m", Paid: 50_000}, now); err != nil {
				t.Errorf("no room for a quiet one: %v", err)
			}
			hard, err := guard.Wanted(s, "n", now)
			easy, _ := guard.Wanted(s, "m", now)
			if err != nil || hard != 1_200_000 || easy != 50_000 {
				t.Errorf("%d and %d: %v", hard, easy, err)
			}
			before, err := guard.Before(s, "0/0", guard.Network, 1000)
			if err != nil || len(before) != 660 {
				t.Errorf("%d came with it: %v", len(before), err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Housekeep(ctx, func(tx *db.Tx) error { return guard.Sweep(tx, now.Add(guard.Life+time.Minute)) }); err != nil {
			t.Fatal(err)
		}
		if v, err := admit(t, d, guard.Filing{Network: "n", Area: "a", Category: "b", Paid: 50_000}, "x"); err != nil || v.Hold != "" {
			t.Errorf("after the sweep: %+v, %v", v, err)
		}
	}, schemas()...)
}

func TestNearCopiesAreFound(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		var last guard.Verdict
		for i := range 8 {
			text := print(fmt.Sprintf("every morning lorries stop on the zebra crossing in front of the primary school and the children cannot see the road at all %c", 'a'+i))
			var err error
			if last, err = admit(t, d, guard.Filing{Network: fmt.Sprint(i), Area: "town", Category: "speeding", Paid: 50_000, Text: text}, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
			if first := i <= 5; (last.Hold == "") != first || (len(last.Began) == 0) != first {
				t.Errorf("%d: %+v", i, last)
			}
		}
		err := d.Read(context.Background(), func(s *db.Snapshot) error {
			before, err := guard.Before(s, "6", guard.SameText, 100)
			if err != nil || len(before) != 8 {
				t.Errorf("%v: %v", before, err)
			}
			before, err = guard.Before(s, "gone", guard.SameText, 100)
			if err != nil || len(before) != 0 {
				t.Errorf("of a report that is swept: %v, %v", before, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, schemas()...)
}

// BenchmarkAdmit counts filings in groups as the writer commits them: of a town where little happens, and of a
// school where everything comes from one network.
func BenchmarkAdmit(b *testing.B) {
	text := print("every morning lorries stop on the zebra crossing in front of the primary school")
	for name, of := range map[string]func(i int) guard.Filing{
		"quiet": func(i int) guard.Filing {
			return guard.Filing{Network: fmt.Sprint(i % 5000), Area: fmt.Sprint(i % 3000), Category: "speeding", Paid: 50_000}
		},
		"school": func(i int) guard.Filing {
			return guard.Filing{Network: fmt.Sprint(i / 300), Area: "town", Category: fmt.Sprint(i % 6), Paid: 1_200_000, Text: text}
		},
	} {
		b.Run(name, func(b *testing.B) {
			d, n := dbtest.SQLite(b, schemas()...), 0
			for b.Loop() {
				err := d.Housekeep(context.Background(), func(tx *db.Tx) error {
					for range 100 {
						n++
						o, err := guard.Look(tx, of(n), tx.Now())
						if err != nil {
							return err
						}
						if _, err := guard.Admit(tx, of(n), o, fmt.Sprint(n)); err != nil && errs.KindOf(err) != errs.TooMany {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/filing")
		})
	}
}
