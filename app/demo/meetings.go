package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/document/pdf"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/meetings"
	"reeve/modules/places"
)

// sitting is a meeting of data/meetings.json. Days are counted from the end of the story.
type sitting struct {
	Key    string    `json:"key"`
	Place  string    `json:"place"` // code
	Post   string    `json:"post"`  // code of the post that answers for it
	By     string    `json:"by"`    // key of who holds the post
	Head   string    `json:"head"`  // key of who approves the minutes
	Kind   string    `json:"kind"`
	Titles i18n.Text `json:"titles"`
	Day    int       `json:"day"`
	From   string    `json:"from"` // time of the clock
	To     string    `json:"to"`
	Venue  string    `json:"venue"`
	Inside bool      `json:"inside"` // not announced to everybody
	Guests []string  `json:"guests"` // codes of organisations, or names
	People int64     `json:"people"`
	Names  string    `json:"names"`
	Items  []struct {
		Text     string `json:"text"`
		Minutes  string `json:"minutes"`
		Decision string `json:"decision"`
		Open     bool   `json:"open"` // its minutes are for everybody
	} `json:"items"`
	Until       string    `json:"until"` // state that it reaches
	Moved       int       `json:"moved"` // days by which it was moved
	Reason      string    `json:"reason"`
	Commitments []promise `json:"commitments"`
	File        string    `json:"file"` // name of a public file with the points of the agenda
}

// promise is a commitment that was asked at a meeting.
type promise struct {
	Body   string `json:"body"`
	By     string `json:"by"`
	Org    string `json:"org"`   // code of the organisation that asked
	Due    int    `json:"due"`   // days after the meeting
	After  int    `json:"after"` // days after the meeting at which it is answered; 0 = not yet
	Answer string `json:"answer"`
	Accept int    `json:"accept"` // days after the meeting; 0 = not yet
}

