package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// unpack reads the entries of an archive in their order.
type unpack struct {
	in   *hashing
	zip  *gzip.Reader
	tar  *tar.Reader
	name string // of the entry at hand, "" after the last
}

func newUnpack(r io.Reader) (*unpack, error) {
	u := &unpack{in: newHashing(r)}
	var err error
	if u.zip, err = gzip.NewReader(u.in); err != nil {
		return nil, damagedBy(err, "gzip")
	}
	u.zip.Multistream(false)
	u.tar = tar.NewReader(u.zip)
	return u, u.next()
}

func (u *unpack) next() error {
	h, err := u.tar.Next()
	if errors.Is(err, io.EOF) {
		u.name = ""
		return nil
	}
	if err != nil {
		return damagedBy(err, u.name)
	}
	if u.name = h.Name; h.Typeflag != tar.TypeReg || h.Name == "" {
		return damaged(h.Name)
	}
	return nil
}

// under tells whether the entry at hand is in a folder, and its name in there.
func (u *unpack) under(folder string) (string, bool) { return strings.CutPrefix(u.name, folder+"/") }

// maxJSON bounds head and manifest.
const maxJSON = 16 << 20

// json reads the entry at hand, which must have this name, and goes on to the next.
func (u *unpack) json(name string, v any) error {
	if u.name != name {
		return damaged(name)
	}
	b, err := io.ReadAll(io.LimitReader(u.tar, maxJSON))
	if err != nil {
		return damagedBy(err, name)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return damagedBy(err, name)
	}
	return u.next()
}

// end makes sure that nothing follows, and reads so far that the last checksum is compared.
func (u *unpack) end() error {
	if u.name != "" {
		return damaged(u.name)
	}
	if _, err := io.Copy(io.Discard, u.zip); err != nil {
		return damagedBy(err, "gzip")
	}
	if whole, err := u.in.end(); !whole {
		return damagedBy(err, "gzip")
	}
	return nil
}

// lines calls fn for each line of the entry at hand, newline included.
func (u *unpack) lines(buf *bufio.Reader, fn func(line []byte) error) error {
	buf.Reset(u.tar)
	for {
		line, err := readLine(buf)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return damagedBy(err, u.name)
		}
		if err := fn(line); err != nil {
			return err
		}
	}
}

// readLine gives a line with its newline; it is the reader's own until the next call where it fits its buffer.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	whole := bytes.Clone(line)
	rest, err := r.ReadBytes('\n')
	return append(whole, rest...), err
}
