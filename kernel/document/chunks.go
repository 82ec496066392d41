package document

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"reeve/kernel/db"
)

// chunks reads a blob of a Database at any place, holding one chunk. Not for concurrent use.
type chunks struct {
	ctx    context.Context
	d      *db.DB
	upload string
	size   int64
	held   int64 // number of the chunk in buf, -1 = none
	buf    []byte
}

// ReadAt implements io.ReaderAt.
func (c *chunks) ReadAt(p []byte, off int64) (int, error) {
	done := 0
	for done < len(p) {
		at := off + int64(done)
		if at >= c.size {
			return done, io.EOF
		}
		if err := c.hold(at / chunkBytes); err != nil {
			return done, err
		}
		k := copy(p[done:], c.buf[min(int64(len(c.buf)), at%chunkBytes):])
		if k == 0 {
			return done, fmt.Errorf("chunk %d of file %s is too short: %w", c.held, c.upload, io.ErrUnexpectedEOF)
		}
		done += k
	}
	return done, nil
}

func (c *chunks) hold(n int64) error {
	if c.held == n {
		return nil
	}
	c.held = -1
	err := c.d.Read(c.ctx, func(r *db.Snapshot) error {
		return r.QueryRow("SELECT bytes FROM file_chunk WHERE upload = $1 AND n = $2", c.upload, n).Scan(&c.buf)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return notFound() // removed while it was being read
	}
	if err == nil {
		c.held = n
	}
	return err
}
