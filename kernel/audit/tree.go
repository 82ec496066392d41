package audit

import (
	"math/bits"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
)

// tree is the right edge of the log: all that is needed to append to it and to know its root (RFC 6962
// section 2.1). edge[l] is the hash of the complete subtree of height l at the edge, where bit l of size is set.
type tree struct {
	size int64
	edge [64]tlog.Hash
	last tlog.Hash // the hash stored last, to recognise the tree in the database
}

// append adds a leaf and calls put for each hash to store, with its place in the order of storing.
func (t *tree) append(leaf tlog.Hash, put func(i int64, h tlog.Hash)) {
	i, h, level := tlog.StoredHashIndex(0, t.size), leaf, 0
	put(i, h)
	for ; t.size>>level&1 == 1; level++ {
		i, h = i+1, tlog.NodeHash(t.edge[level], h)
		put(i, h)
	}
	t.edge[level], t.last = h, h
	t.size++
}

// root is the hash of the whole tree.
func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // a constant
		return h
	}
	level := bits.TrailingZeros64(uint64(t.size))
	h := t.edge[level]
	for level++; t.size>>level > 0; level++ {
		if t.size>>level&1 == 1 {
			h = tlog.NodeHash(t.edge[level], h)
		}
	}
	return h
}

// current tells whether t is the tree in the database: as many hashes, and the same one at the end.
func (t *tree) current(r db.Reader) (bool, error) {
	i, h, err := lastHash(r)
	return err == nil && i+1 == tlog.StoredHashCount(t.size) && h == t.last, err
}

// lastHash is the hash stored last; i is -1 in an empty log.
func lastHash(r db.Reader) (i int64, h tlog.Hash, err error) {
	var b []byte
	err = r.QueryRow("SELECT COALESCE(MAX(i), -1) FROM log_hash").Scan(&i)
	if err != nil || i < 0 {
		return i, h, err
	}
	err = r.QueryRow("SELECT h FROM log_hash WHERE i = $1", i).Scan(&b)
	copy(h[:], b)
	return i, h, err
}

// loadTree reads the right edge from the database.
func loadTree(r db.Reader, texts hashTexts) (*tree, error) {
	i, h, err := lastHash(r)
	if err != nil {
		return nil, err
	}
	t := &tree{last: h}
	if i < 0 {
		return t, nil
	}
	level, n := tlog.SplitStoredHashIndex(i) // the last hash ends with the last leaf
	n = (n + 1) << level
	t.size = n
	indexes := torchwood.RightEdge(n)
	hashes, err := readHashes(r, texts, indexes)
	if err != nil {
		return nil, err
	}
	for k, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		t.edge[level] = hashes[k]
	}
	return t, nil
}
