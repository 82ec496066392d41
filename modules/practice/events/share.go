package events

import (
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
)

// ProgrammeOf is within what persons are counted once: "programme/SLUG", else "series/ID", else "event/ID".
func (v *Events) ProgrammeOf(q db.Reader, e Event) (string, error) { return v.programmeOf(q, e) }

// PersonKeys are the keyed hashes of a person within a programme (see [Events.ProgrammeOf]), as nominations store them:
// of the name in any order and spelling of marks, and of the address, empty without one.
func (v *Events) PersonKeys(programme string, p Person) (name, address string) {
	return v.keys(programme, p)
}

// Location is where the event's civil times are.
func (e Event) Location() *time.Location { return e.zone() }

// ErasePerson makes who was nominated unreadable for ever, in backups too; the nomination and its hashes stay. Erased
// before, it does nothing.
func (v *Events) ErasePerson(tx *db.Tx, n Nomination, reason string) error {
	if n.person == nil {
		return nil
	}
	if err := v.eraseAnswers(tx, n, reason); err != nil {
		return err
	}
	if err := v.Keys.Erase(tx, n.ID, KindNomination, reason); err != nil {
		return err
	}
	n.Version++
	if _, err := tx.Exec(`UPDATE practice_nomination SET person = NULL, version = $1 WHERE id = $2`, n.Version, n.ID); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "practice.nomination.erase", Kind: KindNomination, ID: n.ID, Version: n.Version, Org: n.Org, Justification: reason})
}

// NominationByID reads a nomination with its state; errs.NotFound if there is none.
func NominationByID(q db.Reader, id string) (s Standing, err error) {
	s.Nomination, err = scanNomination(q.QueryRow(`SELECT `+nominationColumnList+`, i.state FROM practice_nomination n JOIN process_instance i ON i.id = n.id WHERE n.id = $1`, id).Scan, &s.State)
	return s, found(err)
}

// When is the time of an event in words.
func When(text *i18n.Localizer, e Event) string { return when(text, e) }

// Slot is a part of an event as a calendar program takes it: its id (a UUID), from when to when, and what it is. A zero end
// is open.
type Slot struct {
	ID            string
	From, To      time.Time
	Title, Where  string
	Text, Address string
	Cancelled     bool
	Revision      int64 // grows with each change
}

// Calendar writes slots as a VCALENDAR (RFC 5545) made at an instant.
func Calendar(name, address string, at time.Time, slots []Slot) string {
	var all []entry
	for _, s := range slots {
		status := "CONFIRMED"
		if s.Cancelled {
			status = "CANCELLED"
		}
		all = append(all, entry{uid: s.ID, stamp: at, start: s.From, end: s.To, status: status, summary: s.Title, text: s.Text, location: s.Where, address: s.Address, sequence: s.Revision})
	}
	return calendarOf(name, "", address, all)
}

// ZoneHere is the zone of the installation's country; "UTC" where its calendar is not known.
func (v *Events) ZoneHere() string {
	if k := v.Process.Calendar(v.Country()); k != nil {
		return k.Zone.String()
	}
	return "UTC"
}
