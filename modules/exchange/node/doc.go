// Package node is who exchanges: this installation as a node, the partners that it trusts, and the channels that are open
// to them.
//
// Nouns: Own (this node's keys, in DIR/keys/node.json); its card; a Partner with the cards that were taken from it; the
// fingerprint that two people compare; a Channel with its legal basis and what it allows.
//
// Invariants:
//   - Private keys never reach the database, a log or a backup. The file is readable by its owner alone and replaced
//     whole.
//   - Nobody is trusted without a person who compared the fingerprint. A newer card of a trusted node is taken by the
//     signature of the key that was trusted; a revoked node has to be compared again.
//   - Cards are kept as they came and never deleted: what was signed once can be verified for ever.
//   - Nothing passes without a channel in force. A channel that ended lets running cases end and no new one begin.
//
// A channel needs a legal basis or an agreement in force (Directive (EU) 2016/680 art. 8 and 35).
package node

import (
	"embed"
	"io/fs"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/secrets"
)

//go:embed schema lang
var files embed.FS

// Files holds this package's schema and texts.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	KindOwn     = "exchange.node"
	KindPartner = "exchange.partner"
	KindCard    = "exchange.card"
	KindChannel = "exchange.channel"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindPartner, Name: "exchange_partner", Key: "org", Version: "version", Columns: partnerCovered()},
		{Kind: KindCard, Name: "exchange_card", Key: "id", Columns: []string{"org", "serial", "signed", "taken_at", "how"}},
		{Kind: KindChannel, Name: "exchange_channel", Key: "id", Version: "version", Columns: channelCovered()},
	}
}

// Needs is what the package works with.
type Needs struct {
	DB   *db.DB
	Log  *audit.Log
	Keys *secrets.Keys
	Now  func() time.Time
	Own  *Own // nil where this installation is no node
}

// Nodes is the door of the feature. Safe for concurrent use.
type Nodes struct{ Needs }

// New makes the door of a database whose schema is up to date.
func New(n Needs) *Nodes { return &Nodes{n} }
