package duty

import (
	"database/sql"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/modules/places"
)

const rosterColumns = `v.id, v.post, v.day, v.shifts, v.minutes, v.version`

func scanRoster(scan db.Scan) (v Roster, err error) {
	var shifts string
	if err = scan(&v.ID, &v.Post, &v.Day, &shifts, &v.Minutes, &v.Version); err != nil {
		return v, err
	}
	v.Shifts, _, err = ParseShifts(shifts)
	return v, err
}

func rosterOf(q db.Reader, post string, p Period) ([]Roster, error) {
	return db.All(q, scanRoster, `SELECT `+rosterColumns+` FROM duty_roster v WHERE v.post = $1 AND v.day >= $2 AND v.day <= $3 ORDER BY v.day`, post, p.From, p.Until)
}

func rosterOfAll(q db.Reader, p Period) ([]Roster, error) {
	return db.All(q, scanRoster, `SELECT `+rosterColumns+` FROM duty_roster v WHERE v.day >= $1 AND v.day <= $2 ORDER BY v.day, v.post`, p.From, p.Until)
}

// SetRoster stores the roster of a post on a day in place of what stood there. was is what stood there; changed is false
// where it is the same.
func (d *Duty) SetRoster(tx *db.Tx, f places.Filled, day string, shifts []Span, minutes int64) (was Roster, changed bool, err error) {
	if err := tooLong(minutes); err != nil {
		return was, false, err
	}
	was, err = scanRoster(tx.QueryRow(`SELECT `+rosterColumns+` FROM duty_roster v WHERE v.post = $1 AND v.day = $2`, f.Post.ID, day).Scan)
	operation := audit.Alteration
	if errors.Is(err, sql.ErrNoRows) {
		operation, err = audit.Collection, nil
	}
	if err != nil {
		return was, false, err
	}
	now := Roster{ID: was.ID, Post: f.Post.ID, Day: day, Shifts: shifts, Minutes: minutes, Version: was.Version + 1}
	if now.Text() == was.Text() && now.Minutes == was.Minutes && (was.ID != "" || minutes == 0) {
		return was, false, nil
	}
	text := now.Text()
	if len(shifts) == 0 {
		text = ""
	}
	if was.ID == "" {
		now.ID = id.At(tx.Now())
		_, err = tx.Exec(`INSERT INTO duty_roster (id, post, day, shifts, minutes, version) VALUES ($1, $2, $3, $4, $5, $6)`, now.ID, now.Post, now.Day, text, now.Minutes, now.Version)
	} else {
		_, err = tx.Exec(`UPDATE duty_roster SET shifts = $2, minutes = $3, version = $4 WHERE id = $1`, now.ID, text, now.Minutes, now.Version)
	}
	if err != nil {
		return was, false, err
	}
	return was, true, d.Log.Record(tx, audit.Entry{Operation: operation, Action: "community.roster.set", Kind: KindRoster, ID: now.ID, Version: now.Version,
		Place: ground(d.Places.Snapshot(), f), Org: f.Org})
}
