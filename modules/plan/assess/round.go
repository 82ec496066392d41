package assess

import (
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/modules/plan/register"
)

// Round is by when the units answer, and when they are reminded.
type Round struct {
	Due           string  // civil day; empty = none, and no reminder
	Before, After []int64 // days from it on which who has not answered is reminded, in the order of time
	Version       int64   // 0 before it was first saved
}

// UsualRound is what a year begins with.
func UsualRound() Round { return Round{Before: []int64{14, 3}, After: []int64{1, 7}} }

// RoundOf reads the round of an assessment.
func RoundOf(q db.Reader, assessment string) (Round, error) {
	r := UsualRound()
	var before, after string
	err := q.QueryRow("SELECT COALESCE(due_on, ''), days_before, days_after, version FROM plan_round WHERE id = $1", assessment).Scan(&r.Due, &before, &after, &r.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return r, nil
	}
	r.Before, _ = days(before)
	r.After, _ = days(after)
	slices.Reverse(r.After)
	return r, err
}

// SaveRound checks and stores a round; before and after are days as typed, with spaces or commas between.
func (s *Assess) SaveRound(tx *db.Tx, p register.Plan, a Assessment, due, before, after string) error {
	var bad errs.Fields
	if _, err := time.Parse(time.DateOnly, due); due != "" && err != nil {
		bad.Add("due", "plan.assess.day_wrong", "day", due)
	}
	b, ok := days(before)
	if !ok {
		bad.Add("before", "plan.assess.days_wrong")
	}
	f, ok := days(after)
	if !ok {
		bad.Add("after", "plan.assess.days_wrong")
	}
	slices.Reverse(f)
	if err := bad.Err(); err != nil {
		return err
	}
	had, err := RoundOf(tx, a.ID)
	if err != nil {
		return err
	}
	if had.Version > 0 && had.Due == due && slices.Equal(had.Before, b) && slices.Equal(had.After, f) {
		return nil
	}
	if _, err := tx.Exec(`INSERT INTO plan_round (id, due_on, days_before, days_after, version) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET due_on = excluded.due_on, days_before = excluded.days_before, days_after = excluded.days_after, version = excluded.version`,
		a.ID, db.NullText(due), written(b), written(f), had.Version+1); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "plan.round.save", Kind: KindRound, ID: a.ID, Version: had.Version + 1, Org: p.Org})
}

// mostMarks is how many reminders there may be on each side of the day.
const mostMarks = 6

// days reads days as typed, the most first.
func days(typed string) (out []int64, ok bool) {
	for _, word := range strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || n < 0 || n > 120 {
			return nil, false
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out, len(out) <= mostMarks
}

func written(all []int64) string {
	var words []string
	for _, n := range all {
		words = append(words, itoa(n))
	}
	return strings.Join(words, " ")
}

// Opening is when a post first opened the rows of a unit.
type Opening struct {
	Unit, Post string
	At         time.Time
}

// Openings are those of an assessment, the earliest first.
func Openings(q db.Reader, assessment string) ([]Opening, error) {
	return db.All(q, func(scan db.Scan) (o Opening, err error) {
		var at int64
		err = scan(&o.Unit, &o.Post, &at)
		o.At = db.Time(at)
		return o, err
	}, "SELECT unit, post, opened_at FROM plan_opened WHERE assessment = $1 ORDER BY opened_at, id", assessment)
}

// openedBy keeps that the asker's post has opened the rows of a unit, the first time. Somebody without a post, or of
// another unit that does not fill for it, leaves no trace: that would say the unit had looked.
func (s *Assess) openedBy(r *web.Request, p register.Plan, a Assessment, unit string, filling []string) error {
	post := r.Principal().Post
	f, ok := s.Register.Places.Snapshot().Post(post)
	if post == "" || !ok || unit == "" || f.Post.Unit != unit && !slices.Contains(filling, post) {
		return nil
	}
	var n int
	if err := r.Read(func(q *db.Snapshot) error {
		return q.QueryRow("SELECT count(*) FROM plan_opened WHERE assessment = $1 AND unit = $2 AND post = $3", a.ID, unit, post).Scan(&n)
	}); err != nil || n > 0 {
		return err
	}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		n = 0
		if err := tx.QueryRow("SELECT count(*) FROM plan_opened WHERE assessment = $1 AND unit = $2 AND post = $3", a.ID, unit, post).Scan(&n); err != nil || n > 0 {
			return web.None{}, err // at the same moment in another window
		}
		stored := []any{a.ID, unit, post, db.Micros(tx.Now())}
		record := id.At(tx.Now())
		if _, err := tx.Exec("INSERT INTO plan_opened (assessment, unit, post, opened_at, id) VALUES ($1, $2, $3, $4, $5)", append(append([]any{}, stored...), record)...); err != nil {
			return web.None{}, err
		}
		return web.None{}, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.rows.open", Kind: KindOpened, ID: record, Org: p.Org, Stored: stored})
	})
	return err
}
