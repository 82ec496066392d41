// Package office is the desk of a point of contact: what came and went by remaining time, a case with its thread and its
// legal clock, what the codes allow, drafts for a second pair of eyes, partners and their queues.
//
// Nouns: a Box (one list of the desk: received, sent, waiting for a second person, reviews, archive); a Thread; a Sheet
// (a message as it is being written, in a form); an Act (what somebody may do with a request, and what it needs).
//
// Stored: nothing. The pages read and write by the doors of request, message, node and delivery.
//
// Invariants:
//   - A page that shows what a message says has recorded who opens it and why before it shows it; the partner learns of
//     the first opening.
//   - Every act is asked about twice: on the route, and on the record in the transaction that does it.
//   - What leaves the node (sending, approving, trusting) needs a second factor that was shown a short while ago.
//   - What codes forbid is shown with its reason and the way out, and the attempt is recorded.
//   - All pages work without script.
//
// The law: Directive (EU) 2023/977 art. 5 (limits), 6 (refusal), 14 to 16 (point of contact, case system); Directive (EU)
// 2016/680 art. 25 (logs).
package office

import (
	"embed"
	"io/fs"
)

//go:embed lang page policy
var files embed.FS

// Files are this package's texts and policy.
func Files() fs.FS { return files }
