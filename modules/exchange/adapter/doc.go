// Package adapter carries requests between this node and a channel that Reeve does not speak, as files: whoever has the
// specification of that channel (SIENA, I-24/7) writes a program that moves the files on.
//
// Nouns: a Drop (one file: a request, or a fact about one); the folder DIR/adapter with in (what the channel brought), out
// (what it shall carry), done (one acknowledgement for each file taken) and bad (what could not be taken, with the reasons).
//
// Invariants:
//   - The folder being there switches it on; nobody else makes it.
//   - A channel's id counts once. The same file again is acknowledged again; another file with the same id is refused.
//   - A file is taken whole or not at all; what a file brought is not written out again.
//   - What is written to out stands there whole or not at all, at least once; its event tells whether it came before.
//   - A file that was taken is deleted: its text lies sealed under the request's key and goes with the request.
//
// The law: Directive (EU) 2023/977 art. 13 (the channel between states), 16 (the case system holds all requests).
package adapter

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang
var files embed.FS

// Files are this package's schema and texts.
func Files() fs.FS { return files }

// BroughtKind is the audit kind of what files brought.
const BroughtKind = "exchange.brought"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: BroughtKind, Name: "exchange_brought", Key: "id", Columns: []string{"channel", "channel_id", "request", "digest", "at"}}}
}
