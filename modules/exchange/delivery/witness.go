package delivery

import (
	"database/sql"
	"errors"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// shown is a partner's checkpoint that was read.
type shown struct {
	torchwood.Checkpoint
	epoch  int64
	signed string
}

// readCheckpoint checks the signature of a partner's checkpoint and that it is of its log.
func readCheckpoint(p node.Partner, signed string) (c shown, err error) {
	v, err := note.NewVerifier(p.Card.Log.Key)
	if err != nil {
		return c, err
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return c, errs.Wrap(err, errs.Forbidden, "delivery.bad_checkpoint")
	}
	if c.Checkpoint, err = torchwood.ParseCheckpoint(n.Text); err != nil {
		return c, errs.Wrap(err, errs.Forbidden, "delivery.bad_checkpoint")
	}
	name, epoch, ok := audit.SplitOrigin(c.Origin)
	if !ok || name != p.Card.Log.Origin {
		return c, errs.New(errs.Forbidden, "delivery.other_log", "origin", c.Origin, "expected", p.Card.Log.Origin)
	}
	c.epoch = epoch
	// Only the log's own signature is kept: what else was on the note is somebody's else.
	c.signed = n.Text + "\n— " + n.Sigs[0].Name + " " + n.Sigs[0].Base64 + "\n"
	return c, nil
}

// witnessOf is the last checkpoint of a partner's log that was cosigned here; size 0 if none.
func witnessOf(q db.Reader, partner wire.Org, epoch int64) (size int64, signed string, err error) {
	err = q.QueryRow("SELECT size, note FROM exchange_witness WHERE partner = $1 AND epoch = $2", string(partner), epoch).Scan(&size, &signed)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return size, signed, err
}

// verdict on a partner's checkpoint.
type verdict int

const (
	goesOn    verdict = iota // it contains what was cosigned
	older                    // it overtook a newer one on the way, or its sender does not know yet what was cosigned
	rewritten                // it does not
)

// judge compares a checkpoint with the last cosigned one by the proof that came with it (RFC 6962 section 2.1.2).
func judge(c shown, h logHead, size int64, cosigned string) verdict {
	if size == 0 {
		return goesOn
	}
	text, _, _ := cutNote(cosigned)
	before, err := torchwood.ParseCheckpoint(text)
	if err != nil {
		return older // own damage; Verify names it
	}
	switch {
	case c.N == size && c.Hash == before.Hash:
		return goesOn
	case c.N == size:
		return rewritten
	case c.N > size && h.Since == size:
		proof, ok := parseProof(h.Proof)
		if !ok || tlog.CheckTree(proof, c.N, c.Hash, size, before.Hash) != nil {
			return rewritten
		}
		return goesOn
	case h.Since == size: // it knows what was cosigned, and shows less
		return rewritten
	}
	return older
}

// cosign keeps a partner's checkpoint that was shown to go on from one of size from, with our cosignature, if that is
// still the last one. The caller's transaction leaves an entry about what it came with.
func (d *Delivery) cosign(tx *db.Tx, partner wire.Org, c shown, from int64) error {
	size, _, err := witnessOf(tx, partner, c.epoch)
	if err != nil || size != from || size >= c.N {
		return err
	}
	signed, err := d.cosigned(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO exchange_witness (partner, epoch, size, note, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (partner, epoch) DO UPDATE SET size = excluded.size, note = excluded.note, at = excluded.at WHERE exchange_witness.size < excluded.size`,
		string(partner), c.epoch, c.N, signed, db.Micros(tx.Now()))
	return err
}

func (d *Delivery) cosigned(c shown) (string, error) {
	text, sigs, _ := cutNote(c.signed)
	s, err := note.Sign(&note.Note{Text: text}, d.Own.Cosigner())
	if err != nil {
		return "", err
	}
	_, mine, _ := cutNote(string(s))
	return text + "\n" + sigs + mine, nil
}

// cutNote separates the text of a signed note, with its last line end, from the lines of its signatures.
func cutNote(signed string) (text, sigs string, ok bool) {
	for i := len(signed) - 2; i > 0; i-- {
		if signed[i] == '\n' && signed[i+1] == '\n' {
			return signed[:i+1], signed[i+2:], true
		}
	}
	return signed, "", false
}

// keepCosigned keeps a partner's cosignature on a checkpoint of ours, the last of each day.
func (d *Delivery) keepCosigned(tx *db.Tx, p node.Partner, signed string) error {
	c, err := d.readCosigned(p.Card.Log.Cosign, signed)
	if err != nil {
		return err
	}
	day := db.Micros(tx.Now()) / 86_400_000_000
	_, err = tx.Exec(`INSERT INTO exchange_cosigned (partner, epoch, day, size, note) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (partner, epoch, day) DO UPDATE SET size = excluded.size, note = excluded.note WHERE exchange_cosigned.size < excluded.size`,
		string(p.Org), c.epoch, day, c.N, c.signed)
	return err
}

// readCosigned checks that a note is a checkpoint of ours with a partner's cosignature.
func (d *Delivery) readCosigned(key, signed string) (c shown, err error) {
	v, err := torchwood.NewCosignatureVerifier(key)
	if err != nil {
		return c, err
	}
	own, err := note.NewVerifier(d.Own.Card().Log.Key)
	if err != nil {
		return c, err
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v, own))
	if err != nil || len(n.Sigs) != 2 {
		return c, errs.Wrap(err, errs.Forbidden, "delivery.bad_cosignature")
	}
	if c.Checkpoint, err = torchwood.ParseCheckpoint(n.Text); err != nil {
		return c, errs.Wrap(err, errs.Forbidden, "delivery.bad_cosignature")
	}
	name, epoch, ok := audit.SplitOrigin(c.Origin)
	if !ok || name != d.Own.Card().Log.Origin {
		return c, errs.New(errs.Forbidden, "delivery.bad_cosignature")
	}
	c.epoch, c.signed = epoch, signed
	return c, nil
}

// Fork is two checkpoints of a partner's log that cannot both be true: the proof that it was rewritten.
type Fork struct {
	Partner       wire.Org
	Epoch         int64
	Seen, Offered string // signed notes; Seen bears our cosignature
	At            int64  // µs
}

// Forks are what was found of a partner, newest first; of everybody for an empty name.
func Forks(q db.Reader, partner wire.Org) ([]Fork, error) {
	return db.All(q, func(scan db.Scan) (f Fork, err error) {
		err = scan(&f.Partner, &f.Epoch, &f.Seen, &f.Offered, &f.At)
		return
	}, "SELECT partner, epoch, seen, offered, at FROM exchange_fork WHERE partner = $1 OR $1 = '' ORDER BY at DESC, id DESC", string(partner))
}

// keepFork keeps the evidence that a partner's log was rewritten, once for each pair.
func (d *Delivery) keepFork(tx *db.Tx, partner wire.Org, epoch int64, before, offered string) error {
	var known bool
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM exchange_fork WHERE partner = $1 AND seen = $2)", string(partner), before).Scan(&known); err != nil || known {
		return err
	}
	name := id.At(tx.Now())
	stored := []any{string(partner), epoch, before, offered, db.Micros(tx.Now())}
	if _, err := tx.Exec("INSERT INTO exchange_fork (id, partner, epoch, seen, offered, at) VALUES ($1, $2, $3, $4, $5, $6)", append([]any{name}, stored...)...); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.fork", Kind: forkKind, ID: name, Org: string(partner), Justification: "delivery.rewritten", Stored: stored})
}

// head is what we say about both logs in a batch or an answer. since is the size of ours that the partner cosigned last.
func (d *Delivery) head(q db.Reader, partner wire.Org, since seen) (h logHead, err error) {
	h.Proof = []string{}
	signed, size, err := d.Log.Newest(q)
	if err != nil {
		return h, err
	}
	h.Checkpoint = string(signed)
	epoch, err := audit.Epoch(q)
	if err != nil {
		return h, err
	}
	if since.Epoch == epoch && since.Size > 0 {
		h.Since = since.Size
		p, err := d.Log.Consistency(q, size, since.Size)
		if err != nil {
			return h, err
		}
		h.Proof = proofText(p)
	}
	err = q.QueryRow("SELECT epoch, size, note FROM exchange_witness WHERE partner = $1 ORDER BY epoch DESC LIMIT 1", string(partner)).Scan(&h.Seen.Epoch, &h.Seen.Size, &h.Cosigned)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return h, err
}

// Witnessed is the last checkpoint of a partner's log that was cosigned here, with both signatures; size 0 if none.
func Witnessed(q db.Reader, partner wire.Org, epoch int64) (size int64, signed string, err error) {
	return witnessOf(q, partner, epoch)
}

// CosignedFrom is the smallest checkpoint of ours, of at least a size, that a partner cosigned; size 0 if none.
func CosignedFrom(q db.Reader, atLeast int64) (size int64, signed string, err error) {
	err = q.QueryRow("SELECT size, note FROM exchange_cosigned WHERE size >= $1 ORDER BY size, partner LIMIT 1", atLeast).Scan(&size, &signed)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return size, signed, err
}
