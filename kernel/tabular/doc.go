// Package tabular reads tables that people send: CSV in any of the encodings of the region, plain or gzipped, and
// xlsx. It gives rows by the names of the header and knows nothing of what they mean.
//
// Nouns: a Format (what the sender says of the file); a Reader; a Row; Rejected (the file of what did not go in).
//
// Invariants:
//   - The order of the columns does not matter, rows come one by one and in order, and are never all in memory.
//   - A row that is broken is a Row with a Problem; reading goes on with the next line.
//   - A file that unpacks to more than the limits ends with an error and not with the memory.
//   - What [Rejected] writes can be mended and read again with the same Format.
package tabular

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files holds the texts of this package.
func Files() fs.FS { return files }

// Format is what the sender says of a file. Everything may be empty: then the file is looked at.
type Format struct {
	Encoding  string // one of [Encodings]; a mark at the beginning of the file wins
	Delimiter string // one character
	Sheet     string // of an xlsx file; empty = the first
}

// Limits keep a file that was made to do harm from filling memory and disk.
type Limits struct {
	Bytes   int64 // of the table once unpacked
	Ratio   int64 // how many times larger than the packed file it may become
	Line    int   // bytes of a row
	Columns int
}

// Generous are limits far above real tables.
func Generous() Limits { return Limits{Bytes: 4 << 30, Ratio: 200, Line: 1 << 20, Columns: 1000} }
