package atlas

import "strings"

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// refNumber packs a reference of ten characters of Crockford's base 32; numbers sort as the texts do.
func refNumber(ref string) (n uint64, ok bool) {
	if len(ref) != 10 {
		return 0, false
	}
	for i := range len(ref) {
		v := strings.IndexByte(crockford, ref[i])
		if v < 0 {
			return 0, false
		}
		n = n<<5 | uint64(v)
	}
	return n, true
}

func refText(n uint64) (b [10]byte) {
	for i := range b {
		b[9-i] = crockford[n&31]
		n >>= 5
	}
	return b
}

// refs finds the slot of a reference: a table with open addressing that holds slot + 1, 0 for nothing.
type refs struct {
	table []uint32
	n     int
}

func (r *refs) home(ref uint64) uint32 {
	return uint32(ref * 0x9e3779b97f4a7c15 >> 32 & uint64(len(r.table)-1))
}

func (r *refs) find(x *Index, ref uint64) (slot uint32, ok bool) {
	if len(r.table) == 0 {
		return 0, false
	}
	for i := r.home(ref); r.table[i] != 0; i = (i + 1) & uint32(len(r.table)-1) {
		if slot = r.table[i] - 1; x.refOf(slot) == ref {
			return slot, true
		}
	}
	return 0, false
}

func (r *refs) put(x *Index, ref uint64, slot uint32) {
	if 4*(r.n+1) > 3*len(r.table) {
		r.grow(x, max(1024, 2*len(r.table)))
	}
	i := r.home(ref)
	for r.table[i] != 0 {
		i = (i + 1) & uint32(len(r.table)-1)
	}
	r.table[i] = slot + 1
	r.n++
}

func (r *refs) grow(x *Index, size int) {
	old := r.table
	r.table = make([]uint32, size)
	for _, s := range old {
		if s != 0 {
			i := r.home(x.refOf(s - 1))
			for r.table[i] != 0 {
				i = (i + 1) & uint32(size-1)
			}
			r.table[i] = s
		}
	}
}

// remove takes a reference out and moves up those that had to go past it.
func (r *refs) remove(x *Index, ref uint64) {
	mask := uint32(len(r.table) - 1)
	i := r.home(ref)
	for x.refOf(r.table[i]-1) != ref {
		i = (i + 1) & mask
	}
	for j := (i + 1) & mask; r.table[j] != 0; j = (j + 1) & mask {
		if home := r.home(x.refOf(r.table[j] - 1)); (j-home)&mask >= (j-i)&mask {
			r.table[i] = r.table[j]
			i = j
		}
	}
	r.table[i] = 0
	r.n--
}
