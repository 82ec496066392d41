package meetings

import (
	"context"
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
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
)

// Commitment is what was asked at a meeting and a post has to answer by a day. Days are civil days at its place.
type Commitment struct {
	ID, Ref    string
	Meeting    string // id
	Place      string // id
	askedBy    []byte // sealed
	AskedOrg   string // id, may be empty
	Body       string
	AskedOn    string
	Due        string // last day on which an answer is in time
	Answer     string
	AnsweredOn string
	AnsweredAt string // id of the meeting, may be empty
	Version    int64
}

// InTime tells whether it was answered, and by its last day.
func (c Commitment) InTime() bool { return c.AnsweredOn != "" && c.AnsweredOn <= c.Due }

// Ask is a new commitment.
type Ask struct {
	Body  string
	By    string // a person or an office, as written; may be empty
	ByOrg string // id, may be empty
	Post  string // id of the post that has to answer
	Due   string // civil day, later than that of the meeting
}

const commitmentColumns = `c.id, c.ref, c.meeting, c.place, c.asked_by, c.asked_org, c.body, c.asked_on, c.due_on, c.answer, COALESCE(c.answered_on, ''), c.answered_at, c.version`

func (c *Commitment) destinations() []any {
	return []any{&c.ID, &c.Ref, &c.Meeting, &c.Place, &c.askedBy, &c.AskedOrg, &c.Body, &c.AskedOn, &c.Due, &c.Answer, &c.AnsweredOn, &c.AnsweredAt, &c.Version}
}

func scanCommitment(scan db.Scan) (c Commitment, err error) { return c, scan(c.destinations()...) }

