package message

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/wire"
)

func digits(n int) string { return strconv.Itoa(n) }

// field is the place of a chunk that its seal is bound to.
func field(item int, side string, part int) string {
	return digits(item) + "/" + side + "/" + digits(part)
}

// stage is a large item that is being stored under its own data key.
type stage struct {
	m      *Messages
	record string
	box    *secrets.Box
}

// stageKind is the kind of the log's entries about large items before their message.
const stageKind = "exchange.stage"

// newStage begins a large item, or goes on with one of the same name.
func (m *Messages) newStage(ctx context.Context, rec string, from wire.Org, digest string) (*stage, error) {
	st := &stage{m: m, record: rec}
	var known bool
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if known, err = staged(s, rec); known {
			st.box, err = m.Keys.OpenBox(s, rec)
		}
		return err
	})
	if err != nil || known {
		return st, err
	}
	box := m.Keys.NewBox(rec)
	err = m.DB.Write(ctx, actorFor(from), func(tx *db.Tx) error {
		if known, err := staged(tx, rec); err != nil || known {
			if err == nil {
				st.box, err = m.Keys.OpenBox(tx, rec)
			}
			return err
		}
		st.box = box
		if _, err := tx.Exec("INSERT INTO exchange_stage (record, partner, digest, size, at, message, item) VALUES ($1, $2, $3, 0, $4, '', 0)",
			rec, string(from), digest, db.Micros(tx.Now())); err != nil {
			return err
		}
		if old, err := m.Keys.OpenBox(tx, rec); err == nil { // its chunks were thrown away before
			st.box = old
		} else if err := box.Store(tx); err != nil {
			return err
		}
		return m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.stage", Kind: stageKind, ID: rec, Org: string(from)})
	})
	return st, err
}

func staged(q db.Reader, rec string) (yes bool, err error) {
	err = q.QueryRow("SELECT EXISTS (SELECT 1 FROM exchange_stage WHERE record = $1)", rec).Scan(&yes)
	return yes, err
}

