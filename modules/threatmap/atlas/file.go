package atlas

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"slices"
)

// A file of an index: a line that names the form, the length of a header and the header (JSON), the columns by
// runs of chunkSize slots, the slots in the order of time, and a checksum (CRC-32C) over all before it. Numbers
// are little-endian. Slots are written settled: in the order of the map.
const fileForm = "reeve atlas 2\n"

type header struct {
	Mark       []byte   `json:"mark"` // the caller's
	States     []State  `json:"states"`
	Categories []string `json:"categories"`
	Places     []string `json:"places"`
	Grounds    [][2]uint32
	Slots      uint32            `json:"slots"`
	Odd        map[uint32]oddOut `json:"odd"`
}

type oddOut struct {
	Lat, Lon                 float64
	Precision, Confirmations int64
}

// ErrBroken tells that a file is none, or was cut or changed.
var ErrBroken = errors.New("not a whole file of an index")

// Write saves the index as it is when it begins; mark is handed back by Read. Others read and write meanwhile.
func (x *Index) Write(w io.Writer, mark []byte) error {
	h := x.Hold()
	defer h.Release()
	return h.Write(w, mark)
}

// columns are the arrays of a chunk in the order of the file, the first n of each.
func (c *chunk) columns(n int) []any {
	return []any{c.ref[:n], c.x[:n], c.y[:n], c.facet[:n], c.ground[:n], c.pub[:n], c.precision[:n], c.confirmations[:n], c.read[:n], c.verify[:n], c.close[:n], c.flags[:n]}
}

const lineBytes = 8 + 5*4 + 5*2 + 1

func (c *chunk) append(buf []byte, n int) []byte {
	for _, column := range c.columns(n) {
		buf, _ = binary.Append(buf, binary.LittleEndian, column) // fails for types without a size only
	}
	return buf
}

func (c *chunk) set(i uint32, l line) {
	c.ref[i], c.x[i], c.y[i], c.facet[i], c.ground[i], c.pub[i] = l.ref, l.x, l.y, l.facet, l.ground, l.pub
	c.precision[i], c.confirmations[i], c.read[i], c.verify[i], c.close[i], c.flags[i] = l.precision, l.confirmations, l.read, l.verify, l.shut, l.flags
}

// Read replaces the index by what Write saved and gives the mark; accept may refuse it before much is read. On any
// error the index is left empty; ErrBroken tells that the file is damaged or of another form.
func (x *Index) Read(r io.Reader, accept func(mark []byte) error) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.clear()
	err := x.read(&summed{r: bufio.NewReaderSize(r, 1<<20), sum: crc32.New(crc32.MakeTable(crc32.Castagnoli))}, accept)
	if err != nil {
		x.clear()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrBroken
	}
	return err
}

// summed keeps the checksum of what was read.
type summed struct {
	r   io.Reader
	sum hash.Hash32
	buf []byte
}

func (s *summed) next(n int) ([]byte, error) {
	s.buf = slices.Grow(s.buf[:0], n)[:n]
	if _, err := io.ReadFull(s.r, s.buf); err != nil {
		return nil, err
	}
	s.sum.Write(s.buf)
	return s.buf, nil
}

// maxHeader bounds what a damaged length can make us ask for.
const maxHeader = 256 << 20

func (x *Index) read(in *summed, accept func([]byte) error) error {
	form, err := in.next(len(fileForm) + 4)
	if err != nil {
		return err
	}
	size := binary.LittleEndian.Uint32(form[len(fileForm):])
	if string(form[:len(fileForm)]) != fileForm || size > maxHeader {
		return ErrBroken
	}
	head, err := in.next(int(size))
	if err != nil {
		return err
	}
	var h header
	if json.Unmarshal(head, &h) != nil || !slices.Equal(h.States, x.states) {
		return ErrBroken
	}
	if err := accept(h.Mark); err != nil {
		return err
	}
	for _, n := range h.Categories {
		x.categories.id(n)
	}
	for _, n := range h.Places {
		x.places.id(n)
	}
	for _, g := range h.Grounds {
		x.grounds.id(ground{g[0], g[1]})
	}
	for s, o := range h.Odd {
		at := oddity{precision: o.Precision, confirmations: o.Confirmations}
		at.at.Lat, at.at.Lon = o.Lat, o.Lon
		x.odd[s] = at
	}
	for x.slots < h.Slots {
		n := min(h.Slots-x.slots, chunkSize)
		raw, err := in.next(int(n) * lineBytes)
		if err != nil {
			return err
		}
		c := &chunk{}
		for _, column := range c.columns(int(n)) {
			used, err := binary.Decode(raw, binary.LittleEndian, column)
			if err != nil {
				return err
			}
			raw = raw[used:]
		}
		x.chunks, x.slots = append(x.chunks, c), x.slots+n
	}
	byTime := make([]uint32, 0, h.Slots)
	for uint32(len(byTime)) < h.Slots {
		n := min(int(h.Slots)-len(byTime), 1<<16)
		raw, err := in.next(4 * n)
		if err != nil {
			return err
		}
		for i := range n {
			byTime = append(byTime, binary.LittleEndian.Uint32(raw[4*i:]))
		}
	}
	want := in.sum.Sum32()
	end, err := in.next(4)
	if err != nil {
		return err
	}
	if binary.LittleEndian.Uint32(end) != want {
		return ErrBroken
	}
	for s := range x.slots {
		c, i := x.at(s)
		c.span.add(c, i)
	}
	x.build(byTime)
	return nil
}
