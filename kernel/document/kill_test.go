package document_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/secrets"
)

// TestMain lets this program also be the one that gets killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DOCUMENT_TEST_VICTIM"); dir != "" {
		victim(dir, os.Getenv("DOCUMENT_TEST_STORE"))
	}
	os.Exit(m.Run())
}

// machine opens an installation in a folder.
func machine(t testing.TB, dir, store string) (*db.DB, document.Store, *document.Archive) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Migrate(ctx, document.Files(), audit.Files(), secrets.Files()); err != nil {
		t.Fatal(err)
	}
	var s document.Store = document.OpenDatabase(d)
	if store == "folder" {
		s = folder(t, dir)
	}
	a, _ := archive(t, d, s, dir)
	return d, s, a
}

// panicking is a testing.TB for a process without a test.
type panicking struct{ testing.TB }

func (panicking) Helper()           {}
func (panicking) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// victim stores files until it dies and prints the id of each that it was told is kept.
func victim(dir, store string) {
	d, _, a := machine(panicking{}, dir, store)
	for i := 0; ; i++ {
		u, err := a.Put(context.Background(), bytes.NewReader(noise(1000+i*5000)), 10<<20, true)
		if err != nil {
			panic(err)
		}
		f := inside
		f.Type = "application/octet-stream"
		attach(panicking{}, d, a, f, u)
		fmt.Println(u.ID, 1000+i*5000)
	}
}

func TestKilled(t *testing.T) {
	for _, store := range []string{"folder", "database"} {
		t.Run(store, func(t *testing.T) {
			dir := t.TempDir()
			kept := map[string]int{}
			for round := range 3 {
				cmd := exec.Command(os.Args[0], "-test.run=^$")
				cmd.Env = append(os.Environ(), "DOCUMENT_TEST_VICTIM="+dir, "DOCUMENT_TEST_STORE="+store)
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				lines := bufio.NewScanner(out)
				for n := 0; lines.Scan(); n++ {
					var id string
					var size int
					if _, err := fmt.Sscan(lines.Text(), &id, &size); err == nil {
						kept[id] = size
					}
					if n == 5 {
						time.AfterFunc(time.Duration(7+round*23)*time.Millisecond, func() { cmd.Process.Kill() })
					}
				}
				cmd.Wait()
			}
			if len(kept) < 15 {
				t.Fatalf("only %d files were kept before the kills", len(kept))
			}
			d, s, a := machine(t, dir, store)
			defer d.Close()
			for id, size := range kept {
				_, r, err := a.Open(context.Background(), id, document.Inside)
				if err != nil {
					t.Fatalf("acknowledged and lost: %v", err)
				}
				if !bytes.Equal(readAll(t, r), noise(size)) {
					t.Error("acknowledged and damaged")
				}
			}
			all := of(t, d, inside.OwnerKind, inside.OwnerID)
			for _, f := range all { // also what was committed without being told
				_, r, err := a.Open(context.Background(), f.ID, document.Inside)
				if err != nil {
					t.Fatalf("a row without bytes: %v", err)
				}
				if n, err := io.Copy(io.Discard, r); err != nil || n != f.Size {
					t.Errorf("%d bytes of %d: %v", n, f.Size, err)
				}
				r.Close()
			}
			later := time.Now().Add(2 * document.Grace)
			swept, err := a.Sweep(context.Background(), later)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d acknowledged, %d rows, %d orphans swept", len(kept), len(all), swept)
			if blobs := old(t, s, later); len(blobs) != len(all) {
				t.Errorf("%d blobs for %d rows", len(blobs), len(all))
			}
		})
	}
}
