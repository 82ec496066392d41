package audit

import (
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
)

const verifyPage = 2000

// entries walks the numbered entries in order, computes the tree anew from their commitments and compares
// every stored hash and checkpoint with it.
func (v *verification) entries() error {
	for from := int64(1); from <= v.last; from += verifyPage {
		to := min(from+verifyPage-1, v.last)
		all, err := db.All(v.r, scanEntry, "SELECT "+entryColumns+" FROM audit_entry WHERE seq >= $1 AND seq <= $2 ORDER BY seq", from, to)
		if err != nil {
			return err
		}
		v.page = make(map[int64]tlog.Hash, 2*verifyPage)
		err = db.Each(v.r, func(scan db.Scan) error { return scanHash(scan, v.page) },
			"SELECT i, h FROM log_hash WHERE i >= $1 AND i < $2", tlog.StoredHashIndex(0, from-1), tlog.StoredHashCount(to))
		if err != nil {
			return err
		}
		for seq := from; seq <= to; seq++ {
			var s *stored
			if len(all) > 0 && all[0].seq == seq {
				s, all = &all[0], all[1:]
			}
			v.entry(seq, s)
			if err := v.checkpointsAt(seq, s); err != nil {
				return err
			}
		}
		if err := v.progress(int(to - from + 1)); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) entry(seq int64, s *stored) {
	index := tlog.StoredHashIndex(0, seq-1)
	have, ok := v.page[index]
	leaf := have
	if s == nil {
		v.add("audit.fault.missing", "audit_entry", hole(seq), "", "")
		if !ok {
			v.broken = true
		}
	} else {
		v.Entries++
		leaf = v.leaf(s, have, ok)
		v.columns(*s)
	}
	if !ok {
		v.add("audit.fault.missing", "log_hash", index, "", "")
	}
	if v.broken {
		return
	}
	v.tree.append(leaf, func(i int64, h tlog.Hash) {
		if i == index {
			return // compared above
		}
		switch have, ok := v.page[i]; {
		case !ok:
			v.add("audit.fault.missing", "log_hash", i, "", "")
		case have != h:
			v.add("audit.fault.changed", "log_hash", i, "h", "")
		}
	})
}

// leaf says what the leaf of an entry is. Body, commitment and stored hash each tell; where one of them
// contradicts the two others it is the changed one.
func (v *verification) leaf(s *stored, have tlog.Hash, ok bool) tlog.Hash {
	said := tlog.RecordHash(s.commitment)
	index := tlog.StoredHashIndex(0, s.seq-1)
	if s.raw == nil {
		v.Erased++
		if s.seq > v.retained {
			v.add("audit.fault.body", "audit_entry", s.ID, "body", "")
		}
		if ok && have != said {
			v.add("audit.fault.leaf", "audit_entry", s.ID, "commitment", "")
		}
		return said
	}
	kept := commit(s.raw)
	switch real := tlog.RecordHash(kept); {
	case string(kept) == string(s.commitment):
		if ok && have != said {
			v.add("audit.fault.changed", "log_hash", index, "h", "")
		}
		return said
	case ok && have == said:
		v.add("audit.fault.changed", "audit_entry", s.ID, "body", "")
		return said
	case ok && have == real:
		v.add("audit.fault.changed", "audit_entry", s.ID, "commitment", "")
		return real
	default:
		v.add("audit.fault.leaf", "audit_entry", s.ID, "commitment", "")
		if ok {
			return have
		}
		return said
	}
}

// columns compares what stands beside the body with the body; of an erased entry nothing may be left.
func (v *verification) columns(s stored) {
	if s.raw == nil {
		for _, c := range []struct{ column, value string }{
			{"actor_id", s.ActorID}, {"actor_post", s.ActorPost}, {"acting_for", s.ActingFor},
			{"place", s.Place}, {"org", s.Org}, {"justification", s.Justification},
		} {
			if c.value != "" {
				v.add("audit.fault.changed", "audit_entry", s.ID, c.column, "")
			}
		}
		return
	}
	var b body
	if err := json.Unmarshal(s.raw, &b); err != nil {
		return // the commitment was compared: a body that is no JSON is a named fault already, or was written so
	}
	if column := b.difference(s.body); column != "" {
		v.add("audit.fault.changed", "audit_entry", s.ID, column, "")
	}
}
