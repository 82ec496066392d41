package wire

import (
	"crypto/sha256"
	"crypto/subtle"
	"hash"
	"io"

	"reeve/kernel/errs"
)

// Digester is written a sealed item and gives its reference for the envelope.
type Digester struct {
	whole, chunk hash.Hash
	size         int64
	chunks       []string
}

// NewDigester begins an item.
func NewDigester() *Digester { return &Digester{whole: sha256.New(), chunk: sha256.New()} }

// Write takes the next sealed bytes; it never fails.
func (d *Digester) Write(p []byte) (int, error) {
	n := len(p)
	d.whole.Write(p)
	for len(p) > 0 {
		room := ChunkSize - int(d.size%ChunkSize)
		part := p[:min(room, len(p))]
		d.chunk.Write(part)
		d.size += int64(len(part))
		p = p[len(part):]
		if d.size%ChunkSize == 0 {
			d.endChunk()
		}
	}
	return n, nil
}

func (d *Digester) endChunk() {
	d.chunks = append(d.chunks, b64.EncodeToString(d.chunk.Sum(nil)))
	d.chunk.Reset()
}

// Ref is the reference of all that was written, as the n-th item. Nothing more is written after it.
func (d *Digester) Ref(n int) ItemRef {
	if d.size%ChunkSize != 0 {
		d.endChunk()
	}
	r := ItemRef{N: n, Size: d.size, Digest: b64.EncodeToString(d.whole.Sum(nil))}
	if d.size > ChunkSize {
		r.Chunks = d.chunks
	}
	return r
}

// CheckChunk compares the i-th chunk (from 0) of a sealed item with its digest; an item of one chunk has the whole's.
func (r ItemRef) CheckChunk(i int, b []byte) error {
	want, size := r.Digest, r.Size
	if len(r.Chunks) > 0 {
		if i < 0 || i >= len(r.Chunks) {
			return errs.Bad("chunk", "wire.range", "min", 0, "max", len(r.Chunks)-1)
		}
		want, size = r.Chunks[i], min(ChunkSize, r.Size-int64(i)*ChunkSize)
	}
	if int64(len(b)) != size || subtle.ConstantTimeCompare([]byte(Digest(b)), []byte(want)) != 1 {
		return errs.New(errs.Invalid, "wire.item_changed", "item", r.N)
	}
	return nil
}

// Check wraps a reader of the sealed item: at its end it fails unless size and digest are the envelope's.
func (r ItemRef) Check(sealed io.Reader) io.Reader {
	return &checked{r: io.LimitReader(sealed, r.Size+1), ref: r, sum: sha256.New()}
}

type checked struct {
	r   io.Reader
	ref ItemRef
	sum hash.Hash
	n   int64
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.sum.Write(p[:n])
	if c.n > c.ref.Size || err == io.EOF && (c.n != c.ref.Size || b64.EncodeToString(c.sum.Sum(nil)) != c.ref.Digest) {
		return 0, errs.New(errs.Invalid, "wire.item_changed", "item", c.ref.N)
	}
	return n, err
}
