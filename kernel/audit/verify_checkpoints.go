package audit

import (
	"encoding/base64"
	"fmt"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
)

// checkpointsAt compares the kept checkpoint of size seq, if there is one, with the tree of that size.
func (v *verification) checkpointsAt(seq int64, s *stored) error {
	if len(v.waiting) == 0 {
		var err error
		v.waiting, err = db.All(v.r, scanCheckpoint,
			"SELECT "+checkpointColumns+" FROM log_checkpoint WHERE size >= $1 ORDER BY size LIMIT 500", seq)
		if err != nil {
			return err
		}
		if len(v.waiting) == 0 {
			v.waiting = []checkpoint{{size: v.last + 1}} // none left
		}
	}
	if v.waiting[0].size != seq {
		return nil
	}
	c := v.waiting[0]
	v.waiting = v.waiting[1:]
	v.Checkpoints++
	if column, detail := v.wrong(c, s); column != "" {
		v.add("audit.fault.checkpoint", "log_checkpoint", c.size, column, detail)
	}
	return nil
}

// wrong names the column of a checkpoint that is not what the tree says.
func (v *verification) wrong(c checkpoint, s *stored) (column, detail string) {
	n, err := note.Open([]byte(c.note), v.keys)
	if err != nil {
		return "note", err.Error()
	}
	signed, err := torchwood.ParseCheckpoint(n.Text)
	if err != nil {
		return "note", err.Error()
	}
	name, epoch, ok := SplitOrigin(signed.Origin)
	switch root := v.tree.root(); {
	case canonical(n) != c.note:
		return "note", ""
	case signed.N != c.size:
		return "size", fmt.Sprint(signed.N)
	case !ok || v.o.Origin != "" && name != v.o.Origin:
		return "note", signed.Origin
	case epoch != c.epoch:
		return "epoch", fmt.Sprint(epoch)
	case !v.broken && signed.Hash != root:
		return "note", root.String()
	case len(c.root) != tlog.HashSize || tlog.Hash(c.root) != signed.Hash:
		return "root", ""
	case s != nil && s.At != c.at:
		return "at", ""
	}
	return "", ""
}

// canonical is the one form in which a note with one signature is stored: base 64 has spare bits that no
// signature covers.
func canonical(n *note.Note) string {
	if len(n.Sigs) != 1 || len(n.UnverifiedSigs) > 0 {
		return ""
	}
	b, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64)
	if err != nil {
		return ""
	}
	return n.Text + "\n— " + n.Sigs[0].Name + " " + base64.StdEncoding.EncodeToString(b) + "\n"
}
