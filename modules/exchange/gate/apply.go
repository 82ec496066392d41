package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// apply lets what a message says about others count. It runs at least once; what counted already does nothing.
func (g *Gate) apply(ctx context.Context, name wire.ID) error {
	var msg message.Message
	var heads []wire.ItemHead
	err := g.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		if msg, err = message.Load(q, string(name)); err == nil {
			heads, err = g.Messages.Heads(q, msg.ID)
		}
		return err
	})
	if errs.KindOf(err) == errs.Gone { // it was erased before it could count
		return nil
	}
	if err != nil {
		return err
	}
	for i, h := range heads {
		if h.Type != wire.Act {
			continue
		}
		said, err := g.read(ctx, msg, i+1)
		if err == nil {
			err = said.Fits(msg.Envelope.Kind)
		}
		if errs.KindOf(err) == errs.Invalid {
			err = g.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return g.ignored(tx, msg, errs.Of(err).Key) })
		} else if err == nil {
			err = g.count(ctx, msg, i+1, said)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// read opens an act.
func (g *Gate) read(ctx context.Context, msg message.Message, item int) (wire.Acting, error) {
	_, r, err := g.Messages.Content(ctx, msg.ID, item)
	if err != nil {
		return wire.Acting{}, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, wire.MaxEntity+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return wire.Acting{}, err
	}
	e, err := wire.ParseEntity(wire.Act, raw)
	if err != nil {
		return wire.Acting{}, err
	}
	a, ok := e.(wire.Acting)
	if !ok {
		return a, errs.New(errs.Invalid, "gate.no_act")
	}
	return a, nil
}

// ignored records what somebody said and may not say, or cannot.
func (g *Gate) ignored(tx *db.Tx, msg message.Message, why string) error {
	return g.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "exchange.act.ignored", Kind: message.Kind, ID: string(msg.ID), Org: string(msg.Envelope.Sender), Justification: why})
}

// count keeps an act and does what it demands here; then those to whom the information was passed on are told.
func (g *Gate) count(ctx context.Context, msg message.Message, item int, said wire.Acting) error {
	erased := false
	a := Act{ID: fmt.Sprintf("%s/%d", msg.ID, item), Item: said.Item, Act: said.Act, Use: said.Use, For: said.For, Until: said.Until,
		Handling: said.Handling, Restrict: said.Restrict, By: msg.Envelope.Sender, In: msg.ID}
	err := g.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		erased = false
		about, err := message.Load(tx, string(said.Message))
		if errs.KindOf(err) == errs.NotFound {
			return g.ignored(tx, msg, "gate.unknown_message")
		}
		if err != nil {
			return err
		}
		a.Message, a.At = about.ID, db.Micros(tx.Now())
		provider := about.Envelope.Sender == a.By
		_, holds := about.Envelope.For(a.By)
		if said.Act == wire.Ask && !holds || said.Act != wire.Ask && !provider {
			return g.ignored(tx, msg, "gate.not_provider")
		}
		fresh, err := g.insert(tx, a)
		if err != nil || !fresh {
			return err
		}
		if err := g.move(tx, msg, a); err != nil || msg.Own {
			return err
		}
		switch said.Act {
		case wire.Erase:
			erased = true
			return g.Messages.Erase(tx, about.ID, "gate.erased_by_provider")
		case wire.Tighten, wire.Correct, wire.Withdraw:
			if said.Restrict != nil {
				if err := eraseBy(tx, about.ID, said.Restrict.DeleteBy); err != nil {
					return err
				}
			}
			return g.Messages.Receipt(tx, msg.ID, wire.Registered, "followed", "")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if erased {
		if err := g.Keys.SyncLedger(ctx, g.DB); err != nil {
			return err
		}
	}
	if msg.Own || a.Message == "" || said.Act == wire.Ask || said.Act == wire.Grant || said.Act == wire.Deny {
		return nil
	}
	return g.tell(ctx, msg, a, said)
}

// move begins or moves the life of a question for consent.
func (g *Gate) move(tx *db.Tx, msg message.Message, a Act) error {
	lives, err := db.Strings(tx, "SELECT life FROM exchange_consent WHERE message = $1 AND item = $2 AND for_use = $3", string(a.Message), a.Item, string(a.Use))
	if err != nil {
		return err
	}
	if len(lives) == 0 {
		if a.Act != wire.Ask {
			return nil
		}
		life := id.New()
		if _, err := tx.Exec("INSERT INTO exchange_consent (message, item, for_use, life) VALUES ($1, $2, $3, $4)", string(a.Message), a.Item, string(a.Use), life); err != nil {
			return err
		}
		_, err := g.Process.Open(tx, process.Opening{ID: life, Definition: ConsentKind, Ref: id.Ref(), Subject: msg.Envelope.Case, Calendar: g.Requests.LifeCalendar(), At: tx.Now()})
		return err
	}
	i, err := process.Load(tx, lives[0])
	if err != nil {
		return err
	}
	step := map[wire.ActKind]string{wire.Ask: "ask", wire.Grant: "grant", wire.Deny: "deny", wire.Withdraw: "withdraw"}[a.Act]
	if st, ok := g.Process.Of(i).Step(step); !ok || !slices.Contains(st.From, i.State) {
		return nil
	}
	_, _, err = g.Process.Apply(tx, process.Command{Instance: i.ID, Step: step, Program: true})
	return err
}
