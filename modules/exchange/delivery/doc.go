// Package delivery takes what waits in the outbox to the partners' nodes, takes what they bring, and watches their logs.
//
// Nouns: a batch (a signed header with the digests of its parts, and the parts) and its answer, signed likewise; a part
// (a card, a notice, a receipt, an envelope, a small item); a result (what became of a message or receipt of the batch);
// a chunk (of a large item, sent ahead of its message); a refusal; a witness (the last checkpoint of a partner's log
// that we cosigned); a fork (two checkpoints that cannot both be true); the queue of a partner.
//
// Invariants:
//   - Only a batch whose header holds changes anything, but for newer cards, which vouch for themselves. Each part has
//     the header's digest.
//   - A message is taken when its number follows the last one taken from that sender and epoch, once. What is refused
//     under an authentic header uses its number up, so that it holds nothing up; what only has to wait does not.
//   - What is refused is recorded once for each thing and reason, and explained by a signed receipt.
//   - The receipt of a message is in the answer to its batch. An answer that got lost is given again, the same.
//   - No batch changes anything while the sender's log cannot be shown to go on from what we cosigned.
//   - Nothing that waits is given up, and nothing is deleted from the outbox.
//
// Sources: C2SP tlog-checkpoint, tlog-cosignature; RFC 6962 section 2.1; TLS 1.3 with keys pinned by cards.
package delivery

import (
	"embed"
	"io/fs"
	"sync"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/jobs"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

//go:embed schema lang policy
var files embed.FS

// Files are this package's schema, texts and policy.
func Files() fs.FS { return files }

const (
	refusalKind = "exchange.refusal"
	epochKind   = "exchange.epoch"
	forkKind    = "exchange.fork"
)

// Tables are the records that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: refusalKind, Name: "exchange_refusal", Key: "id", Columns: []string{"partner", "subject", "epoch", "n", "spent", "proven", "reason", "detail", "at"}},
		{Kind: epochKind, Name: "exchange_epoch", Key: "id", Columns: []string{"partner", "epoch", "accepted_at", "reason"}},
		{Kind: forkKind, Name: "exchange_fork", Key: "id", Columns: []string{"partner", "epoch", "seen", "offered", "at"}},
	}
}

// Limits bound what a partner can make of us; zero fields take the usual value.
type Limits struct {
	Requests     int           // a minute and partner, and a minute and network address before it is known who asks
	Strangers    int           // requests a minute of all who are not trusted
	Refusals     int           // written a day and partner, and of all who did not prove who they are; later ones leave no trace
	Unreferenced int64         // bytes of chunks that no message refers to yet
	KeepChunks   time.Duration // how long these are kept
	Messages     int           // in a batch that we send
	Bytes        int           // in a batch that we send, but for its first message
}

func (l Limits) filled() Limits {
	set := func(v *int, usual int) {
		if *v == 0 {
			*v = usual
		}
	}
	set(&l.Requests, 20_000)
	set(&l.Strangers, 120)
	set(&l.Refusals, 1000)
	set(&l.Messages, 128)
	set(&l.Bytes, 4<<20)
	if l.Unreferenced == 0 {
		l.Unreferenced = 4 * wire.MaxSealed
	}
	if l.KeepChunks == 0 {
		l.KeepChunks = 48 * time.Hour
	}
	return l
}

// Needs is what the package works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Own      *node.Own // never nil: an installation that is no node has no delivery
	Nodes    *node.Nodes
	Messages *message.Messages
	Leases   *jobs.Leases
	Now      func() time.Time
	Limits   Limits
}

// Delivery is the door of the feature. Safe for concurrent use.
type Delivery struct {
	Needs
	rate rates

	mu    sync.Mutex
	lines map[wire.Org]*line // one for each partner that something waits for
	notes map[wire.Org]inNote
	wakes chan wire.Org
}

// New makes the door. It takes over the outbox's wake-up call.
func New(n Needs) *Delivery {
	n.Limits = n.Limits.filled()
	d := &Delivery{Needs: n, lines: map[wire.Org]*line{}, notes: map[wire.Org]inNote{}, wakes: make(chan wire.Org, 64)}
	d.Messages.Wake = d.Wake
	return d
}

// Wake says that something may wait for a partner, now or in a moment. It does not block.
func (d *Delivery) Wake(partner wire.Org) {
	d.mu.Lock()
	l := d.lines[partner]
	d.mu.Unlock()
	if l != nil {
		l.nudge()
		return
	}
	select {
	case d.wakes <- partner:
	default: // Run looks for itself now and then
	}
}
