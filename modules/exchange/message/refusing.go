package message

import (
	"bytes"
	"time"

	"reeve/kernel/db"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Refusing is a message of ours that refuses a request, whole or in part.
type Refusing struct {
	ID      wire.ID
	About   wire.ID // the request
	At      time.Time
	Partial bool // something is answered all the same
	Grounds []codes.Refusal
}

// Refusals gives our messages of [from, until) that refuse, the oldest first. What they say is not opened: grounds stand
// in the envelope, which outlives the content.
func Refusals(q db.Reader, from, until time.Time) (out []Refusing, err error) {
	all, err := db.All(q, func(scan db.Scan) (r Refusing, err error) {
		var raw []byte
		var at int64
		if err = scan(&r.ID, &raw, &at); err != nil || !bytes.Contains(raw, []byte(`"refusal"`)) {
			return r, err // an answer without grounds
		}
		s, err := wire.ParseSigned(raw)
		if err != nil {
			return r, err
		}
		e, err := wire.ParseEnvelope(s.Body)
		if err != nil {
			return r, err
		}
		r.About, r.At, r.Partial = e.AnswerTo, db.Time(at), e.Kind != wire.Refusal
		for _, one := range e.Refusal {
			r.Grounds = append(r.Grounds, one.Ground)
		}
		return r, nil
	}, "SELECT id, envelope, stored_at FROM exchange_message WHERE own = TRUE AND kind IN ('refusal', 'answer') AND stored_at >= $1 AND stored_at < $2 ORDER BY stored_at, id", db.Micros(from), db.Micros(until))
	for _, r := range all {
		if len(r.Grounds) > 0 || r.About != "" && !r.Partial {
			out = append(out, r)
		}
	}
	return out, err
}
