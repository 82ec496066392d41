// Package municipality is the page of a municipality's own people: everything that waits for it, in one list.
//
// Nouns: an Item (something that waits for a municipality: a report handed over to it, an obligation, a commitment, a
// meeting to come, an officer's report); a Part (items of one kind, from a [Provider]); a notice (mail to one account when
// there is something new).
//
// Stored: the tables of schema/. Items are stored nowhere; they are asked for.
//
// Invariants:
//   - A list shows what the reader's scope allows, part by part, and nothing else.
//   - Of one item an account is told once: in the digest of a day, or at once, as the account has chosen.
//   - A mail says how many things are new and where to look. What they are and whom they concern stays behind the
//     sign-in.
package municipality

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts, policy and pages.
func Files() fs.FS { return files }

// KindNotice is what an account has chosen about mail, in the audit log.
const KindNotice = "community.municipality_notice"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: KindNotice, Name: "municipality_notice", Key: "id", Version: "version", Columns: []string{"mode", "digest_on", "version"}}}
}
