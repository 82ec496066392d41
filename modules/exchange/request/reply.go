package request

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/wire"
)

// Reply fills what follows from the request that a message is about: to whom, in which case, under which law, and what it
// answers. It refuses what this side cannot say: only who was asked answers, only who asked withdraws.
func (s *Requests) Reply(q db.Reader, what string, c Content) (Content, Request, error) {
	var v Request
	var err error
	switch c.Kind {
	case wire.Answer, wire.Refusal, wire.DelayNotice:
		v, err = s.ours(q, what)
	case wire.Withdrawal:
		if v, err = Load(q, what); err == nil && !v.Own {
			err = errs.New(errs.Conflict, "request.not_asked")
		}
	case wire.Clarification, wire.FollowUp, wire.Consent, wire.Tightened, wire.Correction, wire.ErasureNotice:
		v, err = Load(q, what)
	default:
		err = errs.Bad("kind", "request.kind_wrong", "kind", string(c.Kind))
	}
	if err != nil {
		return c, v, err
	}
	if v.Message == "" {
		return c, v, errs.New(errs.Conflict, "request.other_channel")
	}
	if v.Copied {
		return c, v, errs.New(errs.Conflict, "request.only_copy")
	}
	if ended(c.Kind, v) {
		return c, v, errs.New(errs.Conflict, "process.step_not_now", "step", string(c.Kind), "state", v.Life.State)
	}
	if len(c.To) == 0 {
		if c.To, err = s.others(q, v, c.Kind); err != nil {
			return c, v, err
		}
	}
	if c.Subject == "" {
		l, err := s.Label(q, v)
		if err != nil {
			return c, v, err
		}
		c.Subject = l.Subject
	}
	if c.AnswerTo == "" {
		if c.AnswerTo, err = s.answers(q, v, c.Kind); err != nil {
			return c, v, err
		}
	}
	c.Route, c.Profile, c.CrimeArea, c.TheirRef, c.Training = v.Route, v.Profile, v.CrimeArea, v.TheirRef, v.Training
	if c.Classification == "" {
		c.Classification = v.Classification
	}
	if c.Lang == "" {
		c.Lang = v.Lang
	}
	if c.Basis == "" {
		c.Basis = v.Basis
	}
	if v.Route == codes.Authority && c.NoCopies == "" {
		c.NoCopies = s.copiesLikeBefore(q, v)
	}
	return c, v, nil
}

// ended tells whether a message of a kind comes too late: the request has come to its end.
func ended(kind wire.Kind, v Request) bool {
	switch kind {
	case wire.Answer, wire.Refusal, wire.DelayNotice, wire.Withdrawal:
		return Done(v.Life.State)
	case wire.Clarification:
		return !v.Own && Done(v.Life.State)
	}
	return false
}

// others are who gets a message about a request: the partner; a withdrawal goes to everybody who was asked.
func (s *Requests) others(q db.Reader, v Request, kind wire.Kind) (to []Address, err error) {
	if kind != wire.Withdrawal || v.Message == "" {
		return []Address{{Org: v.Partner, Role: wire.To}}, nil
	}
	all, err := Find(q, string(v.Message))
	for _, one := range all {
		if one.Own && !Done(one.Life.State) {
			to = append(to, Address{Org: one.Partner, Role: wire.To})
		}
	}
	return to, err
}

// answers is what a message of a kind answers: of a clarification by the asker the last question, of all others the request.
func (s *Requests) answers(q db.Reader, v Request, kind wire.Kind) (wire.ID, error) {
	if kind != wire.Clarification || !v.Own {
		return v.Message, nil
	}
	questions, err := db.Strings(q, `SELECT d.message FROM exchange_side d JOIN process_instance i ON i.id = d.id
		WHERE d.request = $1 AND d.definition = $2 AND i.closed_at IS NULL ORDER BY d.id DESC`, v.ID, ClarificationKind)
	if err != nil {
		return "", err
	}
	if len(questions) == 0 {
		return "", errs.New(errs.Conflict, "request.no_question")
	}
	return wire.ID(questions[0]), nil
}

// copiesLikeBefore: where the request itself went without copies, the answer does too.
func (s *Requests) copiesLikeBefore(q db.Reader, v Request) string {
	m, err := message.Load(q, string(v.Message))
	if err != nil {
		return ""
	}
	for _, r := range m.Envelope.Recipient {
		if r.Role == wire.Copy {
			return ""
		}
	}
	if copies, err := s.spocs(q, []Address{{Org: v.Partner}}); err != nil || len(copies) > 0 {
		return CopyExceptions()[0]
	}
	return ""
}
