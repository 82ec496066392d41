package delivery_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// pair is two nodes that trust each other.
func pair(t *testing.T, database func(t testing.TB) string) (a, b *deliverytest.Node) {
	t.Helper()
	o := func(name, country string) deliverytest.Options {
		o := deliverytest.Options{Name: name, Country: country}
		if database != nil {
			o.Database = database(t)
		}
		return o
	}
	a, b = deliverytest.Open(t, t.TempDir(), o("Vilnius", "LT")), deliverytest.Open(t, t.TempDir(), o("Riga", "LV"))
	deliverytest.Trust(t, a, b)
	return a, b
}

func both(t *testing.T, test func(t *testing.T, database func(t testing.TB) string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, nil) })
	t.Run("postgres", func(t *testing.T) { test(t, dbtest.PostgresURL) })
}

func read(t *testing.T, n *deliverytest.Node, id wire.ID, item int) (wire.ItemHead, string) {
	t.Helper()
	h, r, err := n.Messages.Content(context.Background(), id, item)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return h, string(b)
}

func receipts(t *testing.T, n *deliverytest.Node, id wire.ID) (all []message.Received) {
	t.Helper()
	err := n.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		all, err = n.Messages.Received(s, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestDeliver(t *testing.T) {
	both(t, func(t *testing.T, database func(t testing.TB) string) {
		a, b := pair(t, database)
		sent, err := a.Send(deliverytest.Letter("LT-2026-000001", "Who owns the car?", b))
		if err != nil {
			t.Fatal(err)
		}
		if sent.State != message.Queued {
			t.Errorf("state %s", sent.State)
		}
		if got := a.Wait(sent.ID); got.State != message.Delivered {
			t.Fatalf("state %s", got.State)
		}
		got, err := b.Load(sent.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Partner != a.Own.Org() || got.Own || string(got.Signed.Body) != string(sent.Signed.Body) {
			t.Errorf("%+v", got)
		}
		for _, n := range []*deliverytest.Node{a, b} {
			if h, text := read(t, n, sent.ID, 1); text != "Who owns the car?" || h.Title != "LT-2026-000001" || h.Grade != "B2" {
				t.Errorf("%+v %q", h, text)
			}
		}
		here, there := receipts(t, a, sent.ID), receipts(t, b, sent.ID)
		if len(here) != 1 || len(there) != 1 || string(here[0].Signed) != string(there[0].Signed) || here[0].Kind != wire.Delivered {
			t.Errorf("receipts %+v\n%+v", here, there)
		}
		a.Verify()
		b.Verify()
	})
}

// TestNobodyReads: neither what lies in the databases nor what a proxy that opens TLS would see holds the content.
func TestNobodyReads(t *testing.T) {
	const marker, title = "MARKER-c0ffee-content", "MARKER-c0ffee-title"
	a, b := pair(t, nil)
	var mu sync.Mutex
	var traffic []byte
	b.Net.Watch(func(body []byte) {
		mu.Lock()
		defer mu.Unlock()
		traffic = append(traffic, body...)
	}, nil)
	o := deliverytest.Letter("LT-1", "", b)
	o.Items = []message.Enclosure{deliverytest.Text(title, marker), deliverytest.Text(title, strings.Repeat(marker, 100_000))}
	msg, err := a.Send(o)
	if err != nil {
		t.Fatal(err)
	}
	delivered(t, a, msg.ID)
	if _, text := read(t, b, msg.ID, 1); text != marker {
		t.Error("the recipient reads something else")
	}
	for name, text := range map[string][]byte{"traffic": traffic, "sender": stored(t, a), "recipient": stored(t, b)} {
		if len(text) < 100_000 {
			t.Errorf("%s: only %d bytes were looked at", name, len(text))
		}
		if i := bytes.Index(text, []byte("MARKER-c0ffee")); i >= 0 {
			t.Errorf("%s holds the content: %q", name, text[max(i-40, 0):i+60])
		}
	}
}

// stored is all that lies in a node's folder but its keys.
func stored(t *testing.T, n *deliverytest.Node) (all []byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(n.Dir, "reeve.db*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}
