package day

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/match"
	"reeve/modules/practice/events"
)

// Listed is a line of an attendance list.
type Listed struct {
	Name, Mail   string
	Organisation string // name, code or id; an unknown one is added
	Country      string // empty = that of the organisation
	Unit         string
	Minutes      *int64 // nil = the whole event
}

const maxListed = 2000 // lines of one list

func (l *Listed) check(f *errs.Fields, row int) {
	add := func(field, key string, args map[string]any) {
		*f = append(*f, errs.Field{Field: field, Row: row, Key: key, Args: args})
	}
	l.Name, l.Mail, l.Country, l.Unit = strings.Join(strings.Fields(l.Name), " "), strings.TrimSpace(l.Mail), strings.ToUpper(strings.TrimSpace(l.Country)), strings.Join(strings.Fields(l.Unit), " ")
	if n := utf8.RuneCountInString(l.Name); n < 2 || n > 200 || match.Key(l.Name) == "" {
		add("name", "practice.person_name_wrong", nil)
	}
	if l.Mail != "" {
		if at, err := mail.ParseAddress(l.Mail); err != nil || at.Address != l.Mail || len(l.Mail) > 254 {
			add("email", "practice.mail_wrong", map[string]any{"mail": l.Mail})
		}
	}
	if l.Country != "" && !isCountry(l.Country) {
		add("country", "practice.day.country_wrong", map[string]any{"country": l.Country})
	}
	if utf8.RuneCountInString(l.Unit) > 300 {
		add("unit", "practice.text_long", map[string]any{"most": 300})
	}
	if l.Minutes != nil && (*l.Minutes < 0 || *l.Minutes > 100*60) {
		add("hours", "practice.day.hours_wrong", nil)
	}
}

// Enter takes an attendance list of an event: people who came without a nomination, or who were written down on paper. A
// person listed twice has one attendance; who was named for the event has come. All or nothing. The caller has asked whether the actor may; lang is the
// language of names of organisations. errs.Invalid by field and row.
func (d *Day) Enter(tx *db.Tx, e events.Event, list []Listed, lang string) ([]Entered, error) {
	var f errs.Fields
	if len(list) == 0 || len(list) > maxListed {
		f.Add("people", "practice.day.list_length", "most", maxListed)
	}
	for i := range list {
		list[i].check(&f, i+1)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	b, err := d.open(tx, e)
	if err != nil {
		return nil, err
	}
	out := make([]Entered, 0, len(list))
	for _, l := range list {
		org := ""
		if l.Organisation != "" {
			o, err := d.Events.Organisation(tx, l.Organisation, lang, true)
			if err != nil {
				return nil, err
			}
			org = o.ID
		}
		if l.Minutes == nil {
			whole := wholeEvent(e)
			l.Minutes = &whole
		}
		in := Arrival{Person: events.Person{Name: l.Name, Mail: l.Mail}, Org: org, Country: l.Country, Unit: l.Unit, Listed: l.Minutes}
		n, err := b.named(in.Person, org)
		if err != nil {
			return nil, err
		}
		if n != nil {
			if err := b.came(n); err != nil {
				return nil, err
			}
			in.Nomination = &n.Nomination
		}
		one, err := b.enter(in)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// WalkIn takes somebody who came without a nomination and is in from now on. The caller has asked whether the actor may.
func (d *Day) WalkIn(tx *db.Tx, e events.Event, l Listed, lang string) (Entered, error) {
	var f errs.Fields
	l.check(&f, 0)
	if err := f.Err(); err != nil {
		return Entered{}, err
	}
	b, err := d.open(tx, e)
	if err != nil {
		return Entered{}, err
	}
	org := ""
	if l.Organisation != "" {
		o, err := d.Events.Organisation(tx, l.Organisation, lang, true)
		if err != nil {
			return Entered{}, err
		}
		org = o.ID
	}
	mark := Mark{ID: id.At(tx.Now()), At: db.Micros(tx.Now()), Received: db.Micros(tx.Now())}
	return b.enter(Arrival{Person: events.Person{Name: l.Name, Mail: l.Mail}, Org: org, Country: l.Country, Unit: l.Unit, Mark: &mark})
}

// wholeEvent is how long an event lasts: its hours on each of its days.
func wholeEvent(e events.Event) int64 {
	from, to := e.Instant(e.Starts), e.Instant(e.Ends)
	if from.IsZero() || to.IsZero() {
		return 0
	}
	var marks []Mark
	for at := from; at.Before(to); at = at.In(e.Location()).AddDate(0, 0, 1) {
		marks = append(marks, Mark{At: db.Micros(at)})
	}
	return Minutes(e, marks)
}