// put stores a chunk; one that is there already stays.
func (st *stage) put(ctx context.Context, side string, n int, from wire.Org, b []byte) error {
	content := st.box.Seal(field(0, side, n), b)
	return st.m.DB.Write(ctx, actorFor(from), func(tx *db.Tx) error {
		rows, err := tx.Exec("INSERT INTO exchange_chunk (record, item, side, part, content) VALUES ($1, 0, $2, $3, $4) ON CONFLICT (record, item, side, part) DO NOTHING",
			st.record, side, n, content)
		if err != nil || rows == 0 {
			return errors.Join(err, st.m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.chunk_again", Kind: stageKind, ID: st.record, Org: string(from)}))
		}
		if _, err := tx.Exec("UPDATE exchange_stage SET size = size + $2, at = $3 WHERE record = $1", st.record, len(b), db.Micros(tx.Now())); err != nil {
			return err
		}
		return st.m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.chunk", Kind: stageKind, ID: st.record, Org: string(from)})
	})
}

func actorFor(from wire.Org) db.Actor {
	if from == "" {
		return db.System()
	}
	return db.Actor{Kind: "node", ID: string(from)}
}

// writer stores what is written to it in chunks of the wire's size.
func (st *stage) writer(ctx context.Context, side string) *chunkWriter {
	return &chunkWriter{st: st, ctx: ctx, side: side}
}

type chunkWriter struct {
	st   *stage
	ctx  context.Context
	side string
	n    int
	buf  []byte
}

func (w *chunkWriter) Write(p []byte) (int, error) {
	all := len(p)
	for len(p) > 0 {
		if w.buf == nil {
			w.buf = make([]byte, 0, wire.ChunkSize)
		}
		k := min(len(p), wire.ChunkSize-len(w.buf))
		w.buf, p = append(w.buf, p[:k]...), p[k:]
		if len(w.buf) == wire.ChunkSize {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
	}
	return all, nil
}

func (w *chunkWriter) flush() error {
	err := w.st.put(w.ctx, w.side, w.n, "", w.buf)
	w.n, w.buf = w.n+1, w.buf[:0]
	return err
}

// Close stores the rest.
func (w *chunkWriter) Close() error {
	if len(w.buf) == 0 {
		return nil
	}
	return w.flush()
}

// stageName is the record of a large item that a partner sends ahead of its message.
func stageName(from wire.Org, digest string) string {
	return "exchange.item:" + string(from) + ":" + digest
}

// PutChunk keeps a sealed chunk that a partner sends ahead of its message. Whether it is the right one shows when the
// envelope comes; that it is the digest's, the caller has checked where it could.
func (m *Messages) PutChunk(ctx context.Context, from wire.Org, digest string, n int, b []byte) error {
	st, err := m.newStage(ctx, stageName(from, digest), from, digest)
	if err != nil {
		return err
	}
	return st.put(ctx, sealedSide, n, from, b)
}

// HasChunk tells whether a chunk is there already.
func HasChunk(q db.Reader, from wire.Org, digest string, n int) (yes bool, err error) {
	err = q.QueryRow("SELECT EXISTS (SELECT 1 FROM exchange_chunk WHERE record = $1 AND item = 0 AND side = 'sealed' AND part = $2)",
		stageName(from, digest), n).Scan(&yes)
	return yes, err
}

// Unreferenced is how many bytes of a partner lie here without a message.
func Unreferenced(q db.Reader, from wire.Org) (size int64, err error) {
	err = q.QueryRow("SELECT COALESCE(SUM(size), 0) FROM exchange_stage WHERE partner = $1 AND message = ''", string(from)).Scan(&size)
	return size, err
}

// Sweep throws away large items that no message referred to since before, and what a restore brought back of erased ones.
func (m *Messages) Sweep(ctx context.Context, before time.Time) error {
	if err := m.forgetErased(ctx); err != nil {
		return err
	}
	for {
		var rec, from string
		err := m.DB.Read(ctx, func(s *db.Snapshot) error {
			return s.QueryRow("SELECT record, partner FROM exchange_stage WHERE message = '' AND at < $1 ORDER BY record LIMIT 1", db.Micros(before)).Scan(&rec, &from)
		})
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		err = m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			n, err := tx.Exec("DELETE FROM exchange_stage WHERE record = $1 AND message = '' AND at < $2", rec, db.Micros(before))
			if err != nil || n == 0 {
				return errors.Join(err, m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "exchange.stage_kept", Kind: stageKind, ID: rec, Org: from}))
			}
			if _, err := tx.Exec("DELETE FROM exchange_chunk WHERE record = $1", rec); err != nil {
				return err
			}
			return m.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "exchange.stage_dropped", Kind: stageKind, ID: rec, Org: from, Justification: "message.unreferenced"})
		})
		if err != nil {
			return err
		}
	}
}

// stageOf is the record of a large item of a message.
func stageOf(q db.Reader, id wire.ID, item int) (rec string, err error) {
	err = q.QueryRow("SELECT record FROM exchange_stage WHERE message = $1 AND item = $2", string(id), item).Scan(&rec)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.Gone, "secrets.erased")
	}
	return rec, err
}

// CheckStaged reads a large item of a partner that came ahead of its message, and compares each chunk with the envelope.
// errs.NotFound where one is missing, errs.Invalid where one is another.
func (m *Messages) CheckStaged(ctx context.Context, from wire.Org, ref wire.ItemRef) error {
	rec := stageName(from, ref.Digest)
	var box *secrets.Box
	err := m.DB.Read(ctx, func(s *db.Snapshot) error {
		there, err := staged(s, rec)
		if err == nil && !there {
			err = errs.New(errs.NotFound, "message.chunk_missing", "item", ref.N)
		}
		if err == nil {
			box, err = m.Keys.OpenBox(s, rec)
		}
		return err
	})
	for i := 0; i < len(ref.Chunks) && err == nil; i++ {
		var b []byte
		err = m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			b, err = chunk(s, box, rec, 0, sealedSide, i)
			return err
		})
		if errors.Is(err, sql.ErrNoRows) {
			return errs.New(errs.NotFound, "message.chunk_missing", "item", ref.N)
		}
		if err == nil {
			err = ref.CheckChunk(i, b)
		}
	}
	return err
}
