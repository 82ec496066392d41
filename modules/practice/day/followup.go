package day

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/mail"
	"reeve/modules/practice/events"
	"reeve/modules/practice/seats"
	"reeve/modules/practice/words"
)

const (
	laterMonths = 6                   // after the day on which an event ended
	laterHour   = 9                   // of that day's clock, in the event's zone
	tooLate     = 60 * 24 * time.Hour // after that nobody is asked: events entered from old lists are not
	askAtOnce   = 20                  // events of one round
)

// LaterAt is when the people of an event are asked again: six months after its last day, at nine in its zone; a day that
// the month does not have is its last. The zero time for an event without a date.
func LaterAt(e events.Event) time.Time {
	ends := e.Instant(e.Ends)
	if ends.IsZero() {
		return ends
	}
	y, m, d := ends.In(e.Location()).Date()
	last := time.Date(y, m+laterMonths+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(y, m+laterMonths, min(d, last), laterHour, 0, 0, 0, e.Location()).UTC()
}

// AskAgain asks who came to an event the same questions by letter, six months after it and once. It is called again and
// again; what it has done is stored with the letters, so that a crash neither loses nor repeats them. Letters leave by
// day in the event's zone. Who has no address, or was erased by then, is not asked.
func (d *Day) AskAgain(ctx context.Context, now time.Time) error {
	if d.Mail == nil {
		return nil
	}
	var due []events.Event
	if err := d.DB.Read(ctx, func(s *db.Snapshot) (err error) {
		due, err = d.dueAgain(s, now)
		return err
	}); err != nil {
		return err
	}
	var all []error
	for _, e := range due {
		all = append(all, d.DB.Write(ctx, db.System(), func(tx *db.Tx) error { return d.askAgain(tx, e.ID) }))
	}
	return errors.Join(all...)
}

// dueAgain are the events whose people are to be asked now, a few at a time.
func (d *Day) dueAgain(q db.Reader, now time.Time) (out []events.Event, err error) {
	const day = 24 * time.Hour
	from, until := now.Add(-tooLate).AddDate(0, -laterMonths, 0).Add(-4*day), now.AddDate(0, -laterMonths, 0).Add(4*day)
	ids, err := db.Strings(q, `SELECT e.id FROM practice_event e WHERE e.ends > $1 AND e.ends < $2 AND EXISTS (SELECT 1 FROM practice_attendance a WHERE a.event = e.id AND NOT a.void)
		AND NOT EXISTS (SELECT 1 FROM practice_followup f WHERE f.id = e.id) ORDER BY e.ends, e.id`, from.Format(time.DateOnly), until.Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		e, state, err := events.EventByID(q, id)
		if err != nil {
			return nil, err
		}
		at := LaterAt(e)
		if state == events.Cancelled || now.Before(at) || now.Sub(at) > tooLate || seats.Awake(now, e.Location()).After(now) {
			continue
		}
		if out = append(out, e); len(out) == askAtOnce {
			break
		}
	}
	return out, nil
}

// askAgain puts the letters of an event into the outbox. Tokens are shuffled before they are handed out: the order of
// their rows tells nothing about whom they went to.
func (d *Day) askAgain(tx *db.Tx, event string) error {
	if err := tx.Lock(events.KindEvent, event); err != nil {
		return err
	}
	e, _, err := events.EventByID(tx, event)
	if err != nil {
		return err
	}
	if n, err := lettersOf(tx, e.ID); err != nil || n != nil {
		return err
	}
	here, err := Of(tx, e.ID)
	if err != nil {
		return err
	}
	var people []events.Person
	var records []string // under whose keys the letters are sealed
	for _, a := range here {
		p, err := d.Person(tx, a)
		if err != nil && errs.KindOf(err) != errs.Gone {
			return err
		}
		if p.Mail == "" {
			continue
		}
		record := a.ID
		if a.Nomination != "" {
			record = a.Nomination
		}
		people, records = append(people, p), append(records, record)
	}
	tokens := make([]string, len(people))
	for i := range tokens {
		if tokens[i], err = newToken(tx, e, Later); err != nil {
			return err
		}
	}
	rand.Shuffle(len(tokens), func(i, k int) { tokens[i], tokens[k] = tokens[k], tokens[i] })
	for i, p := range people {
		if err := d.laterLetter(tx, e, p, records[i], tokens[i]); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO practice_followup (id, letters, at) VALUES ($1, $2, $3)`, e.ID, int64(len(people)), db.Micros(tx.Now())); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Consultation, Action: "practice.survey.again", Kind: events.KindEvent, ID: e.ID, Place: e.Place, Org: e.Org})
}

func (d *Day) laterLetter(tx *db.Tx, e events.Event, p events.Person, record, token string) error {
	l, ok := i18n.ParseLang(p.Lang)
	if !ok {
		if l, ok = i18n.ParseLang(d.Settings.Get().Default); !ok {
			l = i18n.English
		}
	}
	text := d.Catalogue.For(l)
	title, _ := words.Words{Places: d.Places, Settings: d.Settings}.NameFor(l, e.Titles)
	args := []any{"event", title, "when", events.When(text, e)}
	lines := []string{text.T("practice.letter.hello"), text.T("practice.survey.letter", args...), d.BaseURL() + "/" + l.HTML() + "/survey/" + token, text.T("practice.survey.letter.why")}
	return d.Mail.Send(tx, mail.Message{Key: "practice/survey/" + e.ID + "/" + record, Record: record, About: "practice.survey.about", To: p.Mail, Lang: l.HTML(),
		Subject: mail.Subject(text.T("practice.survey.letter.subject", args...)), Text: strings.Join(lines, "\n\n") + "\n"})
}

// lettersOf is how many letters asked the people of an event again; nil while nobody was asked.
func lettersOf(q db.Reader, event string) (*int64, error) {
	all, err := db.All(q, func(scan db.Scan) (n int64, err error) { return n, scan(&n) }, `SELECT f.letters FROM practice_followup f WHERE f.id = $1`, event)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
