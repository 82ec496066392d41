package request

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

func ignoreMissing(err error) error {
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	return err
}

// receipted is what a partner's receipt about a message of ours does; it runs in the transaction that stores it.
func (s *Requests) receipted(tx *db.Tx, msg message.Message, r wire.Receipt) error {
	e := msg.Envelope
	switch e.Kind {
	case wire.Request, wire.Spontaneous, wire.FollowUp:
		v, ok, err := between(tx, msg.ID, r.Node, true)
		if err != nil || !ok {
			return err
		}
		return s.saidOf(tx, &v, r)
	case wire.Clarification:
		if r.Kind == wire.Delivered {
			return s.questionArrived(tx, msg, r)
		}
	case wire.Withdrawal:
		v, ok, err := between(tx, e.AnswerTo, r.Node, true)
		if err != nil || !ok {
			return err
		}
		return s.sync(tx, &v)
	}
	return nil
}

// saidOf is what the answering side says of our request.
func (s *Requests) saidOf(tx *db.Tx, v *Request, r wire.Receipt) error {
	switch r.Kind {
	case wire.Refused_:
		return s.take(tx, v, "bounce", taking{program: true, attention: attention("bounced")})
	case wire.Delivered, wire.Classified, wire.Registered, wire.Paused, wire.Answered:
	default:
		return nil
	}
	if err := s.arrived(tx, v); err != nil {
		return err
	}
	switch r.Kind {
	case wire.Classified:
		v.Access = codes.Access(r.Detail)
		if err := s.take(tx, v, "classify", taking{program: true, reason: r.Reason}); err != nil {
			return err
		}
		if err := s.save(tx, v, "exchange.request.classified", r.Reason); err != nil {
			return err
		}
	case wire.Registered:
		if r.Detail == Assigned {
			if err := s.take(tx, v, "assign", taking{program: true}); err != nil {
				return err
			}
		}
	case wire.Paused:
		if err := s.move(tx, *v, ClarificationKind, r.Detail, "arrive"); err != nil {
			return err
		}
		if err := s.take(tx, v, "pause", taking{program: true, attention: v.Life.Attention}); err != nil {
			return err
		}
	}
	return s.sync(tx, v)
}

// questionArrived is what the arrival of a question, or of the word that answers one, does to the clock: a question of
// ours stops it, and we say so by a signed stamp; the answer to a question about our request sets it going.
func (s *Requests) questionArrived(tx *db.Tx, msg message.Message, r wire.Receipt) error {
	v, ok, err := between(tx, msg.Envelope.AnswerTo, r.Node, false)
	if err != nil {
		return err
	}
	if !ok {
		question, err := message.Load(tx, string(msg.Envelope.AnswerTo))
		if err != nil {
			return ignoreMissing(err)
		}
		if v, ok, err = between(tx, question.Envelope.AnswerTo, r.Node, true); err != nil || !ok {
			return err
		}
		if err := s.take(tx, &v, "resume", taking{program: true}); err != nil {
			return err
		}
		return s.sync(tx, &v)
	}
	p, err := s.profiles.Get(v.Profile)
	if err != nil || p.Pauses != PauseClarification || v.Kind != wire.Request || Done(v.Life.State) {
		return err
	}
	waiting, err := unanswered(tx, v, string(msg.ID))
	if err != nil || !waiting {
		return err // answered before its receipt came, or said already
	}
	if err := s.Messages.Receipt(tx, v.Message, wire.Paused, string(msg.ID), ""); err != nil {
		return err
	}
	if err := s.move(tx, v, ClarificationKind, string(msg.ID), "arrive"); err != nil {
		return err
	}
	if err := s.take(tx, &v, "pause", taking{program: true, attention: attention("paused")}); err != nil {
		return err
	}
	return s.sync(tx, &v, Fact{Kind: FactPaused, At: tx.Now(), Node: s.org(), Source: v.Message, About: msg.ID})
}

// unanswered tells whether a question of ours has not been marked as arrived or answered yet.
func unanswered(q db.Reader, v Request, question string) (bool, error) {
	var n int
	err := q.QueryRow(`SELECT COUNT(*) FROM exchange_side d JOIN process_instance i ON i.id = d.id
		WHERE d.request = $1 AND d.definition = $2 AND d.message = $3 AND i.state = 'asked'`, v.ID, ClarificationKind, question).Scan(&n)
	return n > 0, err
}
