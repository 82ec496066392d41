package delivery_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// refusals of n, newest first.
func refusals(t *testing.T, n *deliverytest.Node, from wire.Org) (all []delivery.Refusal) {
	t.Helper()
	err := n.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		all, err = delivery.Refusals(s, from, 100)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// refusedFor waits until n has refused something for a reason.
func refusedFor(t *testing.T, n *deliverytest.Node, from wire.Org, key string) delivery.Refusal {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		all := refusals(t, n, from)
		for _, r := range all {
			if r.Reason == key {
				return r
			}
		}
		if time.Now().After(end) {
			t.Fatalf("nothing was refused for %s, but %+v", key, all)
		}
	}
}

// explained checks that the sender has the signed receipt of a refusal.
func explained(t *testing.T, n *deliverytest.Node, id wire.ID, key string) {
	t.Helper()
	if msg := n.Wait(id); msg.State != message.Refused {
		t.Errorf("state %s", msg.State)
	}
	all := receipts(t, n, id)
	if len(all) == 0 || all[len(all)-1].Kind != wire.Refused_ || all[len(all)-1].Detail != key || len(all[len(all)-1].Signed) == 0 {
		t.Errorf("receipts %+v, want %s", all, key)
	}
}

// once changes the first batch that has a part of a kind.
func once(n *deliverytest.Node, from *deliverytest.Node, kind any, change func(h *delivery.Header, parts [][]byte, i int) [][]byte) {
	var did sync.Once
	n.Net.Watch(nil, func(path string, b []byte) []byte {
		if path != "/exchange/v1/batch" {
			return b
		}
		return delivery.Repack(from.Own, b, func(h *delivery.Header, parts [][]byte) [][]byte {
			for i, p := range h.Parts {
				if any(p.Kind) == kind {
					did.Do(func() { parts = change(h, parts, i) })
					break
				}
			}
			return parts
		})
	})
}

func flip(b []byte) []byte {
	b = bytes.Clone(b)
	b[len(b)-3] ^= 1
	return b
}

func TestChangedParts(t *testing.T) {
	for _, c := range []struct {
		name string
		kind any
		key  string
	}{{"envelope", delivery.EnvelopePart, "delivery.changed_envelope"}, {"item", delivery.ItemPart, "wire.item_changed"}} {
		t.Run(c.name, func(t *testing.T) {
			a, b := pair(t, nil)
			once(b, a, c.kind, func(_ *delivery.Header, parts [][]byte, i int) [][]byte {
				parts[i] = flip(parts[i])
				return parts
			})
			bad, err := a.Send(deliverytest.Letter("LT-1", "one", b))
			if err != nil {
				t.Fatal(err)
			}
			explained(t, a, bad.ID, c.key)
			r := refusedFor(t, b, a.Own.Org(), c.key)
			if r.Subject != bad.ID || !r.Spent {
				t.Errorf("%+v", r)
			}
			good, err := a.Send(deliverytest.Letter("LT-2", "two", b))
			if err != nil {
				t.Fatal(err)
			}
			if msg := a.Wait(good.ID); msg.State != message.Delivered {
				t.Errorf("what came after it: %s", msg.State)
			}
			a.Verify()
			b.Verify()
		})
	}
	t.Run("receipt", func(t *testing.T) {
		a, b := pair(t, nil)
		msg, err := a.Send(deliverytest.Letter("LT-1", "one", b))
		if err != nil {
			t.Fatal(err)
		}
		a.Wait(msg.ID)
		once(a, b, delivery.ReceiptPart, func(_ *delivery.Header, parts [][]byte, i int) [][]byte {
			parts[i] = flip(parts[i])
			return parts
		})
		if err := b.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error { return b.Messages.Opened(tx, msg.ID, "test") }); err != nil {
			t.Fatal(err)
		}
		refusedFor(t, a, b.Own.Org(), "wire.bad_signature")
		if got := receipts(t, a, msg.ID); len(got) != 1 {
			t.Errorf("%d receipts", len(got))
		}
	})
	t.Run("on the way", func(t *testing.T) {
		a, b := pair(t, nil)
		var did sync.Once
		b.Net.Watch(nil, func(_ string, raw []byte) []byte {
			if hasEnvelope(raw) {
				did.Do(func() { raw = flip(raw) })
			}
			return raw
		})
		msg, err := a.Send(deliverytest.Letter("LT-1", "one", b))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Wait(msg.ID); got.State != message.Delivered { // it is sent again
			t.Errorf("state %s", got.State)
		}
		refusedFor(t, b, a.Own.Org(), "delivery.changed")
	})
}

