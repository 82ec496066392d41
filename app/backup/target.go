package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
)

// workName is the folder in which a restore works. Where it stands without a reeve.db beside it, a restore was
// broken off.
const workName = ".restoring"

// target is the place that becomes an installation. SQLite and the folder of documents are made aside and
// moved into place at the end; PostgreSQL carries a mark until then.
type target struct {
	o    Options
	d    *db.DB
	work string
	mark *mark    // PostgreSQL only
	made []string // what to remove again on failure, besides work

	moved bool // documents are in their place although the mark still stands
}

// openTarget makes sure that the place is empty, puts the keys there and opens a database.
func openTarget(ctx context.Context, o Options) (*target, error) {
	t := &target{o: o, work: filepath.Join(o.Dir, workName)}
	if err := t.checkFolder(); err != nil {
		return nil, err
	}
	if err := t.open(ctx); err != nil {
		return nil, t.abandon(err)
	}
	return t, nil
}

func (t *target) open(ctx context.Context) error {
	if _, err := os.Stat(t.o.Dir); errors.Is(err, fs.ErrNotExist) {
		t.made = append(t.made, t.o.Dir)
	}
	if _, err := os.Stat(t.ledger()); errors.Is(err, fs.ErrNotExist) {
		t.made = append(t.made, t.ledger())
	}
	if err := os.MkdirAll(t.o.Dir, 0o700); err != nil {
		return err
	}
	if err := t.clear(); err != nil {
		return err
	}
	keys, err := installKeys(t.o.Keys, t.o.Dir)
	t.made = append(t.made, keys...)
	if err != nil {
		return err
	}
	if err := os.Mkdir(t.work, 0o700); err != nil {
		return err
	}
	if err := t.openDatabase(ctx); err != nil {
		return err
	}
	if t.d.Engine() == db.Postgres {
		t.mark, err = markUnfinished(ctx, t.d)
	}
	return err
}

func (t *target) openDatabase(ctx context.Context) (err error) {
	t.d, err = db.Open(ctx, db.Options{Dir: t.work, Database: t.o.Database, Now: t.o.Now})
	return err
}

// reopen frees SQLite's one writing connection, which a migration needs for itself.
func (t *target) reopen(ctx context.Context) error {
	if t.d.Engine() == db.Postgres {
		return nil
	}
	err := t.d.Close()
	t.d = nil
	if err != nil {
		return err
	}
	return t.openDatabase(ctx)
}

func (t *target) ledger() string { return filepath.Join(t.o.Dir, "erasures.jsonl") }

// checkFolder refuses a folder that holds anything but what a restore needs and does not write.
func (t *target) checkFolder() error {
	entries, err := os.ReadDir(t.o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	broken := slices.Contains(names, workName) && !slices.Contains(names, "reeve.db")
	for _, name := range names {
		switch {
		case name == "keys" || name == "erasures.jsonl" || name == "reeve.lock" || name == "reeve.sock" || name == "lost+found":
		case strings.HasSuffix(name, ".toml"):
		case broken && (name == workName || name == "files" || name == "reeve.db-wal"):
		default:
			return errs.New(errs.Conflict, "backup.folder_not_empty", "dir", t.o.Dir, "name", name)
		}
	}
	return nil
}

// clear removes what a restore that was broken off has left.
func (t *target) clear() error {
	if _, err := os.Stat(t.work); err != nil {
		return nil
	}
	for _, name := range []string{"reeve.db", "reeve.db-wal", "files", workName} { // the sign goes last
		if err := os.RemoveAll(filepath.Join(t.o.Dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// files is where documents go for now.
func (t *target) files() (document.Store, error) {
	if t.o.Files == "database" || t.o.Files == "" && t.d.Engine() == db.Postgres {
		return document.OpenDatabase(t.d), nil
	}
	return document.OpenFolder(filepath.Join(t.work, "files"))
}

// finish moves everything into place, the database last, and takes the mark away. After that nothing can fail
// any more; what then stays behind in the working folder does no harm.
func (t *target) finish() error {
	if t.mark != nil {
		return t.finishPostgres()
	}
	err := t.d.Close()
	t.d = nil
	if err != nil {
		return err
	}
	for _, name := range []string{"files", "reeve.db-wal", "reeve.db"} {
		if err := t.move(name); err != nil {
			return err
		}
	}
	os.RemoveAll(t.work)
	return nil
}

// finishPostgres removes the working folder before the mark: beside a finished database it would look like a
// restore that was broken off.
func (t *target) finishPostgres() error {
	if err := t.move("files"); err != nil {
		return err
	}
	t.moved = true
	if err := os.RemoveAll(t.work); err != nil {
		return err
	}
	if err := t.mark.remove(); err != nil {
		return err
	}
	t.d.Close()
	return nil
}

func (t *target) move(name string) error {
	err := os.Rename(filepath.Join(t.work, name), filepath.Join(t.o.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("move %s into place: %w", name, err)
	}
	return flushFolder(t.o.Dir)
}

// abandon leaves the place as it was and gives the cause.
func (t *target) abandon(cause error) error {
	all := []error{cause}
	if t.d != nil {
		if t.mark != nil {
			all = append(all, t.mark.dropAll())
		}
		all = append(all, t.d.Close())
	}
	if t.moved {
		all = append(all, os.RemoveAll(filepath.Join(t.o.Dir, "files")))
	}
	all = append(all, t.clear())
	for _, name := range slices.Backward(t.made) {
		err := os.Remove(name) // of folders only those that are empty again
		if err != nil && !errors.Is(err, fs.ErrNotExist) && name != t.o.Dir {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}
