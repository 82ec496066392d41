package advice

import (
	"context"
	"errors"
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/modules/places"
)

// Hours in which a post is written to, where its organisation is.
const (
	firstHour = 8
	lastHour  = 18
)

// graceDays is how long a reminder is still sent after its day: over a weekend with holidays, or a stop of the program.
const graceDays = 5

// marks are the days of reminders, from the day on which an answer or a deed is due; minus is before.
func marks() []int64 { return []int64{-14, -3, 1, 14} }

// markOn is the reminder that is due on a day: the latest one whose day has come, if that is not too long ago. A reminder
// of before is not sent after.
func markOn(due, today string) (mark int64, ok bool) {
	if civil(due).IsZero() || civil(today).IsZero() {
		return 0, false
	}
	at := int64(civil(today).Sub(civil(due)) / (24 * time.Hour))
	for _, m := range marks() {
		if m <= at && at-m <= graceDays && (m > 0 || at <= 0) {
			mark, ok = m, true
		}
	}
	return mark, ok
}

// owed is an answer that an organisation owes something about by a day.
type owed struct {
	advice, answer, ref, org, unit, number, clock string
	due                                           string
	mark                                          int64
	told                                          []string // posts that were reminded already
}

// Turn reminds the posts of organisations of answers and deeds that are due. It may be called at any time: of one mark a
// post is reminded once.
func (s *Service) Turn(ctx context.Context, now time.Time) error {
	var all []owed
	err := s.DB.Read(ctx, func(q *db.Snapshot) (err error) { all, err = s.due(q, now); return err })
	for _, o := range all {
		if !s.awake(o.org, now) {
			continue
		}
		for _, f := range s.answering(o) {
			if slices.Contains(o.told, f.Post.ID) {
				continue
			}
			werr := s.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return s.remind(tx, o, f) })
			if err = errors.Join(err, ignore(werr)); err != nil {
				return err
			}
		}
	}
	return err
}

// errNothing takes back a transaction in which nothing was to be done.
var errNothing = errors.New("nothing to do")

func ignore(err error) error {
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// due are the answers with a clock running for which a reminder is due.
func (s *Service) due(q db.Reader, now time.Time) (out []owed, err error) {
	today := s.Register.Today(now)
	all, err := db.All(q, func(scan db.Scan) (o owed, err error) {
		var at int64
		err = scan(&o.advice, &o.answer, &o.ref, &o.org, &o.unit, &o.number, &o.clock, &at)
		o.due = calendar.DateIn(db.Time(at).Add(-time.Minute), s.Register.Zone()).String() // limits are at the end of a day
		return o, err
	}, `SELECT x.advice, x.id, x.ref, x.org, x.unit, a.ref, c.name, c.due_at FROM plan_answer x JOIN plan_advice a ON a.id = x.advice JOIN process_instance i ON i.id = x.id
		JOIN process_clock c ON c.instance = x.id WHERE i.waits = 'body' AND c.stopped_at IS NULL ORDER BY c.due_at, x.id`)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		var ok bool
		if o.mark, ok = markOn(o.due, today); !ok {
			continue
		}
		if o.told, err = db.Strings(q, "SELECT post FROM plan_answer_reminder WHERE answer = $1 AND due_on = $2 AND mark = $3", o.answer, o.due, o.mark); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// answering are the posts that are asked: those of the unit that carries it out, else those of the organisation, that may
// answer for it.
func (s *Service) answering(o owed) (out []places.Filled) {
	var others []places.Filled
	for _, f := range s.places().Posts() {
		if f.Org != o.org || f.Post.Role != "clerk" && f.Post.Role != "mayor" && f.Post.Role != "coordinator" && f.Post.Role != "strategy" {
			continue
		}
		if o.unit != "" && f.Post.Unit == o.unit {
			out = append(out, f)
		} else {
			others = append(others, f)
		}
	}
	if len(out) == 0 {
		return others
	}
	return out
}

// awake tells whether the posts of an organisation may be written to at an instant: on a working day, between 8 and 18
// o'clock there.
func (s *Service) awake(org string, now time.Time) bool {
	k := s.Process.Calendar(s.Register.CalendarCode())
	if p, ok := s.places().Place(s.placeOf(org)); ok {
		if there := s.Process.Calendar(p.Country); there != nil {
			k = there
		}
	}
	if k == nil {
		return false
	}
	local := now.In(k.Zone)
	return local.Hour() >= firstHour && local.Hour() < lastHour && k.IsWorkingDay(k.DateOf(now))
}

// remind keeps that a post was reminded, and writes to who holds it.
func (s *Service) remind(tx *db.Tx, o owed, f places.Filled) error {
	if i, err := process.Load(tx, o.answer); err != nil || i.Waits != process.WaitsBody {
		return errors.Join(err, errNothing)
	}
	var who identity.Account
	mailed := false
	if holder := f.Account(); s.Mail != nil && holder != "" {
		var err error
		if who, err = identity.AccountIn(tx, holder); err != nil && errs.KindOf(err) != errs.NotFound {
			return err
		}
		mailed = err == nil && who.State == identity.Active && who.Email != ""
	}
	key := id.At(tx.Now())
	stored := []any{o.answer, f.Post.ID, o.due, o.mark, mailed}
	n, err := tx.Exec(`INSERT INTO plan_answer_reminder (answer, post, due_on, mark, mailed, id, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (answer, post, due_on, mark) DO NOTHING`, append(append([]any{}, stored...), key, db.Micros(tx.Now()))...)
	if err != nil {
		return err
	}
	if n == 0 {
		return errNothing
	}
	if err := s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "plan.answer.remind", Kind: KindReminder, ID: key, Org: o.org, Stored: stored}); err != nil || !mailed {
		return err
	}
	lang, ok := i18n.ParseLang(who.Lang)
	if !ok {
		lang = i18n.English
	}
	l := s.Catalogue.For(lang)
	what := "plan.advice.mail." + o.clock
	if o.mark > 0 {
		what += "_late"
	}
	text := l.T("plan.advice.mail.hello") + "\n\n" + l.T(what, "ref", o.number, "day", l.Date(civil(o.due))) + "\n\n" + s.BaseURL() + answerAddress(o.ref) + "\n"
	return s.Mail.Send(tx, mail.Message{Key: "plan/" + key, About: "plan.advice.mail.about", To: who.Email, Lang: lang.HTML(), Subject: l.T("plan.advice.mail.subject", "ref", o.number), Text: text})
}

// Reminders are those of an answer, the latest first.
func Reminders(q db.Reader, answer string) ([]Reminder, error) {
	return db.All(q, func(scan db.Scan) (r Reminder, err error) {
		var at int64
		err = scan(&r.Post, &r.Due, &r.Mark, &r.Mailed, &at)
		r.At = db.Time(at)
		return r, err
	}, "SELECT post, due_on, mark, mailed, sent_at FROM plan_answer_reminder WHERE answer = $1 ORDER BY sent_at DESC, id DESC", answer)
}

// Reminder is that a post was reminded.
type Reminder struct {
	Post, Due string
	Mark      int64
	Mailed    bool
	At        time.Time
}
