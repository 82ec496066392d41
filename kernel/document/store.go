package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"syscall"
	"time"

	"reeve/kernel/errs"
)

// Blob is stored bytes.
type Blob struct {
	Digest   string    // SHA-256 of the stored bytes, 64 hexadecimal digits
	Size     int64     // stored bytes
	StoredAt time.Time // when they were last put
}

// Store keeps blobs. [Folder] keeps them in files, [Database] in rows.
type Store interface {
	// Put stores what r gives and returns when it is on disk. More than limit bytes are TooLarge. Bytes
	// that are there already are stored once, and count as put now.
	Put(ctx context.Context, r io.Reader, limit int64) (Blob, error)
	// Open reads a blob; NotFound if there is none.
	Open(ctx context.Context, digest string) (io.ReadSeekCloser, error)
	// Old gives each blob last put before the instant, in no order, until fn returns an error. It also
	// clears away what unfinished Puts of that age left behind.
	Old(ctx context.Context, before time.Time, fn func(digest string) error) error
	// Delete removes a blob unless it was put again since; it tells whether it did.
	Delete(ctx context.Context, digest string, before time.Time) (bool, error)
}

// intake counts and digests what goes by, and stops above the limit.
type intake struct {
	r     io.Reader
	limit int64
	size  int64
	sum   hash.Hash
}

func newIntake(r io.Reader, limit int64) *intake {
	return &intake{r: r, limit: limit, sum: sha256.New()}
}

func (in *intake) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.size += int64(n)
	if in.size > in.limit {
		return 0, tooLarge(in.limit)
	}
	in.sum.Write(p[:n])
	return n, err
}

func (in *intake) digest() string { return hex.EncodeToString(in.sum.Sum(nil)) }

// content is a blob being read.
type content struct {
	*io.SectionReader
	close func() error
}

func (c content) Close() error { return c.close() }

func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}

func notFound() error { return errs.New(errs.NotFound, "document.not_found") }

// fromDisk tells a full disk from other failures.
func fromDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return errs.Wrap(err, errs.Unavailable, "errs.disk_full")
	}
	return err
}
