package message

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/wire"
)

// Opened records that a person opens a message, with the reason, and issues the `opened` receipt the first time that it
// is a partner's. Whoever shows content calls it in the transaction before.
func (m *Messages) Opened(tx *db.Tx, name wire.ID, why string) error {
	msg, err := Load(tx, string(name))
	if err != nil {
		return err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "exchange.open", Kind: Kind, ID: string(msg.ID), Org: string(msg.Partner), Justification: why}); err != nil {
		return err
	}
	if msg.Own {
		return nil
	}
	var before bool
	err = tx.QueryRow("SELECT EXISTS (SELECT 1 FROM exchange_receipt WHERE message = $1 AND own = TRUE AND kind = 'opened')", string(msg.ID)).Scan(&before)
	if err != nil || before {
		return err
	}
	return m.Receipt(tx, msg.ID, wire.Opened, "", "")
}

// Heads are what the items of a message say about themselves, in order. errs.Gone when the content was erased.
func (m *Messages) Heads(q db.Reader, name wire.ID) ([]wire.ItemHead, error) {
	msg, err := Load(q, string(name))
	if err != nil {
		return nil, err
	}
	heads := []wire.ItemHead{}
	for i := range msg.Envelope.Items {
		src, err := m.source(q, msg, i+1)
		if err != nil {
			return nil, err
		}
		first, err := chunk(q, src.box, src.record, src.item, src.side, 0)
		if err != nil {
			return nil, err
		}
		h, _, err := m.open(msg, i+1, bytes.NewReader(first))
		if err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	return heads, nil
}

// Content opens an item. It writes nothing: see [Messages.Opened]. What was read to its end is what was sealed.
func (m *Messages) Content(ctx context.Context, name wire.ID, item int) (wire.ItemHead, io.ReadCloser, error) {
	var msg Message
	var src source
	err := m.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		if msg, err = Load(s, string(name)); err != nil {
			return err
		}
		if item < 1 || item > len(msg.Envelope.Items) {
			return errs.New(errs.NotFound, "message.no_item", "item", item)
		}
		src, err = m.source(s, msg, item)
		return err
	})
	if err != nil {
		return wire.ItemHead{}, nil, err
	}
	h, r, err := m.open(msg, item, &chunkReader{ctx: ctx, m: m, source: src})
	if err != nil {
		return h, nil, err
	}
	return h, io.NopCloser(r), nil
}

// open reads an item in the form it is kept in: sealed, or as we wrote it.
func (m *Messages) open(msg Message, item int, r io.Reader) (wire.ItemHead, io.Reader, error) {
	if !msg.Own {
		if m.Own == nil {
			return wire.ItemHead{}, nil, errs.New(errs.Unavailable, "message.no_node")
		}
		return wire.Open(r, m.Own.Identities(), msg.Envelope.Binding(item))
	}
	line, rest, err := cutLine(r)
	if err != nil {
		return wire.ItemHead{}, nil, err
	}
	h, err := wire.ParseItemHead(line)
	return h, rest, err
}

// cutLine reads the first line and gives what follows.
func cutLine(r io.Reader) (line []byte, rest io.Reader, err error) {
	buf := make([]byte, 0, 4096)
	for len(buf) <= wire.MaxHead {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		from := len(buf)
		buf = buf[:from+n]
		if i := bytes.IndexByte(buf[from:], '\n'); i >= 0 {
			return buf[:from+i], io.MultiReader(bytes.NewReader(buf[from+i+1:]), r), nil
		}
		if err != nil {
			return nil, nil, errs.Wrap(err, errs.Invalid, "wire.not_item")
		}
	}
	return nil, nil, errs.New(errs.Invalid, "wire.not_item")
}

// source is where an item's chunks lie.
type source struct {
	record string
	item   int
	side   string
	box    *secrets.Box
}

func (m *Messages) source(q db.Reader, msg Message, item int) (s source, err error) {
	s = source{record: record(msg.Envelope.Sender, msg.Envelope.Nonce), item: item, side: sealedSide}
	if msg.Own {
		s.side = ownSide
	}
	if len(msg.Envelope.Items[item-1].Chunks) > 0 {
		s.item = 0
		if s.record, err = stageOf(q, msg.ID, item); err != nil {
			return s, err
		}
	}
	s.box, err = m.Keys.OpenBox(q, s.record)
	return s, err
}

func chunk(q db.Reader, box *secrets.Box, rec string, item int, side string, n int) ([]byte, error) {
	var content []byte
	err := q.QueryRow("SELECT content FROM exchange_chunk WHERE record = $1 AND item = $2 AND side = $3 AND part = $4", rec, item, side, n).Scan(&content)
	if err != nil {
		return nil, err
	}
	return box.Open(field(item, side, n), content)
}

// chunkReader reads an item chunk by chunk, each in a short view of its own.
type chunkReader struct {
	ctx context.Context
	m   *Messages
	source
	n    int
	left []byte
}

func (r *chunkReader) Read(p []byte) (int, error) {
	for len(r.left) == 0 {
		err := r.m.DB.Read(r.ctx, func(s *db.Snapshot) (err error) {
			r.left, err = chunk(s, r.box, r.record, r.item, r.side, r.n)
			return err
		})
		if errors.Is(err, sql.ErrNoRows) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		r.n++
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}
