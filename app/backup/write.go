package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/secrets"
)

// Source is the installation that is copied.
type Source struct {
	DB    *db.DB
	Files document.Store
}

// Write copies an installation from one snapshot while it serves, and flushes nothing: w is the caller's. The
// manifest it gives names documents whose bytes the store could not give; the copy is good without them.
// Memory stays at some megabytes whatever the size. On SQLite the write-ahead log grows while it runs.
func Write(ctx context.Context, src Source, w io.Writer, progress Progress) (Manifest, error) {
	tables, err := src.DB.Tables(ctx)
	if err != nil {
		return Manifest{}, err
	}
	tables = slices.DeleteFunc(tables, func(t string) bool { return slices.Contains(leftOut(), t) })
	var m Manifest
	err = src.DB.Read(ctx, func(s *db.Snapshot) error {
		head, err := describe(s, src, tables)
		if err != nil {
			return err
		}
		p, err := newPack(w, head.Created)
		if err != nil {
			return err
		}
		c := copying{ctx: ctx, src: src, s: s, p: p, m: head.clone(), progress: progress, total: head.rows()}
		if err := c.all(head); err != nil {
			return err
		}
		m = c.m
		return nil
	})
	return m, err
}

// describe makes the head.
func describe(s *db.Snapshot, src Source, tables []string) (m Manifest, err error) {
	m = Manifest{Format: Format, Engine: src.DB.Engine(), Created: src.DB.Now()}
	if m.Schema, err = applied(s); err != nil {
		return m, err
	}
	if err := s.QueryRow("SELECT COALESCE(MAX(epoch), 1) FROM log_epoch").Scan(&m.Epoch); err != nil {
		return m, err
	}
	err = s.QueryRow("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1").Scan(&m.Checkpoint)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return m, err
	}
	for _, name := range tables {
		t := Table{Name: name}
		if t.Columns, err = columnsOf(s, src.DB.Engine(), name); err != nil {
			return m, err
		}
		if err := s.QueryRow(`SELECT COUNT(*) FROM "` + name + `"`).Scan(&t.Rows); err != nil {
			return m, err
		}
		m.Tables = append(m.Tables, t)
	}
	err = s.QueryRow("SELECT COUNT(DISTINCT digest) FROM file").Scan(&m.Documents.Count)
	return m, err
}

// copying is the state of one Write.
type copying struct {
	ctx         context.Context
	src         Source
	s           *db.Snapshot
	p           *pack
	m           Manifest
	progress    Progress
	done, total int64
}

func (c *copying) all(head Manifest) error {
	if err := c.p.json("head.json", head); err != nil {
		return err
	}
	if err := c.documents(); err != nil {
		return err
	}
	for i := range c.m.Tables {
		if err := c.table(&c.m.Tables[i]); err != nil {
			return fmt.Errorf("copy table %s: %w", c.m.Tables[i].Name, err)
		}
	}
	if err := c.erasures(); err != nil {
		return err
	}
	if err := c.p.json("manifest.json", c.m); err != nil {
		return err
	}
	return c.p.close()
}

func (c *copying) step() error {
	if c.done++; c.done%1000 == 0 || c.done == c.total {
		c.progress.call(StepWrite, c.done, c.total)
	}
	return c.ctx.Err()
}

func (c *copying) table(t *Table) error {
	w := newParts(c.p, t.Name)
	header, err := json.Marshal(map[string]any{"table": t.Name, "columns": t.Columns})
	if err != nil {
		return err
	}
	w.buf = append(append(w.buf, header...), '\n')
	values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	var rows int64
	err = db.Each(c.s, func(scan db.Scan) error {
		if err := scan(into...); err != nil {
			return err
		}
		if w.buf, err = appendRow(w.buf, t.Columns, values); err != nil {
			return err
		}
		rows++
		if err := w.full(); err != nil {
			return err
		}
		return c.step()
	}, "SELECT "+quoted(t.Columns)+` FROM "`+t.Name+`"`)
	if err != nil {
		return err
	}
	t.Rows = rows
	err = w.flush()
	t.SHA256 = hexSum(w.sum)
	return err
}

// erasures goes twice over the ledger: an entry's size stands before its bytes.
func (c *copying) erasures() error {
	size := int64(0)
	if err := c.ledger(func(line []byte) error { size += int64(len(line)); return nil }); err != nil {
		return err
	}
	if err := c.p.begin("erasures.jsonl", size); err != nil {
		return err
	}
	sum := sha256.New()
	err := c.ledger(func(line []byte) error {
		c.m.Erasures.Rows++
		sum.Write(line)
		_, err := c.p.tar.Write(line)
		return err
	})
	c.m.Erasures.SHA256 = hexSum(sum)
	return err
}

func (c *copying) ledger(fn func(line []byte) error) error {
	var line bytes.Buffer
	out := json.NewEncoder(&line)
	return db.Each(c.s, func(scan db.Scan) error {
		var e secrets.Erasure
		if err := scan(&e.Record, &e.Kind, &e.At, &e.Reason, &e.Hash); err != nil {
			return err
		}
		line.Reset()
		if err := out.Encode(e); err != nil {
			return err
		}
		return fn(line.Bytes())
	}, "SELECT record, kind, at, reason, hash FROM erasure ORDER BY at, record")
}
