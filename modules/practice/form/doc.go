// Package form is what the pages of this module's features have in common: a form with what was typed into it, and the
// words for organisations and texts in several languages.
//
// Nouns: a View (a form as a page); a Group (a part of a form) of Parts; Typed (what was typed and what is wrong with
// it); Words (how things are called for a reader).
//
// Invariant: what somebody typed into a form that is refused comes back with it.
package form

import "embed"

//go:embed page
var files embed.FS
