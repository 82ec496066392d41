// Package reader reads a plan out of the files in which ministries write it: xlsx, CSV and the tables of docx.
//
// Nouns: a grid (a table of cells, whatever the file was; a merged cell's value belongs to all its cells); a Field (what
// a column means); a Map (what somebody said of the columns, where the header does not tell); a Draft (the plan as read,
// with everything worth a look); a Remark (what was found, by sheet and cell).
//
// Invariants:
//   - Nothing that is written is dropped in silence: it is in the plan, or a Remark names it by sheet and cell.
//   - What is wrong in one row does not keep the others out.
//   - A file is measured before it is unpacked; macros and passwords are refused.
//   - A word is looked up in the dictionary (data/words.json), never guessed by likeness; what was guessed about a column
//     is in Draft.Tables with how sure it is.
//   - Reading is pure: the same bytes and Options give the same Draft.
package reader

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files holds the texts of this package.
func Files() fs.FS { return files }
