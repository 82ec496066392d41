package request

import (
	"context"
	"errors"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Ready is a draft that is sealed and waits for its transaction.
type Ready struct {
	draft    DraftRow
	content  Content
	prepared *message.Prepared
}

// Ready seals a draft for who shall get it; no transaction is needed. files are contents that are not stored, by name.
func (s *Requests) Ready(ctx context.Context, ref string, files ...Attached) (*Ready, error) {
	if s.Own == nil || s.Messages == nil {
		return nil, errs.New(errs.Unavailable, "request.no_node")
	}
	r := &Ready{}
	err := s.DB.Read(ctx, func(q *db.Snapshot) (err error) {
		if r.draft, err = LoadDraft(q, ref); err != nil {
			return err
		}
		if r.draft.Message != "" {
			return errs.New(errs.Conflict, "request.sent_already")
		}
		if r.content, err = s.Content(q, r.draft); err != nil {
			return err
		}
		r.content.Files = append(r.content.Files, files...)
		return s.complete(q, &r.content)
	})
	if err != nil {
		return nil, err
	}
	e := r.content.envelope()
	e.Case = r.draft.Case
	items, err := s.enclosures(ctx, r.content)
	if err != nil {
		return nil, err
	}
	r.prepared, err = s.Messages.Prepare(ctx, message.Outgoing{Envelope: e, Items: items})
	return r, err
}

// complete adds what follows from who gets the message: the legal basis, and the copies of a direct exchange.
func (s *Requests) complete(q db.Reader, c *Content) error {
	if c.Basis == "" {
		if ch, err := node.Running(q, c.To[0].Org, s.Now()); err == nil {
			c.Basis = ch.Basis
		} else if p, err := s.profiles.Get(c.Profile); err == nil {
			c.Basis = p.Legal
		}
	}
	if c.Route != codes.Authority || c.NoCopies != "" {
		return nil
	}
	copies, err := s.spocs(q, c.To)
	for _, org := range copies {
		c.To = append(c.To, Address{Org: org, Role: wire.Copy})
	}
	return err
}

// spocs are the points of contact that get a copy of a direct exchange between authorities (Dir. 2023/977 art. 8): that
// of our country and that of each country the message goes to, those that get it anyway left out.
func (s *Requests) spocs(q db.Reader, to []Address) (copies []wire.Org, err error) {
	partners, err := node.Partners(q)
	if err != nil {
		return nil, err
	}
	own := s.Own.Card()
	countries, has := map[string]bool{own.Country: true}, map[string]bool{}
	in := map[wire.Org]bool{}
	for _, a := range to {
		in[a.Org] = true
	}
	if own.Role == roleSPOC {
		has[own.Country] = true
	}
	for _, p := range partners {
		if in[p.Org] {
			countries[p.Country] = true
			has[p.Country] = has[p.Country] || p.Role == roleSPOC
		}
	}
	for _, p := range partners {
		if countries[p.Country] && p.Role == roleSPOC && !in[p.Org] && p.State == node.Trusted {
			copies, has[p.Country], in[p.Org] = append(copies, p.Org), true, true
		}
	}
	for country := range countries {
		if !has[country] {
			return nil, errs.Bad("route", "request.no_spoc", "country", country)
		}
	}
	return copies, nil
}

const roleSPOC = "spoc"

func (s *Requests) countryOf(q db.Reader, org wire.Org) (string, error) {
	p, err := node.Load(q, org)
	return p.Country, err
}

// Send posts what is ready. The draft has been reviewed by another person, or alone says why one person sends it: that is
// for what is urgent, and for commands, which count as one person on shift.
func (s *Requests) Send(tx *db.Tx, r *Ready, alone string) (message.Message, error) {
	d, err := LoadDraft(tx, r.draft.Ref)
	if err != nil {
		return message.Message{}, err
	}
	if d.Message != "" || d.Version != r.draft.Version {
		return message.Message{}, errs.New(errs.Conflict, "request.changed_meanwhile")
	}
	about, err := byID(tx, d.Request)
	if err != nil {
		return message.Message{}, err
	}
	if d.Life.State != Reviewed {
		if err := s.mayAlone(tx.Actor(), r.content, about, alone); err != nil {
			return message.Message{}, err
		}
	} else {
		alone = ""
	}
	msg, err := s.Messages.Post(tx, r.prepared)
	if err != nil {
		return msg, err
	}
	steps := []string{"seal", "send"}
	if alone != "" {
		steps = []string{"send_alone"}
	}
	for _, step := range steps {
		c := process.Command{Instance: d.ID, Step: step, Program: alone == ""}
		if _, _, err := s.Process.Apply(tx, c); err != nil {
			return msg, err
		}
	}
	d.Message, d.Alone, d.content = msg.ID, alone, nil
	if err := s.saveDraft(tx, &d, "exchange.draft.send", alone); err != nil {
		return msg, err
	}
	for _, f := range r.content.Files {
		if f.File != "" {
			if _, err := s.Archive.Remove(tx, f.File, "request.draft_sent"); err != nil {
				return msg, err
			}
		}
	}
	if err := s.tellPassed(tx, msg, r.content.Passes); err != nil {
		return msg, err
	}
	return msg, s.sent(tx, msg, about, alone)
}

// mayAlone: one person may send what is urgent, or belongs to what is, and what a command sends.
func (s *Requests) mayAlone(a db.Actor, c Content, about Request, alone string) error {
	if alone == "" {
		return errs.New(errs.Conflict, "request.review_first")
	}
	if a.Kind != "system" && c.Urgency != codes.Urgent && about.Urgency != codes.Urgent {
		return errs.Bad("alone", "request.two_needed")
	}
	return nil
}

// sent is what the sending of a message does to the request that it is, or is about.
func (s *Requests) sent(tx *db.Tx, msg message.Message, v Request, alone string) error {
	e := msg.Envelope
	switch e.Kind {
	case wire.Request, wire.Spontaneous:
		return s.sentNew(tx, msg, v, alone)
	case wire.Answer, wire.Refusal:
		return s.sentAnswer(tx, msg, v)
	case wire.Clarification:
		if v.Own {
			if err := s.move(tx, v, ClarificationKind, string(e.AnswerTo), "explain"); err != nil {
				return err
			}
			return s.take(tx, &v, "resume", taking{program: true})
		}
		if err := s.side(tx, v, ClarificationKind, string(msg.ID)); err != nil {
			return err
		}
		return s.take(tx, &v, "ask", taking{program: true})
	case wire.Withdrawal:
		all, err := Find(tx, string(v.Message))
		if err != nil {
			return err
		}
		for _, one := range all {
			if _, addressed := e.For(one.Partner); !addressed || !one.Own || Done(one.Life.State) {
				continue
			}
			if err := errors.Join(s.take(tx, &one, "withdraw", taking{program: true}), s.endSides(tx, one), s.sync(tx, &one)); err != nil {
				return err
			}
		}
	case wire.DelayNotice:
		return s.delayed(tx, &v, msg.ID, e.Expected, taking{program: true})
	}
	return nil
}

// sentNew makes the draft's request the one to the first partner, and begins one for each further partner.
func (s *Requests) sentNew(tx *db.Tx, msg message.Message, v Request, alone string) error {
	label := v.label
	l, err := s.Label(tx, v)
	if err != nil {
		return err
	}
	v.Message, v.Alone, v.Looked, v.CameAt, v.Basis = msg.ID, alone, alone == "", tx.Now(), msg.Envelope.Basis
	first := true
	for _, r := range msg.Envelope.Recipient {
		if r.Role != wire.To {
			continue
		}
		if v.Partner = r.Org; v.Partner == "" {
			continue
		}
		if v.Country, err = s.countryOf(tx, r.Org); err != nil {
			return err
		}
		if first {
			first, v.label = false, label
			if err := errors.Join(s.save(tx, &v, "exchange.request.send", alone), s.index(tx, v, l, nil)); err != nil {
				return err
			}
			continue
		}
		v.ID, v.Ref, v.Version, v.SortAt = id.New(), id.Ref(), 1, never
		if v.label, err = s.sealLabel(tx, v.ID, l); err != nil {
			return err
		}
		if err := s.insert(tx, v, "exchange.request.send"); err != nil {
			return err
		}
		if _, err := s.Process.Open(tx, process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: v.Case, State: Sent, Calendar: s.lifeCalendar(v.Country), At: tx.Now(), NoClocks: true}); err != nil {
			return err
		}
		if err := s.index(tx, v, l, nil); err != nil {
			return err
		}
	}
	return nil
}

