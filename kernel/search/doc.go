// Package search finds records by words, in every language of the program, with an index of its own that is the same on
// both engines.
//
// Nouns: a Text (words of a record in a language, with a weight); a term (a word as it is compared: without marks and case,
// Serbian in Latin letters, without the endings that its language adds); a Hit.
//
// Stored: search_posting, one row for each term of each record. It follows from the records, which write it in their own
// transactions.
//
// What is honest to expect: case, accents, both Serbian scripts, and the common endings of number and case are set aside
// by cutting (no dictionary), so "patrols" finds "patrol" and "obcích" finds "obce" and "obec" does not find "obce".
// Every word of a query has to stand in a record; the last one may be a beginning.
package search

import (
	"embed"
	"io/fs"
)

//go:embed schema
var files embed.FS

// Files holds this package's schema.
func Files() fs.FS { return files }
