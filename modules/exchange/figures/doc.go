// Package figures counts what was exchanged: the yearly statistics that the law asks for, how fast whom was answered, and
// the measures that others may build on.
//
// Nouns: a Year (the statistics of one calendar year at the node's place); a Line (one partner country in it); a Pace (how
// fast requests were answered); a Direction (they answer us, or we them).
//
// Stored: nothing. Figures are read from the records of request and message when somebody asks.
//
// Invariants:
//   - Counts and times alone leave this package: no subject, no name, no reference.
//   - A request is counted in the year of the event: sent when it was sent, received when it came, answered when the
//     answer was sent, refused when the refusal was, over the limit when the limit passed.
//   - Exercises, drafts, and messages that ask nothing are not counted. A copy of a direct exchange between authorities
//     is counted apart.
//   - An answer in part is no answer yet; a refusal in part is one refusal, with each of its grounds.
//
// The law: Directive (EU) 2023/977 art. 18 (statistics by 1 March), 5 (limits), 6 (grounds of refusal).
package figures

import (
	"embed"
	"io/fs"
)

//go:embed lang page policy
var files embed.FS

// Files are this package's texts and policy.
func Files() fs.FS { return files }
