package assess

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/process/calendar"
	"reeve/modules/places"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
)

// Hours in which a post is written to, where its unit is.
const (
	firstHour = 8
	lastHour  = 18
)

// graceDays is how long a reminder is still sent after its day: over a weekend with holidays, or a stop of the program.
const graceDays = 5

// Mark is the reminder that is due on a day: the latest one whose day has come, if that is not too long ago. n is in days
// from the round's day. A reminder of before is not sent after.
func (r Round) Mark(today string) (n int64, ok bool) {
	due, err := time.Parse(time.DateOnly, r.Due)
	now, wrong := time.Parse(time.DateOnly, today)
	if err != nil || wrong != nil {
		return 0, false
	}
	at := int64(now.Sub(due) / (24 * time.Hour)) // days from the round's day to this one
	for _, mark := range r.marks() {
		if mark <= at && at-mark <= graceDays && (mark > 0) == (at > 0) {
			n, ok = mark, true
		}
	}
	return n, ok
}

// marks are the days of reminders, from the earliest.
func (r Round) marks() (all []int64) {
	for _, n := range r.Before {
		all = append(all, -n)
	}
	all = append(all, r.After...)
	slices.Sort(all)
	return all
}

// Turn reminds the posts of units whose rows are not all handed in. It may be called at any time: of one mark a post is
// reminded once.
func (s *Assess) Turn(ctx context.Context, now time.Time) error {
	type job struct {
		plan  register.Plan
		a     Assessment
		round Round
		mark  int64
	}
	var jobs []job
	err := s.DB.Read(ctx, func(q *db.Snapshot) error {
		jobs = nil
		waiting, err := db.Strings(q, `SELECT a.id FROM plan_assessment a JOIN process_instance i ON i.id = a.id JOIN plan_round r ON r.id = a.id
			WHERE i.state = 'filling' AND r.due_on IS NOT NULL ORDER BY a.id`)
		if err != nil {
			return err
		}
		for _, record := range waiting {
			var plan string
			var year int
			if err := q.QueryRow("SELECT plan, year FROM plan_assessment WHERE id = $1", record).Scan(&plan, &year); err != nil {
				return err
			}
			j := job{}
			if j.plan, err = register.ByID(q, plan); err != nil {
				return err
			}
			if j.a, err = Of(q, j.plan, year); err != nil {
				return err
			}
			if j.round, err = RoundOf(q, record); err != nil {
				return err
			}
			if mark, ok := j.round.Mark(s.Register.Today(now)); ok {
				j.mark = mark
				jobs = append(jobs, j)
			}
		}
		return nil
	})
	for _, j := range jobs {
		err = errors.Join(err, s.remind(ctx, j.plan, j.a, j.round, j.mark, now))
	}
	return err
}

// remind reminds the posts of one year, each unit in a transaction of its own.
func (s *Assess) remind(ctx context.Context, p register.Plan, a Assessment, round Round, mark int64, now time.Time) error {
	var left map[string]int64
	var filling map[string][]string
	told := map[string]bool{}
	err := s.DB.Read(ctx, func(q *db.Snapshot) error {
		st, err := s.Load(q, p, a)
		if err != nil {
			return err
		}
		rows, err := Rows(q, a.ID)
		if err != nil {
			return err
		}
		left = Left(st, rows)
		if filling, err = s.running(q, p.ID); err != nil {
			return err
		}
		return db.Each(q, func(scan db.Scan) error {
			var unit, post string
			err := scan(&unit, &post)
			told[unit+" "+post] = true
			return err
		}, "SELECT unit, post FROM plan_reminder WHERE assessment = $1 AND due_on = $2 AND mark = $3", a.ID, round.Due, mark)
	})
	if err != nil {
		return err
	}
	units := make([]string, 0, len(left))
	for unit := range left {
		units = append(units, unit)
	}
	slices.Sort(units)
	for _, unit := range units {
		if !s.awake(unit, now) {
			continue
		}
		var posts []places.Filled
		for _, f := range s.answering(unit, filling[unit]) {
			if !told[unit+" "+f.Post.ID] {
				posts = append(posts, f)
			}
		}
		if len(posts) == 0 {
			continue
		}
		werr := s.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
			for _, f := range posts {
				if err := s.remindPost(tx, p, a, round, mark, unit, left[unit], f); err != nil {
					return err
				}
			}
			return nil
		})
		if err = errors.Join(err, werr); werr != nil {
			break
		}
	}
	return err
}

// Left is how many rows of each unit are still to be handed in: those that no rating stands for, and those returned.
// units are those asked about; none = all.
func Left(st *State, rows map[string]Row, units ...string) map[string]int64 {
	out := map[string]int64{}
	for _, g := range st.groups {
		if len(units) > 0 && !slices.Contains(units, g.unit) {
			continue
		}
		for _, i := range g.rows {
			row, touched := rows[st.Standings[i].ID]
			if g.unit != "" && missing(st.Standings[i], row, touched) {
				out[g.unit]++
			}
		}
	}
	return out
}

