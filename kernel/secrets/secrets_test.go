package secrets_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

func open(t testing.TB, dir string) *secrets.Keys {
	t.Helper()
	k, err := secrets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func write(t testing.TB, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := try(d, fn); err != nil {
		t.Fatal(err)
	}
}

func try(d *db.DB, fn func(tx *db.Tx) error) error {
	return d.Write(context.Background(), db.System(), func(tx *db.Tx) error { tx.Audited(); return fn(tx) })
}

func sealOne(t testing.TB, d *db.DB, k *secrets.Keys, record, field, plain string) (sealed []byte) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		sealed, err = k.Seal(tx, record, field, []byte(plain))
		return err
	})
	return sealed
}

func reveal(d *db.DB, k *secrets.Keys, record, field string, sealed []byte) (plain string, err error) {
	err = d.Read(context.Background(), func(s *db.Snapshot) error {
		b, err := k.Open(s, record, field, sealed)
		plain = string(b)
		return err
	})
	return plain, err
}

func TestMasterKey(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	macs := make([]string, 16)
	for i := range macs {
		wg.Go(func() {
			k, err := secrets.Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			macs[i] = string(k.MAC("test", []byte("x")))
		})
	}
	wg.Wait()
	for _, m := range macs {
		if m != macs[0] || len(m) != 32 {
			t.Fatal("those who started at once have different keys")
		}
	}
	file := filepath.Join(dir, "keys", "master.key")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if files, _ := os.ReadDir(filepath.Dir(file)); len(files) != 1 {
		t.Errorf("%d files left in the key folder", len(files))
	}
	if err := os.WriteFile(file, []byte("reeve-key-1:00ff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secrets.Open(dir); err == nil {
		t.Error("a cut key was taken")
	}
}

func TestMAC(t *testing.T) {
	k, other := open(t, t.TempDir()), open(t, t.TempDir())
	mac := k.MAC("form", []byte("x"))
	if !k.CheckMAC("form", []byte("x"), mac) {
		t.Error("own MAC refused")
	}
	if k.CheckMAC("challenge", []byte("x"), mac) || k.CheckMAC("form", []byte("y"), mac) || other.CheckMAC("form", []byte("x"), mac) {
		t.Error("a MAC holds for another purpose, text or key")
	}
}

func TestSeal(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		k := open(t, t.TempDir())
		sealed := sealOne(t, d, k, "report/1", "contact", "Jan Kowalski")
		again := sealOne(t, d, k, "report/1", "contact", "Jan Kowalski")
		if bytes.Equal(sealed, again) || bytes.Contains(sealed, []byte("Kowalski")) {
			t.Error("sealed content shows through")
		}
		for _, s := range [][]byte{sealed, again} {
			if plain, err := reveal(d, k, "report/1", "contact", s); err != nil || plain != "Jan Kowalski" {
				t.Fatalf("%q %v", plain, err)
			}
		}
		sealOne(t, d, k, "report/2", "contact", "x")
		damaged := bytes.Clone(sealed)
		damaged[len(damaged)-1] ^= 1
		for name, c := range map[string]struct {
			record, field string
			sealed        []byte
		}{
			"another record": {"report/2", "contact", sealed},
			"another field":  {"report/1", "text", sealed},
			"moved border":   {"report/", "1contact", sealed},
			"damaged":        {"report/1", "contact", damaged},
			"cut":            {"report/1", "contact", sealed[:5]},
			"empty":          {"report/1", "contact", nil},
		} {
			if plain, err := reveal(d, k, c.record, c.field, c.sealed); err == nil {
				t.Errorf("%s opened: %q", name, plain)
			}
		}
		if plain, err := reveal(d, open(t, t.TempDir()), "report/1", "contact", sealed); err == nil {
			t.Errorf("another installation's key opened it: %q", plain)
		}
	}, secrets.Files())
}