// meetings are the sittings with everything that follows from them.
func (l *loader) meetings() (all []happening, err error) {
	var sittings []sitting
	if err := readJSON("meetings.json", &sittings); err != nil {
		return nil, err
	}
	for n, s := range sittings {
		zone, err := l.zone(s.Place)
		if err != nil {
			return nil, err
		}
		some, err := l.sitting(n, s, zone)
		if err != nil {
			return nil, fmt.Errorf("meeting %s: %w", s.Key, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

const announced = 14 // days between the plan of a meeting and its day

func (l *loader) sitting(n int, s sitting, zone *time.Location) (all []happening, err error) {
	key := l.madeID("meeting", n)
	day := l.day(s.Day, zone)
	at := func(d time.Time, hours float64) time.Time {
		return d.Add(time.Duration(hours * float64(time.Hour))).UTC()
	}
	planned := at(day.AddDate(0, 0, -announced), 9.5)
	if latest := l.storyEnd().Add(-time.Duration(20-n%12) * time.Hour); planned.After(latest) {
		planned = latest
	}
	v, err := l.asMeeting(key, s, day)
	if err != nil {
		return nil, err
	}
	m := l.a.Meetings
	add := func(at time.Time, by string, do func(tx *db.Tx) error) {
		all = append(all, happening{at: at, by: by, post: s.Post, do: do})
	}
	add(planned, s.By, func(tx *db.Tx) error {
		if _, err := meetings.Get(tx, key); errs.KindOf(err) != errs.NotFound || err == nil {
			return err
		}
		post, _ := l.post(s.Post)
		_, err := m.Add(tx, v, post)
		return err
	})
	step := func(at time.Time, by, what string, in meetings.StepInput) {
		in.ID, in.Step = l.madeID("meeting "+what, n), what
		add(at, by, func(tx *db.Tx) error {
			v, err := meetings.Get(tx, key)
			if err == nil {
				_, err = m.Take(tx, v, in)
			}
			return err
		})
	}
	if s.File != "" {
		all = append(all, l.handOut(s, key, planned.Add(time.Hour)))
	}
	later := planned.Add(9 * time.Hour)
	switch {
	case s.Moved != 0:
		to := l.day(s.Day+s.Moved, zone).Format(time.DateOnly)
		step(later, s.By, "move", meetings.StepInput{Reason: s.Reason, Starts: to + "T" + s.From, Ends: to + "T" + s.To})
	case s.Until == meetings.Cancelled:
		step(later, s.By, "cancel", meetings.StepInput{Reason: s.Reason})
	}
	if s.Until == "" || s.Until == meetings.Planned || s.Until == meetings.Cancelled {
		return all, nil
	}
	held := at(day, 21.25)
	step(held, s.By, "hold", meetings.StepInput{})
	all = append(all, l.promises(n, s, key, day, held)...)
	if s.Until == meetings.HeldState {
		return all, nil
	}
	add(held.Add(13*time.Hour), s.By, func(tx *db.Tx) error { return l.write(tx, key, s) })
	step(held.Add(14*time.Hour), s.By, "minute", meetings.StepInput{})
	if s.Until == meetings.Approved {
		step(held.Add(5*24*time.Hour-11*time.Hour), s.Head, "approve", meetings.StepInput{})
	}
	return all, nil
}

func (l *loader) asMeeting(key string, s sitting, day time.Time) (v meetings.Meeting, err error) {
	snap := l.a.Places.Snapshot()
	at, _ := snap.ByCode(s.Place)
	v = meetings.Meeting{ID: key, Kind: s.Kind, Titles: s.Titles, Place: at.ID, Starts: day.Format(time.DateOnly) + "T" + s.From, Ends: day.Format(time.DateOnly) + "T" + s.To,
		Venue: s.Venue, Public: !s.Inside}
	for _, i := range s.Items {
		v.Agenda = append(v.Agenda, meetings.Item{Text: i.Text})
	}
	for _, g := range s.Guests {
		v.Guests = append(v.Guests, guest(snap, g))
	}
	if _, ok := l.post(s.Post); !ok {
		err = fmt.Errorf("no post %s", s.Post)
	}
	return v, err
}

func guest(snap *places.Snapshot, name string) meetings.Guest {
	for _, o := range snap.Orgs() {
		if o.Code == name {
			return meetings.Guest{Org: o.ID}
		}
	}
	return meetings.Guest{Name: name}
}

// handOut attaches the points of the agenda as a file for everybody, once.
func (l *loader) handOut(s sitting, key string, at time.Time) happening {
	var t document.Attachment
	return happening{at: at, by: s.By, post: s.Post, before: func(ctx context.Context) error {
		p := pdf.New("pl", s.Titles["pl"], at)
		p.Heading(1, s.Titles["pl"])
		for _, i := range s.Items {
			p.Heading(2, i.Text)
		}
		raw, err := p.Bytes()
		if err != nil {
			return err
		}
		t, err = l.a.Archive.TakeIn(ctx, bytes.NewReader(raw), s.File, true)
		return err
	}, do: func(tx *db.Tx) error {
		have, err := meetings.FilesOf(tx, key)
		if err != nil || len(have) > 0 {
			return err
		}
		v, err := meetings.Get(tx, key)
		if err == nil {
			_, err = l.a.Meetings.Attach(tx, v, t)
		}
		return err
	}}
}

// write writes the minutes, once.
func (l *loader) write(tx *db.Tx, key string, s sitting) error {
	v, err := meetings.Get(tx, key)
	if err != nil || v.People != nil {
		return err
	}
	in := meetings.Minutes{Guests: v.Guests, People: &s.People}
	for _, i := range s.Items {
		in.Agenda = append(in.Agenda, meetings.Item{Text: i.Text, Minutes: i.Minutes, Decision: i.Decision, Open: i.Open && v.Public})
	}
	for n := range in.Guests {
		in.Guests[n].Present = n != 2 // somebody could not come
	}
	if s.Names != "" {
		in.Names = &s.Names
	}
	_, err = l.a.Meetings.Write(tx, v, in)
	return err
}

// promises are what was asked at a meeting, answered and accepted later.
func (l *loader) promises(n int, s sitting, key string, day, held time.Time) (all []happening) {
	if len(s.Commitments) == 0 {
		return nil
	}
	snap, m := l.a.Places.Snapshot(), l.a.Meetings
	all = append(all, happening{at: held.Add(time.Minute), by: s.By, post: s.Post, do: func(tx *db.Tx) error {
		if there, err := meetings.AskedAt(tx, key); err != nil || len(there) > 0 {
			return err
		}
		v, err := meetings.Get(tx, key)
		if err != nil {
			return err
		}
		post, _ := l.post(s.Post)
		for _, c := range s.Commitments {
			if _, err := m.Ask(tx, v, meetings.Ask{Body: c.Body, By: c.By, ByOrg: guest(snap, c.Org).Org, Post: post, Due: day.AddDate(0, 0, c.Due).Format(time.DateOnly)}); err != nil {
				return err
			}
		}
		return nil
	}})
	for k, c := range s.Commitments {
		step := func(days int, what, text string) {
			if days == 0 {
				return
			}
			in := meetings.StepInput{ID: l.madeID("commitment "+what, n, k), Step: what, Text: text}
			all = append(all, happening{at: held.AddDate(0, 0, days).Add(time.Duration(k-660) * time.Minute), by: s.By, post: s.Post, do: func(tx *db.Tx) error {
				asked, err := meetings.AskedAt(tx, key)
				if err != nil {
					return err
				}
				for _, v := range asked {
					if v.Body == c.Body {
						_, err = m.TakeCommitment(tx, v, in)
					}
				}
				return err
			}})
		}
		step(c.After, "answer", c.Answer)
		step(c.Accept, "accept", "")
	}
	return all
}
