package workshop

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// maxTyped is how long a difficulty or a recommendation may be, in characters.
const maxTyped = 2000

// Acts of the chair that can be undone.
const (
	actShow   = "show"
	actClose  = "close"
	actPark   = "park"
	actReopen = "reopen"
)

// was is what an act changed, as it was before.
type was struct {
	Current string  `json:"current"`
	Number  string  `json:"number"`
	State   string  `json:"state"`
	Status  string  `json:"status"`
	Closed  int64   `json:"closed"`
	Rating  *rating `json:"rating,omitempty"` // of the reviewer before; nil = it was not touched
}

type rating struct {
	Status  string `json:"status"` // no_report where there was none
	Comment string `json:"comment"`
}

// chair is a room with what its chair works on.
type chair struct {
	w    *Workshop
	tx   *db.Tx
	room *Room
	plan register.Plan
	may  func(assess.Side, tree.Node) error
}

// show puts a row on the screen.
func (c *chair) show(number string) error {
	st, err := c.state()
	if err != nil {
		return err
	}
	numbers, err := numbersOf(c.tx, c.room.ID)
	if err != nil {
		return err
	}
	if _, ok := st.Row(number); !ok || !slices.Contains(numbers, number) {
		return errs.New(errs.NotFound, "plan.workshop.no_such_row", "number", number)
	}
	before := was{Current: c.room.Current, Number: number}
	if number == c.room.Current {
		return nil
	}
	if err := c.leaveRow(); err != nil {
		return err
	}
	if _, shown, err := rowOf(c.tx, c.room.ID, number); err != nil {
		return err
	} else if !shown {
		row := Row{Room: c.room.ID, Node: st.Base.ID(number), Number: number, State: RowOpen, OpenedAt: c.tx.Now()}
		if err := c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.show"); err != nil {
			return err
		}
	}
	return c.move(number, actShow, before)
}

// move changes the row on the screen and keeps the act.
func (c *chair) move(number, act string, before was) error {
	if err := c.keep(act, before); err != nil {
		return err
	}
	if number != c.room.Current {
		c.room.Current, c.room.Since = number, c.tx.Now()
	}
	return c.w.saveRoom(c.tx, c.room, c.plan.Org, "plan.room."+act)
}

// leaveRow counts the time that the row on the screen has taken.
func (c *chair) leaveRow() error {
	row, ok, err := rowOf(c.tx, c.room.ID, c.room.Current)
	if err != nil || !ok || row.State == RowClosed {
		return err
	}
	row.Spent += spent(c.room.Since, c.tx.Now())
	return c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.leave")
}

func spent(since, now time.Time) int64 { return max(0, int64(now.Sub(since)/time.Second)) }

// current is the row on the screen, which the act must be about: another page of the chair may have gone on.
func (c *chair) current(number string) (Row, error) {
	row, ok, err := rowOf(c.tx, c.room.ID, c.room.Current)
	if err != nil {
		return row, err
	}
	if !ok || number != c.room.Current {
		return row, errs.New(errs.Conflict, "plan.workshop.moved_on")
	}
	return row, nil
}

// typed is what the chair writes to a row.
type typed struct{ Challenge, Advice, Lang string }

func (t typed) check() error {
	var f errs.Fields
	for field, text := range map[string]string{"challenge": t.Challenge, "advice": t.Advice} {
		if utf8.RuneCountInString(text) > maxTyped {
			f.Add(field, "plan.workshop.text_long", "most", maxTyped)
		}
	}
	return f.Err()
}

// note keeps what the chair has typed so far.
func (c *chair) note(number string, t typed) error {
	row, err := c.current(number)
	if err != nil {
		return err
	}
	t.Challenge, t.Advice = strings.TrimSpace(t.Challenge), strings.TrimSpace(t.Advice)
	if err := t.check(); err != nil {
		return err
	}
	if row.State == RowClosed {
		return errs.New(errs.Conflict, "plan.workshop.row_closed", "number", number)
	}
	if row.Challenge == t.Challenge && row.Advice == t.Advice {
		return nil
	}
	row.Challenge, row.Advice, row.Lang = t.Challenge, t.Advice, t.Lang
	if err := c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.note"); err != nil {
		return err
	}
	return stir(c.tx, c.room)
}

// close gives the reviewer's rating of the row and ends its votes.
func (c *chair) close(number string, status rates.Status, t typed) error {
	row, err := c.current(number)
	if err != nil {
		return err
	}
	t.Challenge, t.Advice = strings.TrimSpace(t.Challenge), strings.TrimSpace(t.Advice)
	switch {
	case row.State == RowClosed:
		return errs.New(errs.Conflict, "plan.workshop.row_closed", "number", number)
	case !slices.Contains(Given(), status):
		return errs.Bad("status", "plan.workshop.status_missing")
	}
	if err := t.check(); err != nil {
		return err
	}
	before := was{Current: c.room.Current, Number: number, State: row.State}
	if before.Rating, err = c.rate(number, status, t.Challenge); err != nil {
		return err
	}
	row.State, row.Status, row.ClosedAt = RowClosed, status, c.tx.Now()
	row.Challenge, row.Advice, row.Lang = t.Challenge, t.Advice, t.Lang
	row.Spent += spent(c.room.Since, c.tx.Now())
	if err := c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.close"); err != nil {
		return err
	}
	return c.move(number, actClose, before)
}

