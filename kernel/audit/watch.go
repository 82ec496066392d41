package audit

import (
	"context"
	"net/http"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/errs"
)

// WatchOptions of a watch.
type WatchOptions struct {
	PublicKey   string // the log's key; empty = the one kept, or at the first time the one the log shows
	AcceptEpoch bool   // go on with a new epoch
	Client      *http.Client
}

// Watched is what a watch found.
type Watched struct {
	Key       string // the key the log is held to
	KeyIsNew  bool   // it was taken from the log itself just now: compare it with what the operator says
	Origin    string
	Epoch     int64
	Size      int64
	Before    int64 // size at the last look, 0 at the first
	NewEpoch  bool  // the epoch was accepted just now
	Continues bool  // the log contains all that was seen at the last look
}

// Watch compares the log at url with the last checkpoint kept in file and keeps the new one. A log that is
// smaller, or that does not contain what was seen before, is refused with Conflict and the file stays as it
// was: it is the evidence. So is a new epoch until it is accepted.
func Watch(ctx context.Context, url, file string, o WatchOptions) (Watched, error) {
	k, err := readKept(file)
	if err != nil {
		return Watched{}, err
	}
	f := newFetcher(ctx, url, o.Client)
	w := Watched{Key: k.Key}
	switch {
	case o.PublicKey != "":
		w.Key = strings.TrimSpace(o.PublicKey)
	case k.Key == "":
		b, err := f.get("key")
		if err != nil {
			return w, err
		}
		w.Key, w.KeyIsNew = strings.TrimSpace(string(b)), true
	}
	signed, err := f.get("checkpoint")
	if err != nil {
		return w, err
	}
	now, err := openCheckpoint(signed, w.Key)
	if err != nil {
		return w, err
	}
	name, epoch, ok := SplitOrigin(now.Origin)
	if !ok || k.Origin != "" && k.Origin != name {
		return w, errs.New(errs.Conflict, "audit.watch.origin", "origin", now.Origin, "expected", k.Origin)
	}
	w.Origin, w.Epoch, w.Size = name, epoch, now.N
	if err := w.compare(f, k, now.Tree, o.AcceptEpoch); err != nil {
		return w, err
	}
	k.Key, k.Origin = w.Key, name
	k.Checkpoints[epoch] = string(signed)
	return w, k.write(file)
}

// compare holds the log against the newest checkpoint that was kept.
func (w *Watched) compare(f *fetcher, k kept, now tlog.Tree, accept bool) error {
	seen, text := k.newest()
	var before tlog.Tree
	if seen > 0 {
		// The key may have changed with the epoch; what was kept was verified when it came.
		c, err := openCheckpoint([]byte(text), k.Key)
		if err != nil {
			return err
		}
		before = c.Tree
	}
	w.Before = before.N
	err := contains(f, now, before)
	if f.err != nil {
		return f.err
	}
	w.Continues = err == nil
	switch {
	case seen == 0 || w.Epoch == seen:
		return err
	case w.Epoch < seen:
		return errs.New(errs.Conflict, "audit.watch.old_epoch", "epoch", w.Epoch, "seen", seen)
	case !accept:
		return errs.New(errs.Conflict, "audit.watch.new_epoch", "epoch", w.Epoch, "seen", seen, "size", now.N, "before", before.N)
	}
	w.NewEpoch = true
	// The log's own tiles must still bear out what it signs, whatever came before.
	if err := contains(f, now, tlog.Tree{}); err != nil {
		return err
	}
	return f.err
}

// contains proves that the tree before is the beginning of the tree now (RFC 6962 section 2.1.2), from tiles
// that are themselves proven to belong to now.
func contains(f *fetcher, now, before tlog.Tree) error {
	if now.N < before.N {
		return errs.New(errs.Conflict, "audit.watch.smaller", "size", now.N, "before", before.N)
	}
	rewritten := errs.New(errs.Conflict, "audit.watch.rewritten", "size", now.N, "before", before.N)
	if now.N == before.N && now.Hash != before.Hash {
		return rewritten
	}
	if now.N == 0 {
		return nil
	}
	tiles := tlog.TileHashReader(now, f)
	if before.N == 0 || before.N == now.N {
		_, err := tlog.TreeHash(now.N, tiles)
		return because(err, rewritten)
	}
	proof, err := tlog.ProveTree(now.N, before.N, tiles)
	if err != nil {
		return because(err, rewritten)
	}
	return because(tlog.CheckTree(proof, now.N, now.Hash, before.N, before.Hash), rewritten)
}

func because(cause error, e *errs.Error) error {
	if cause == nil {
		return nil
	}
	e.Cause = cause
	return e
}

func openCheckpoint(signed []byte, key string) (torchwood.Checkpoint, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return torchwood.Checkpoint{}, errs.Wrap(err, errs.Invalid, "audit.bad_key")
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return torchwood.Checkpoint{}, errs.Wrap(err, errs.Conflict, "audit.watch.signature")
	}
	c, err := torchwood.ParseCheckpoint(n.Text)
	if err != nil {
		return torchwood.Checkpoint{}, errs.Wrap(err, errs.Conflict, "audit.watch.signature")
	}
	return c, nil
}
