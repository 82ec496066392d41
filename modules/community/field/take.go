package field

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// commandsAPI is POST /api/v1/commands. Each command is taken in a transaction of its own, in the order sent.
func (f *Field) commandsAPI(r *web.Request, in Batch) (Answers, error) {
	out := Answers{Items: []Answer{}}
	if len(in.Commands) > maxBatch {
		return out, errs.Bad("commands", "field.too_many", "most", maxBatch)
	}
	for _, c := range in.Commands {
		a, err := f.take(r, c)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, a)
	}
	return out, nil
}

// take answers one command. The error is one that stops the batch: what was taken before answers "duplicate" when it is
// sent again.
func (f *Field) take(r *web.Request, c Command) (Answer, error) {
	a := Answer{ID: c.ID, Result: Done, Errors: []Fault{}}
	taker, known := f.takers[c.Type]
	sent := f.digest(c, r.Who.Account.ID)
	out, repeated, err := f.run(r, c, taker, known, sent)
	if err == nil {
		if a.Ref, a.Version, a.State = out.Ref, out.Version, out.State; repeated {
			a.Result = Duplicate
		}
		return a, nil
	}
	if r.Context().Err() != nil {
		return a, err
	}
	e := errs.Of(err)
	if e == nil {
		// One broken command must not hold up the others; it stays on the phone and the log here tells why.
		slog.Error("command failed", "type", c.Type, "error", err)
		e = errs.New(errs.Internal, "web.internal")
	}
	if slices.Contains([]errs.Kind{errs.Unavailable, errs.TooMany, errs.Unauthenticated}, e.Kind) {
		return a, err
	}
	a.Result, a.Code, a.Reason = Rejected, e.Key, r.Message(errs.Field{Key: e.Key, Args: e.Args})
	for _, field := range e.Fields {
		a.Errors = append(a.Errors, Fault{field.Field, r.Message(field)})
	}
	if len(a.Errors) > 0 {
		a.Code, a.Reason = e.Fields[0].Key, a.Errors[0].Message
	}
	if e.Kind == errs.Conflict {
		a.Result, a.Current = Conflict, e.Current
		if taker.Current != nil {
			if now := taker.Current(r, c, err); now != nil {
				a.Current = now
			}
		}
	}
	return a, nil
}

// run takes a command, or finds that it was taken before.
func (f *Field) run(r *web.Request, c Command, taker Taker, known bool, sent string) (out Outcome, repeated bool, err error) {
	err = r.Read(func(q *db.Snapshot) error { out, repeated, err = taken(q, c.ID, r.Who.Account.ID, sent); return err })
	if err != nil || repeated {
		return out, repeated, err
	}
	if err := c.check(r.Now, known); err != nil {
		return out, false, err
	}
	c.OccurredAt = c.clipped(r.Now)
	var ids []string
	if taker.Photos != nil {
		ids = taker.Photos(c)
	}
	photos, err := f.photos(r, ids)
	if err != nil {
		return out, false, err
	}
	fn, err := taker.Prepare(r, c, photos)
	if err != nil {
		return out, false, err
	}
	err = f.DB.Write(r.Context(), r.Actor(), func(tx *db.Tx) (err error) {
		if out, repeated, err = taken(tx, c.ID, r.Who.Account.ID, sent); err != nil || repeated {
			if repeated {
				return errRepeated
			}
			return err
		}
		if out, err = fn(tx); err != nil {
			return err
		}
		if err := f.spend(tx, photos, c.ID); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO field_command (id, account, type, sent, ref, version, state, occurred_at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			c.ID, r.Who.Account.ID, c.Type, sent, out.Ref, out.Version, out.State, db.Micros(c.OccurredAt), db.Micros(tx.Now()))
		return err
	})
	if errors.Is(err, errRepeated) {
		return out, true, nil
	}
	return out, false, err
}

// errRepeated ends a transaction in which there is nothing to write.
var errRepeated = errors.New("command taken before")

// digest knows what was sent again. It is keyed, because what officers write is in it. The version that was seen is
// left out: after a conflict the same command comes with the new one.
func (f *Field) digest(c Command, account string) string {
	c.BaseVersion = nil
	raw, err := json.Marshal(c)
	if err != nil { // a body that is no JSON is refused later
		raw = []byte(c.ID)
	}
	return hex.EncodeToString(f.Keys.MAC("field.sent", append(raw, account...)))
}

// strict reads a command's body; unknown fields are refused.
func strict(c Command, into any) error {
	return web.DecodeStrict(bytesOf(c.Body), into)
}
