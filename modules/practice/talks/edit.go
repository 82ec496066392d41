package talks

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/practice/events"
)

// ByHand is the source of sessions that were written at the desk.
const ByHand = "desk"

// Keep stores a session of an event's draft, new (without a key or id) or changed, as it was read in s.Version. The caller
// has asked whether the actor may. Errors: errs.Invalid, also where another session has the room at that time;
// errs.Conflict for a version that has passed.
func (t *Talks) Keep(tx *db.Tx, e events.Event, s Session) (Session, error) {
	if err := tx.Lock(KindSession, e.ID); err != nil {
		return s, err
	}
	there, err := every(tx, e.ID)
	if err != nil {
		return s, err
	}
	if s.Event = e.ID; s.Key == "" {
		s.Key = "h-" + strings.ToLower(id.Ref())
	}
	at := slices.IndexFunc(there, func(o Session) bool { return o.Key == s.Key })
	s = s.tidy()
	if f := s.CheckDraft(); len(f) > 0 {
		return s, f.Err()
	}
	for _, o := range there {
		if o.Key != s.Key && o.Overlaps(s) {
			return s, errs.Bad("room", "practice.talks.clash", "room", s.Room, "title", s.Title, "time", span(s), "other", o.Title, "other_time", span(o))
		}
	}
	if at < 0 {
		return s, t.insert(tx, &s)
	}
	was := there[at]
	if s.Version != was.Version {
		return s, errs.New(errs.Conflict, "process.moved_on", "base", s.Version, "version", was.Version)
	}
	s.ID, s.Source, s.Tags, s.Links, s.Removed = was.ID, was.Source, was.Tags, was.Links, false
	if same(was, s) {
		return s, nil
	}
	return s, t.update(tx, &s)
}

// span is the time of a session in a message: it stands in no language.
func span(s Session) string {
	from, to := strings.Replace(s.Starts, "T", " ", 1), strings.Replace(s.Ends, "T", " ", 1)
	switch {
	case to == "":
		return from
	case s.Ends[:10] == s.Starts[:10]:
		return from + "–" + to[11:]
	}
	return from + " – " + to
}

// tidy puts the words of a session into their plain form.
func (s Session) tidy() Session {
	for _, v := range []*string{&s.Title, &s.Room, &s.Venue, &s.Host} {
		*v = strings.Join(strings.Fields(*v), " ")
	}
	s.Abstract = strings.TrimSpace(strings.ReplaceAll(s.Abstract, "\r\n", "\n"))
	return s
}

// SessionByKey reads a session of an event's draft; errs.NotFound for none.
func SessionByKey(q db.Reader, event, key string) (Session, error) {
	all, err := every(q, event)
	if err != nil {
		return Session{}, err
	}
	i := slices.IndexFunc(all, func(s Session) bool { return s.Key == key && !s.Removed })
	if i < 0 {
		return Session{}, errs.New(errs.NotFound, "practice.talks.no_such")
	}
	return all[i], nil
}

// TakeOut takes a session out of the draft. One that everybody has seen in a release stays and is cancelled, unless gone
// says that it is to disappear. Who is not there is none the less out.
func (t *Talks) TakeOut(tx *db.Tx, e events.Event, key string, gone bool) error {
	if err := tx.Lock(KindSession, e.ID); err != nil {
		return err
	}
	s, err := SessionByKey(tx, e.ID, key)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	last, _, err := Released(tx, e.ID)
	if err != nil {
		return err
	}
	if seen := slices.ContainsFunc(last.Sessions, func(o Session) bool { return o.Key == key }); seen && !gone {
		s.Cancelled = true
	} else {
		s.Removed, s.Speakers = true, nil // who would have spoken is nobody's business any more
	}
	return t.update(tx, &s)
}

// Unname takes who speaks out of a session of the draft that was never released; what was released stays.
func (t *Talks) Unname(tx *db.Tx, e events.Event, key string) error {
	s, err := SessionByKey(tx, e.ID, key)
	if errs.KindOf(err) == errs.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	last, _, err := Released(tx, e.ID)
	if err != nil || len(s.Speakers) == 0 || slices.ContainsFunc(last.Sessions, func(o Session) bool { return o.Key == key }) {
		return err
	}
	s.Speakers = nil
	return t.update(tx, &s)
}
