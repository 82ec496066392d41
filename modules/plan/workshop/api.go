package workshop

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/plan/rates"
)

// castsIn is what a browser sends.
type castsIn struct {
	Items []castIn `json:"items"`
}

type castIn struct {
	ID      string       `json:"id"`
	Number  string       `json:"number"`
	Status  rates.Status `json:"status"` // empty = only a comment
	Comment string       `json:"comment"`
	Lang    string       `json:"lang"`
	GivenAt int64        `json:"given_at"` // milliseconds since 1970 by the browser's clock; 0 = now
}

// castAPI is POST /api/v1/rooms/{ref}/votes.
func (w *Workshop) castAPI(r *web.Request, in castsIn) (out PublicAnswers, err error) {
	if len(in.Items) > maxCasts {
		return out, errs.Bad("items", "plan.workshop.too_many_at_once", "most", maxCasts)
	}
	all := make([]Cast, len(in.Items))
	for i, c := range in.Items {
		all[i] = Cast{ID: c.ID, Number: c.Number, Status: c.Status, Comment: c.Comment, Lang: c.Lang}
		if c.GivenAt > 0 && c.GivenAt < 1<<42 {
			all[i].GivenAt = time.UnixMilli(c.GivenAt)
		}
	}
	answers, rev, err := w.say(r, all)
	if err != nil {
		return out, err
	}
	out = PublicAnswers{Items: make([]PublicAnswer, len(answers)), Rev: rev}
	for i, a := range answers {
		out.Items[i] = PublicAnswer{ID: a.ID, Outcome: string(a.Outcome), Again: a.Again, Message: a.words(r, all[i].Number)}
	}
	return out, nil
}

// words are what a person is told of an answer; empty for one that counts.
func (a Answer) words(r *web.Request, number string) string {
	switch {
	case a.Why != nil:
		return r.Message(errs.Field{Key: a.Why.Key, Args: a.Why.Args})
	case a.Outcome == Closed:
		return r.Text.T("plan.workshop.came_late", "number", number)
	}
	return ""
}

// say stores what the person of the request says, and tells everybody.
func (w *Workshop) say(r *web.Request, all []Cast) (answers []Answer, rev int64, err error) {
	var room string
	type done struct {
		Answers []Answer
		Rev     int64
	}
	d, err := web.Write(r, func(tx *db.Tx) (d done, err error) {
		in, err := w.inside(tx, r)
		if err != nil {
			return d, err
		}
		if in.person.ID == "" {
			return d, errs.New(errs.Unauthenticated, "plan.workshop.come_in_first")
		}
		if err := tx.Lock(Kind, in.room.ID); err != nil {
			return d, err
		}
		room = in.room.ID
		d.Answers, err = w.cast(tx, &in.room, in.person, in.plan.Org, all)
		d.Rev = in.room.Rev
		return d, err
	})
	if err == nil {
		w.hub.wake(room)
	}
	return d.Answers, d.Rev, err
}

// recordOut is a workshop as programs of the authority read it. It names nobody.
type recordOut struct {
	Ref      string   `json:"ref"`
	Plan     string   `json:"plan"`
	Year     int      `json:"year"`
	State    string   `json:"state"`
	Present  int      `json:"present"`
	Persons  int      `json:"persons"`
	Meeting  *string  `json:"meeting"` // ref of the meeting with the minutes
	Rows     []rowOut `json:"rows"`
	NotShown int      `json:"not_shown"`
}

type rowOut struct {
	Number    string                 `json:"number"`
	State     string                 `json:"state"`
	Seconds   int64                  `json:"seconds"`
	Votes     map[rates.Status]int64 `json:"votes"`
	Late      int64                  `json:"late"`
	Rating    *string                `json:"rating"` // the chair's
	Challenge string                 `json:"challenge"`
	Advice    string                 `json:"recommendation"`
	Lang      string                 `json:"lang"`
	Comments  []string               `json:"comments"`
}

// recordAPI is GET /api/v1/desk/rooms/{ref}.
func (w *Workshop) recordAPI(r *web.Request, _ web.None) (out recordOut, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		in, rec, err := w.record(q, r)
		if err != nil {
			return err
		}
		out = recordOut{Ref: in.room.Ref, Plan: in.plan.Code, Year: rec.State.Assessment.Year, State: in.room.State, Persons: len(rec.Persons), Rows: []rowOut{}, NotShown: rec.Left}
		for _, p := range rec.Persons {
			if p.Present() {
				out.Present++
			}
		}
		if ref, ok, err := meetingRef(q, in.room.Meeting); err != nil {
			return err
		} else if ok {
			out.Meeting = &ref
		}
		for _, row := range rec.Rows {
			one := rowOut{Number: row.Number, State: row.State, Seconds: row.Spent, Votes: map[rates.Status]int64{}, Late: rec.Late[row.Number], Challenge: row.Challenge, Advice: row.Advice,
				Lang: row.Lang, Comments: []string{}}
			for s, n := range rec.Tallies[row.Number] {
				one.Votes[s] = n
			}
			if row.State == RowClosed {
				s := string(row.Status)
				one.Rating = &s
			}
			for _, c := range rec.Comments[row.Number] {
				if !c.Hidden {
					one.Comments = append(one.Comments, c.Body)
				}
			}
			out.Rows = append(out.Rows, one)
		}
		return nil
	})
	return out, err
}
