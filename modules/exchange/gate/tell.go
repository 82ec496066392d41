package gate

import (
	"context"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// holder got an item from us that we got from elsewhere.
type holder struct {
	as      wire.ID
	item    int
	partner wire.Org
}

// tell passes on what a provider said to all who got the information from us. It may be told twice; it counts once.
func (g *Gate) tell(ctx context.Context, msg message.Message, a Act, said wire.Acting) error {
	var all []holder
	err := g.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		all, err = db.All(q, func(scan db.Scan) (h holder, err error) { return h, scan(&h.as, &h.item, &h.partner) },
			`SELECT as_message, MIN(as_item), partner FROM exchange_passed p WHERE message = $1 AND (item = $2 OR $2 = 0)
				AND NOT EXISTS (SELECT 1 FROM exchange_passed_on o WHERE o.act = $3 AND o.partner = p.partner AND o.message = p.as_message)
				GROUP BY as_message, partner ORDER BY as_message, partner`, string(a.Message), a.Item, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range all {
		if err := g.tellOne(ctx, msg.Envelope.Kind, a, said, h); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gate) tellOne(ctx context.Context, kind wire.Kind, a Act, said wire.Acting, h holder) error {
	said.Message, said.With = h.as, 0
	if said.Item != 0 {
		said.Item = h.item
	}
	t, body, err := wire.MarshalEntity(said)
	if err != nil {
		return err
	}
	c := request.Content{Kind: kind, Codes: request.Codes{Handling: []codes.Handling{codes.H0}}, To: []request.Address{{Org: h.partner}}, AnswerTo: h.as, Text: said.Reason, Entities: []request.Entity{{Type: t, Body: body}}}
	var about request.Request
	err = g.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		c, about, err = g.Requests.Reply(q, string(h.as), c)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := g.Requests.Submit(ctx, db.System(), c, &about, "gate.passed_on"); err != nil && errs.KindOf(err) != errs.Forbidden {
		return err
	} else if err != nil { // the partner is not trusted any more: said in the log, for people to see to
		return g.note(ctx, a, h, "exchange.act.not_passed_on")
	}
	return g.note(ctx, a, h, "exchange.act.passed_on")
}

func (g *Gate) note(ctx context.Context, a Act, h holder, action string) error {
	return g.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		if _, err := tx.Exec("INSERT INTO exchange_passed_on (act, partner, message) VALUES ($1, $2, $3) ON CONFLICT (act, partner, message) DO NOTHING", a.ID, string(h.partner), string(h.as)); err != nil {
			return err
		}
		return g.Log.Record(tx, audit.Entry{Operation: audit.Disclosure, Action: action, Kind: Kind, ID: a.ID, Org: string(h.partner)})
	})
}
