package test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"reeve/kernel/db"
)

// TestBurstBegunByFullNetwork: the report that makes a burst of its area comes from a network that is full itself, and
// is held for that. What the others have sent is taken back all the same.
func TestBurstBegunByFullNetwork(t *testing.T) {
	besieged(t, func(t *testing.T, c *townsfolk) {
		file := func(network string) {
			t.Helper()
			status, out := c.send(t, network, work(t, c.challenge(t, "203.0.113.5")), nil)
			if status != http.StatusCreated {
				t.Fatalf("%d %v", status, out)
			}
		}
		file("198.51.0.9")
		err := c.town.App.DB.Housekeep(context.Background(), func(tx *db.Tx) error { // as if it had filed elsewhere before
			defer tx.Changed()
			_, err := tx.Exec("UPDATE guard_bucket SET fill = $1 WHERE id = (SELECT MIN('network/' || network) FROM guard_trace)", 400)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 39 {
			file(fmt.Sprintf("198.51.%d.9", 1+i%3))
		}
		if n := c.public(t); n != 40 {
			t.Fatalf("%d are public before it is a burst", n)
		}
		file("198.51.0.9")
		c.settle(t)
		if n := c.public(t); n != 0 {
			t.Errorf("%d are still public", n)
		}
		if network, burst := len(c.held(t, "network")), len(c.held(t, "burst")); network != 1 || burst != 40 {
			t.Errorf("%d held for their network and %d for the burst", network, burst)
		}
	})
}
