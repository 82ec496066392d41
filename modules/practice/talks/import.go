package talks

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/practice/events"
)

// ImportOptions say what is imported.
type ImportOptions struct {
	File     string
	Format   tabular.Format
	Event    string // ref; empty = the event that this file has filled before, else a new one
	Title    string // of a new event; empty = the file's own, else its name
	Series   string // slug, of a new event; may be empty
	Zone     string // IANA, of a new event; empty = the file's own, else that of the installation's country
	Capacity int64  // of a new event; 100 where 0
	Lang     string // of the words
	Release  bool   // the programme is released; that of a new event always is
	DryRun   bool   // every row is tried and taken back
	Actor    db.Actor
}

// ImportResult tells what became of the rows: each is in one of the first three numbers.
type ImportResult struct {
	Imported, Unchanged, Rejected int
	Event                         string // ref
	NewEvent                      bool
	Number                        int64        // of the version that was released; 0 = none was
	Bad                           []errs.Field // every complaint, with its row
}

var errTried = errors.New("dry run")

// Import reads a schedule into the draft of an event. A row that is wrong is told and the others go in; the same file
// again changes nothing. errs.Invalid for a file that is no schedule.
func (t *Talks) Import(ctx context.Context, o ImportOptions) (res ImportResult, err error) {
	file, err := Read(o.File, o.Format)
	if err != nil {
		return res, err
	}
	if len(file.Items) > maxSessions {
		return res, errs.New(errs.TooLarge, "practice.talks.many", "most", maxSessions)
	}
	if o.Zone == "" {
		o.Zone = file.Zone
	}
	source := filepath.Base(o.File)
	if o.Title == "" {
		if o.Title = strings.TrimSpace(file.Title); o.Title == "" {
			o.Title = strings.TrimSuffix(source, filepath.Ext(source))
		}
	}
	err = t.DB.Write(ctx, o.Actor, func(tx *db.Tx) error {
		res = ImportResult{Bad: slices.Clone(file.Bad), Rejected: len(file.Bad)}
		if err := t.take(tx, o, source, file.Items, &res); err != nil {
			return err
		}
		if o.DryRun || res.Imported == 0 && res.Number == 0 && !res.NewEvent {
			return errTried // nothing to keep
		}
		return nil
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return res, err
}

func (t *Talks) take(tx *db.Tx, o ImportOptions, source string, items []Item, res *ImportResult) error {
	// The lock is of the file's name, not of the event: a lock restarts the function, and a new event has a new id each time.
	if err := tx.Lock(KindSession, source); err != nil {
		return err
	}
	e, ok, err := t.target(tx, o.Event, source)
	if err != nil {
		return err
	}
	zone := e.Location()
	if !ok {
		if o.Zone == "" {
			o.Zone = t.Events.ZoneHere()
		}
		if zone, err = time.LoadLocation(o.Zone); err != nil || o.Zone == "Local" {
			return errs.Bad("zone", "practice.zone_wrong", "zone", o.Zone)
		}
	}
	good := t.sieve(items, zone, o.Lang, source, res)
	if !ok {
		if len(good) == 0 {
			return nil // an event without a session is nobody's wish
		}
		if e, err = t.newEvent(tx, o, good); err != nil {
			return err
		}
		res.NewEvent = true
	}
	res.Event = e.Ref
	if !res.NewEvent {
		if err := tx.Lock(KindSession, e.ID); err != nil {
			return err
		}
	}
	there, err := every(tx, e.ID)
	if err != nil {
		return err
	}
	for _, g := range good {
		s := g.Session
		s.Event = e.ID
		at := slices.IndexFunc(there, func(o Session) bool { return o.Key == s.Key })
		if i := slices.IndexFunc(there, func(o Session) bool { return o.Key != s.Key && o.Overlaps(s) }); i >= 0 {
			res.bad(g.Row, errs.Field{Field: "room", Key: "practice.talks.room_taken", Args: map[string]any{"room": s.Room, "title": there[i].Title, "start": there[i].Starts, "end": there[i].Ends}})
			continue
		}
		if at < 0 {
			if err := t.insert(tx, &s); err != nil {
				return err
			}
			there = append(there, s)
			res.Imported++
			continue
		}
		was := there[at]
		s.ID, s.Version = was.ID, was.Version
		if same(was, s) {
			res.Unchanged++
			continue
		}
		if err := t.update(tx, &s); err != nil {
			return err
		}
		there[at] = s
		res.Imported++
	}
	if res.NewEvent || o.Release {
		release := t.Release
		if res.NewEvent {
			release = t.release // nobody else knows it yet
		}
		r, err := release(tx, e)
		if errs.KindOf(err) == errs.Conflict {
			return nil // nothing has changed
		}
		res.Number = r.Number
		return err
	}
	return nil
}

// same tells whether a session is stored as the file names it.
func same(a, b Session) bool {
	return a.Source == b.Source && a.Lang == b.Lang && a.Title == b.Title && a.Abstract == b.Abstract && a.Host == b.Host && slices.Equal(a.Speakers, b.Speakers) && a.Room == b.Room && a.Venue == b.Venue &&
		a.Starts == b.Starts && a.Ends == b.Ends && a.Cancelled == b.Cancelled && slices.Equal(a.Tags, b.Tags) && slices.Equal(a.Links, b.Links) && !a.Removed
}

func (r *ImportResult) bad(row int, all ...errs.Field) {
	for _, f := range all {
		f.Row = row
		r.Bad = append(r.Bad, f)
	}
	r.Rejected++
}

// sieve keeps the rows that are right by themselves, each key once.
func (t *Talks) sieve(items []Item, zone *time.Location, lang, source string, res *ImportResult) (good []Item) {
	first := map[string]int{}
	for _, i := range items {
		s := &i.Session
		s.Title, s.Room, s.Venue, s.Host = strings.Join(strings.Fields(s.Title), " "), strings.Join(strings.Fields(s.Room), " "), strings.Join(strings.Fields(s.Venue), " "), strings.Join(strings.Fields(s.Host), " ")
		s.Abstract, s.Source = strings.TrimSpace(strings.ReplaceAll(s.Abstract, "\r\n", "\n")), source
		s.Starts, s.Ends = civil(i.start, zone), civil(i.end, zone)
		if s.Lang == "" {
			s.Lang = lang
		}
		if s.Key == "" {
			s.Key = keyOf(*s)
		}
		if f := s.Check(); len(f) > 0 {
			res.bad(i.Row, f...)
			continue
		}
		if row, twice := first[s.Key]; twice {
			res.bad(i.Row, errs.Field{Field: "key", Key: "practice.talks.key_twice", Args: map[string]any{"key": s.Key, "other": row}})
			continue
		}
		first[s.Key] = i.Row
		good = append(good, i)
	}
	return good
}

// target is the event that is filled; ok is false where there is none yet.
func (t *Talks) target(tx *db.Tx, ref, source string) (e events.Event, ok bool, err error) {
	if ref != "" {
		e, _, err = events.EventByRef(tx, ref)
		return e, err == nil, err
	}
	ids, err := db.Strings(tx, `SELECT s.event FROM practice_session s WHERE s.source = $1 GROUP BY s.event ORDER BY s.event LIMIT 1`, source)
	if err != nil || len(ids) == 0 {
		return e, false, err
	}
	e, _, err = events.EventByID(tx, ids[0])
	return e, err == nil, err
}

// newEvent is a conference that lasts from the first session to the end of the last.
func (t *Talks) newEvent(tx *db.Tx, o ImportOptions, good []Item) (events.Event, error) {
	e := events.Event{Kind: events.Conference, Titles: i18n.Text{o.Lang: o.Title}, Zone: o.Zone, Capacity: o.Capacity, Languages: []string{o.Lang}}
	if e.Capacity == 0 {
		e.Capacity = 100
	}
	for _, g := range good {
		if e.Starts == "" || g.Session.Starts < e.Starts {
			e.Starts = g.Session.Starts
		}
		e.Ends = max(e.Ends, g.Session.Starts, g.Session.Ends)
	}
	if o.Series != "" {
		s, err := events.SeriesBySlug(tx, o.Series)
		if err != nil {
			return e, err
		}
		e.Series, e.Org = s.ID, s.Org
	}
	return t.Events.Add(tx, e, false)
}
