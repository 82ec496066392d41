package request

import (
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// took is what a partner's message does to the requests it belongs to; it runs in the transaction that stores it.
func (s *Requests) took(tx *db.Tx, msg message.Message) error {
	switch e := msg.Envelope; e.Kind {
	case wire.Request, wire.Spontaneous:
		return s.tookNew(tx, msg)
	case wire.Answer, wire.Refusal:
		return s.tookAnswer(tx, msg)
	case wire.Clarification:
		return s.tookClarification(tx, msg)
	case wire.Withdrawal:
		v, ok, err := between(tx, e.AnswerTo, e.Sender, false)
		if err != nil || !ok {
			return err
		}
		if err := s.take(tx, &v, "withdraw", taking{program: true}); err != nil {
			return err
		}
		if err := s.endSides(tx, v); err != nil {
			return err
		}
		return s.sync(tx, &v, Fact{Kind: FactWithdrawn, At: msg.StoredAt, Node: s.org(), Source: msg.ID})
	case wire.DelayNotice:
		v, ok, err := between(tx, e.AnswerTo, e.Sender, true)
		if err != nil || !ok {
			return err
		}
		return s.delayed(tx, &v, msg.ID, e.Expected, taking{program: true, attention: attention("delay")})
	case wire.FollowUp:
		if e.AnswerTo == "" {
			return s.tookNew(tx, msg)
		}
	}
	return nil
}

func attention(what string) string { return Kind + ".attention." + what }

// tookNew begins a life here: of a request, of information that nobody asked for, of a copy.
func (s *Requests) tookNew(tx *db.Tx, msg message.Message) error {
	e := msg.Envelope
	p, err := s.profiles.Get(e.Profile)
	if err != nil && e.Kind == wire.Request {
		return err // the node refuses a request whose limit it cannot compute, and says so
	}
	mine, _ := e.For(s.org())
	v := Request{ID: id.At(tx.Now()), Ref: id.Ref(), Message: msg.ID, Case: e.Case, Kind: e.Kind, Copied: mine.Role == wire.Copy, Partner: e.Sender, Country: s.Own.Card().Country,
		Channel: ChannelReeve, Urgency: e.Urgency, Ground: e.Ground, Route: e.Route, Profile: e.Profile, Basis: e.Basis, CrimeArea: e.CrimeArea, Lang: e.Lang,
		Classification: e.Classification, TheirRef: e.OwnRef, OwnRef: e.TheirRef, CameAt: msg.StoredAt, Looked: true, Training: e.Training, SortAt: never, Version: 1}
	if p.ID == "" {
		v.Profile = DefaultProfile
	}
	if e.OtherChannel != nil {
		v.ChannelID = e.OtherChannel.ID
	}
	unit, err := s.addressed(tx, mine.Unit)
	if err != nil {
		return err
	}
	why := attention("new")
	if v.Copied {
		why = ""
	}
	if err := s.insert(tx, v, "exchange.request.came"); err != nil {
		return err
	}
	v.Life, err = s.Process.Open(tx, process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: v.Case, State: Open, Attention: why, Unit: unit.Unit,
		Calendar: s.lifeCalendar(v.Country), At: msg.StoredAt, NoClocks: true})
	if err != nil {
		return err
	}
	if v.Kind == wire.Request && !v.Copied {
		if err := s.settle(tx, &v, []Fact{{Kind: FactDelivered, At: msg.StoredAt, Node: s.org(), Source: msg.ID}}); err != nil {
			return err
		}
	}
	if unit.Unit != "" && !v.Copied {
		if err := s.hand(tx, &v, unit, "", taking{program: true}); err != nil {
			return err
		}
	}
	return nil
}

// tookAnswer ends our request, or a part of it. What answers nothing of ours lies in the inbox like any other information.
func (s *Requests) tookAnswer(tx *db.Tx, msg message.Message) error {
	e := msg.Envelope
	v, ok, err := between(tx, e.AnswerTo, e.Sender, true)
	if err != nil {
		return err
	}
	if !ok {
		if mine, _ := e.For(s.org()); mine.Role == wire.Copy {
			return nil // it stands in the thread of the request that we have a copy of
		}
		return s.tookNew(tx, msg)
	}
	if err := s.arrived(tx, &v); err != nil {
		return err
	}
	step := "answer"
	switch {
	case e.Kind == wire.Refusal:
		step = "refuse"
	case e.Partial:
		step = "partial"
	}
	if err := s.take(tx, &v, step, taking{program: true, attention: attention(step)}); err != nil {
		return err
	}
	if v.TheirRef == "" && e.OwnRef != "" {
		v.TheirRef = e.OwnRef
		if err := s.save(tx, &v, "exchange.request.answered", ""); err != nil {
			return err
		}
	}
	if step != "partial" {
		if err := s.endSides(tx, v); err != nil {
			return err
		}
	}
	return s.sync(tx, &v)
}

// tookClarification is a question about our request, or the word that answers a question of ours.
func (s *Requests) tookClarification(tx *db.Tx, msg message.Message) error {
	e := msg.Envelope
	v, ok, err := between(tx, e.AnswerTo, e.Sender, true)
	if err != nil {
		return err
	}
	if ok {
		if err := s.arrived(tx, &v); err != nil {
			return err
		}
		if err := s.side(tx, v, ClarificationKind, string(msg.ID)); err != nil {
			return err
		}
		return s.take(tx, &v, "ask", taking{program: true, attention: attention("question")})
	}
	question, err := message.Load(tx, string(e.AnswerTo))
	if err != nil || !question.Own {
		return ignoreMissing(err)
	}
	v, ok, err = between(tx, question.Envelope.AnswerTo, e.Sender, false)
	if err != nil || !ok {
		return err
	}
	if err := s.move(tx, v, ClarificationKind, string(question.ID), "explain"); err != nil {
		return err
	}
	if err := s.take(tx, &v, "resume", taking{program: true, attention: attention("explained")}); err != nil {
		return err
	}
	return s.sync(tx, &v, Fact{Kind: FactResumed, At: msg.StoredAt, Node: s.org(), Source: msg.ID, About: question.ID})
}

// delayed keeps a delay notice: the side life of the authorisation, and until when.
func (s *Requests) delayed(tx *db.Tx, v *Request, msg wire.ID, expected string, t taking) error {
	if err := s.take(tx, v, "delay", t); err != nil {
		return err
	}
	all, err := sides(tx, v.ID, AuthorisationKind, "")
	if err != nil {
		return err
	}
	if len(all) == 0 {
		err = s.side(tx, *v, AuthorisationKind, string(msg))
	} else {
		err = s.move(tx, *v, AuthorisationKind, "", "notice")
	}
	if err != nil {
		return err
	}
	v.Expected = expected
	if err := s.save(tx, v, "exchange.request.delay", ""); err != nil {
		return err
	}
	return s.sync(tx, v)
}