// missing tells whether the unit still owes an answer.
func missing(one Standing, row Row, touched bool) bool {
	switch {
	case one.Dropped || one.Timing == rates.Later && !touched:
		return false
	case touched && (row.State == Returned || row.State == Draft):
		return true
	}
	return said(one.Unit) == "" && said(one.Reviewer) == ""
}

// answering are the posts that are asked for the rows of a unit: its coordinators and clerks, where it has none of them
// its officers, and those that fill for it.
func (s *Assess) answering(unit string, filling []string) (out []places.Filled) {
	snap := s.Register.Places.Snapshot()
	var officers []places.Filled
	for _, f := range snap.Posts() {
		switch {
		case slices.Contains(filling, f.Post.ID), f.Post.Unit == unit && (f.Post.Role == "coordinator" || f.Post.Role == "clerk" || f.Post.Role == "strategy"):
			out = append(out, f)
		case f.Post.Unit == unit && f.Post.Role == "officer":
			officers = append(officers, f)
		}
	}
	if len(out) == 0 {
		return officers
	}
	return out
}

// awake tells whether the posts of a unit may be written to at an instant: on a working day of the place's calendar,
// between 8 and 18 o'clock there.
func (s *Assess) awake(unit string, now time.Time) bool {
	k := s.calendarOf(unit)
	if k == nil {
		return false
	}
	local := now.In(k.Zone)
	return local.Hour() >= firstHour && local.Hour() < lastHour && k.IsWorkingDay(k.DateOf(now))
}

// calendarOf is the calendar where a unit is, else that of the installation.
func (s *Assess) calendarOf(unit string) *calendar.Calendar {
	snap := s.Register.Places.Snapshot()
	u, _ := snap.Unit(unit)
	place := u.Place
	if o, ok := snap.Org(u.Org); ok && place == "" {
		place = o.Place
	}
	if p, ok := snap.Place(place); ok {
		if k := s.Process.Calendar(p.Country); k != nil {
			return k
		}
	}
	return s.Process.Calendar(s.Register.CalendarCode())
}

// remindPost keeps that a post was reminded, and writes to who answers for it.
func (s *Assess) remindPost(tx *db.Tx, p register.Plan, a Assessment, round Round, mark int64, unit string, left int64, f places.Filled) error {
	var n int
	if err := tx.QueryRow("SELECT count(*) FROM plan_reminder WHERE assessment = $1 AND unit = $2 AND post = $3 AND due_on = $4 AND mark = $5", a.ID, unit, f.Post.ID, round.Due, mark).Scan(&n); err != nil || n > 0 {
		return err // another node was faster
	}
	var who identity.Account
	mailed := false
	if account := f.Account(); s.Mail != nil && account != "" {
		var err error
		if who, err = identity.AccountIn(tx, account); err != nil && errs.KindOf(err) != errs.NotFound {
			return err
		}
		mailed = err == nil && who.State == identity.Active && who.Email != ""
	}
	record := id.At(tx.Now())
	stored := []any{a.ID, unit, f.Post.ID, round.Due, mark, mailed, db.Micros(tx.Now())}
	if _, err := tx.Exec("INSERT INTO plan_reminder (assessment, unit, post, due_on, mark, mailed, sent_at, id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		append(append([]any{}, stored...), record)...); err != nil {
		return err
	}
	if err := s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.remind", Kind: KindReminder, ID: record, Org: p.Org, Stored: stored}); err != nil || !mailed {
		return err
	}
	lang, ok := i18n.ParseLang(who.Lang)
	if !ok {
		lang = i18n.English
	}
	l := s.Register.Catalogue.For(lang)
	day, _ := time.Parse(time.DateOnly, round.Due)
	u, _ := s.Register.Places.Snapshot().Unit(unit)
	name, _ := u.Names.Best(lang, s.Register.Settings.Get().Fallback)
	key := "plan.assess.mail.before"
	if mark > 0 {
		key = "plan.assess.mail.after"
	}
	args := []any{"code", p.Code, "year", strconv.Itoa(a.Year), "unit", name, "day", l.Date(day)}
	text := l.T("plan.assess.mail.hello") + "\n\n" + l.N("plan.assess.mail.left", left, args...) + " " + l.T(key, args...) + "\n\n" +
		s.BaseURL() + rowsAddress(p.Code, a.Year, u.Code) + "\n"
	return s.Mail.Send(tx, mail.Message{Key: "plan/" + record, About: "plan.assess.mail.about", To: who.Email, Lang: lang.HTML(),
		Subject: l.T("plan.assess.mail.subject", args...), Text: text})
}

// Reminder is that a post was reminded.
type Reminder struct {
	Unit, Post, Due string
	Mark            int64
	Mailed          bool
	At              time.Time
}

// Reminders are those of an assessment, the latest first.
func Reminders(q db.Reader, assessment string) ([]Reminder, error) {
	return db.All(q, func(scan db.Scan) (r Reminder, err error) {
		var at int64
		err = scan(&r.Unit, &r.Post, &r.Due, &r.Mark, &r.Mailed, &at)
		r.At = db.Time(at)
		return r, err
	}, "SELECT unit, post, due_on, mark, mailed, sent_at FROM plan_reminder WHERE assessment = $1 ORDER BY sent_at DESC, id DESC", assessment)
}
