package evidence_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/evidence"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

func file(t *testing.T, n *deliverytest.Node, id wire.ID) []byte {
	t.Helper()
	b, err := evidence.Make(context.Background(), evidence.Needs{DB: n.DB, Log: n.Log, Own: n.Own, Messages: n.Messages, Now: n.DB.Now}, string(id))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func check(t *testing.T, b []byte) evidence.Report {
	t.Helper()
	rep, err := evidence.Check(b)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func keys(rep evidence.Report) map[string]int {
	m := map[string]int{}
	for _, f := range rep.Findings {
		m[f.Key]++
	}
	return m
}

func TestEvidence(t *testing.T) {
	a := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Vilnius", Country: "LT"})
	b := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Riga", Country: "LV"})
	deliverytest.Trust(t, a, b)
	const secret = "MARKER-7131"
	msg, err := a.Send(deliverytest.Letter("LT-1", secret, b))
	if err != nil {
		t.Fatal(err)
	}
	a.Wait(msg.ID)
	other, err := a.Send(deliverytest.Letter("LT-2", "another", b)) // its answer shows a cosigned log that covers the first
	if err != nil {
		t.Fatal(err)
	}
	a.Wait(other.ID)
	if err := b.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error { return b.Messages.Opened(tx, msg.ID, "test") }); err != nil {
		t.Fatal(err)
	}
	receipts(t, a, msg.ID, 2)
	for _, n := range []*deliverytest.Node{a, b} {
		text := file(t, n, msg.ID)
		rep := check(t, text)
		k := keys(rep)
		if !rep.OK() || k["evidence.receipt"] != 2 || k["evidence.card"] != 2 || k["evidence.act"] == 0 || k["evidence.cosigned"] == 0 {
			t.Errorf("%+v", rep.Findings)
		}
		if bytes.Contains(text, []byte(secret)) {
			t.Error("the file tells the content")
		}
	}
	t.Run("every byte counts", func(t *testing.T) {
		var f evidence.File
		if err := json.Unmarshal(file(t, a, msg.ID), &f); err != nil {
			t.Fatal(err)
		}
		for name, p := range map[string]*string{"envelope": &f.Envelope, "card": &f.Cards[1], "receipt": &f.Receipts[0].Signed, "proof": &f.Receipts[0].Proof, "act": &f.Acts[0].Body, "act's proof": &f.Acts[0].Proof} {
			whole := *p
			for i := 0; i < len(whole); i += 1 + len(whole)/40 {
				changed := []byte(whole)
				changed[i] ^= 4
				*p = string(changed)
				text, err := json.Marshal(f)
				if err != nil {
					t.Fatal(err)
				}
				if rep, err := evidence.Check(text); err == nil && rep.OK() {
					t.Errorf("%s: byte %d of %d was changed and everything holds", name, i, len(whole))
				}
			}
			*p = whole
		}
	})
	t.Run("after the erasure", func(t *testing.T) {
		for _, n := range []*deliverytest.Node{b, a} {
			if err := n.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error { return n.Messages.Erase(tx, msg.ID, "test.erased") }); err != nil {
				t.Fatal(err)
			}
		}
		receipts(t, a, msg.ID, 3)
		rep := check(t, file(t, a, msg.ID))
		erased := 0
		for _, f := range rep.Findings {
			if f.Args["kind"] == string(wire.Erased) || f.Args["operation"] == "erasure" {
				erased++
			}
		}
		if !rep.OK() || erased != 2 {
			t.Errorf("%+v", rep.Findings)
		}
	})
	t.Run("a partner that is away", func(t *testing.T) {
		b.Close()
		if rep := check(t, file(t, a, msg.ID)); rep.OK() || keys(rep)["evidence.proof_missing"] != 3 {
			t.Errorf("%+v", rep.Findings)
		}
	})
	if _, err := evidence.Check([]byte("{}")); err == nil {
		t.Error("an empty file was read")
	}
}

// receipts waits for a number of receipts.
func receipts(t *testing.T, n *deliverytest.Node, id wire.ID, want int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var all []message.Received
		err := n.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
			all, err = n.Messages.Received(s, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == want {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d receipts, want %d", len(all), want)
		}
	}
}
