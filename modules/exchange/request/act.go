package request

import (
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Classify says how we reach what is asked for: from the delivery on, another limit may run. It is a signed word, and it
// may be said again, with its reason.
func (s *Requests) Classify(tx *db.Tx, what string, access codes.Access, reason string) (Request, error) {
	v, err := s.ours(tx, what)
	if err != nil {
		return v, err
	}
	if access != codes.Direct && access != codes.Indirect {
		return v, errs.Bad("access", "request.access_wrong")
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return v, needReason(reason)
	}
	if v.Kind != wire.Request {
		return v, errs.New(errs.Conflict, "request.no_clock")
	}
	if err := s.take(tx, &v, "classify", taking{reason: reason, attention: v.Life.Attention}); err != nil {
		return v, err
	}
	v.Access = access
	if err := s.save(tx, &v, "exchange.request.classify", reason); err != nil {
		return v, err
	}
	if v.Message == "" {
		if err := s.enter(tx, v, FactClassified, tx.Now(), string(access), reason); err != nil {
			return v, err
		}
		return v, s.sync(tx, &v)
	}
	if err := s.Messages.Receipt(tx, v.Message, wire.Classified, string(access), reason); err != nil {
		return v, err
	}
	return v, s.sync(tx, &v, Fact{Kind: FactClassified, At: tx.Now(), Node: s.org(), Source: v.Message, Access: access, Reason: reason})
}

// ours is a request that we answer.
func (s *Requests) ours(q db.Reader, what string) (Request, error) {
	all, err := Find(q, what)
	if err != nil {
		return Request{}, err
	}
	for _, v := range all {
		if !v.Own && !v.Copied {
			return v, nil
		}
	}
	if len(all) > 0 {
		return all[0], errs.New(errs.Conflict, "request.not_ours")
	}
	return Request{}, errs.New(errs.NotFound, "request.no_such_request", "id", what)
}

// Assign hands a request to a unit's mailbox or to a post; the partner sees that somebody works on it.
func (s *Requests) Assign(tx *db.Tx, what, unit, post string) (Request, error) {
	v, err := s.ours(tx, what)
	if err != nil {
		return v, err
	}
	box := Mailbox{Unit: unit}
	if unit != "" {
		if box, err = mailbox(tx, unit); err != nil {
			return v, err
		}
		if !box.Active {
			return v, errs.Bad("unit", "request.no_mailbox")
		}
	}
	if post != "" {
		filled, ok := s.Places.Snapshot().Post(post)
		if !ok || unit != "" && filled.Post.Unit != unit {
			return v, errs.Bad("post", "request.no_such_post")
		}
		if unit == "" {
			box.Unit = filled.Post.Unit
		}
	}
	if unit == "" && post == "" {
		return v, errs.Bad("unit", "request.assign_to_whom")
	}
	return v, s.hand(tx, &v, box, post, taking{attention: attention("assigned")})
}

// Close ends a request that has come to its end, or information that was dealt with. Within six months it is decided
// whether it is kept.
func (s *Requests) Close(tx *db.Tx, what string) (Request, error) {
	v, err := Load(tx, what)
	if err != nil {
		return v, err
	}
	if v.Kind == wire.Request && !v.Copied && v.Message != "" && !Done(v.Life.State) {
		return v, errs.New(errs.Conflict, "request.not_done")
	}
	if err := s.take(tx, &v, "close", taking{}); err != nil {
		return v, err
	}
	if err := s.endSides(tx, v); err != nil {
		return v, err
	}
	v.ReviewAt = s.firstReview(tx.Now())
	if v.DoneAt.IsZero() {
		if _, err := tx.Exec("UPDATE exchange_request SET sort_at = $2 WHERE id = $1", v.ID, place(time.Time{}, tx.Now())); err != nil {
			return v, err
		}
	}
	if err := s.save(tx, &v, "exchange.request.close", ""); err != nil {
		return v, err
	}
	return v, remind(tx, v)
}

// firstReview is at most six months after the closing: the last day before that day of the sixth month.
func (s *Requests) firstReview(now time.Time) time.Time { return now.AddDate(0, 6, -1) }
