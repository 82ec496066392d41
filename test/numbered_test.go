package test

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"reeve/kernel/db/dbtest"
)

// TestCommandsNumber: entries of a command are numbered and signed when it ends, also where no server runs; else the
// log would be found faulty some seconds later.
func TestCommandsNumber(t *testing.T) {
	where := []string{"--data", filepath.Join(t.TempDir(), "data"), "--database", dbtest.PostgresURL(t)}
	must(t, importing(boundaries(t, 0), where...)...)
	out, err := exec.Command(program(t), append([]string{"audit", "verify"}, where...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var entries, records, checkpoints int
	if at := bytes.Index(out, []byte("entries ")); at >= 0 {
		fmt.Sscanf(string(out[at:]), "entries %d, records %d, checkpoints %d,", &entries, &records, &checkpoints)
	}
	if entries == 0 || records == 0 || checkpoints == 0 {
		t.Errorf("verify says\n%s", out)
	}
}
