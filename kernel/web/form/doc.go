// Package form is a page that asks: a form with what was typed into it, and the small words around it.
//
// Nouns: a View (a form as a page); a Group (a part of a form) of Parts; Typed (what was typed and what is wrong with it).
//
// Invariant: what somebody typed into a form that is refused comes back with it.
package form

import (
	"embed"
	"io/fs"
)

//go:embed lang page
var files embed.FS

// Files holds this package's texts and pages.
func Files() fs.FS { return files }
