package measure

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"reeve/kernel/db"
)

// Record is one record that a value is made of, and what it adds to it.
type Record struct {
	Kind    string `json:"kind"` // as in the log: "threatmap.report"
	ID      string `json:"id"`   // unique among the records of a value
	Ref     string `json:"ref"`  // what people call it, may be empty; no part of the hash
	Version int64  `json:"version"`
	Num     int64  `json:"num"`
	Den     int64  `json:"den"` // 0 of a plain number
}

// Trace is a value with the records that it is made of, in the order of their kinds and ids.
type Trace struct {
	Value   Value
	Records []Record
	Hash    string // see Hash
}

// Traced tells whether a measure can name the records that a value of it is made of.
func (m Measure) Traced() bool { return m.Records != nil }

// Trace measures by adding up the records, so that value, count and hash cannot disagree.
func (m Measure) Trace(r db.Reader, q Question) (Trace, error) {
	if m.Records == nil {
		return Trace{}, fmt.Errorf("measure %s does not name its records", m.Name)
	}
	all, err := m.Records(r, q)
	if err != nil {
		return Trace{}, err
	}
	slices.SortFunc(all, byID)
	t := Trace{Records: all, Hash: Hash(all), Value: Value{Plain: m.Unit == "number", Rows: int64(len(all))}}
	for i, o := range all {
		if i > 0 && byID(all[i-1], o) == 0 {
			return Trace{}, fmt.Errorf("measure %s names %s %s twice", m.Name, o.Kind, o.ID)
		}
		t.Value.Num, t.Value.Den = t.Value.Num+o.Num, t.Value.Den+o.Den
	}
	t.Value.Missing = !t.Value.Plain && t.Value.Den == 0 || m.Sparse && len(all) == 0
	return t, nil
}

// Hash is the SHA-256, hexadecimal, over the records sorted by kind and id, each as a line of kind, id, version and what
// it adds. Equal hashes are made of the same records in the same versions.
func Hash(all []Record) string {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, byID)
	h := sha256.New()
	for _, o := range sorted {
		fmt.Fprintf(h, "%q %q %d %d %d\n", o.Kind, o.ID, o.Version, o.Num, o.Den)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func byID(a, b Record) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) }

// Difference is what became of the records of a value since it was traced.
type Difference struct {
	Same    int64 // of the same version, adding the same
	Changed int64 // still there, but of another version or adding something else
	Gone    int64 // erased, withdrawn, or no longer counted
	Added   int64 // were not there then
}

// Compare tells what became of the records of a value.
func Compare(then, now []Record) (d Difference) {
	there := make(map[[2]string]Record, len(now))
	for _, o := range now {
		there[[2]string{o.Kind, o.ID}] = o
	}
	for _, o := range then {
		key := [2]string{o.Kind, o.ID}
		n, ok := there[key]
		n.Ref = o.Ref
		switch delete(there, key); {
		case !ok:
			d.Gone++
		case n == o:
			d.Same++
		default:
			d.Changed++
		}
	}
	d.Added = int64(len(there))
	return d
}

// Traced lists the measures that can name their records, in alphabetical order.
func (s Set) Traced() (out []string) {
	for _, name := range s.Names() {
		if s[name].Traced() {
			out = append(out, name)
		}
	}
	return out
}
