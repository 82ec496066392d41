package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"reeve/app/backup"
	"reeve/kernel/db"
)

// TestServing copies while writers write: what was acknowledged before is in, and the copy is one moment.
func TestServing(t *testing.T) {
	for name, target := range engines {
		t.Run(name, func(t *testing.T) {
			w := open(t, target(t), schemas()...)
			fill(w)
			var before atomic.Int64
			stop := make(chan struct{})
			var writers sync.WaitGroup
			for i := range 4 {
				writers.Go(func() {
					for n := 0; ; n++ {
						select {
						case <-stop:
							return
						default:
						}
						err := w.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
							id := fmt.Sprintf("w%d-%06d", i, n)
							if err := w.putIn(tx, id, int64(n), strings.Repeat("y", 2000), nil, nil, nil); err != nil {
								return err
							}
							_, err := tx.Exec("INSERT INTO aspect (id, of) VALUES ($1, $1)", id)
							return err
						})
						if err != nil {
							t.Error(err)
							return
						}
						before.Add(1)
					}
				})
			}
			for before.Load() < 200 {
				time.Sleep(time.Millisecond)
			}
			acknowledged := before.Load()
			var archive bytes.Buffer
			m, err := backup.Write(context.Background(), backup.Source{DB: w.d, Files: w.store}, &archive, func(string, int64, int64) {
				for n := before.Load(); before.Load() == n; { // somebody writes between any two steps
					time.Sleep(time.Millisecond)
				}
			})
			close(stop)
			writers.Wait()
			if err != nil {
				t.Fatal(err)
			}
			rows := map[string]int64{}
			for _, table := range m.Tables {
				rows[table.Name] = table.Rows
			}
			if rows["specimen"]-6 < acknowledged || rows["specimen"]-6 != rows["aspect"]-1 {
				t.Errorf("%d specimens and %d aspects in the copy, %d acknowledged before", rows["specimen"]-6, rows["aspect"]-1, acknowledged)
			}
			if before.Load() <= rows["specimen"]-6 {
				t.Error("nobody wrote during the copy")
			}
			for to, target := range engines {
				o := w.options(target(t))
				r := restore(t, archive.Bytes(), o)
				is := open(t, place{o.Dir, o.Database}, schemas()...)
				if n := is.count("SELECT COUNT(*) FROM specimen"); n != rows["specimen"] {
					t.Errorf("%s: %d specimens, want %d", to, n, rows["specimen"])
				}
				// The log has an entry for each, and the new epoch.
				if r.Verified.Entries != rows["audit_entry"]+1 || r.Verified.Unnumbered != 0 {
					t.Errorf("%s: %d entries, want %d; %d without number", to, r.Verified.Entries, rows["audit_entry"]+1, r.Verified.Unnumbered)
				}
			}
		})
	}
}
