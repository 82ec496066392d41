package backup

import (
	"archive/tar"
	"bufio"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

// load puts all rows into the database in one transaction, which commits only when the archive was read to
// its end and everything in it has the hash that its manifest says.
func (w *restoring) load() error {
	ran := false
	return w.d.Housekeep(w.ctx, func(tx *db.Tx) error {
		if ran { // the archive cannot be read twice
			return errs.New(errs.Unavailable, "backup.disturbed")
		}
		ran = true
		l := &loading{restoring: w, tx: tx, buf: bufio.NewReaderSize(nil, 1<<20)}
		return l.all()
	})
}

// loading is the state of the transaction.
type loading struct {
	*restoring
	tx  *db.Tx
	buf *bufio.Reader
}

func (l *loading) all() error {
	links, err := loosen(l.tx)
	if err != nil {
		return err
	}
	for _, t := range l.head.Tables {
		loaded, err := l.table(t)
		if err != nil {
			return l.because(t, err)
		}
		l.Manifest.Tables = append(l.Manifest.Tables, loaded)
	}
	if err := l.erasures(); err != nil {
		return err
	}
	if err := l.compare(); err != nil {
		return err
	}
	if err := l.fits(); err != nil {
		return err
	}
	if err := l.rest(); err != nil {
		return err
	}
	return links.tighten(l.tx)
}

// because finds out why a table could not be loaded: of rows that the database refuses the reason is often
// that the archive is damaged, which its checksum tells.
func (l *loading) because(t Table, cause error) error {
	if errs.Of(cause) == nil && l.ctx.Err() == nil {
		if _, err := io.Copy(io.Discard, &stopping{l.ctx, l.u.zip}); err != nil && l.ctx.Err() == nil {
			return damagedBy(errors.Join(cause, err), "tables/"+t.Name)
		}
	}
	return fmt.Errorf("load table %s: %w", t.Name, cause)
}

// table loads all parts of a table and gives what they were.
func (l *loading) table(t Table) (Table, error) {
	have, err := columnsOf(l.tx, l.tx.Engine(), t.Name)
	if err != nil {
		return t, err
	}
	if !sameColumns(have, t.Columns) {
		return t, errs.New(errs.Invalid, "backup.columns", "table", t.Name)
	}
	if _, err := l.tx.Exec(`DELETE FROM "` + t.Name + `"`); err != nil { // what the schema itself put in
		return t, err
	}
	sum, rows := sha256.New(), newRows(l.tx, t)
	for n := 1; l.u.name == partName(t.Name, n); n++ {
		header := n == 1
		err := l.u.lines(l.buf, func(line []byte) error {
			sum.Write(line)
			if header {
				header = false
				return l.header(t, line)
			}
			if err := rows.add(line); err != nil {
				return err
			}
			return l.step()
		})
		if err != nil {
			return t, err
		}
		if err := l.u.next(); err != nil {
			return t, err
		}
	}
	if err := rows.flush(); err != nil {
		return t, err
	}
	t.Part = Part{rows.count, hexSum(sum)}
	return t, nil
}

func (l *loading) header(t Table, line []byte) error {
	var h struct {
		Table   string   `json:"table"`
		Columns []Column `json:"columns"`
	}
	if err := json.Unmarshal(line, &h); err != nil || h.Table != t.Name || !slices.Equal(h.Columns, t.Columns) {
		return damagedBy(err, l.u.name)
	}
	return nil
}

// sameColumns compares without regard to order: a column added by an upgrade stands elsewhere than in a
// database that began with it.
func sameColumns(a, b []Column) bool {
	byName := func(x, y Column) int { return strings.Compare(x.Name, y.Name) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), byName), slices.SortedFunc(slices.Values(b), byName))
}

// erasures replays the copy's own ledger; its rows are in a table too, so there is rarely anything to do.
func (l *loading) erasures() error {
	if l.u.name != "erasures.jsonl" {
		return damaged("erasures.jsonl")
	}
	sum, part := sha256.New(), Part{}
	b := batch{take: func(entries []secrets.Erasure) error {
		part.Rows += int64(len(entries))
		fresh, err := l.keys.ReplayLedger(l.tx, entries)
		l.fresh = append(l.fresh, fresh...)
		return err
	}}
	if err := l.u.lines(l.buf, func(line []byte) error { sum.Write(line); return b.add(line) }); err != nil {
		return asRead(err, l.u.name)
	}
	if err := b.flush(); err != nil {
		return asRead(err, l.u.name)
	}
	part.SHA256 = hexSum(sum)
	l.Manifest.Erasures = part
	return l.u.next()
}

// compare reads the manifest and holds it against what was loaded.
func (l *loading) compare() error {
	var said Manifest
	if err := l.u.json("manifest.json", &said); err != nil {
		return err
	}
	if err := l.u.end(); err != nil {
		return err
	}
	got := l.Manifest
	got.Format, got.Engine, got.Created, got.Schema, got.Epoch, got.Checkpoint =
		l.head.Format, l.head.Engine, l.head.Created, l.head.Schema, l.head.Epoch, l.head.Checkpoint
	got.Documents.Lost, got.Documents.LostNames = said.Documents.Lost, said.Documents.LostNames
	for i, t := range got.Tables {
		if i >= len(said.Tables) || !reflect.DeepEqual(t, said.Tables[i]) {
			return damaged("tables/" + t.Name)
		}
	}
	if !reflect.DeepEqual(got, said) {
		return damaged("manifest.json")
	}
	l.Manifest = said
	return nil
}

// fits refuses keys that are not this installation's.
func (l *loading) fits() error {
	macs, err := db.All(l.tx, func(scan db.Scan) (mac []byte, err error) { return mac, scan(&mac) },
		"SELECT mac FROM key_check WHERE purpose = $1", "master")
	if err != nil {
		return err
	}
	if len(macs) > 0 && !l.keys.CheckMAC("confirm", nil, macs[0]) {
		return errs.New(errs.Invalid, "backup.wrong_key", "file", "master.key")
	}
	return l.signerFits()
}

// rest puts right what was true only in the process that wrote the copy.
func (l *loading) rest() error {
	if _, err := l.tx.Exec("UPDATE job SET lease_until = 0 WHERE lease_until > 0"); err != nil {
		return err
	}
	if l.tx.Engine() == db.Postgres {
		// Entries that had no number yet keep their order and come before all that this database will write.
		_, err := l.tx.Exec("UPDATE audit_entry SET txn = txn - 4611686018427387904 WHERE seq IS NULL")
		return err
	}
	// SQLite gives numbers at once; the hashes follow with the next entry.
	_, err := l.tx.Exec(`UPDATE audit_entry SET seq = w.place FROM (
		SELECT id, ROW_NUMBER() OVER (ORDER BY txn, id) + (SELECT COALESCE(MAX(seq), 0) FROM audit_entry) AS place FROM audit_entry WHERE seq IS NULL
		) AS w WHERE audit_entry.id = w.id`)
	return err
}

func isArchiveError(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) ||
		errors.Is(err, tar.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF)
}
