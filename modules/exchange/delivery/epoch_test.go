package delivery_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"filippo.io/torchwood"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/delivery/deliverytest"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// send posts a letter.
func send(t *testing.T, from, to *deliverytest.Node, name string) message.Message {
	t.Helper()
	msg, err := from.Send(deliverytest.Letter(name, "text of "+name, to))
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

func delivered(t *testing.T, n *deliverytest.Node, id wire.ID) {
	t.Helper()
	if msg := n.Wait(id); msg.State != message.Delivered {
		t.Errorf("state %s", msg.State)
	}
}

// until waits for how things stand with a partner.
func until(t *testing.T, n, partner *deliverytest.Node, what string, ok func(q delivery.Queue) bool) delivery.Queue {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		q, err := n.Delivery.QueueOf(context.Background(), partner.Own.Org())
		if err != nil {
			t.Fatal(err)
		}
		if ok(q) {
			return q
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %+v", what, q)
		}
	}
}

// TestRestore: a node is put back to an older state. Its partner stops, accepts the new epoch by hand, and afterwards both
// have again what the other vouched for, each message once.
func TestRestore(t *testing.T) {
	a, b := pair(t, nil)
	one := send(t, a, b, "LT-1")
	delivered(t, a, one.ID)
	b.Net.Cut.Store(true)
	two := send(t, a, b, "LT-2")
	old := a.Copy()
	b.Net.Cut.Store(false)
	delivered(t, a, two.ID)
	lost := send(t, b, a, "LV-1")
	delivered(t, b, lost.ID)

	a.Restore(old)
	next := send(t, b, a, "LV-2")
	until(t, b, a, "the new epoch is shown", func(q delivery.Queue) bool { return q.Offered == 2 && q.Error == "delivery.new_epoch" })
	refusedFor(t, b, a.Own.Org(), "delivery.new_epoch")
	if msg, _ := a.Load(two.ID); msg.State != message.Queued {
		t.Errorf("before the epoch was accepted: %s", msg.State)
	}
	err := b.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		epoch, err := b.Delivery.AcceptEpoch(tx, a.Own.Org(), "they told us by telephone")
		if err == nil && epoch != 2 {
			t.Errorf("epoch %d", epoch)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delivered(t, a, two.ID)
	delivered(t, b, next.ID)
	delivered(t, b, lost.ID)
	for _, name := range []string{"LV-1", "LV-2"} {
		all := inCase(t, a, name)
		if len(all) != 1 {
			t.Fatalf("%s: %d messages came", name, len(all))
		}
		if _, text := read(t, a, all[0].ID, 1); text != "text of "+name {
			t.Errorf("%q", text)
		}
	}
	for _, name := range []string{"LT-1", "LT-2"} {
		if all := inCase(t, b, name); len(all) != 1 {
			t.Errorf("%s: %d messages came", name, len(all))
		}
	}
	a.Verify()
	b.Verify()
	after := send(t, a, b, "LT-3")
	delivered(t, a, after.ID)
	until(t, b, a, "no proof of a rewritten log", func(q delivery.Queue) bool { return q.Forks == 0 })
}

func inCase(t *testing.T, n *deliverytest.Node, name string) (all []message.Message) {
	t.Helper()
	err := n.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		all, err = message.Case(s, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRewritten: an administrator takes an entry out of the log, numbers the others anew, computes all hashes again and signs
// the checkpoints. The node's own verification finds nothing; its partner does.
func TestRewritten(t *testing.T) {
	a, b := pair(t, nil)
	for _, name := range []string{"LT-1", "LT-2", "LT-3"} {
		delivered(t, a, send(t, a, b, name).ID)
	}
	rewrite(t, a)
	a.Verify()
	msg := send(t, a, b, "LT-4")
	until(t, b, a, "the partner has the proof", func(q delivery.Queue) bool { return q.Forks == 1 && q.In.Refused == "delivery.rewritten" })
	until(t, a, b, "the node is told", func(q delivery.Queue) bool { return q.Error == "delivery.rewritten" })
	refusedFor(t, b, a.Own.Org(), "delivery.rewritten")
	if got, _ := a.Load(msg.ID); got.State != message.Queued {
		t.Errorf("state %s", got.State)
	}
	var forks []delivery.Fork
	b.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		forks, err = delivery.Forks(s, a.Own.Org())
		return err
	})
	if len(forks) != 1 || forks[0].Seen == "" || forks[0].Offered == "" {
		t.Errorf("%+v", forks)
	}
	// Nor does b take what a answers now.
	back := send(t, b, a, "LV-1")
	until(t, b, a, "its answers do not count", func(q delivery.Queue) bool { return q.Error == "delivery.rewritten" })
	if got, _ := b.Load(back.ID); got.State != message.Queued {
		t.Errorf("state %s", got.State)
	}
	b.Verify()
	if faults := cosignatures(t, a); len(faults) == 0 {
		t.Error("the partner's cosignature fits the log that was written anew")
	}
}

func cosignatures(t *testing.T, n *deliverytest.Node) (faults []string) {
	t.Helper()
	err := n.DB.Read(context.Background(), func(s *db.Snapshot) error {
		_, all, err := delivery.VerifyCosigned(s, n.Own.Card().Log.Origin)
		for _, f := range all {
			faults = append(faults, f.Key)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func rewrite(t *testing.T, n *deliverytest.Node) {
	t.Helper()
	if faults := cosignatures(t, n); len(faults) > 0 {
		t.Errorf("before it was rewritten: %v", faults)
	}
	n.Close()
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Dir: n.Dir})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Housekeep(ctx, func(tx *db.Tx) error {
		var gone int64
		if err := tx.QueryRow("SELECT MIN(seq) FROM audit_entry WHERE kind = 'exchange.batch'").Scan(&gone); err != nil {
			return err
		}
		for _, q := range []string{"DELETE FROM log_hash", "DELETE FROM log_checkpoint"} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("DELETE FROM audit_entry WHERE seq = $1", gone); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE audit_entry SET seq = -seq WHERE seq > $1", gone); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0"); err != nil {
			return err
		}
		var hashes []tlog.Hash
		type entry struct {
			commitment []byte
			at         int64
		}
		all, err := db.All(tx, func(scan db.Scan) (e entry, err error) { return e, scan(&e.commitment, &e.at) }, "SELECT commitment, at FROM audit_entry ORDER BY seq")
		if err != nil {
			return err
		}
		reader := tlog.HashReaderFunc(func(indexes []int64) (list []tlog.Hash, err error) {
			for _, i := range indexes {
				list = append(list, hashes[i])
			}
			return list, nil
		})
		for i, e := range all {
			more, err := tlog.StoredHashes(int64(i), e.commitment, reader)
			if err != nil {
				return err
			}
			for _, h := range more {
				if _, err := tx.Exec("INSERT INTO log_hash (i, h) VALUES ($1, $2)", len(hashes), h[:]); err != nil {
					return err
				}
				hashes = append(hashes, h)
			}
		}
		size := int64(len(all))
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return err
		}
		text := torchwood.Checkpoint{Origin: n.Signer.Name() + "/epoch/1", Tree: tlog.Tree{N: size, Hash: root}}.String()
		signed, err := note.Sign(&note.Note{Text: text}, n.Signer)
		if err != nil {
			return err
		}
		_, err = tx.Exec("INSERT INTO log_checkpoint (size, root, at, epoch, note) VALUES ($1, $2, $3, 1, $4)", size, root[:], all[len(all)-1].at, string(signed))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	n.Reopen()
}

// TestLargeFile: chunks go ahead, a cut in the middle is made good, the message comes after them.
func TestLargeFile(t *testing.T) {
	both(t, func(t *testing.T, database func(t testing.TB) string) {
		a, b := pair(t, database)
		file := make([]byte, 5<<20+123)
		rand.Read(file)
		chunks := 0
		b.Net.Watch(nil, func(path string, raw []byte) []byte {
			if bytes.HasPrefix([]byte(path), []byte("/exchange/v1/items/")) && len(raw) > 0 {
				if chunks++; chunks == 3 {
					return nil // cut short on the way
				}
			}
			return raw
		})
		o := deliverytest.Letter("LT-1", "see the file", b)
		o.Items = append(o.Items, deliverytest.Text("file", string(file)))
		msg, err := a.Send(o)
		if err != nil {
			t.Fatal(err)
		}
		delivered(t, a, msg.ID)
		if chunks > 9 {
			t.Errorf("%d chunks were sent for a file of 6", chunks)
		}
		for _, n := range []*deliverytest.Node{a, b} {
			if h, text := read(t, n, msg.ID, 2); text != string(file) || h.Size != int64(len(file)) {
				t.Error("the file is another")
			}
		}
		erase(t, b, msg.ID)
		if _, _, err := b.Messages.Content(context.Background(), msg.ID, 2); errs.KindOf(err) != errs.Gone {
			t.Errorf("after it was erased: %v", err)
		}
		a.Verify()
		b.Verify()
	})
}

func erase(t *testing.T, n *deliverytest.Node, id wire.ID) {
	t.Helper()
	err := n.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error { return n.Messages.Erase(tx, id, "test.erased") })
	if err == nil {
		err = n.Keys.SyncLedger(context.Background(), n.DB)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestErased: content is gone at once and stays gone after a restore; the partner is told by a receipt; a message that was
// erased before it got there arrives as an envelope.
func TestErased(t *testing.T) {
	a, b := pair(t, nil)
	msg := send(t, a, b, "LT-1")
	delivered(t, a, msg.ID)
	old := b.Copy()
	erase(t, b, msg.ID)
	if _, _, err := b.Messages.Content(context.Background(), msg.ID, 1); errs.KindOf(err) != errs.Gone {
		t.Errorf("%v", err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if all := receipts(t, a, msg.ID); len(all) == 2 && all[1].Kind == wire.Erased && all[1].Detail == "test.erased" {
			break
		}
		if time.Now().After(end) {
			t.Fatal("no receipt about the erasure")
		}
	}
	b.Verify()
	b.Restore(old)
	if _, _, err := b.Messages.Content(context.Background(), msg.ID, 1); errs.KindOf(err) != errs.Gone {
		t.Errorf("after the restore: %v", err)
	}
	got, err := b.Load(msg.ID)
	if err != nil || got.ErasedAt.IsZero() {
		t.Errorf("%+v %v", got, err)
	}
	b.Verify()

	c := deliverytest.Open(t, t.TempDir(), deliverytest.Options{Name: "Tallinn", Country: "EE"})
	deliverytest.Trust(t, a, c)
	c.Net.Cut.Store(true)
	early := send(t, a, c, "LT-2")
	erase(t, a, early.ID)
	c.Net.Cut.Store(false)
	delivered(t, a, early.ID)
	if got, err := c.Load(early.ID); err != nil || got.ErasedAt.IsZero() {
		t.Errorf("%+v %v", got, err)
	}
	c.Verify()
}

// TestRotation: a partner that has made itself a new key is known by it at its next batch, and at its next answer.
func TestRotation(t *testing.T) {
	a, b := pair(t, nil)
	delivered(t, a, send(t, a, b, "LT-1").ID)
	if err := a.Own.Rotate(time.Now()); err != nil {
		t.Fatal(err)
	}
	delivered(t, a, send(t, a, b, "LT-2").ID)
	if err := b.Own.Rotate(time.Now()); err != nil {
		t.Fatal(err)
	}
	delivered(t, a, send(t, a, b, "LT-3").ID)
	delivered(t, b, send(t, b, a, "LV-1").ID)
	if err := a.Own.Revoke(time.Now(), "stolen"); err != nil {
		t.Fatal(err)
	}
	send(t, a, b, "LT-4")
	refusedFor(t, b, a.Own.Org(), "node.revoked")
	b.Verify()
}
