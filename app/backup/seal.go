package backup

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"hash"
	"io"
)

// After the archive's gzip member stands a second, empty one whose extra field (RFC 1952 section 2.3.1.1) is
// the SHA-256 of all bytes before it. Programs that unpack see nothing of it. Gzip's own checksum covers the
// content only, not the bits of its form.
func endSeal(sum []byte) ([]byte, error) {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	zip.Extra = append([]byte{'R', 'V', byte(len(sum)), 0}, sum...)
	err = zip.Close()
	return out.Bytes(), err
}

// hashing reads bytes, many or one by one, and keeps their hash.
type hashing struct {
	in   *bufio.Reader
	sum  hash.Hash
	held []byte // read one by one and not hashed yet
}

func newHashing(r io.Reader) *hashing {
	return &hashing{in: bufio.NewReaderSize(r, 1<<20), sum: sha256.New(), held: make([]byte, 0, 64<<10)}
}

func (h *hashing) flush() {
	h.sum.Write(h.held)
	h.held = h.held[:0]
}

// Read implements io.Reader.
func (h *hashing) Read(p []byte) (int, error) {
	h.flush()
	n, err := h.in.Read(p)
	h.sum.Write(p[:n])
	return n, err
}

// ReadByte implements io.ByteReader, by which gzip reads no more than is its own.
func (h *hashing) ReadByte() (byte, error) {
	b, err := h.in.ReadByte()
	if err != nil {
		return 0, err
	}
	if len(h.held) == cap(h.held) {
		h.flush()
	}
	h.held = append(h.held, b)
	return b, nil
}

// end tells whether what follows is the seal of what was read, and nothing after it.
func (h *hashing) end() (bool, error) {
	h.flush()
	want, err := endSeal(h.sum.Sum(nil))
	if err != nil {
		return false, err
	}
	have, err := io.ReadAll(io.LimitReader(h.in, int64(len(want))+1))
	return bytes.Equal(have, want), err
}