// TestConcurrentFirstUse: two transactions that seal for a new record at once use the same data key.
func TestConcurrentFirstUse(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		k := open(t, t.TempDir())
		var wg sync.WaitGroup
		sealed := make([][]byte, 8)
		for i := range sealed {
			wg.Go(func() {
				err := try(d, func(tx *db.Tx) (err error) {
					sealed[i], err = k.Seal(tx, "r", "f", []byte("x"))
					if err == nil { // a change besides the key, as there is one in real use
						_, err = tx.Exec("INSERT INTO key_check (purpose, mac) VALUES ($1, $2)", string(rune('a'+i)), sealed[i])
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, s := range sealed {
			if _, err := reveal(d, k, "r", "f", s); err != nil {
				t.Error(err)
			}
		}
	}, secrets.Files())
}

func TestErase(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx, dir := context.Background(), t.TempDir()
		k := open(t, dir)
		sealed := sealOne(t, d, k, "report/1", "contact", "Jan")
		sealOne(t, d, k, "report/2", "contact", "Ewa")
		write(t, d, func(tx *db.Tx) error { return k.Erase(tx, "report/1", "contact", "retention") })
		if _, err := reveal(d, k, "report/1", "contact", sealed); errs.KindOf(err) != errs.Gone {
			t.Errorf("after erasure: %v", err)
		}
		err := try(d, func(tx *db.Tx) error {
			_, err := k.Seal(tx, "report/1", "contact", []byte("again"))
			return err
		})
		if errs.KindOf(err) != errs.Gone {
			t.Errorf("sealed again after erasure: %v", err)
		}
		for range 2 {
			if err := k.SyncLedger(ctx, d); err != nil {
				t.Fatal(err)
			}
		}
		write(t, d, func(tx *db.Tx) error { return k.Erase(tx, "report/2", "contact", "asked for") })
		write(t, d, func(tx *db.Tx) error { return k.Erase(tx, "report/2", "contact", "asked for twice") })
		// A crash left half a line.
		appendFile(t, filepath.Join(dir, "erasures.jsonl"), `{"record":"repo`)
		fresh := open(t, dir) // another process
		if err := fresh.SyncLedger(ctx, d); err != nil {
			t.Fatal(err)
		}
		if err := k.SyncLedger(ctx, d); err != nil { // the first one catches up
			t.Fatal(err)
		}
		got, err := k.Ledger()
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0].Record != "report/1" || got[1].Record != "report/2" || got[1].Reason != "asked for" {
			t.Errorf("ledger %+v", got)
		}
		text, _ := os.ReadFile(filepath.Join(dir, "erasures.jsonl"))
		if strings.Contains(string(text), "Jan") {
			t.Error("content in the ledger")
		}
		if _, err := secrets.ParseLedger(bytes.Replace(text, []byte("report/2"), []byte("report/3"), 1)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("a changed line: %v", err)
		}
	}, secrets.Files())
}

// TestReplay: the database is an older one than the ledger in the folder.
func TestReplay(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx, dir := context.Background(), t.TempDir()
		k := open(t, dir)
		sealed := sealOne(t, d, k, "report/1", "contact", "Jan")
		var wrapped []byte
		write(t, d, func(tx *db.Tx) error {
			return tx.QueryRow("SELECT wrapped FROM data_key WHERE record = $1", "report/1").Scan(&wrapped)
		})
		write(t, d, func(tx *db.Tx) error { return k.Erase(tx, "report/1", "contact", "retention") })
		if err := k.SyncLedger(ctx, d); err != nil {
			t.Fatal(err)
		}
		write(t, d, func(tx *db.Tx) error { // the backup comes back
			if _, err := tx.Exec("DELETE FROM erasure WHERE record = $1", "report/1"); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO data_key (record, wrapped) VALUES ($1, $2)", "report/1", wrapped)
			return err
		})
		if _, err := reveal(d, k, "report/1", "contact", sealed); err != nil {
			t.Fatalf("the backup does not open, so the test shows nothing: %v", err)
		}
		entries, err := k.Ledger()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{1, 0} {
			var fresh []secrets.Erasure
			write(t, d, func(tx *db.Tx) (err error) {
				fresh, err = k.ReplayLedger(tx, entries)
				return err
			})
			if len(fresh) != want {
				t.Errorf("%d entries were new, want %d", len(fresh), want)
			}
		}
		if _, err := reveal(d, k, "report/1", "contact", sealed); errs.KindOf(err) != errs.Gone {
			t.Errorf("after the replay: %v", err)
		}
	}, secrets.Files())
}

func TestConfirm(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx, k := context.Background(), open(t, t.TempDir())
		for range 2 {
			if err := k.Confirm(ctx, d); err != nil {
				t.Fatal(err)
			}
		}
		if err := open(t, t.TempDir()).Confirm(ctx, d); errs.KindOf(err) != errs.Unavailable {
			t.Errorf("a foreign key: %v", err)
		}
	}, secrets.Files())
}

func TestAddresses(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx, dir := context.Background(), t.TempDir()
		a, b := open(t, dir).Addresses(d), open(t, dir).Addresses(d) // two processes
		day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		hash := func(a *secrets.Addresses, now time.Time, addr string) string {
			t.Helper()
			h, err := a.Hash(ctx, now, addr)
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
		one := hash(a, day, "192.0.2.1")
		if one != hash(b, day.Add(14*time.Hour), "192.0.2.1") || one != hash(a, day, "192.0.2.1") {
			t.Error("the hash changes within the day or between processes")
		}
		if one == hash(a, day, "192.0.2.2") {
			t.Error("two addresses have one hash")
		}
		if one == hash(a, day.Add(24*time.Hour), "192.0.2.1") {
			t.Error("the hash is the same the day after")
		}
		if err := b.Sweep(ctx, day.Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		var left int
		err := d.Read(ctx, func(s *db.Snapshot) error { return s.QueryRow("SELECT count(*) FROM address_salt").Scan(&left) })
		if err != nil || left != 0 {
			t.Errorf("%d salts left, %v", left, err)
		}
		if one == hash(b, day, "192.0.2.1") {
			t.Error("the deleted salt is still in use")
		}
	}, secrets.Files())
}

func TestNetwork(t *testing.T) {
	for addr, want := range map[string]string{
		"192.0.2.77":             "192.0.2.0/24",
		"::ffff:192.0.2.77":      "192.0.2.0/24",
		"2001:db8:1:2ff:3:4:5:6": "2001:db8:1:200::/56",
		"fe80::1%eth0":           "fe80::/56",
		"unix":                   "unix",
	} {
		if got := secrets.Network(addr); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}

func appendFile(t *testing.T, name, text string) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
