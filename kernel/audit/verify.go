package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Verify compares everything the log says with everything that is stored, on a consistent view and without a
// running server: bodies, commitments and columns, all hashes, all kept checkpoints, and every row of the
// covered tables with the last digest taken of it. publicKey is the key (several, one a line, if it changed)
// that checkpoints must be signed with. It reads in pages and keeps none. The error is about reading, never
// about a fault.
func Verify(ctx context.Context, r db.Reader, tables []Table, publicKey string, o VerifyOptions) (Report, error) {
	v := &verification{ctx: ctx, r: r, o: o, hashes: newHashTexts(), covered: slices.Concat([]Table{epochTable()}, tables)}
	var keys []note.Verifier
	for line := range strings.Lines(publicKey) {
		k, err := note.NewVerifier(strings.TrimSpace(line))
		if err != nil {
			return Report{}, errs.Wrap(err, errs.Invalid, "audit.bad_key")
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return Report{}, errs.New(errs.Invalid, "audit.bad_key")
	}
	v.keys = note.VerifierList(keys...)
	for _, step := range []func() error{v.count, v.entries, v.leftovers, v.unnumbered, v.records} {
		if err := step(); err != nil {
			return v.Report, err
		}
	}
	return v.Report, nil
}

// verification is the state of one Verify.
type verification struct {
	Report
	ctx     context.Context
	r       db.Reader
	o       VerifyOptions
	keys    note.Verifiers
	hashes  hashTexts
	covered []Table

	last        int64 // the number of the last entry
	retained    int64 // up to which bodies may be gone
	done, total int64
	tree        tree
	broken      bool                // a leaf is lost for good: hashes above it cannot be computed
	waiting     []checkpoint        // the next checkpoints by size
	page        map[int64]tlog.Hash // stored hashes of the entries at hand
}

func (v *verification) count() error {
	var highest, numbered int64
	err := v.r.QueryRow("SELECT COALESCE(MAX(seq), 0), COUNT(seq) FROM audit_entry").Scan(&highest, &numbered)
	if err != nil {
		return err
	}
	hash, _, err := lastHash(v.r)
	if err != nil {
		return err
	}
	if hash >= 0 {
		level, n := tlog.SplitStoredHashIndex(hash)
		numbered = max(numbered, (n+1)<<level)
	}
	v.last = min(highest, numbered) // a number far above all others is a fault, not a long way to go
	v.total = v.last
	for _, t := range v.covered {
		var n int64
		if err := v.r.QueryRow("SELECT COUNT(*) FROM " + t.Name).Scan(&n); err != nil {
			return err
		}
		v.total += n
	}
	v.retained, err = retained(v.r)
	return err
}

// progress counts steps and ends the work when ctx does.
func (v *verification) progress(n int) error {
	v.done += int64(n)
	if v.o.Progress != nil {
		v.o.Progress(v.done, v.total)
	}
	return v.ctx.Err()
}

// leftovers are hashes beyond the tree, numbers below 1, and checkpoints that belong to no entry.
func (v *verification) leftovers() error {
	root := v.tree.root()
	v.Root = root.String()
	err := db.Each(v.r, func(scan db.Scan) error {
		var i int64
		err := scan(&i)
		v.add("audit.fault.extra", "log_hash", i, "i", "")
		return err
	}, "SELECT i FROM log_hash WHERE i < 0 OR i >= $1 ORDER BY i LIMIT 100", tlog.StoredHashCount(v.last))
	if err != nil {
		return err
	}
	err = db.Each(v.r, func(scan db.Scan) error {
		var id string
		err := scan(&id)
		v.add("audit.fault.extra", "audit_entry", id, "seq", "")
		return err
	}, "SELECT id FROM audit_entry WHERE seq < 1 OR seq > $1 ORDER BY seq LIMIT 100", v.last)
	if err != nil {
		return err
	}
	err = db.Each(v.r, func(scan db.Scan) error {
		var size int64
		err := scan(&size)
		v.add("audit.fault.extra", "log_checkpoint", size, "size", "")
		return err
	}, "SELECT size FROM log_checkpoint WHERE size < 1 OR size > $1 ORDER BY size LIMIT 100", v.last)
	if err != nil {
		return err
	}
	var newest int64
	err = v.r.QueryRow("SELECT COUNT(*) FROM log_checkpoint WHERE size = $1", v.last).Scan(&newest)
	if err == nil && newest == 0 && v.last > 0 {
		v.add("audit.fault.missing", "log_checkpoint", v.last, "", "")
	}
	return err
}

// unnumbered entries are whole and do not wait long.
func (v *verification) unnumbered() error {
	return db.Each(v.r, func(scan db.Scan) error {
		s, err := scanEntry(scan)
		if err != nil {
			return err
		}
		v.Unnumbered++
		if s.raw == nil || string(commit(s.raw)) != string(s.commitment) {
			v.add("audit.fault.changed", "audit_entry", s.ID, "body", "")
		}
		v.columns(s)
		if wait := v.o.Now.Sub(db.Time(s.At)); wait > maxUnnumbered {
			v.add("audit.fault.unnumbered", "audit_entry", s.ID, "seq", fmt.Sprintf("%.0f s", wait.Seconds()))
		}
		return nil
	}, "SELECT "+entryColumns+" FROM audit_entry WHERE seq IS NULL ORDER BY txn, id")
}
