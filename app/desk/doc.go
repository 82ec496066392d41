// Package desk is what every member of staff has, whatever their work: the way in and out, the first page with
// what waits and what is late, their own account, and what an installation needs from its first day: accounts
// and grants, settings, legal texts, the log, the list of what is still missing.
//
// Nouns: the Desk; the board (waiting, late, figures); an Item of the checklist; answers (what was typed into a
// form, with the complaints about it).
//
// Nothing is stored here: accounts and grants are kernel/identity's, settings and legal texts kernel/config's,
// work lists kernel/process's.
//
// Invariants: a GET changes nothing but the log of consultations. A form that is refused comes back with what
// was typed, except passwords. A list shows what its single pages would open. A token is shown once.
package desk

import (
	"embed"
	"io/fs"
)

//go:embed page lang policy
var files embed.FS

// Files holds the pages, texts and policy of this package.
func Files() fs.FS { return files }
