package backup

import (
	"context"
	"io"
	"io/fs"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

// Options say where and how a copy becomes an installation.
type Options struct {
	Dir      string // the data folder; at most keys, an erasure ledger and a configuration may be in it
	Database string // postgres://… of a database without tables; empty = SQLite in Dir
	Files    string // folder or database: where documents go; empty = folder on SQLite, database on PostgreSQL

	Keys   string // a file of WriteKeys or a folder of keys; empty = they are in Dir/keys
	Ledger string // a newer erasure ledger than the copy's, besides Dir/erasures.jsonl; may be empty

	Operator   string // who restores, and
	Reason     string // why: for the new epoch of the log
	Checkpoint string // last checkpoint of the log known anywhere, signed; empty = the copy's own

	Schemas []fs.FS       // of all modules
	Covered []audit.Table // records that the log vouches for
	Origin  string        // the log's name where its key has none

	// Erased removes what a newly replayed erasure leaves unsealed in the module's tables; documents are
	// removed already. It records its own audit entries, may run more than once, and may be nil.
	Erased func(tx *db.Tx, log *audit.Log, keys *secrets.Keys, e secrets.Erasure) error

	Now func() time.Time // nil = time.Now
}

// Restored tells what a restore did.
type Restored struct {
	Manifest Manifest
	Epoch    int64        // the log's new one
	Erased   int          // erasures that the copy did not know of yet
	Verified audit.Report // of the whole log after the restore; faults in it were in the source already
}

// Restore makes an installation of a copy. The place must be empty and is empty again when it fails. An older
// schema is brought up to date, a newer one refused. Nothing else may use the place meanwhile; the caller
// holds the folder's lock.
func Restore(ctx context.Context, r io.Reader, o Options, progress Progress) (Restored, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Operator == "" || o.Reason == "" {
		return Restored{}, errs.New(errs.Invalid, "backup.reason_missing")
	}
	numbers, err := known(o.Schemas)
	if err != nil {
		return Restored{}, err
	}
	u, err := newUnpack(r)
	if err != nil {
		return Restored{}, err
	}
	var head Manifest
	if err := u.json("head.json", &head); err != nil {
		return Restored{}, err
	}
	if err := head.check(numbers); err != nil {
		return Restored{}, err
	}
	t, err := openTarget(ctx, o)
	if err != nil {
		return Restored{}, err
	}
	w := restoring{ctx: ctx, o: o, t: t, d: t.d, u: u, head: head, numbers: len(numbers), progress: progress}
	if err := w.all(); err != nil {
		return Restored{}, t.abandon(err)
	}
	return w.Restored, nil
}

// restoring is the state of one Restore.
type restoring struct {
	Restored
	ctx      context.Context
	o        Options
	t        *target
	d        *db.DB
	u        *unpack
	head     Manifest
	numbers  int // of schema files that this program has
	progress Progress
	done     int64

	store   document.Store
	keys    *secrets.Keys
	log     *audit.Log
	signer  *audit.Signer
	fresh   []secrets.Erasure // of the copy's own ledger, not yet done in the copy
	removed []string          // digests of documents erased by a replay
}

func (w *restoring) all() error {
	for _, step := range []func() error{w.openKeys, w.schema, w.documents, w.load, w.upgrade, w.openLog, w.replay, w.number, w.removeBytes,
		w.verify, w.writeLedger, w.t.finish} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *restoring) openKeys() (err error) {
	if w.keys, err = secrets.Open(w.o.Dir); err != nil {
		return err
	}
	w.signer, err = audit.LoadOrCreateSigner(w.o.Dir, w.o.Origin)
	return err
}

func (w *restoring) schema() (err error) {
	if err := w.d.Migrate(w.ctx, schemaAsOf(w.o.Schemas, w.head.Schema)...); err != nil {
		return err
	}
	w.store, err = w.t.files()
	return err
}

// documents puts bytes in their place before any row speaks of them.
func (w *restoring) documents() error {
	for {
		digest, ok := w.u.under("files")
		if !ok {
			return nil
		}
		b, err := w.store.Put(w.ctx, w.u.tar, 1<<50)
		if err != nil {
			return asRead(err, w.u.name)
		}
		if b.Digest != digest {
			return damaged(w.u.name)
		}
		w.Manifest.Documents.Count++
		w.Manifest.Documents.Bytes += b.Size
		if err := w.step(); err != nil {
			return err
		}
		if err := w.u.next(); err != nil {
			return err
		}
	}
}

func (w *restoring) step() error {
	if w.done++; w.done%1000 == 0 || w.done == w.head.rows() {
		w.progress.call(StepLoad, w.done, w.head.rows())
	}
	return w.ctx.Err()
}

// upgrade brings the schema of an older copy up to date, now that its rows are there.
func (w *restoring) upgrade() error {
	if w.numbers == len(w.head.Schema) {
		return nil
	}
	if err := w.t.reopen(w.ctx); err != nil {
		return err
	}
	w.d = w.t.d
	if err := w.d.Migrate(w.ctx, w.o.Schemas...); err != nil {
		return err
	}
	var err error
	w.store, err = w.t.files()
	return err
}

func (w *restoring) openLog() (err error) {
	w.log, err = audit.New(w.d, w.o.Covered, audit.Options{Origin: w.signer.Name(), Signer: w.signer, Clock: w.o.Now, Restoring: true})
	return err
}

// verify compares all that was restored with the log.
func (w *restoring) verify() error {
	return w.d.Read(w.ctx, func(s *db.Snapshot) (err error) {
		w.Verified, err = audit.Verify(w.ctx, s, w.o.Covered, w.signer.PublicKey(), audit.VerifyOptions{Now: w.d.Now(), Origin: w.signer.Name(),
			Progress: func(done, total int64) { w.progress.call(StepVerify, done, total) }})
		return err
	})
}

// asRead calls it damage when the archive could not be read, and leaves other failures as they are.
func asRead(err error, part string) error {
	if errs.Of(err) != nil || !isArchiveError(err) {
		return err
	}
	return damagedBy(err, part)
}
