package request

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/modules/exchange/wire"
)

// Jobs of this package.
const (
	jobRead    = "exchange.read"    // reads out what lists and search need of messages that came
	jobMailbox = "exchange.mailbox" // a unit's own limit
	jobReview  = "exchange.review"  // whether a request is kept
)

// work says who does the jobs.
func (s *Requests) work() {
	if s.Jobs == nil || s.Own == nil {
		return
	}
	s.Jobs.Every(jobRead, 2*time.Second, s.Read)
	s.Jobs.Handle(jobMailbox, s.takeBack)
	s.Jobs.Handle(jobReview, s.reviewDue)
}

func remind(tx *db.Tx, v Request) error {
	return jobs.Enqueue(tx, jobReview, v.ID, []byte(v.ID), v.ReviewAt)
}

// readAtOnce is how many messages are read out in one transaction.
const readAtOnce = 100

// reading is what was read out of a message that came.
type reading struct {
	Request
	label Label
	marks []string
	gone  bool
}

// Read opens messages that came, outside of the transaction that took them, and keeps their labels, the keyed words by
// which they are found, and the marks by which the same request over another channel is noticed. Until then lists open
// each message to show its subject.
func (s *Requests) Read(ctx context.Context) error {
	for {
		var waiting []Request
		err := s.DB.Read(ctx, func(q *db.Snapshot) (err error) {
			waiting, err = db.All(q, scanRequest, "SELECT "+requestColumns+fromRequest+"WHERE r.indexed = FALSE ORDER BY r.came_at, r.id LIMIT $1", readAtOnce)
			return err
		})
		if err != nil || len(waiting) == 0 {
			return err
		}
		all := make([]reading, len(waiting))
		for i, v := range waiting {
			if all[i], err = s.readOut(ctx, v); err != nil {
				if ctx.Err() != nil {
					return err
				}
				// What a partner sent and nobody can open must not keep the others from being read.
				slog.Warn("a message that came cannot be read", "message", v.Message, "error", err)
				all[i].gone = true
			}
		}
		if err := s.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return s.keepReadings(tx, all) }); err != nil {
			return err
		}
	}
}

// keepReadings stores what was read. That messages were compared with each other is recorded, once for all of them.
func (s *Requests) keepReadings(tx *db.Tx, all []reading) error {
	for _, r := range all {
		var sealed any
		if !r.gone {
			b, err := s.sealLabel(tx, r.ID, r.label)
			if errs.KindOf(err) == errs.Gone {
				r.gone = true
			} else if err != nil {
				return err
			} else {
				sealed = b
			}
		}
		if _, err := tx.Exec("UPDATE exchange_request SET label = $2, indexed = TRUE WHERE id = $1", r.ID, sealed); err != nil {
			return err
		}
		if r.gone {
			continue
		}
		if err := s.index(tx, r.Request, r.label, r.marks); err != nil {
			return err
		}
	}
	first := all[0].Request
	return s.Log.Record(tx, audit.Entry{Operation: audit.Combination, Action: "exchange.request.index", Kind: Kind, ID: first.ID, Org: string(first.Partner), Justification: strconv.Itoa(len(all))})
}

// readOut opens the heads and the structured items of a request's message.
func (s *Requests) readOut(ctx context.Context, v Request) (out reading, err error) {
	out.Request = v
	var heads []wire.ItemHead
	err = s.DB.Read(ctx, func(q *db.Snapshot) (err error) { heads, err = s.Messages.Heads(q, v.Message); return err })
	if errs.KindOf(err) == errs.Gone {
		out.gone = true
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.label = labelOf(heads)
	var entities []json.RawMessage
	for i, h := range heads {
		if h.Type != wire.Person && h.Type != wire.Vehicle && h.Type != wire.Document && h.Type != wire.Object {
			continue
		}
		_, r, err := s.Messages.Content(ctx, v.Message, i+1)
		if errs.KindOf(err) == errs.Gone {
			out.gone = true
			return out, nil
		}
		if err != nil {
			return out, err
		}
		b, err := io.ReadAll(io.LimitReader(r, wire.MaxEntity+1))
		if err := errors.Join(err, r.Close()); err != nil {
			return out, err
		}
		entities = append(entities, b)
	}
	out.marks = Marks(out.label.Subject, nil, nil, entities)
	return out, nil
}

// reviewDue puts a closed request on the list of those to be decided about.
func (s *Requests) reviewDue(ctx context.Context, body []byte) error {
	return s.change(ctx, string(body), func(tx *db.Tx, v Request) error {
		if v.ReviewAt.IsZero() || v.ReviewAt.After(s.Now().Add(time.Minute)) {
			return nil
		}
		return s.take(tx, &v, "review_due", taking{program: true, attention: attention("review")})
	})
}
