package test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/db/dbtest"
)

// newNode makes a node in a folder of its own and gives the folder and the file of its card.
func newNode(t *testing.T, name, country string) (data, card string) {
	t.Helper()
	dir := t.TempDir()
	data, card = filepath.Join(dir, name), filepath.Join(dir, name+".card")
	must(t, "node", "init", "--data", data, "--name", name, "--country", country, "--role", "spoc", "--address", "https://127.0.0.1:1")
	writeCard(t, data, card)
	return data, card
}

func writeCard(t *testing.T, data, card string) {
	t.Helper()
	exit, out, errOut := reeve(t, "node", "card", "--data", data)
	if exit != 0 || !strings.HasPrefix(out, "reeve-card-v1\n") || errOut != "" {
		t.Fatalf("exit %d, %q %q", exit, out, errOut)
	}
	if err := os.WriteFile(card, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNodeCommands: nodes are made, compared, trusted and given channels, with a server beside the commands and without,
// on both engines.
func TestNodeCommands(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, beside := range []bool{false, true} {
			name := engine + " alone"
			if beside {
				name = engine + " beside a server"
			}
			t.Run(name, func(t *testing.T) {
				vilnius, vilniusCard := newNode(t, "Vilnius", "LT")
				riga, rigaCard := newNode(t, "Rīga", "LV")
				where := []string{"--data", vilnius}
				if engine == "postgres" {
					where = append(where, "--database", dbtest.PostgresURL(t))
				}
				if beside {
					serve(t, nil, where...)
				}
				run := func(args ...string) (int, string, string) { return reeve(t, append(args, where...)...) }
				fingerprint := must(t, "node", "fingerprint", rigaCard)
				if len(strings.Fields(fingerprint)) != 5 {
					t.Fatalf("fingerprint %q", fingerprint)
				}
				other := must(t, "node", "fingerprint", vilniusCard)
				if exit, _, errOut := run("node", "trust", rigaCard, "--fingerprint", other); exit != 1 || !strings.Contains(errOut, "fingerprint") {
					t.Errorf("a wrong fingerprint: exit %d, %s", exit, errOut)
				}
				if exit, _, errOut := run("node", "channel", "Rīga", "--basis", "law", "--allow", "all"); exit != 1 || !strings.Contains(errOut, "Rīga") {
					t.Errorf("a channel to nobody: exit %d, %s", exit, errOut)
				}
				org := must(t, append([]string{"node", "trust", rigaCard, "--fingerprint", " " + strings.ReplaceAll(fingerprint, " ", "-")}, where...)...)
				for _, who := range []string{"Rīga", strings.ToUpper(org), rigaCard} {
					if ref := must(t, append([]string{"node", "channel", who, "--basis", "Directive (EU) 2023/977 art. 4", "--allow", "unit:Kaunas,drugs", "--until", "2099-12-31"}, where...)...); len(ref) != 10 {
						t.Errorf("%s: %q", who, ref)
					}
				}
				must(t, "node", "rotate", "--data", riga)
				writeCard(t, riga, rigaCard)
				must(t, append([]string{"node", "take", rigaCard}, where...)...)
				_, out, _ := run("node", "list")
				if !strings.Contains(out, org+" trusted LV Rīga, spoc, card 2") || strings.Count(out, "in force") != 1 || strings.Count(out, "ended") != 2 || !strings.Contains(out, "until 2100-01-01T00:00:00+02:00") {
					t.Errorf("list:\n%s", out)
				}
				must(t, append([]string{"node", "close", "Rīga", "--reason", "the agreement ended"}, where...)...)
				must(t, append([]string{"node", "rotate"}, where...)...)
				must(t, append([]string{"node", "revoke", "Rīga", "--reason", "their server was stolen"}, where...)...)
				if _, out, _ := run("node", "list"); !strings.Contains(out, "revoked") || !strings.Contains(out, ", card 2, fingerprint") || strings.Contains(out, "in force") {
					t.Errorf("list:\n%s", out)
				}
				if last := must(t, append([]string{"audit", "verify"}, where...)...); last != "everything holds" {
					t.Error(last)
				}
				noSecrets(t, vilnius)
			})
		}
	}
}

// noSecrets wants the node's keys in one file that its owner alone reads, and nowhere else in the folder.
func noSecrets(t *testing.T, data string) {
	t.Helper()
	found := 0
	if err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(b, []byte("AGE-SECRET-KEY")) {
			return err
		}
		found++
		info, err := d.Info()
		if path != filepath.Join(data, "keys", "node.json") || info.Mode().Perm() != 0o600 {
			t.Errorf("%s (%v) holds a secret", path, info.Mode())
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if found != 1 {
		t.Errorf("%d files with keys", found)
	}
}

// A folder that is none is told so, and nothing is made of it.
func TestNodeCommandsMakeNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "empty")
	for _, args := range [][]string{{"node", "list"}, {"node", "rotate"}, {"node", "card"}, {"node", "revoke", "--reason", "x"}} {
		if exit, _, errOut := reeve(t, append(args, "--data", dir)...); exit != 1 || !strings.Contains(errOut, "node init") {
			t.Errorf("%v: exit %d, %s", args, exit, errOut)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
	community := filepath.Join(t.TempDir(), "community")
	must(t, "user", "add", "--data", community, "--email", "a@example.org", "--name", "A")
	if exit, _, errOut := reeve(t, "node", "init", "--data", community, "--name", "A", "--country", "LT", "--role", "spoc", "--address", "https://a.example"); exit != 1 || !strings.Contains(errOut, "another installation") {
		t.Errorf("exit %d, %s", exit, errOut)
	}
}

// A node comes back whole of its backup and keys, with a new epoch of the log that bears its name.
func TestNodeIsRestored(t *testing.T) {
	data, _ := newNode(t, "Vilnius", "LT")
	_, rigaCard := newNode(t, "Rīga", "LV")
	must(t, "node", "trust", rigaCard, "--data", data, "--fingerprint", must(t, "node", "fingerprint", rigaCard))
	must(t, "node", "channel", "Rīga", "--data", data, "--basis", "law", "--allow", "all")
	dir := t.TempDir()
	copied, keys, again := filepath.Join(dir, "copy"), filepath.Join(dir, "keys.json"), filepath.Join(dir, "again")
	must(t, "backup", copied, "--data", data, "--keys", keys)
	must(t, "restore", copied, "--data", again, "--keys", keys, "--operator", "O", "--reason", "the disk broke")
	if last := must(t, "audit", "verify", "--data", again); last != "everything holds" {
		t.Error(last)
	}
	_, was, _ := reeve(t, "node", "list", "--data", data)
	if _, is, errOut := reeve(t, "node", "list", "--data", again); is != was || !strings.Contains(is, "in force") {
		t.Errorf("%s%s\nwas\n%s", is, errOut, was)
	}
}
