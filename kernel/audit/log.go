package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// Options of a log.
type Options struct {
	Origin string           // names the log for ever, like a host name with a path: "reeve.example/log"
	Signer *Signer          // signs the checkpoints; see LoadOrCreateSigner
	Clock  func() time.Time // nil = the database's; leases and health only: entries carry the transaction's time
	// Restoring is set while a restore opens a new epoch; the last checkpoint may then be of another key.
	Restoring bool
}

// Log writes and numbers audit entries. Safe for concurrent use.
type Log struct {
	d      *db.DB
	o      Options
	covers map[string]*cover
	ids    ids
	wake   chan struct{} // something was committed (PostgreSQL)
	hashes hashTexts

	mu       sync.Mutex
	tree     *tree         // nil = read it again; only a hint, compared with the database before each use
	numbered chan struct{} // closed and renewed when entries got their numbers
	signed   int           // checkpoints since the last pruning
	pruned   int64         // size below which old checkpoints are pruned already
	trouble  error         // why this process last stopped to lead, nil if there was no trouble
}

// New makes the log of a database whose schema is up to date, and begins to number on SQLite. tables are the
// covered fields of all kinds of records. It refuses a tree that does not fit its last checkpoint, and a
// checkpoint of another key.
func New(d *db.DB, tables []Table, o Options) (*Log, error) {
	c, err := covers(append([]Table{epochTable()}, tables...))
	if err != nil {
		return nil, err
	}
	if o.Signer == nil || o.Origin == "" || strings.ContainsAny(o.Origin, "\n+ ") {
		return nil, errors.New("audit: a log needs a signer, and an origin without spaces and plus signs")
	}
	if o.Clock == nil {
		o.Clock = d.Now
	}
	l := &Log{d: d, o: o, covers: c, wake: make(chan struct{}, 1), numbered: make(chan struct{}), hashes: newHashTexts()}
	err = d.Read(context.Background(), func(s *db.Snapshot) error {
		_, err := l.load(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.Engine() == db.SQLite {
		d.Number(l.number)
	} else {
		d.Committed(l.nudge)
	}
	return l, nil
}

// load reads the tree and compares it with the last checkpoint.
func (l *Log) load(r db.Reader) (*tree, error) {
	t, err := loadTree(r, l.hashes)
	if err != nil {
		return nil, err
	}
	last, err := newest(r)
	if err != nil {
		return nil, err
	}
	root := t.root()
	if last.size != t.size || last.size > 0 && string(last.root) != string(root[:]) {
		return nil, damaged("log_checkpoint", fmt.Sprint(last.size))
	}
	epoch, err := epochNow(r)
	if err != nil {
		return nil, err
	}
	if last.size > 0 && last.epoch == epoch && !l.o.Restoring {
		if _, err := note.Open([]byte(last.note), note.VerifierList(l.o.Signer.Verifier())); err != nil {
			return nil, errs.Wrap(err, errs.Unavailable, "audit.other_key", "size", last.size)
		}
	}
	return t, nil
}

func damaged(table, row string) error {
	return errs.New(errs.Unavailable, "audit.damaged", "table", table, "row", row)
}

// Healthy complains when an entry has waited longer than 10 s for its number.
func (l *Log) Healthy(ctx context.Context) error {
	return l.d.Read(ctx, func(s *db.Snapshot) error {
		var n, oldest int64
		err := s.QueryRow("SELECT COUNT(*), COALESCE(MIN(at), 0) FROM audit_entry WHERE seq IS NULL").Scan(&n, &oldest)
		if err != nil {
			return err
		}
		l.mu.Lock()
		trouble := l.trouble
		l.mu.Unlock()
		if wait := l.o.Clock().Sub(db.Time(oldest)); n > 0 && wait > maxUnnumbered {
			return errs.Wrap(trouble, errs.Unavailable, "audit.unnumbered", "n", n, "seconds", int64(wait.Seconds()))
		}
		return nil
	})
}

// maxUnnumbered is how long an entry may wait for its number.
const maxUnnumbered = 10 * time.Second