// sentAnswer ends the request here, or a part of it, by a signed stamp of ours.
func (s *Requests) sentAnswer(tx *db.Tx, msg message.Message, v Request) error {
	step, said, fact := "answer", saidAnswer, FactAnswered
	switch {
	case msg.Envelope.Kind == wire.Refusal:
		step, said, fact = "refuse", saidRefusal, FactRefused
	case msg.Envelope.Partial:
		step, said, fact = "partial", saidPartial, FactPartial
	}
	if err := s.Messages.Receipt(tx, v.Message, wire.Answered, string(msg.ID), said); err != nil {
		return err
	}
	if err := s.take(tx, &v, step, taking{}); err != nil {
		return err
	}
	if step == "refuse" {
		if err := s.move(tx, v, AuthorisationKind, "", denied(msg.Envelope)); err != nil {
			return err
		}
	} else if err := s.move(tx, v, AuthorisationKind, "", "grant"); err != nil {
		return err
	}
	if step != "partial" {
		if err := s.endSides(tx, v); err != nil {
			return err
		}
	}
	return s.sync(tx, &v, Fact{Kind: fact, At: tx.Now(), Node: s.org(), Source: v.Message, About: msg.ID})
}

// denied is the end of an authorisation when the request is refused: a judge refused, or it is over.
func denied(e wire.Envelope) string {
	for _, r := range e.Refusal {
		if r.Ground == "c" {
			return "deny"
		}
	}
	return "end"
}
