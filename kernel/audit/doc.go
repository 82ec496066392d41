// Package audit is the record of who did what to which record and why, and the proof that nobody changed it
// afterwards. It is also the one change feed: by the number of an entry memory indexes, caches and other
// nodes learn what changed.
//
// Nouns: an Entry (one act on one record); its body (canonical JSON, written once) and commitment (SHA-256 of
// the body); the log (an RFC 6962 Merkle tree whose leaves are the commitments, in the order of seq); a
// checkpoint (size and root of the tree, signed; C2SP tlog-checkpoint); an epoch (the log between two
// restores); a Table (where the covered fields of a kind of record live).
//
// Invariants:
//   - An entry is written in the transaction of the change it tells of. It carries a digest of the record's
//     covered fields as they are after the change.
//   - seq counts from 1 without holes; the entry with seq n is leaf n-1 of the tree. A number, its hashes and
//     the checkpoint that covers them are written in one transaction.
//   - Columns beside the body repeat it for searching; they are equal to it or the entry is damaged.
//   - Retention erases the body and what repeats it, never the leaf.
//
// What it proves: nobody can change a numbered entry or a covered field unseen by anyone who holds an earlier
// checkpoint. It does not prove that an entry tells the truth, and a change that somebody makes past the
// program is seen only by [Verify] before the program itself changes that record again.
//
// The law: logs of collection, alteration, consultation, disclosure, combination and erasure, with the reason
// and the person, Directive (EU) 2016/680 art. 25.
package audit

import (
	"embed"
	"io/fs"
)

//go:embed schema lang
var files embed.FS

// Files are this package's schema and message catalogues.
func Files() fs.FS { return files }
