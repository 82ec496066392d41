package audit

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"reeve/kernel/db"
)

// hashBatch is how many hashes one statement reads or writes.
const hashBatch = 64

// hashTexts is the statements for a batch of hashes.
type hashTexts struct{ read, write string }

func newHashTexts() hashTexts {
	return hashTexts{
		read:  "SELECT i, h FROM log_hash WHERE i IN (" + params(hashBatch, 1) + ")",
		write: "INSERT INTO log_hash (i, h) VALUES " + params(2*hashBatch, 2),
	}
}

// params is "$1, $2, …" in groups; groups of more than one are in brackets.
func params(n, group int) string {
	var b strings.Builder
	for k := range n {
		if k > 0 {
			b.WriteString(", ")
		}
		if group > 1 && k%group == 0 {
			b.WriteString("(")
		}
		fmt.Fprintf(&b, "$%d", k+1)
		if group > 1 && k%group == group-1 {
			b.WriteString(")")
		}
	}
	return b.String()
}

// readHashes reads stored hashes by their index, for [tlog.HashReader].
func readHashes(r db.Reader, texts hashTexts, indexes []int64) ([]tlog.Hash, error) {
	found := make(map[int64]tlog.Hash, len(indexes))
	for from := 0; from < len(indexes); from += hashBatch {
		args := make([]any, hashBatch)
		for k := range args {
			args[k] = indexes[min(from+k, len(indexes)-1)] // a short batch repeats its last
		}
		if err := db.Each(r, func(scan db.Scan) error { return scanHash(scan, found) }, texts.read, args...); err != nil {
			return nil, err
		}
	}
	hashes := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		h, ok := found[i]
		if !ok {
			return nil, damaged("log_hash", fmt.Sprint(i))
		}
		hashes[k] = h
	}
	return hashes, nil
}

// scanHash leaves a hash of a wrong length out, as if it were missing.
func scanHash(scan db.Scan, into map[int64]tlog.Hash) error {
	var i int64
	var b []byte
	if err := scan(&i, &b); err != nil {
		return err
	}
	if len(b) == tlog.HashSize {
		into[i] = tlog.Hash(b)
	}
	return nil
}

// hashWriter gathers hashes and stores them many at a time.
type hashWriter struct {
	tx    *db.Tx
	texts hashTexts
	args  []any
	err   error
}

func (w *hashWriter) put(i int64, h tlog.Hash) {
	w.args = append(w.args, i, h[:])
	if len(w.args) == 2*hashBatch {
		w.store(w.texts.write, w.args)
		w.args = w.args[:0]
	}
}

func (w *hashWriter) store(insert string, args []any) {
	if w.err == nil {
		_, w.err = w.tx.Exec(insert, args...)
	}
}

// flush stores what is left, one by one.
func (w *hashWriter) flush() error {
	for k := 0; k < len(w.args); k += 2 {
		w.store("INSERT INTO log_hash (i, h) VALUES ($1, $2)", w.args[k:k+2])
	}
	w.args = nil
	return w.err
}
