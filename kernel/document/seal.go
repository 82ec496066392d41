package document

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
)

// Sealed bytes are a row of AES-256-GCM boxes of 64 KiB of plain text, the last one shorter or equal. The
// nonce is the box's number and a mark on the last one, so that boxes cannot be cut off, dropped or
// moved; the key is used for one file only (the STREAM construction, Hoang et al. 2015).
const (
	boxPlain = 64 << 10
	boxTag   = 16
	boxFull  = boxPlain + boxTag
)

var errForged = errors.New("sealed bytes are damaged or forged")

type box struct{ aead cipher.AEAD }

func newKey() []byte {
	key := make([]byte, 32)
	rand.Read(key) // never fails since Go 1.24
	return key
}

func newBox(key []byte) (box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return box{}, err
	}
	aead, err := cipher.NewGCM(block)
	return box{aead}, err
}

func (box) nonce(n int64, last bool) []byte {
	nonce := make([]byte, 12)
	binary.BigEndian.PutUint64(nonce, uint64(n))
	if last {
		nonce[11] = 1
	}
	return nonce
}

// sealing reads plain bytes and gives sealed ones.
type sealing struct {
	box   box
	r     io.Reader
	plain []byte // read ahead by one byte, to know which box is the last
	have  int
	out   []byte // sealed and not yet given
	n     int64
	size  int64 // plain bytes so far
	done  bool
}

func newSealing(r io.Reader, key []byte) (*sealing, error) {
	b, err := newBox(key)
	return &sealing{box: b, r: r, plain: make([]byte, boxPlain+1)}, err
}

// Read implements io.Reader.
func (s *sealing) Read(p []byte) (int, error) {
	if len(s.out) == 0 {
		if s.done {
			return 0, io.EOF
		}
		if err := s.next(); err != nil {
			return 0, err
		}
	}
	k := copy(p, s.out)
	s.out = s.out[k:]
	return k, nil
}

func (s *sealing) next() error {
	k, err := io.ReadFull(s.r, s.plain[s.have:])
	s.have += k
	s.done = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !s.done {
		return err
	}
	full := min(s.have, boxPlain)
	s.out = s.box.aead.Seal(nil, s.box.nonce(s.n, s.done), s.plain[:full], nil)
	s.n++
	s.size += int64(full)
	s.have = copy(s.plain, s.plain[full:s.have])
	return nil
}

// unsealing reads sealed bytes at any place and gives plain ones, holding one box. Not for concurrent use.
type unsealing struct {
	box  box
	r    io.ReadSeeker
	size int64 // sealed bytes
	held int64 // number of the box in buf, -1 = none
	buf  []byte
}

// newUnsealing gives the plain bytes of r.
func newUnsealing(r io.ReadSeeker, key []byte) (*io.SectionReader, error) {
	b, err := newBox(key)
	if err != nil {
		return nil, err
	}
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	count := (size + boxFull - 1) / boxFull
	if size < boxTag || size-(count-1)*boxFull < boxTag {
		return nil, errForged
	}
	u := &unsealing{box: b, r: r, size: size, held: -1}
	if err := u.hold(count - 1); err != nil { // a cut file is found before its first byte is given
		return nil, err
	}
	return io.NewSectionReader(u, 0, size-count*boxTag), nil
}

// ReadAt implements io.ReaderAt.
func (u *unsealing) ReadAt(p []byte, off int64) (int, error) {
	done := 0
	for done < len(p) {
		n := (off + int64(done)) / boxPlain
		if n*boxFull >= u.size {
			return done, io.EOF
		}
		if err := u.hold(n); err != nil {
			return done, err
		}
		from := (off + int64(done)) % boxPlain
		if from >= int64(len(u.buf)) {
			return done, io.EOF
		}
		done += copy(p[done:], u.buf[from:])
	}
	return done, nil
}

func (u *unsealing) hold(n int64) error {
	if u.held == n {
		return nil
	}
	u.held = -1
	sealed := make([]byte, min(boxFull, u.size-n*boxFull))
	if _, err := u.r.Seek(n*boxFull, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.ReadFull(u.r, sealed); err != nil {
		return err
	}
	plain, err := u.box.aead.Open(sealed[:0], u.box.nonce(n, (n+1)*boxFull >= u.size), sealed, nil)
	if err != nil {
		return errForged
	}
	u.buf, u.held = plain, n
	return nil
}
