// Package gate holds what came from others to what its providers allow: who may read, print, export, pass on and keep it.
//
// Nouns: an Act (somebody's word about a message: may we, you may, you may not, you may no longer, stricter codes, it was
// wrong, it has to go); a holder (who got information from us that we got from others); a consent (the life of a question
// until its answer).
//
// Invariants:
//   - Only the provider of a message grants, tightens, corrects and orders erasure; what others say about it is recorded and
//     has no effect.
//   - Codes can only become stricter. Of consents for one use the last word counts.
//   - What was passed on stays bound to its provider's codes: they are asked along the whole way.
//   - Whoever got something from us is told what its provider says later, and the provider gets a receipt from each holder
//     that followed.
//   - An order to erase concerns the whole message, whichever item it names: items of one message lie under one key.
//
// The law: Directive (EU) 2016/680 art. 7(3) (who was given wrong data is told), 9(3) (conditions of the provider), 16
// (rectification, erasure, restriction).
package gate

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang
var files embed.FS

// Files are this package's schema and texts.
func Files() fs.FS { return files }

// Kind is the audit kind of an act.
const Kind = "exchange.act"

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: Kind, Name: "exchange_act", Key: "id", Version: "version",
		Columns: []string{"message", "item", "act", "for_use", "for_orgs", "until_day", "handling", "restriction", "said_by", "said_in", "at"}}}
}
