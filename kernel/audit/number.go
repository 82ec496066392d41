package audit

import (
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
)

// number gives the entries that wait their numbers, stores their hashes and signs a checkpoint, all in tx.
// On SQLite it runs inside each batch before its flush, where entries have taken their numbers already; it
// cannot know whether the batch will be committed, so what it remembers is compared before the next use.
func (l *Log) number(tx *db.Tx) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := l.tree
	l.tree = nil
	if known != nil {
		if ok, err := known.current(tx); err != nil {
			return err
		} else if !ok {
			known = nil
		}
	}
	if known == nil {
		t, err := l.load(tx)
		if err != nil {
			return err
		}
		known = t
	}
	t := *known
	at, err := l.extend(tx, &t)
	if err != nil {
		return err
	}
	if t.size > known.size {
		if err := l.sign(tx, &t, at); err != nil {
			return err
		}
		close(l.numbered) // waiters look into the database, where they find nothing if this fails
		l.numbered = make(chan struct{})
	}
	l.tree = &t
	return nil
}

// extend appends all entries that are not in the tree yet and tells the instant of the last one.
func (l *Log) extend(tx *db.Tx, t *tree) (at int64, err error) {
	if tx.Engine() == db.Postgres {
		if _, err := tx.Exec(`UPDATE audit_entry SET seq = $1 + w.place FROM (
			SELECT id, ROW_NUMBER() OVER (ORDER BY txn, id) AS place FROM audit_entry WHERE seq IS NULL ORDER BY txn, id LIMIT 5000
			) AS w WHERE audit_entry.id = w.id`, t.size); err != nil {
			return 0, err
		}
	}
	w := hashWriter{tx: tx, texts: l.hashes}
	type leaf struct {
		seq, at    int64
		commitment []byte
	}
	leaves, err := db.All(tx, func(scan db.Scan) (v leaf, err error) {
		err = scan(&v.seq, &v.at, &v.commitment)
		return v, err
	}, "SELECT seq, at, commitment FROM audit_entry WHERE seq > $1 ORDER BY seq", t.size)
	if err != nil {
		return 0, err
	}
	for _, v := range leaves {
		if v.seq != t.size+1 {
			return 0, damaged("audit_entry", hole(t.size+1))
		}
		t.append(tlog.RecordHash(v.commitment), w.put)
		at = v.at
	}
	return at, w.flush()
}
