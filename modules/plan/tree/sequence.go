package tree

import "slices"

// placed is something that stands in a new sequence where it did not stand in the old one.
type placed struct{ key, after string }

// sequenceDiff tells how an old sequence of keys becomes a new one: what goes, and what is put in behind which other
// (empty = first), in the order of the new one. Of what both have, as little as possible is put elsewhere. Keys are
// unique in each.
func sequenceDiff(old, now []string) (gone []string, put []placed) {
	at := make(map[string]int, len(old))
	for i, k := range old {
		at[k] = i
	}
	stays := longestRise(now, at)
	there := make(map[string]bool, len(now))
	before := ""
	for _, k := range now {
		there[k] = true
		if !stays[k] {
			put = append(put, placed{key: k, after: before})
		}
		before = k
	}
	for _, k := range old {
		if !there[k] {
			gone = append(gone, k)
		}
	}
	return gone, put
}

// longestRise are the keys of a longest part of a sequence whose places rise.
func longestRise(now []string, at map[string]int) map[string]bool {
	var ends []int                // of the rises of length 1, 2, ..., the lowest last place
	var keys []string             // with its key
	before := map[string]string{} // the key before a key in its rise
	for _, k := range now {
		i, ok := at[k]
		if !ok {
			continue
		}
		n, _ := slices.BinarySearch(ends, i)
		if n > 0 {
			before[k] = keys[n-1]
		}
		if n == len(ends) {
			ends, keys = append(ends, i), append(keys, k)
		} else {
			ends[n], keys[n] = i, k
		}
	}
	out := make(map[string]bool, len(ends))
	if len(keys) == 0 {
		return out
	}
	for k, ok := keys[len(keys)-1], true; ok; k, ok = before[k] {
		out[k] = true
	}
	return out
}

// sequence puts keys into an order: what is gone leaves, what is put in goes behind the one it names, or to the end
// where that one is not there.
func sequence(old, gone []string, put []placed) []string {
	next, last := map[string]string{}, ""
	leaves := make(map[string]bool, len(gone)+len(put))
	for _, k := range gone {
		leaves[k] = true
	}
	for _, p := range put {
		leaves[p.key] = true
	}
	in := map[string]bool{"": true}
	for _, k := range old {
		if !leaves[k] {
			next[last], in[k], last = k, true, k
		}
	}
	for _, p := range put {
		after := p.after
		if !in[after] {
			after = last
		}
		next[p.key], next[after], in[p.key] = next[after], p.key, true
		if after == last {
			last = p.key
		}
	}
	var out []string
	for k := next[""]; k != ""; k = next[k] {
		out = append(out, k)
	}
	return out
}
