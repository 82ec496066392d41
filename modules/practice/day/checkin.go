package day

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// Scan is one mark made at the door, perhaps without a network and sent later.
type Scan struct {
	ID         string // UUID made by who marked; the same one sent twice is taken once
	Code       string // of the QR code
	Nomination string // ref, of who was marked in the list
	Attendance string // ref, of who came without a nomination
	Out        bool
	At         time.Time
	Session    string // key of a session of the programme; empty = the event
}

// Taken is what became of a scan: an attendance or the reason of its refusal.
type Taken struct {
	ID       string
	Attended *Attendance
	Refused  *errs.Error
}

// Limits of the time of a scan.
const (
	oldest = 72 * time.Hour  // longer ago, somebody enters a list
	ahead  = 5 * time.Minute // clocks of phones run fast
)

// CheckIn takes scans of an event. Each counts at the time at which it was made. A scan that is refused does not keep the
// others out, and says why in the language of text. The caller has asked whether the actor may.
func (d *Day) CheckIn(tx *db.Tx, e events.Event, scans []Scan, text *i18n.Localizer) ([]Taken, error) {
	b, err := d.open(tx, e)
	if err != nil {
		return nil, err
	}
	b.text = text
	out := make([]Taken, 0, len(scans))
	for _, s := range scans {
		t := Taken{ID: s.ID}
		a, err := b.take(s)
		switch {
		case err == nil:
			t.Attended = &a
		case errs.KindOf(err) == errs.Internal:
			return nil, err
		default:
			t.Refused = errs.Of(err)
		}
		out = append(out, t)
	}
	return out, nil
}

// take looks at everything before it writes, so that a refusal leaves nothing behind.
func (b *book) take(s Scan) (a Attendance, err error) {
	now := b.tx.Now()
	if !id.IsUUID(s.ID) {
		return a, errs.New(errs.Invalid, "practice.day.id_wrong")
	}
	switch {
	case s.At.IsZero():
		s.At = now
	case s.At.After(now.Add(ahead)):
		return a, errs.New(errs.Invalid, "practice.day.in_future")
	case now.Sub(s.At) > oldest:
		return a, errs.New(errs.Invalid, "practice.day.too_old")
	}
	mark := Mark{ID: s.ID, Out: s.Out, At: db.Micros(s.At), Received: db.Micros(now), Session: s.Session}
	if s.Attendance != "" {
		return b.marked(s.Attendance, mark)
	}
	ref := s.Nomination
	if s.Code != "" {
		var ok bool
		if ref, ok = b.d.refOf(s.Code); !ok {
			return a, errs.New(errs.Invalid, "practice.day.code_wrong")
		}
	}
	n, err := events.NominationByRef(b.tx, ref)
	if err != nil {
		return a, err
	}
	if n.Event != b.e.ID {
		return a, b.otherEvent(n)
	}
	switch n.State {
	case events.Attended:
	case events.Confirmed, events.Waitlisted, events.NoShow:
		if err := b.d.attend(b.tx, n, s.At); err != nil {
			return a, err
		}
	default:
		return a, errs.New(errs.Conflict, "practice.day.no_seat", "state", n.State)
	}
	in, err := b.enter(Arrival{Nomination: &n.Nomination, Mark: &mark})
	return in.Attendance, err
}

// marked adds a mark to an attendance of this event.
func (b *book) marked(ref string, m Mark) (a Attendance, err error) {
	if a, err = ByRef(b.tx, ref); err != nil {
		return a, err
	}
	if a.Event != b.e.ID {
		return a, errs.New(errs.Conflict, "practice.day.no_such")
	}
	in, err := b.again(a, Arrival{Mark: &m})
	return in.Attendance, err
}

// otherEvent says which event a code is for, where it is known.
func (b *book) otherEvent(n events.Standing) error {
	other, _, err := events.EventByID(b.tx, n.Event)
	if err != nil {
		return err
	}
	title, _ := words.Words{Places: b.d.Places, Settings: b.d.Settings}.NameFor(b.text.Lang(), other.Titles)
	return errs.New(errs.Conflict, "practice.day.other_event", "event", title, "date", events.When(b.text, other))
}

// attend takes the step of who came, at the time of the scan where the nomination's life allows it.
func (d *Day) attend(tx *db.Tx, n events.Standing, at time.Time) error {
	i, err := process.Load(tx, n.ID)
	if err != nil {
		return err
	}
	if at.Before(i.OpenedAt) {
		at = i.OpenedAt
	}
	if at.After(tx.Now()) {
		at = tx.Now()
	}
	_, _, err = d.Process.Apply(tx, process.Command{Instance: n.ID, Step: "attend", OccurredAt: at, Backdated: true})
	return err
}

// Miss says that a nominated person did not come; an attendance entered by mistake no longer counts. The caller has asked
// whether the actor may. errs.Conflict where the person has a certificate or no seat.
func (d *Day) Miss(tx *db.Tx, e events.Event, nomination string) error {
	if err := tx.Lock(events.KindEvent, e.ID); err != nil {
		return err
	}
	n, err := events.NominationByRef(tx, nomination)
	if err != nil {
		return err
	}
	if n.Event != e.ID || n.State != events.Confirmed && n.State != events.Attended {
		return errs.New(errs.Conflict, "practice.day.no_seat", "state", n.State)
	}
	if a, ok, err := byNomination(tx, n.ID); err != nil {
		return err
	} else if ok && !a.Void {
		if err := d.undo(tx, a); err != nil {
			return err
		}
	}
	_, _, err = d.Process.Apply(tx, process.Command{Instance: n.ID, Step: "miss"})
	return err
}

// undo takes an attendance out of every count.
func (d *Day) undo(tx *db.Tx, a Attendance) error {
	if _, ok, err := certificateOf(tx, a.ID); err != nil {
		return err
	} else if ok {
		return errs.New(errs.Conflict, "practice.day.has_certificate")
	}
	a.Void, a.Marks, a.Minutes = true, nil, 0
	return d.save(tx, &a, "practice.attendance.void")
}
