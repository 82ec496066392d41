package request

import (
	"context"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

func consulted(v Request, why string) audit.Entry {
	return audit.Entry{Operation: audit.Consultation, Action: "exchange.request.show", Kind: Kind, ID: v.ID, Org: string(v.Partner), Justification: why}
}

// refused records that the codes of an item stopped somebody: the refusal is as much a fact as what was done.
func (s *Requests) refused(ctx context.Context, actor db.Actor, id wire.ID, use codes.Use, cause error) error {
	e := errs.Of(cause)
	if e == nil || e.Kind != errs.Forbidden {
		return cause
	}
	err := s.DB.Write(ctx, actor, func(tx *db.Tx) error {
		return s.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "exchange.refused." + string(use), Kind: message.Kind, ID: string(id), Justification: e.Key})
	})
	if err != nil {
		return err
	}
	return cause
}

// Forward is the content that passes a message's items on to other nodes, if their codes allow it. A refusal is recorded.
func (s *Requests) Forward(ctx context.Context, actor db.Actor, what string, c Content) (Content, error) {
	var msg message.Message
	var heads []wire.ItemHead
	err := s.DB.Read(ctx, func(q *db.Snapshot) error {
		v, err := Load(q, what)
		if err != nil {
			return err
		}
		name := string(v.Message)
		if m, err := message.Load(q, what); err == nil { // a message of the thread was named, and not the request
			name = string(m.ID)
		}
		if name == "" {
			return errs.New(errs.Conflict, "request.other_channel")
		}
		if msg, err = message.Load(q, name); err != nil {
			return err
		}
		if heads, err = s.Messages.Heads(q, msg.ID); err != nil {
			return err
		}
		may, err := s.Permission(q, msg)
		if err != nil {
			return err
		}
		for n := range heads {
			for _, to := range c.To {
				if err := may(n+1, codes.UseForward, string(to.Org)); err != nil {
					return err
				}
			}
		}
		if c.Subject == "" {
			c.Subject = labelOf(heads).Subject
		}
		c.Lang, c.Classification, c.CrimeArea, c.Training = msg.Envelope.Lang, msg.Envelope.Classification, msg.Envelope.CrimeArea, msg.Envelope.Training
		return nil
	})
	if err != nil {
		return c, s.refused(ctx, actor, msg.ID, codes.UseForward, err)
	}
	if c.Kind == "" {
		c.Kind = wire.Spontaneous
	}
	l := labelOf(heads)
	if len(c.Handling) == 0 {
		c.Handling = l.Handling
		for _, h := range heads {
			if h.Restrict != nil {
				c.Restrict = h.Restrict
			}
		}
	}
	for n := range heads {
		c.Passes = append(c.Passes, Passed{Message: msg.ID, Item: n + 1})
	}
	return c, nil
}

// Submit writes, seals and sends a message in one go, for one person on shift. What cannot be sent leaves a dropped draft
// and nothing else.
func (s *Requests) Submit(ctx context.Context, actor db.Actor, c Content, about *Request, alone string, files ...Attached) (msg message.Message, err error) {
	var d DraftRow
	if err = s.DB.Write(ctx, actor, func(tx *db.Tx) (err error) { d, err = s.Write(tx, c, about); return err }); err != nil {
		return msg, err
	}
	for range 3 {
		var r *Ready
		if r, err = s.Ready(ctx, d.Ref, files...); err == nil {
			err = s.DB.Write(ctx, actor, func(tx *db.Tx) (err error) { msg, err = s.Send(tx, r, alone); return err })
		}
		if e := errs.Of(err); e == nil || e.Key != "message.key_changed" { // else the partner's new card came while it was sealed
			break
		}
	}
	if err != nil {
		dropped := s.DB.Write(context.WithoutCancel(ctx), actor, func(tx *db.Tx) error { _, err := s.Drop(tx, d.Ref); return err })
		if dropped != nil && errs.KindOf(dropped) == errs.Internal {
			return msg, dropped
		}
	}
	return msg, err
}
