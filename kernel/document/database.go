package document

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
)

const (
	chunkBytes = 256 << 10      // one row
	burstBytes = 4 * chunkBytes // one transaction
)

// Database keeps a blob in rows of 256 KiB, so that several nodes need nothing but the database. Bytes
// come in under the id of their upload; the row in file_blob that names their digest makes them a blob.
type Database struct{ d *db.DB }

// OpenDatabase uses the tables file_blob and file_chunk of d.
func OpenDatabase(d *db.DB) *Database { return &Database{d} }

// Put writes the chunks in transactions of 1 MiB; the last one also makes them a blob.
func (s *Database) Put(ctx context.Context, r io.Reader, limit int64) (Blob, error) {
	in := newIntake(&stopping{ctx, r}, limit)
	upload := id.New()
	burst := make([]byte, burstBytes)
	var b Blob
	var err error
	defer func() {
		if err != nil {
			s.drop(context.WithoutCancel(ctx), upload) // what this misses, Old finds
		}
	}()
	for n, last := int64(0), false; !last; n += burstBytes / chunkBytes {
		var k int
		k, err = io.ReadFull(in, burst)
		last = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return Blob{}, err
		}
		err = s.d.Housekeep(ctx, func(tx *db.Tx) error {
			if err := addChunks(tx, upload, n, burst[:k]); err != nil || !last {
				return err
			}
			b = Blob{Digest: in.digest(), Size: in.size, StoredAt: tx.Now()}
			return settle(tx, upload, b)
		})
		if err != nil {
			return Blob{}, err
		}
	}
	return b, nil
}

func addChunks(tx *db.Tx, upload string, n int64, b []byte) error {
	for ; len(b) > 0; n++ {
		k := min(len(b), chunkBytes)
		if _, err := tx.Exec("INSERT INTO file_chunk (upload, n, bytes) VALUES ($1, $2, $3)", upload, n, b[:k]); err != nil {
			return err
		}
		b = b[k:]
	}
	return nil
}

// settle makes an upload a blob, or drops it where an equal blob is there.
func settle(tx *db.Tx, upload string, b Blob) error {
	known, err := tx.Exec("UPDATE file_blob SET stored_at = $1 WHERE digest = $2", db.Micros(b.StoredAt), b.Digest)
	if err != nil {
		return err
	}
	if known > 0 {
		_, err = tx.Exec("DELETE FROM file_chunk WHERE upload = $1", upload)
		return err
	}
	_, err = tx.Exec("INSERT INTO file_blob (digest, upload, size, stored_at) VALUES ($1, $2, $3, $4)",
		b.Digest, upload, b.Size, db.Micros(b.StoredAt))
	return err
}

// Open reads chunk by chunk, each in a reading transaction of its own.
func (s *Database) Open(ctx context.Context, digest string) (io.ReadSeekCloser, error) {
	c := &chunks{ctx: ctx, d: s.d, held: -1}
	err := s.d.Read(ctx, func(r *db.Snapshot) error {
		return r.QueryRow("SELECT upload, size FROM file_blob WHERE digest = $1", digest).Scan(&c.upload, &c.size)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return content{io.NewSectionReader(c, 0, c.size), func() error { return nil }}, nil
}

// Old pages through the blobs, and drops the chunks of uploads of that age that never became one.
func (s *Database) Old(ctx context.Context, before time.Time, fn func(digest string) error) error {
	if err := s.dropUnfinished(ctx, before); err != nil {
		return err
	}
	for last := ""; ; {
		var page []string
		err := s.d.Read(ctx, func(r *db.Snapshot) (err error) {
			page, err = db.Strings(r, "SELECT digest FROM file_blob WHERE stored_at < $1 AND digest > $2 ORDER BY digest LIMIT 500", db.Micros(before), last)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, digest := range page {
			if err := fn(digest); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}

// dropUnfinished relies on an upload's id beginning with its instant.
func (s *Database) dropUnfinished(ctx context.Context, before time.Time) error {
	var uploads []string
	err := s.d.Read(ctx, func(r *db.Snapshot) (err error) {
		uploads, err = db.Strings(r, `SELECT c.upload FROM file_chunk c WHERE c.n = 0 AND c.upload < $1
			AND NOT EXISTS (SELECT 1 FROM file_blob b WHERE b.upload = c.upload)`, id.At(before)[:13])
		return err
	})
	if err != nil {
		return err
	}
	for _, upload := range uploads {
		if err := s.drop(ctx, upload); err != nil {
			return err
		}
	}
	return nil
}

func (s *Database) drop(ctx context.Context, upload string) error {
	return s.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM file_chunk WHERE upload = $1", upload)
		return err
	})
}

// Delete removes the rows of a blob.
func (s *Database) Delete(ctx context.Context, digest string, before time.Time) (gone bool, err error) {
	err = s.d.Housekeep(ctx, func(tx *db.Tx) error {
		gone = false
		var upload string
		err := tx.QueryRow("SELECT upload FROM file_blob WHERE digest = $1 AND stored_at < $2", digest, db.Micros(before)).Scan(&upload)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM file_blob WHERE digest = $1", digest); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM file_chunk WHERE upload = $1", upload)
		gone = err == nil
		return err
	})
	return gone, err
}
