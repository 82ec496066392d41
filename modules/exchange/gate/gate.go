package gate

import (
	"context"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// Needs is what the package works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Keys     *secrets.Keys
	Process  *process.Engine
	Jobs     *jobs.Runner
	Messages *message.Messages
	Requests *request.Requests
	Own      wire.Org
	Zone     func() *time.Location
	Now      func() time.Time
}

// Gate is the door of the feature. Safe for concurrent use.
type Gate struct{ Needs }

const (
	applyJob = "exchange.gate.apply"
	lookJob  = "exchange.gate.look"
)

// New hooks the gate into what is sent and taken, and gives the requests their rule.
func New(n Needs) *Gate {
	g := &Gate{n}
	n.Messages.Taken = append(n.Messages.Taken, g.taken)
	n.Messages.Posted = append(n.Messages.Posted, g.later)
	n.Requests.Permission, n.Requests.PassedOn = g.Permission, g.passed
	n.Jobs.Handle(applyJob, func(ctx context.Context, body []byte) error { return g.apply(ctx, wire.ID(body)) })
	n.Jobs.Every(lookJob, 10*time.Minute, g.Look)
	return g
}

// taken has a message looked at for the day by which it must be erased: its items are not opened in the transaction that
// stores it.
func (g *Gate) taken(tx *db.Tx, msg message.Message) error {
	if _, err := tx.Exec("INSERT INTO exchange_unlooked (message) VALUES ($1)", string(msg.ID)); err != nil {
		return err
	}
	return g.later(tx, msg)
}

// later lets what a message says about another count as soon as it is stored.
func (g *Gate) later(tx *db.Tx, msg message.Message) error {
	switch msg.Envelope.Kind {
	case wire.Consent, wire.Tightened, wire.Correction, wire.ErasureNotice:
		return jobs.Enqueue(tx, applyJob, string(msg.ID), []byte(msg.ID), tx.Now())
	}
	return nil
}

// passed keeps who holds what from us that came from others.
func (g *Gate) passed(tx *db.Tx, msg message.Message, items []request.PassedItem) error {
	for _, it := range items {
		for _, to := range msg.Envelope.Recipient {
			_, err := tx.Exec(`INSERT INTO exchange_passed (message, item, as_message, as_item, partner) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (message, item, as_message, as_item, partner) DO NOTHING`, string(it.Message), it.Item, string(msg.ID), it.As, string(to.Org))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Permission is what the codes of a message's items, its provider's later words and consents allow now. It reads them once.
func (g *Gate) Permission(q db.Reader, msg message.Message) (request.Permission, error) {
	heads, err := g.Messages.Heads(q, msg.ID)
	if err != nil {
		return nil, err
	}
	acts, err := Acts(q, msg.ID)
	if err != nil {
		return nil, err
	}
	origins := map[wire.ID]request.Permission{}
	day := g.Now().In(g.Zone()).Format(time.DateOnly)
	return func(item int, use codes.Use, to string) error {
		for i, h := range heads {
			if item != 0 && item != i+1 {
				continue
			}
			var err error
			if msg.Own {
				err = g.origins(q, h, origins, use, to)
			} else {
				err = permit(h, acts, i+1, use, to, day)
			}
			if err != nil {
				return at(err, i+1)
			}
		}
		return nil
	}, nil
}

// origins asks those whose information an own item passes on.
func (g *Gate) origins(q db.Reader, h wire.ItemHead, known map[wire.ID]request.Permission, use codes.Use, to string) error {
	for _, o := range h.Origin {
		if o.Message == "" {
			continue
		}
		may, ok := known[o.Message]
		if !ok {
			from, err := message.Load(q, string(o.Message))
			if errs.KindOf(err) == errs.NotFound {
				continue
			}
			if err == nil {
				may, err = g.Permission(q, from)
			}
			if err != nil {
				return err
			}
			known[o.Message] = may
		}
		if err := may(o.Item, use, to); err != nil {
			return err
		}
	}
	return nil
}

// at names the item in a refusal of the codes.
func at(err error, item int) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Forbidden {
		return err
	}
	args := map[string]any{}
	for k, v := range e.Args {
		args[k] = v
	}
	args["item"] = item
	e.Args = args
	return e
}