// CommitmentByRef reads a commitment by its public number; errs.NotFound if there is none.
func CommitmentByRef(q db.Reader, ref string) (Commitment, error) {
	c, err := scanCommitment(q.QueryRow(`SELECT `+commitmentColumns+` FROM commitment c WHERE c.ref = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return c, errs.New(errs.NotFound, "meetings.no_such_commitment")
	}
	return c, err
}

// AskedAt are the commitments that were asked at a meeting, by its id, the first due first.
func AskedAt(q db.Reader, meeting string) ([]Commitment, error) {
	return db.All(q, scanCommitment, `SELECT `+commitmentColumns+` FROM commitment c WHERE c.meeting = $1 ORDER BY c.due_on, c.id`, meeting)
}

// Ask stores what was asked at a meeting and starts the clock of the answer.
func (m *Meetings) Ask(tx *db.Tx, v Meeting, a Ask) (Commitment, error) {
	c := Commitment{ID: id.At(tx.Now()), Ref: id.Ref(), Meeting: v.ID, Place: v.Place, AskedOrg: a.ByOrg, Body: strings.TrimSpace(a.Body), AskedOn: v.Day(), Due: a.Due, Version: 1}
	if err := c.check(a); err != nil {
		return c, err
	}
	f, err := m.Places.PostByID(tx, a.Post, tx.Now())
	if err != nil {
		return c, errs.Bad("post", "meetings.post_missing")
	}
	if by := strings.TrimSpace(a.By); by != "" {
		if c.askedBy, err = m.Keys.Seal(tx, v.ID, "commitment "+c.ID, []byte(by)); err != nil {
			return c, err
		}
	}
	if _, err := tx.Exec(`INSERT INTO commitment (id, ref, meeting, place, asked_by, asked_org, body, asked_on, due_on, answer, answered_on, answered_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', NULL, '', $10)`, c.ID, c.Ref, c.Meeting, c.Place, c.askedBy, c.AskedOrg, c.Body, c.AskedOn, c.Due, c.Version); err != nil {
		return c, err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "meetings.commitment.add", Kind: KindCommitment, ID: c.ID, Version: 1, Place: c.Place, Org: f.Org}); err != nil {
		return c, err
	}
	o := process.Opening{ID: c.ID, Definition: KindCommitment, Ref: c.Ref, Subject: "meetings.commitment", Place: c.Place, Org: f.Org, Post: f.Post.ID, Unit: f.Post.Unit,
		At: m.instant(v.Place, v.Starts), Periods: map[string]clock.Period{"answer": {Amount: daysBetween(c.AskedOn, c.Due), Unit: clock.CalendarDays}}}
	if k := m.calendarAt(c.Place); k != nil {
		o.Calendar = k.Code
	}
	_, err = m.Process.Open(tx, o)
	return c, err
}

func (c Commitment) check(a Ask) error {
	var f errs.Fields
	switch n := utf8.RuneCountInString(c.Body); {
	case n == 0:
		f.Add("body", "meetings.body_missing")
	case n > maxText:
		f.Add("body", "meetings.text_long", "most", maxText)
	}
	if utf8.RuneCountInString(a.By) > maxLine {
		f.Add("by", "meetings.text_long", "most", maxLine)
	}
	if a.Post == "" {
		f.Add("post", "meetings.post_missing")
	}
	if _, err := calendar.ParseDate(c.Due); err != nil {
		f.Add("due", "meetings.date_wrong", "date", c.Due)
	} else if n := daysBetween(c.AskedOn, c.Due); n < 1 || n > clock.MaxAmount {
		f.Add("due", "meetings.due_later")
	}
	return f.Err()
}

// TakeCommitment takes a step with a commitment in the caller's transaction; the caller has asked whether the actor may.
func (m *Meetings) TakeCommitment(tx *db.Tx, c Commitment, in StepInput) (Commitment, error) {
	if mine, err := process.TakenBy(tx, in.ID, c.ID, in.Step); err != nil || mine {
		return c, err
	}
	i, err := process.Load(tx, c.ID)
	if err != nil {
		return c, err
	}
	in.Reason, in.Text = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Text)
	next := c
	if s, ok := m.Process.Of(i).Step(in.Step); ok && slices.Contains(s.From, i.State) {
		if err := needs(s, in); err != nil {
			return c, err
		}
		if in.Step == "answer" {
			next.Answer, next.AnsweredOn = in.Text, m.dayAt(c.Place, tx.Now())
			if in.Meeting != "" {
				at, err := ByRef(tx, in.Meeting)
				if err != nil {
					return c, errs.Bad("meeting", "meetings.no_such_meeting")
				}
				next.AnsweredAt = at.ID
			}
		}
	}
	detail, err := json.Marshal(said{Reason: in.Reason})
	if err != nil {
		return c, err
	}
	_, repeated, err := m.Process.Apply(tx, process.Command{ID: in.ID, Instance: c.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail, Program: in.Step == "fall_late",
		Attention: lateAttention(in.Step)})
	if err != nil || repeated || next.Answer == c.Answer {
		return c, err
	}
	next.Version++
	if _, err := tx.Exec("UPDATE commitment SET answer = $2, answered_on = $3, answered_at = $4, version = $5 WHERE id = $1",
		next.ID, next.Answer, next.AnsweredOn, next.AnsweredAt, next.Version); err != nil {
		return c, err
	}
	return next, m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "meetings.commitment.answer", Kind: KindCommitment, ID: c.ID, Version: next.Version, Place: c.Place, Org: i.Org})
}

func lateAttention(step string) string {
	if step == "fall_late" {
		return KindCommitment + ".attention.late"
	}
	return ""
}

// errNothing takes back a transaction in which nothing was to be done.
var errNothing = errors.New("nothing to do")

// Turn moves commitments whose last day has passed to late. It may run as often as it likes.
func (m *Meetings) Turn(ctx context.Context, now time.Time) error {
	// The farthest zone east is 14 hours ahead; who is not there yet is left as it is.
	latest := now.UTC().Add(14 * time.Hour).Format(time.DateOnly)
	err := m.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		all, err := db.All(tx, scanCommitment, `SELECT `+commitmentColumns+` FROM commitment c JOIN process_instance i ON i.id = c.id
			WHERE i.state = 'open' AND c.due_on < $1 ORDER BY c.due_on, c.id LIMIT 200`, latest)
		if err != nil {
			return err
		}
		n := 0
		for _, c := range all {
			if c.Due >= m.dayAt(c.Place, tx.Now()) {
				continue
			}
			if _, err := m.TakeCommitment(tx, c, StepInput{Step: "fall_late"}); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// daysBetween is how many days lie from a to b, 0 where one is no day.
func daysBetween(a, b string) int {
	from, err := time.Parse(time.DateOnly, a)
	to, wrong := time.Parse(time.DateOnly, b)
	if err != nil || wrong != nil {
		return 0
	}
	return int(to.Sub(from) / (24 * time.Hour))
}
