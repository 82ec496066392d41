package deliverytest

import (
	"context"
	"os"
	"path/filepath"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// Copy closes the node for a moment and gives its SQLite database as it is then.
func (n *Node) Copy() []byte {
	n.T.Helper()
	n.Close()
	b, err := os.ReadFile(filepath.Join(n.Dir, "reeve.db"))
	if err != nil {
		n.T.Fatal(err)
	}
	n.Reopen()
	return b
}

// Restore puts a copy back, as `reeve restore` does: with a new epoch of the log, and what was erased since erased again.
func (n *Node) Restore(copied []byte) {
	n.T.Helper()
	n.Close()
	for _, name := range []string{"reeve.db-wal", "reeve.db-shm"} {
		os.Remove(filepath.Join(n.Dir, name))
	}
	if err := os.WriteFile(filepath.Join(n.Dir, "reeve.db"), copied, 0o600); err != nil {
		n.T.Fatal(err)
	}
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Dir: n.Dir})
	if err != nil {
		n.T.Fatal(err)
	}
	log, err := audit.New(d, tables(), audit.Options{Origin: n.Signer.Name(), Signer: n.Signer, Restoring: true})
	if err != nil {
		n.T.Fatal(err)
	}
	ledger, err := n.Keys.Ledger()
	if err != nil {
		n.T.Fatal(err)
	}
	err = d.Write(ctx, db.System(), func(tx *db.Tx) error {
		if _, err := n.Keys.ReplayLedger(tx, ledger); err != nil {
			return err
		}
		_, err := log.OpenEpoch(tx, "test", "operator", "")
		return err
	})
	if err != nil {
		n.T.Fatal(err)
	}
	if err := d.Close(); err != nil {
		n.T.Fatal(err)
	}
	n.Reopen()
}
