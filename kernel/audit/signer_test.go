package audit_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"reeve/kernel/audit"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
)

func TestSignerIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	keys := make([]string, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			s, err := audit.LoadOrCreateSigner(dir, "test.example/log")
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = s.PublicKey()
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] {
			t.Fatalf("two keys: %s and %s", k, keys[0])
		}
	}
	files, _ := os.ReadDir(filepath.Join(dir, "keys"))
	if len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
	if info, err := os.Stat(filepath.Join(dir, "keys", "log.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info.Mode(), err)
	}
}

func TestOtherKeyIsRefused(t *testing.T) {
	w := open(t, dbtest.SQLite(t, audit.Files(), thingSchema))
	w.fill(2)
	o := audit.Options{Origin: "test.example/log", Signer: signer(t)}
	if _, err := audit.New(w.d, things(), o); errs.Of(err) == nil || errs.Of(err).Key != "audit.other_key" {
		t.Errorf("another key: %v", err)
	}
	o.Restoring = true
	l, err := audit.New(w.d, things(), o)
	if err != nil {
		t.Fatal(err)
	}
	w.l = l
	w.openEpoch()
	w.put("x")
	if _, err := audit.New(w.d, things(), audit.Options{Origin: o.Origin, Signer: o.Signer}); err != nil {
		t.Errorf("the new key in the new epoch: %v", err)
	}
}
