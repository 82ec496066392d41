package gate

import (
	"context"
	"slices"
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
	n.Messages.Taken = append(n.Messages.Taken, g.later)
	n.Messages.Posted = append(n.Messages.Posted, g.later)
	n.Requests.Allow, n.Requests.PassedOn = g.Allow, g.passed
	n.Jobs.Handle(applyJob, func(ctx context.Context, body []byte) error { return g.apply(ctx, wire.ID(body)) })
	n.Jobs.Every(lookJob, 10*time.Minute, g.Look)
	return g
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

// Allow tells whether the codes of a message's item, its provider's later words and consents allow a use now. item 0 asks
// for all items. to is who would get it, for what goes out.
func (g *Gate) Allow(q db.Reader, msg message.Message, item int, use codes.Use, to wire.Org) error {
	heads, err := g.Messages.Heads(q, msg.ID)
	if err != nil {
		return err
	}
	acts, err := Acts(q, msg.ID)
	if err != nil {
		return err
	}
	for i, h := range heads {
		if item != 0 && item != i+1 {
			continue
		}
		if msg.Own {
			err = g.origins(q, h, use, to)
		} else {
			err = g.item(h, acts, i+1, use, to)
		}
		if err != nil {
			return at(err, i+1)
		}
	}
	return nil
}

// origins asks those whose information an own item passes on.
func (g *Gate) origins(q db.Reader, h wire.ItemHead, use codes.Use, to wire.Org) error {
	for _, o := range h.Origin {
		if o.Message == "" {
			continue
		}
		from, err := message.Load(q, string(o.Message))
		if errs.KindOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if err := g.Allow(q, from, o.Item, use, to); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gate) item(h wire.ItemHead, acts []Act, n int, use codes.Use, to wire.Org) error {
	day := g.Now().In(g.Zone()).Format(time.DateOnly)
	handling, restrict := Tightened(h.Handling, h.Restrict, acts, n)
	err := codes.Permit(use, handling, restrict, day, string(to))
	if err == nil || !slices.Contains(wire.ConsentUses(), use) || !Granted(acts, n, use, to, day) {
		return err
	}
	if restrict != nil && (restrict.Expires != "" && day > restrict.Expires || restrict.DeleteBy != "" && day > restrict.DeleteBy) {
		return err // no consent outlives the provider's last day
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