// rate gives the reviewer's rating and tells the one before.
func (c *chair) rate(number string, status rates.Status, comment string) (*rating, error) {
	st, err := c.state()
	if err != nil {
		return nil, err
	}
	had := &rating{Status: string(rates.NoReport)}
	if s, ok := st.Row(number); ok && s.Reviewer != nil {
		had.Status, had.Comment = string(s.Reviewer.Status), s.Reviewer.Comment
	}
	_, _, err = c.w.Assess.Rate(c.tx, c.plan, st.Assessment, []assess.Entry{{Number: number, Side: assess.Reviewer, Status: status, Comment: comment}}, c.may)
	return had, err
}

// park puts the row on the screen aside; its votes go on counting.
func (c *chair) park(number, next string) error {
	row, err := c.current(number)
	if err != nil {
		return err
	}
	if row.State == RowClosed {
		return errs.New(errs.Conflict, "plan.workshop.row_closed", "number", number)
	}
	before := was{Current: c.room.Current, Number: number, State: row.State}
	row.State = RowParked
	row.Spent += spent(c.room.Since, c.tx.Now())
	if err := c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.park"); err != nil {
		return err
	}
	c.room.Since = c.tx.Now()
	if err := c.move(number, actPark, before); err != nil || next == "" || next == number {
		return err
	}
	return c.show(next)
}

// reopen lets a closed or parked row be voted on again, and shows it. The reviewer's rating stays until it is closed
// again.
func (c *chair) reopen(number string) error {
	row, ok, err := rowOf(c.tx, c.room.ID, number)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.NotFound, "plan.workshop.no_such_row", "number", number)
	}
	before := was{Current: c.room.Current, Number: number, State: row.State, Status: string(row.Status), Closed: row.ClosedAt.UnixMicro()}
	if number != c.room.Current {
		if err := c.leaveRow(); err != nil {
			return err
		}
	}
	row.State, row.Status, row.ClosedAt = RowOpen, "", time.Time{}
	if err := c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.reopen"); err != nil {
		return err
	}
	return c.move(number, actReopen, before)
}

// keep writes an act down, so that it can be undone.
func (c *chair) keep(act string, before was) error {
	raw, err := json.Marshal(before)
	if err != nil {
		return err
	}
	var last int64
	if err := c.tx.QueryRow("SELECT COALESCE(MAX(position), 0) FROM plan_room_act WHERE room = $1", c.room.ID).Scan(&last); err != nil {
		return err
	}
	key := id.At(c.tx.Now())
	if _, err := c.tx.Exec(`INSERT INTO plan_room_act (id, room, position, act, number, was, undone, account, acted_at, version) VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8, 1)`,
		key, c.room.ID, last+1, act, before.Number, string(raw), c.tx.Actor().ID, db.Micros(c.tx.Now())); err != nil {
		return err
	}
	return c.w.Log.Record(c.tx, audit.Entry{Operation: audit.Collection, Action: "plan.room.act." + act, Kind: KindAct, ID: key, Version: 1, Org: c.plan.Org})
}

// lastAct is the act that undo would undo; ok is false where there is none.
func lastAct(q db.Reader, room string) (key, act string, before was, ok bool, err error) {
	var raw string
	err = q.QueryRow("SELECT id, act, was FROM plan_room_act WHERE room = $1 AND NOT undone ORDER BY position DESC LIMIT 1", room).Scan(&key, &act, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", before, false, nil
	}
	if err != nil {
		return "", "", before, false, err
	}
	return key, act, before, true, json.Unmarshal([]byte(raw), &before)
}

// undo takes back the last act. Votes are never taken back.
func (c *chair) undo() error {
	key, act, before, ok, err := lastAct(c.tx, c.room.ID)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.Conflict, "plan.workshop.nothing_to_undo")
	}
	if act != actShow {
		row, _, err := rowOf(c.tx, c.room.ID, before.Number)
		if err != nil {
			return err
		}
		if before.Rating != nil {
			if _, err := c.rate(before.Number, rates.Status(before.Rating.Status), before.Rating.Comment); err != nil {
				return err
			}
		}
		row.State, row.Status, row.ClosedAt = before.State, rates.Status(before.Status), time.Time{}
		if before.State == RowClosed {
			row.ClosedAt = db.Time(before.Closed)
		}
		if err := c.w.putRow(c.tx, &row, c.plan.Org, "plan.room.row.undo"); err != nil {
			return err
		}
	}
	if _, err := c.tx.Exec("UPDATE plan_room_act SET undone = TRUE, version = version + 1 WHERE id = $1", key); err != nil {
		return err
	}
	if err := c.w.Log.Record(c.tx, audit.Entry{Operation: audit.Alteration, Action: "plan.room.act.undo", Kind: KindAct, ID: key, Org: c.plan.Org}); err != nil {
		return err
	}
	if before.Current != c.room.Current {
		c.room.Current, c.room.Since = before.Current, c.tx.Now()
	}
	return c.w.saveRoom(c.tx, c.room, c.plan.Org, "plan.room.undo")
}

// state is that of the assessment.
func (c *chair) state() (*assess.State, error) {
	a, err := assessmentOf(c.tx, c.plan, c.room.Assessment)
	if err != nil {
		return nil, err
	}
	return c.w.Assess.Load(c.tx, c.plan, a)
}

// assessmentOf finds an assessment of a plan by its id.
func assessmentOf(q db.Reader, p register.Plan, key string) (assess.Assessment, error) {
	all, err := assess.Years(q, p.ID)
	if err != nil {
		return assess.Assessment{}, err
	}
	n := slices.IndexFunc(all, func(a assess.Assessment) bool { return a.ID == key })
	if n < 0 {
		return assess.Assessment{}, errs.New(errs.NotFound, "plan.workshop.no_such_room")
	}
	return all[n], nil
}
