package backup

import (
	"context"
	"crypto/sha256"
	"io"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// documents copies the bytes that rows of the snapshot speak of.
func (c *copying) documents() error {
	c.m.Documents = Documents{}
	return db.Each(c.s, func(scan db.Scan) error {
		var digest string
		if err := scan(&digest); err != nil {
			return err
		}
		if err := c.document(digest); err != nil {
			return err
		}
		return c.step()
	}, "SELECT DISTINCT digest FROM file ORDER BY digest")
}

func (c *copying) document(digest string) error {
	f, err := c.src.Files.Open(c.ctx, digest)
	if errs.KindOf(err) == errs.NotFound {
		return c.lost(digest)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	// Bytes that rotted on disk must be known before they are announced: a restore refuses them.
	sum := sha256.New()
	size, err := io.Copy(sum, &stopping{c.ctx, f})
	if err != nil {
		return err
	}
	if hexSum(sum) != digest {
		return c.lost(digest)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := c.p.begin("files/"+digest, size); err != nil {
		return err
	}
	if _, err := io.CopyN(c.p.tar, &stopping{c.ctx, f}, size); err != nil {
		return err
	}
	c.m.Documents.Count++
	c.m.Documents.Bytes += size
	return nil
}

// lost notes bytes that are not there, unless they were erased after the snapshot, as is right.
func (c *copying) lost(digest string) error {
	var rows int
	err := c.src.DB.Read(c.ctx, func(s *db.Snapshot) error {
		return s.QueryRow("SELECT COUNT(*) FROM file WHERE digest = $1", digest).Scan(&rows)
	})
	if err != nil || rows == 0 {
		return err
	}
	d := &c.m.Documents
	if d.Lost++; len(d.LostNames) < maxLost {
		d.LostNames = append(d.LostNames, digest)
	}
	return nil
}

// stopping ends a long read when its context ends.
type stopping struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (s *stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
