package audit

import (
	"maps"
	"slices"
	"strings"

	"reeve/kernel/db"
)

// proof is the last digest taken of a record.
type proof struct {
	seq, txn  int64
	id        string
	operation Operation
	covered   int64
	digest    []byte
	salt      []byte
	erased    bool // its body is gone
}

// newer tells whether p was written after o; what has no number yet comes after what has.
func (p proof) newer(o proof) bool {
	if p.seq != o.seq {
		return p.seq == 0 || o.seq != 0 && p.seq > o.seq
	}
	if p.txn != o.txn {
		return p.txn > o.txn
	}
	return p.id > o.id
}

const recordPage = 500

// records compares every row of the covered tables with the last digest of it.
func (v *verification) records() error {
	all, err := covers(v.covered)
	if err != nil {
		return err
	}
	for _, t := range v.covered {
		if err := v.table(all[t.Kind]); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) table(c *cover) error {
	query := "SELECT " + c.Key + ", " + strings.Join(c.selected(), ", ") + " FROM " + c.Name + " WHERE " + c.Key + " > $1 ORDER BY " + c.Key + " LIMIT $2"
	after := ""
	for {
		var keys []string
		rows := map[string][]any{}
		err := db.Each(v.r, func(scan db.Scan) error {
			var key string
			values, into := holders(len(c.selected()))
			if err := scan(append([]any{&key}, into...)...); err != nil {
				return err
			}
			keys, rows[key] = append(keys, key), values
			return nil
		}, query, after, recordPage)
		if err != nil {
			return err
		}
		last := len(keys) < recordPage
		upTo := ""
		if !last {
			upTo = keys[len(keys)-1]
		}
		if err := v.proofs(c, rows, after, upTo, last); err != nil {
			return err
		}
		v.Records += int64(len(keys))
		if err := v.progress(len(keys)); err != nil || last {
			return err
		}
		after = upTo
	}
}

// proofs walks the digests of the records between two keys. The database orders both sides alike, whatever
// its collation, so every record met here either is in rows or has no row.
func (v *verification) proofs(c *cover, rows map[string][]any, after, upTo string, last bool) error {
	record, best := "", proof{}
	end := func() error {
		if record == "" {
			return nil
		}
		values, ok := rows[record]
		delete(rows, record)
		return v.record(c, record, values, ok, best)
	}
	err := db.Each(v.r, func(scan db.Scan) error {
		var r string
		var p proof
		if err := scan(&r, &p.seq, &p.txn, &p.id, &p.operation, &p.covered, &p.digest, &p.salt, &p.erased); err != nil {
			return err
		}
		if r == record {
			if p.newer(best) {
				best = p
			}
			return nil
		}
		err := end()
		record, best = r, p
		return err
	}, `SELECT record, COALESCE(seq, 0), txn, id, operation, covered, digest_after, salt, body IS NULL FROM audit_entry
		WHERE kind = $1 AND covered > 0 AND record > $2 AND (record <= $3 OR $4) ORDER BY record`, c.Kind, after, upTo, last)
	if err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		v.add("audit.fault.no_entry", c.Name, key, "", "")
	}
	return nil
}

func (v *verification) record(c *cover, id string, values []any, there bool, p proof) error {
	switch {
	case !there && p.operation == Erasure:
		return nil
	case !there:
		v.add("audit.fault.missing", c.Name, id, "", "")
		return nil
	case len(p.digest) == 0:
		v.add("audit.fault.returned", c.Name, id, "", "")
		return nil
	case p.erased:
		v.add("audit.fault.no_entry", c.Name, id, "", "")
		return nil
	}
	digest, err := c.digest(p.salt, values, p.covered)
	if err != nil {
		return err
	}
	if string(digest) != string(p.digest) {
		v.add("audit.fault.record", c.Name, id, "", strings.Join(c.Columns[:min(int(p.covered), len(c.Columns))], ", "))
	}
	return nil
}
