package delivery_test

import (
	"fmt"
	"sync"
	"testing"

	"reeve/kernel/db/dbtest"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/wire"
)

// TestTwoProcesses: two processes of one node post at once and one of them delivers; when it ends, the other goes on.
func TestTwoProcesses(t *testing.T) {
	a := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Vilnius", Country: "LT", Database: dbtest.PostgresURL(t)})
	b := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Riga", Country: "LV"})
	deliverytest.Trust(t, a, b)
	twin := a.Twin()
	var mu sync.Mutex
	var ids []wire.ID
	for range 2 {
		var g sync.WaitGroup
		for i, n := range []*deliverytest.Node{a, twin} {
			g.Go(func() {
				for k := range 15 {
					msg, err := n.Send(deliverytest.Letter(fmt.Sprintf("LT-%d-%d", i, k), "x", b))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					ids = append(ids, msg.ID)
					mu.Unlock()
				}
			})
		}
		g.Wait()
		a.Close() // in the middle of its work
		for _, id := range ids {
			delivered(t, twin, id)
		}
		a.Reopen()
	}
	agreeCount(t, b, len(ids))
	twin.Verify()
	b.Verify()
}

// TestSpoofed: what strangers send in a partner's name does not use up what may be written about the partner.
func TestSpoofed(t *testing.T) {
	a := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "A", Country: "LT"})
	b := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "B", Country: "LV", Limits: delivery.Limits{Refusals: 3}})
	c := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "C", Country: "EE"})
	deliverytest.Trust(t, a, b)
	delivered(t, a, send(t, a, b, "LT-1").ID)
	raw := catch(t, b, func() { send(t, a, b, "LT-2") })
	b.Net.Watch(nil, nil)
	for i := range 10 {
		post(t, c, b, delivery.Repack(c.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte {
			h.Number += int64(i)
			return parts
		}))
	}
	if n := len(refusals(t, b, a.Own.Org())); n != 3 {
		t.Errorf("%d refusals were written", n)
	}
	o := deliverytest.Letter("LT-3", "x", b)
	o.Envelope.Classification = "restricted"
	if err := openPlain(b, a); err != nil {
		t.Fatal(err)
	}
	bad, err := a.Send(o)
	if err != nil {
		t.Fatal(err)
	}
	explained(t, a, bad.ID, "node.over_classification")
	delivered(t, a, send(t, a, b, "LT-4").ID)
}