func hasEnvelope(raw []byte) bool { return bytes.Contains(raw, []byte(`"kind":"envelope"`)) }

// catch gives the next batch on its way to n, which does not get there.
func catch(t *testing.T, n *deliverytest.Node, send func()) []byte {
	t.Helper()
	got := make(chan []byte, 1)
	n.Net.Watch(nil, func(path string, b []byte) []byte {
		if !hasEnvelope(b) {
			return b
		}
		select {
		case got <- bytes.Clone(b):
		default:
		}
		return nil
	})
	send()
	select {
	case b := <-got:
		return b
	case <-time.After(15 * time.Second):
		t.Fatal("no batch came")
		return nil
	}
}

// post brings a batch to a node as anybody can.
func post(t *testing.T, from, to *deliverytest.Node, raw []byte) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: from.Own.ClientTLS(to.Own.Card())}}
	defer client.CloseIdleConnections()
	res, err := client.Post(to.Own.Card().Addresses[0]+"/exchange/v1/batch", "application/octet-stream", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func TestForgedBatches(t *testing.T) {
	a, b := pair(t, nil)
	c := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Tallinn", Country: "EE"})
	deliverytest.Trust(t, a, c)
	raw := catch(t, b, func() {
		if _, err := a.Send(deliverytest.Letter("LT-1", "one", b)); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("wrong recipient", func(t *testing.T) {
		if s := post(t, a, c, raw); s != http.StatusForbidden {
			t.Errorf("status %d", s)
		}
		refusedFor(t, c, a.Own.Org(), "delivery.other_recipient")
	})
	b.Net.Watch(nil, nil)
	t.Run("unknown node", func(t *testing.T) {
		foreign := delivery.Repack(c.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte { h.From = c.Own.Org(); return parts })
		if s := post(t, c, b, foreign); s != http.StatusForbidden {
			t.Errorf("status %d", s)
		}
		refusedFor(t, b, "", "delivery.unknown_node")
	})
	t.Run("unknown key", func(t *testing.T) {
		forged := delivery.Repack(c.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte { return parts })
		post(t, c, b, forged)
		refusedFor(t, b, a.Own.Org(), "node.unknown_key")
	})
	t.Run("certificate of another", func(t *testing.T) {
		forged := delivery.Repack(a.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte { return parts })
		post(t, c, b, forged)
		refusedFor(t, b, a.Own.Org(), "delivery.other_certificate")
	})
	t.Run("card of another", func(t *testing.T) {
		forged := delivery.Repack(a.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte {
			h.Parts = append([]delivery.PartRef{{Kind: delivery.CardPart}}, h.Parts...)
			return append([][]byte{c.Own.SignedCard()}, parts...)
		})
		deliverytest.Trust(t, b, c)
		post(t, a, b, forged)
		refusedFor(t, b, a.Own.Org(), "delivery.other_card")
	})
	t.Run("replay", func(t *testing.T) {
		var seen []byte
		b.Net.Watch(func(x []byte) { seen = bytes.Clone(x) }, nil)
		msg, err := a.Send(deliverytest.Letter("LT-2", "two", b))
		if err != nil {
			t.Fatal(err)
		}
		a.Wait(msg.ID)
		b.Net.Watch(nil, nil)
		if s := post(t, a, b, seen); s != http.StatusConflict {
			t.Errorf("status %d", s)
		}
		refusedFor(t, b, a.Own.Org(), "delivery.replay")
		agreeCount(t, b, 2)
	})
	t.Run("for somebody else", func(t *testing.T) {
		other := catch(t, c, func() {
			if _, err := a.Send(deliverytest.Letter("LT-3", "three", c)); err != nil {
				t.Fatal(err)
			}
		})
		forged := delivery.Repack(a.Own, other, func(h *delivery.Header, parts [][]byte) [][]byte {
			h.To, h.Number = b.Own.Org(), time.Now().Add(time.Hour).UnixMicro()
			h.Since, h.Proof = 0, []string{}
			for i := range h.Parts {
				if h.Parts[i].Kind == delivery.EnvelopePart {
					h.Parts[i].N = 3
				}
			}
			return parts
		})
		proven(t, a, b, forged)
		refusedFor(t, b, a.Own.Org(), "delivery.not_for_us")
	})
	b.Verify()
	c.Verify()
}

// proven posts a batch with the proof that the log goes on, which a hostile partner has.
func proven(t *testing.T, a, b *deliverytest.Node, raw []byte) {
	t.Helper()
	q, err := b.Delivery.QueueOf(context.Background(), a.Own.Org())
	if err != nil {
		t.Fatal(err)
	}
	err = a.DB.Read(context.Background(), func(s *db.Snapshot) error {
		signed, size, err := a.Log.Newest(s)
		if err != nil {
			return err
		}
		p, err := a.Log.Consistency(s, size, q.Witness.Size)
		if err != nil {
			return err
		}
		raw = delivery.Repack(a.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte {
			h.Checkpoint, h.Since, h.Proof = string(signed), q.Witness.Size, delivery.ProofText(p)
			return parts
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	post(t, a, b, raw)
}

func agreeCount(t *testing.T, n *deliverytest.Node, want int) {
	t.Helper()
	var got int
	err := n.DB.Read(context.Background(), func(s *db.Snapshot) error {
		return s.QueryRow("SELECT COUNT(*) FROM exchange_message WHERE own = FALSE").Scan(&got)
	})
	if err != nil || got != want {
		t.Errorf("%d messages, want %d: %v", got, want, err)
	}
}

func TestForgedEnvelopes(t *testing.T) {
	a, b := pair(t, nil)
	first, err := a.Send(deliverytest.Letter("LT-1", "one", b))
	if err != nil {
		t.Fatal(err)
	}
	a.Wait(first.ID)
	forge := func(change func(e map[string]any)) []byte {
		raw := catch(t, b, func() {
			if _, err := a.Send(deliverytest.Letter("LT-2", "two", b)); err != nil {
				t.Fatal(err)
			}
		})
		b.Net.Watch(nil, func(string, []byte) []byte { return nil })
		return delivery.Repack(a.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte {
			h.Number = time.Now().Add(time.Hour).UnixMicro()
			for i := range h.Parts {
				if h.Parts[i].Kind != delivery.EnvelopePart {
					continue
				}
				s, err := wire.ParseSigned(parts[i])
				if err != nil {
					t.Fatal(err)
				}
				var e map[string]any
				d := json.NewDecoder(bytes.NewReader(s.Body))
				d.UseNumber()
				if err := d.Decode(&e); err != nil {
					t.Fatal(err)
				}
				change(e)
				body, err := json.Marshal(e)
				if err != nil {
					t.Fatal(err)
				}
				signed := a.Own.Sign("envelope", body)
				parts[i], _ = signed.MarshalBinary()
				h.Parts[i].ID = signed.ID()
				if n, ok := e["n"]; ok {
					h.Parts[i].N = int64(n.(int))
				}
			}
			return parts
		})
	}
	t.Run("no recipients", func(t *testing.T) {
		raw := forge(func(e map[string]any) { e["recipients"] = []any{} })
		b.Net.Watch(nil, nil)
		b.Net.Cut.Store(false)
		proven(t, a, b, raw)
		r := refusedFor(t, b, a.Own.Org(), "wire.refused_envelope")
		if !strings.Contains(r.Detail, "wire.no_recipients") {
			t.Errorf("%+v", r)
		}
	})
	t.Run("a number twice", func(t *testing.T) {
		raw := forge(func(e map[string]any) {
			e["recipients"].([]any)[0].(map[string]any)["n"] = 1
			e["nonce"] = wire.NewNonce()
		})
		raw = delivery.Repack(a.Own, raw, func(h *delivery.Header, parts [][]byte) [][]byte {
			for i := range h.Parts {
				if h.Parts[i].Kind == delivery.EnvelopePart {
					h.Parts[i].N = 1
				}
			}
			return parts
		})
		b.Net.Watch(nil, nil)
		proven(t, a, b, raw)
		refusedFor(t, b, a.Own.Org(), "delivery.number_taken")
	})
	b.Verify()
}

func TestChannelLimits(t *testing.T) {
	a, b := pair(t, nil)
	open := func(n *deliverytest.Node, c node.Channel) {
		t.Helper()
		err := n.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			c.Basis = "test"
			_, err := n.Nodes.OpenChannel(tx, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	refuse := func(key string, o message.Outgoing) {
		t.Helper()
		msg, err := a.Send(o)
		if err != nil {
			t.Fatal(err)
		}
		explained(t, a, msg.ID, key)
		refusedFor(t, b, a.Own.Org(), key)
	}
	from := a.Own.Org()
	open(b, node.Channel{Partner: from, Allows: node.Allows{All: true}, MaxFile: 1000})
	refuse("node.file_over_limit", deliverytest.Letter("LT-1", strings.Repeat("x", 300_000), b))
	open(b, node.Channel{Partner: from, Allows: node.Allows{All: true}})
	o := deliverytest.Letter("LT-2", "x", b)
	o.Envelope.Classification = codes.Restricted
	refuse("node.over_classification", o)
	open(b, node.Channel{Partner: from, Allows: node.Allows{Areas: []string{"drugs"}}})
	o = deliverytest.Letter("LT-3", "x", b)
	o.Envelope.CrimeArea = "theft"
	refuse("node.area_not_allowed", o)
	open(b, node.Channel{Partner: from, Allows: node.Allows{All: true}, Until: time.Now().Add(50 * time.Millisecond)})
	time.Sleep(60 * time.Millisecond)
	refuse("node.channel_ended", deliverytest.Letter("LT-4", "x", b))
	open(b, node.Channel{Partner: from, Allows: node.Allows{All: true}})
	good, err := a.Send(deliverytest.Letter("LT-5", "x", b))
	if err != nil {
		t.Fatal(err)
	}
	if msg := a.Wait(good.ID); msg.State != message.Delivered {
		t.Errorf("state %s", msg.State)
	}
	// What the sender's own channel forbids does not leave it.
	open(a, node.Channel{Partner: b.Own.Org(), Allows: node.Allows{All: true}, MaxFile: 1000})
	if _, err := a.Send(deliverytest.Letter("LT-6", strings.Repeat("x", 1001), b)); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("a byte over the own limit was posted: %v", err)
	}
	if _, err := a.Send(deliverytest.Letter("LT-6", strings.Repeat("x", 1000), b)); err != nil {
		t.Errorf("what fits was not posted: %v", err)
	}
	// A partner that is not trusted any more.
	err = b.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		_, err := b.Nodes.Revoke(tx, from, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Send(deliverytest.Letter("LT-7", "x", b)); err != nil {
		t.Fatal(err)
	}
	refusedFor(t, b, from, "node.revoked")
	a.Verify()
	b.Verify()
}

func TestQuotas(t *testing.T) {
	t.Run("bytes of a day", func(t *testing.T) {
		a, b := pair(t, nil)
		limit := func(n int64) {
			err := b.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
				_, err := b.Nodes.OpenChannel(tx, node.Channel{Partner: a.Own.Org(), Basis: "test", Allows: node.Allows{All: true}, DayBytes: n, MaxFile: 20_000})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		limit(30_000)
		var ids []wire.ID
		for i := range 4 {
			msg, err := a.Send(deliverytest.Letter(fmt.Sprint("LT-", i), strings.Repeat("x", 10_000), b))
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, msg.ID)
		}
		r := refusedFor(t, b, a.Own.Org(), "delivery.day_quota")
		if r.Spent {
			t.Error("what only has to wait lost its number")
		}
		limit(10_000_000)
		for _, id := range ids {
			if msg := a.Wait(id); msg.State != message.Delivered {
				t.Errorf("state %s", msg.State)
			}
		}
		b.Verify()
	})
	t.Run("chunks without a message", func(t *testing.T) {
		a := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "A", Country: "LT"})
		b := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "B", Country: "LV", Limits: delivery.Limits{Unreferenced: 1 << 20}})
		deliverytest.Trust(t, a, b)
		big := make([]byte, 3<<20)
		rand.Read(big)
		if _, err := a.Send(deliverytest.Letter("LT-1", string(big), b)); err != nil {
			t.Fatal(err)
		}
		refusedFor(t, b, a.Own.Org(), "delivery.chunk_quota")
		b.Verify()
	})
}

// openPlain lets only unclassified messages pass from a partner.
func openPlain(n, from *deliverytest.Node) error {
	return n.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		_, err := n.Nodes.OpenChannel(tx, node.Channel{Partner: from.Own.Org(), Basis: "test", Allows: node.Allows{All: true}})
		return err
	})
}
