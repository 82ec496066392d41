package backup

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"
)

// pack writes the entries of an archive.
type pack struct {
	w   io.Writer
	sum hash.Hash // of the bytes given to w
	zip *gzip.Writer
	tar *tar.Writer
	at  time.Time
}

func newPack(w io.Writer, at time.Time) (*pack, error) {
	sum := sha256.New()
	zip, err := gzip.NewWriterLevel(io.MultiWriter(w, sum), gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	return &pack{w, sum, zip, tar.NewWriter(zip), at}, nil
}

// begin announces an entry; its bytes are written to p.tar.
func (p *pack) begin(name string, size int64) error {
	return p.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: p.at.Truncate(time.Second)})
}

func (p *pack) add(name string, content []byte) error {
	if err := p.begin(name, int64(len(content))); err != nil {
		return err
	}
	_, err := p.tar.Write(content)
	return err
}

func (p *pack) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return p.add(name, append(b, '\n'))
}

func (p *pack) close() error {
	if err := p.tar.Close(); err != nil {
		return err
	}
	if err := p.zip.Close(); err != nil {
		return err
	}
	seal, err := endSeal(p.sum.Sum(nil))
	if err != nil {
		return err
	}
	_, err = p.w.Write(seal)
	return err
}

// partBytes is about how much of a table goes into one entry. An entry's size stands before its bytes, so this
// much is held in memory.
const partBytes = 4 << 20

// parts writes one table, part by part.
type parts struct {
	p     *pack
	table string
	buf   []byte
	n     int
	sum   hash.Hash
}

func newParts(p *pack, table string) *parts { return &parts{p: p, table: table, sum: sha256.New()} }

func partName(table string, n int) string { return fmt.Sprintf("tables/%s/%06d.jsonl", table, n) }

// full writes a part once it is large enough.
func (w *parts) full() error {
	if len(w.buf) < partBytes {
		return nil
	}
	return w.flush()
}

func (w *parts) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	w.n++
	w.sum.Write(w.buf)
	err := w.p.add(partName(w.table, w.n), w.buf)
	w.buf = w.buf[:0]
	return err
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
