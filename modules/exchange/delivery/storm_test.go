package delivery_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// TestStorm sends messages both ways while the network is cut and healed, answers get lost, batches come twice, both nodes
// end and begin again, and their clocks are hours apart.
func TestStorm(t *testing.T) {
	total := 400
	if os.Getenv("REEVE_SOAK") != "" {
		total = 10_000
	}
	t.Run("sqlite", func(t *testing.T) { storm(t, "", "", total) })
	t.Run("postgres", func(t *testing.T) { storm(t, dbtest.PostgresURL(t), dbtest.PostgresURL(t), total/4) })
}

func storm(t *testing.T, one, two string, total int) {
	a := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Vilnius", Country: "LT", Database: one, Ahead: 3 * time.Hour})
	b := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Riga", Country: "LV", Database: two, Ahead: -5 * time.Hour})
	deliverytest.Trust(t, a, b)
	nodes := []*deliverytest.Node{a, b}
	for _, n := range nodes {
		n.Net.Lose.Store(15)
		n.Net.Twice.Store(10)
	}
	var sent [2][]wire.ID
	for len(sent[0])+len(sent[1]) < total {
		var g sync.WaitGroup
		var ids [2][]wire.ID
		for side, n := range nodes {
			g.Go(func() {
				for range total/80 + rand.IntN(30) {
					msg, err := n.Send(deliverytest.Letter(fmt.Sprintf("LT-2026-%06d", rand.IntN(50)+1), "storm", nodes[1-side]))
					if err != nil {
						t.Error(err)
						return
					}
					ids[side] = append(ids[side], msg.ID)
				}
			})
		}
		g.Wait()
		for side := range sent {
			sent[side] = append(sent[side], ids[side]...)
		}
		switch n := nodes[rand.IntN(2)]; rand.IntN(4) {
		case 0:
			n.Net.Cut.Store(true)
			time.Sleep(20 * time.Millisecond)
			n.Net.Cut.Store(false)
		case 1:
			n.Reopen()
		}
	}
	for side, n := range nodes {
		for _, id := range sent[side] {
			if msg := n.Wait(id); msg.State != message.Delivered {
				t.Errorf("%s: %s", id, msg.State)
			}
		}
		n.Verify()
		agree(t, n, nodes[1-side], sent[side])
	}
}

// agree checks that what one sent the other has once, in order, and that the receipts of both are the same.
func agree(t *testing.T, from, to *deliverytest.Node, sent []wire.ID) {
	t.Helper()
	type line struct {
		id string
		n  int64
	}
	var got []line
	err := to.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		got, err = db.All(s, func(scan db.Scan) (l line, err error) { return l, scan(&l.id, &l.n) },
			"SELECT m.id, m.n FROM exchange_message m JOIN audit_entry e ON e.kind = 'exchange.message' AND e.record = m.id AND e.action = 'exchange.take' WHERE m.own = FALSE ORDER BY e.seq")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(sent) {
		t.Errorf("%d were sent, %d came", len(sent), len(got))
	}
	for i, l := range got {
		if l.n != int64(i+1) || i < len(sent) && l.id != string(sent[i]) {
			t.Fatalf("at place %d: number %d, %s instead of %s", i+1, l.n, l.id, sent[i])
		}
		here, there := receipts(t, from, wire.ID(l.id)), receipts(t, to, wire.ID(l.id))
		if len(here) != 1 || len(there) != 1 || string(here[0].Signed) != string(there[0].Signed) {
			t.Fatalf("message %d: %d receipts here, %d there", i+1, len(here), len(there))
		}
	}
}
