package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
)

// TestColdStart has more readers than connections meet queries that nobody has asked before. Keeping a prepared
// statement needs a connection too, and must not hold up those that have one.
func TestColdStart(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			var wg sync.WaitGroup
			for reader := range 30 {
				wg.Go(func() {
					err := d.Read(context.Background(), func(s *db.Snapshot) error {
						for n := range 4 {
							var got int
							if err := s.QueryRow(fmt.Sprintf("SELECT %d AS of_%d", n, reader)).Scan(&got); err != nil || got != n {
								return fmt.Errorf("%d: %w", got, err)
							}
							time.Sleep(5 * time.Millisecond)
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("the readers wait for each other")
		}
	}, schema)
}
