// Package message keeps what was sent and received: signed envelopes as they came, sealed items, receipts, and what still
// has to go to which partner.
//
// Nouns: a Message; an Outgoing one that somebody writes, Prepared when it is sealed; a Passage (a message's way to one
// partner); own receipts and those of partners; an Enclosure (an item with its content).
//
// Invariants:
//   - An envelope's bytes are kept as they were signed. The row of a message never changes.
//   - Posting numbers, signs, stores, queues and records a message in one transaction with what it belongs to; taking one
//     stores it, records it and runs the hooks in one transaction. Each of both leaves one audit entry, whose place in the
//     log the receipt names.
//   - For each partner and epoch the numbers of what is sent have no holes.
//   - A message is known by its name, and by sender and nonce: signed anew after a restore it is the same message.
//   - Content lies under the message's data key, items of more than a chunk under their own; erasing deletes the keys.
//     Envelope, receipts and the log's entries stay and prove that there was a message and that it was erased.
//
// The law: logs of collection, consultation, disclosure and erasure, Directive (EU) 2016/680 art. 25; erasure, art. 16.
package message

import (
	"embed"
	"io/fs"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/secrets"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

//go:embed schema lang
var files embed.FS

// Files are this package's schema and texts.
func Files() fs.FS { return files }

// Kinds of records in the log.
const (
	Kind        = "exchange.message"
	ReceiptKind = "exchange.receipt"
)

// Tables are the records that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: Kind, Name: "exchange_message", Key: "id", Columns: []string{"ref", "own", "sender", "partner", "epoch", "n", "nonce", "casename", "kind", "lamport", "envelope", "stored_at"}},
		{Kind: ReceiptKind, Name: "exchange_receipt", Key: "id", Columns: []string{"message", "own", "node", "partner", "kind", "at", "item", "account", "detail", "reason", "epoch", "signed", "stored_at"}},
	}
}

// Needs is what the package works with.
type Needs struct {
	DB   *db.DB
	Log  *audit.Log
	Keys *secrets.Keys
	Own  *node.Own             // nil = this installation is no node
	Zone func() *time.Location // of the node, in which receipts are stamped; nil = UTC
}

// Messages keeps the messages of a node. The hooks and Wake are set before it is used. Safe for concurrent use.
type Messages struct {
	Needs
	sealers sealers

	// Taken run in the transaction that stores a message from a partner. An error of theirs that is no defect makes the
	// node refuse the message.
	Taken []func(tx *db.Tx, msg Message) error
	// Posted run in the transaction that stores a message of ours.
	Posted []func(tx *db.Tx, msg Message) error
	// Receipted run in the transaction that stores a partner's receipt about a message of ours, once for each.
	Receipted []func(tx *db.Tx, msg Message, r wire.Receipt) error
	// Wake is told that something waits for a partner, before it is committed; it does not block.
	Wake func(partner wire.Org)
}

// New makes the store.
func New(n Needs) *Messages {
	if n.Zone == nil {
		n.Zone = func() *time.Location { return time.UTC }
	}
	return &Messages{Needs: n, Wake: func(wire.Org) {}}
}

// State is how far a message is.
type State string

const (
	Queued    State = "queued"    // ours, on its way
	Delivered State = "delivered" // ours, all partners have it
	Refused   State = "refused"   // ours, at least one partner would not take it, the others have it
	Took      State = "taken"     // a partner's
	resent    State = "resent"    // of a passage: it goes on under another number
)

// Message is an envelope with what this node knows about it.
type Message struct {
	ID       wire.ID
	Ref      string // short name for addresses
	Own      bool   // we sent it
	Partner  wire.Org
	Envelope wire.Envelope
	Signed   wire.Signed
	StoredAt time.Time
	State    State
	ErasedAt time.Time // zero = its content is there
}

// record is the name of the data key of a message's content.
func record(sender wire.Org, nonce string) string { return "exchange:" + string(sender) + ":" + nonce }
