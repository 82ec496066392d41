package meetings

import (
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/places"
)

// Add stores a new meeting and begins its life as planned. post is the post that answers for it; empty = the
// coordinators' queue of the place.
func (m *Meetings) Add(tx *db.Tx, v Meeting, post string) (Meeting, error) {
	if v.ID == "" {
		v.ID = id.At(tx.Now())
	}
	v.Ref, v.Version, v.MovedFrom, v.names = id.Ref(), 1, "", nil
	v = tidy(v)
	if err := m.checkIn(tx, v); err != nil {
		return v, err
	}
	o := process.Opening{ID: v.ID, Definition: Kind, Ref: v.Ref, Subject: "meetings.kind." + v.Kind, Place: v.Place, At: tx.Now()}
	if k := m.calendarAt(v.Place); k != nil {
		o.Calendar = k.Code
	}
	if post != "" {
		f, err := m.Places.PostByID(tx, post, tx.Now())
		if err != nil {
			return v, err
		}
		o.Post, o.Unit = f.Post.ID, f.Post.Unit
		if v.Org == "" {
			v.Org = f.Org
		}
	}
	o.Org, v.Orgs = v.Org, m.orgsOf(v)
	if err := m.insert(tx, v, "meetings.meeting.add"); err != nil {
		return v, err
	}
	_, err := m.Process.Open(tx, o)
	return v, err
}

// Save stores what was changed of a planned meeting, read as v.Version. Time and place of what was announced move by a
// step that says why.
func (m *Meetings) Save(tx *db.Tx, v Meeting) (Meeting, error) {
	old, i, err := m.current(tx, v)
	if err != nil {
		return v, err
	}
	if i.State != Planned {
		return v, errs.New(errs.Conflict, "process.step_not_now")
	}
	v.ID, v.Ref, v.Place, v.Starts, v.Ends, v.MovedFrom = old.ID, old.Ref, old.Place, old.Starts, old.Ends, old.MovedFrom
	v.Org, v.People, v.names, v.Subject = old.Org, old.People, old.names, old.Subject
	v = tidy(v)
	if err := m.checkIn(tx, v); err != nil {
		return v, err
	}
	return v, m.save(tx, &v, audit.Alteration, "meetings.meeting.save", "")
}

// Minutes are what is written in the room: agenda with minutes and decisions, who was there, and persons by name.
type Minutes struct {
	Agenda []Item
	Guests []Guest
	People *int64
	Names  *string // nil = as before
}

// Write stores the minutes of a meeting, read as version. Approved minutes change no more.
func (m *Meetings) Write(tx *db.Tx, v Meeting, in Minutes) (Meeting, error) {
	old, i, err := m.current(tx, v)
	if err != nil {
		return v, err
	}
	if i.State != Planned && i.State != HeldState {
		return v, errs.New(errs.Conflict, "process.step_not_now")
	}
	v = old
	v.Agenda, v.Guests, v.People = in.Agenda, in.Guests, in.People
	v = tidy(v)
	if err := m.checkIn(tx, v); err != nil {
		return v, err
	}
	if in.Names != nil {
		text := strings.TrimSpace(*in.Names)
		if len([]rune(text)) > maxText {
			return v, errs.Bad("names", "meetings.text_long", "most", maxText)
		}
		if v.names = nil; text != "" {
			if v.names, err = m.Keys.Seal(tx, v.ID, "names", []byte(text)); err != nil {
				return v, err
			}
		}
	}
	return v, m.save(tx, &v, audit.Alteration, "meetings.meeting.minutes", "")
}

// current reads a meeting again, and refuses who has seen another version of it.
func (m *Meetings) current(tx *db.Tx, v Meeting) (old Meeting, i process.Instance, err error) {
	if old, err = Get(tx, v.ID); err != nil {
		return old, i, err
	}
	if old.Version != v.Version {
		e := errs.New(errs.Conflict, "meetings.changed_meanwhile")
		e.Current = map[string]any{"ref": old.Ref, "version": old.Version}
		return old, i, e
	}
	i, err = process.Load(tx, v.ID)
	return old, i, err
}

// Names are the persons named in a meeting's minutes; empty where there are none or they were erased.
func (m *Meetings) Names(q db.Reader, v Meeting) (string, error) {
	return m.unseal(q, v.ID, "names", v.names)
}

func (m *Meetings) unseal(q db.Reader, record, field string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := m.Keys.Open(q, record, field, sealed)
	if errs.KindOf(err) == errs.Gone || errs.KindOf(err) == errs.NotFound {
		return "", nil
	}
	return string(plain), err
}

// EraseNames makes the names of a meeting, and who asked for its commitments, unreadable for ever, in backups too.
func (m *Meetings) EraseNames(tx *db.Tx, v Meeting, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errs.Bad("reason", "meetings.reason_missing")
	}
	if err := m.Keys.Erase(tx, v.ID, Kind, reason); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE commitment SET asked_by = NULL, version = version + 1 WHERE meeting = $1", v.ID); err != nil {
		return err
	}
	asked, err := AskedAt(tx, v.ID)
	if err != nil {
		return err
	}
	for _, c := range asked {
		if err := m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "meetings.commitment.erase_names", Kind: KindCommitment, ID: c.ID, Place: v.Place, Justification: reason}); err != nil {
			return err
		}
	}
	v.names = nil
	return m.save(tx, &v, audit.Alteration, "meetings.meeting.erase_names", reason)
}

// tidy takes away what was left empty.
func tidy(v Meeting) Meeting {
	v.Venue = strings.TrimSpace(v.Venue)
	agenda, guests := []Item{}, []Guest{}
	for _, i := range v.Agenda {
		if i.Text = strings.TrimSpace(i.Text); i.Text+i.Minutes+i.Decision != "" {
			agenda = append(agenda, i)
		}
	}
	for _, g := range v.Guests {
		if g.Name = strings.TrimSpace(g.Name); g.Org+g.Name != "" {
			guests = append(guests, g)
		}
	}
	v.Agenda, v.Guests = agenda, guests
	return v
}

// checkIn is check with what only the database knows: place and organisations exist.
func (m *Meetings) checkIn(tx *db.Tx, v Meeting) error {
	if err := v.check(); err != nil {
		return err
	}
	if _, err := places.GetPlace(tx, v.Place); errs.KindOf(err) == errs.NotFound {
		return errs.Bad("community", "meetings.place_missing")
	} else if err != nil {
		return err
	}
	for _, g := range v.Guests {
		if g.Org == "" {
			continue
		}
		if _, err := places.GetOrg(tx, g.Org); errs.KindOf(err) == errs.NotFound {
			return errs.Bad("guests", "meetings.no_such_org")
		} else if err != nil {
			return err
		}
	}
	return nil
}
