package request

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// EnteredKind is the audit kind of facts entered by hand.
const EnteredKind = "exchange.entered"

// factAsker is the country of who asked without a node. It moves no clock, so that it is none of the facts of [Limit].
const factAsker = "asker"

// answering is the node whose stamps move the clock of a request.
func (s *Requests) answering(v Request) wire.Org {
	if v.Own {
		return v.Partner
	}
	return s.org()
}

// Facts are the facts about a request, out of signed messages and receipts, or as entered.
func (s *Requests) Facts(q db.Reader, v Request) ([]Fact, error) {
	if v.Message == "" {
		return entered(q, v.ID)
	}
	thread, err := message.Case(q, v.Case)
	if err != nil {
		return nil, err
	}
	var request Word
	var words []Word
	var receipts []wire.Receipt
	for _, m := range thread {
		w := Word{m.ID, m.Envelope}
		if words = append(words, w); m.ID == v.Message {
			request = w
		}
		switch m.Envelope.Kind {
		case wire.Request, wire.Clarification, wire.Withdrawal, wire.DelayNotice, wire.Answer, wire.Refusal:
			some, err := s.Messages.Receipts(q, m.ID)
			if err != nil {
				return nil, err
			}
			receipts = append(receipts, some...)
		}
	}
	if request.ID == "" {
		return nil, nil
	}
	return FactsOf(request, s.answering(v), words, receipts), nil
}

// Clock is the legal clock of a request by its facts.
func (s *Requests) Clock(q db.Reader, v Request, now time.Time) (State, error) {
	facts, err := s.Facts(q, v)
	if err != nil {
		return State{}, err
	}
	return s.clockOf(v, facts, now)
}

func (s *Requests) clockOf(v Request, facts []Fact, now time.Time) (State, error) {
	p, err := s.profiles.Get(v.Profile)
	if err != nil {
		return State{}, err
	}
	if v.Copied || v.Kind != wire.Request {
		return State{Profile: p.ID, Reading: p.Rules.ID(), Status: StatusNone, Facts: ordered(facts)}, nil
	}
	return Limit(p, Asked{v.Urgency, v.Route, s.calendar(v.Country)}, facts, now), nil
}

// sync brings what lists show in line with the facts. more are facts of this very transaction that may not be readable yet.
func (s *Requests) sync(tx *db.Tx, v *Request, more ...Fact) error {
	facts, err := s.Facts(tx, *v)
	if err != nil {
		return err
	}
	return s.settle(tx, v, append(facts, more...))
}

// settle is sync where all facts are at hand.
func (s *Requests) settle(tx *db.Tx, v *Request, facts []Fact) error {
	at, err := s.clockOf(*v, facts, tx.Now())
	if err != nil {
		return err
	}
	if at.Access != "" {
		v.Access = at.Access
	}
	if err := saveClock(tx, v, at); err != nil || at.StartedAt.IsZero() || at.Status == StatusNone {
		return err
	}
	p, err := s.profiles.Get(v.Profile)
	if err != nil {
		return err
	}
	return s.Process.Follow(tx, v.Life, LimitClock, at.Clock(p.Rules))
}

func entered(q db.Reader, request string) ([]Fact, error) {
	return db.All(q, func(scan db.Scan) (f Fact, err error) {
		var at int64
		var detail string
		err = scan(&f.Kind, &at, &detail, &f.Reason)
		f.At = db.Time(at)
		switch f.Kind {
		case FactClassified:
			f.Access = codes.Access(detail)
		case FactDelay:
			f.Until = detail
		default:
			f.About = wire.ID(detail)
		}
		return f, err
	}, "SELECT kind, at, detail, reason FROM exchange_entered WHERE request = $1 AND kind <> 'asker' ORDER BY at, id", request)
}

// enter keeps a fact that no node signed.
func (s *Requests) enter(tx *db.Tx, v Request, kind string, at time.Time, detail, reason string) error {
	if at.After(tx.Now().Add(time.Minute)) {
		return errs.Bad("at", "request.in_future")
	}
	stored := []any{v.ID, kind, db.Micros(at), detail, reason, tx.Actor().ID}
	name := id.New()
	if _, err := tx.Exec("INSERT INTO exchange_entered (id, request, kind, at, detail, reason, account) VALUES ($1, $2, $3, $4, $5, $6, $7)", append([]any{name}, stored...)...); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.request.enter", Kind: EnteredKind, ID: name, Org: string(v.Partner), Justification: kind, Stored: stored})
}
