// Package processes shows every process of the program as a living diagram, with its law, its method cards, how many
// records are where, how long they take and where work is stuck; and lets administrators adapt what an installation
// may adapt.
//
// Nouns: a process is a definition of kernel/process; a figure is a number over its instances; the overlay is what the
// installation has changed; an effect is what a change would do before it is made; a notice is an escalation in a
// person's list.
//
// Invariants: states and steps are never changed here. Every change is a new version with its reason, and going back
// is a new version too. The figures count the whole installation; the list behind a figure shows what the reader may
// see. A picture never says anything that the table below it does not.
package processes

import (
	"embed"
	"io/fs"
)

//go:embed page lang policy
var files embed.FS

// Files holds the pages, texts and policy of this package.
func Files() fs.FS { return files }
