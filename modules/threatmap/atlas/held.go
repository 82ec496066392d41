package atlas

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"slices"
)

// Held is the index as of one moment, for its file. What is changed later is kept as it was until Release.
type Held struct {
	x      *Index
	order  []uint32 // slots as they are to lie
	place  []uint32 // where each slot comes to lie
	byTime []uint32 // slots
	head   header
	kept   map[uint32]line // slots that have changed since
	broken bool            // the index was emptied since
}

// Hold keeps the index as it is now. Others wait while the order of the reports is copied, which takes some tens of
// milliseconds for each million of them.
func (x *Index) Hold() *Held {
	x.mu.Lock()
	defer x.mu.Unlock()
	h := &Held{x: x, kept: map[uint32]line{}, byTime: make([]uint32, 0, x.byTime.n)}
	h.order, h.place = x.settledOrder()
	for _, b := range x.byTime.blocks {
		h.byTime = append(h.byTime, b.slots...)
	}
	h.head = header{States: x.states, Categories: x.categories.list, Places: x.places.list, Slots: uint32(len(h.order)), Odd: map[uint32]oddOut{}}
	for _, g := range x.grounds.list {
		h.head.Grounds = append(h.head.Grounds, [2]uint32{g.community, g.beat})
	}
	for s, o := range x.odd {
		h.head.Odd[h.place[s]] = oddOut{o.at.Lat, o.at.Lon, o.precision, o.confirmations}
	}
	x.held = append(x.held, h)
	return h
}

// Release lets go of what was kept.
func (h *Held) Release() {
	h.x.mu.Lock()
	defer h.x.mu.Unlock()
	h.x.held = slices.DeleteFunc(h.x.held, func(o *Held) bool { return o == h })
}

// preserve keeps a slot as it is, which is about to change.
func (x *Index) preserve(slot uint32) {
	for _, h := range x.held {
		if _, known := h.kept[slot]; !known && int(slot) < len(h.place) {
			h.kept[slot] = x.lift(slot)
		}
	}
}

var errEmptied = errors.New("the index was filled anew while it was saved")

// Write saves what is held.
func (h *Held) Write(w io.Writer, mark []byte) error {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	out := bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<20)
	h.head.Mark = mark
	head, err := json.Marshal(h.head)
	if err != nil {
		return err
	}
	out.WriteString(fileForm)
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(head))))
	out.Write(head)
	var run chunk
	var buf []byte
	for part := range slices.Chunk(h.order, chunkSize) {
		if !h.lift(&run, part) {
			return errEmptied
		}
		buf = run.append(buf[:0], len(part))
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(h.byTime, chunkSize) {
		buf = buf[:0]
		for _, s := range part {
			buf = binary.LittleEndian.AppendUint32(buf, h.place[s])
		}
		out.Write(buf)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = w.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// lift copies slots as they were; false when they are gone.
func (h *Held) lift(run *chunk, slots []uint32) bool {
	h.x.mu.RLock()
	defer h.x.mu.RUnlock()
	if h.broken {
		return false
	}
	for i, s := range slots {
		l, changed := h.kept[s]
		if !changed {
			l = h.x.lift(s)
		}
		run.set(uint32(i), l)
	}
	return true
}

// settledOrder lists the slots as they are to lie, and where each comes to lie.
func (x *Index) settledOrder() (order, place []uint32) {
	order, place = make([]uint32, 0, x.byTime.n), make([]uint32, x.slots)
	add := func(blocks []*block) {
		for _, b := range blocks {
			for _, s := range b.slots {
				place[s] = uint32(len(order))
				order = append(order, s)
			}
		}
	}
	add(x.byGeo.blocks)
	for n := range x.towns {
		add(x.towns[n].bare.blocks)
	}
	return order, place
}
