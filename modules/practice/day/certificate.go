package day

import (
	"database/sql"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/practice/events"
)

// Certificate says that somebody attended an event for so many minutes. Its number is public, the name is not.
type Certificate struct {
	ID, Number string
	Attendance string
	Event      string
	Minutes    int64
	IssuedAt   time.Time
	Revoked    bool
	Version    int64
}

const certificateColumns = `c.id, c.number, c.attendance, c.event, c.minutes, c.issued_at, c.revoked, c.version`

func scanCertificate(scan db.Scan) (c Certificate, err error) {
	var at int64
	err = scan(&c.ID, &c.Number, &c.Attendance, &c.Event, &c.Minutes, &at, &c.Revoked, &c.Version)
	c.IssuedAt = db.Time(at)
	return c, err
}

// CertificateByNumber reads a certificate; errs.NotFound if there is none.
func CertificateByNumber(q db.Reader, number string) (Certificate, error) {
	c, err := scanCertificate(q.QueryRow(`SELECT `+certificateColumns+` FROM practice_certificate c WHERE c.number = $1`, number).Scan)
	return c, found(err)
}

func certificateOf(q db.Reader, attendance string) (c Certificate, ok bool, err error) {
	c, err = scanCertificate(q.QueryRow(`SELECT `+certificateColumns+` FROM practice_certificate c WHERE c.attendance = $1`, attendance).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

// certificates are those of an event by their attendances.
func certificates(q db.Reader, event string) (map[string]Certificate, error) {
	all, err := db.All(q, scanCertificate, `SELECT `+certificateColumns+` FROM practice_certificate c WHERE c.event = $1 ORDER BY c.id`, event)
	by := make(map[string]Certificate, len(all))
	for _, c := range all {
		by[c.Attendance] = c
	}
	return by, err
}

// Issue issues the certificate of an attendance; issued before, it is the same one with the minutes as they are now. The
// caller has asked whether the actor may. errs.Conflict before the event has ended, and where no time was counted.
func (d *Day) Issue(tx *db.Tx, e events.Event, a Attendance) (Certificate, error) {
	if err := tx.Lock(KindCertificate, a.ID); err != nil {
		return Certificate{}, err
	}
	ends := e.Instant(e.Ends)
	switch {
	case a.Void || a.Event != e.ID:
		return Certificate{}, errs.New(errs.NotFound, "practice.day.no_such")
	case ends.IsZero() || tx.Now().Before(ends):
		return Certificate{}, errs.New(errs.Conflict, "practice.day.not_over")
	case a.Minutes < 1:
		return Certificate{}, errs.New(errs.Conflict, "practice.day.no_time")
	}
	c, ok, err := certificateOf(tx, a.ID)
	if err != nil {
		return c, err
	}
	if ok {
		if c.Minutes == a.Minutes && !c.Revoked {
			return c, nil
		}
		c.Minutes, c.Revoked = a.Minutes, false
		return c, d.saveCertificate(tx, &c, "practice.certificate.renew", "")
	}
	c = Certificate{ID: id.At(tx.Now()), Number: id.Ref(), Attendance: a.ID, Event: e.ID, Minutes: a.Minutes, IssuedAt: tx.Now(), Version: 1}
	if _, err := tx.Exec(`INSERT INTO practice_certificate (id, number, attendance, event, minutes, issued_at, revoked, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.Number, c.Attendance, c.Event, c.Minutes, db.Micros(c.IssuedAt), c.Revoked, c.Version); err != nil {
		return c, err
	}
	return c, d.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.certificate.issue", Kind: KindCertificate, ID: c.ID, Version: 1, Org: e.Org})
}

// Revoke says that a certificate is no longer valid; its page goes on saying so. The caller has asked whether the actor
// may. errs.Conflict for one that was revoked before.
func (d *Day) Revoke(tx *db.Tx, c Certificate, why string) error {
	if why == "" {
		return errs.Bad("reason", "practice.reason_missing")
	}
	if err := tx.Lock(KindCertificate, c.Attendance); err != nil {
		return err
	}
	c, _, err := certificateOf(tx, c.Attendance)
	if err != nil {
		return err
	}
	if c.Revoked {
		return errs.New(errs.Conflict, "practice.day.is_revoked")
	}
	c.Revoked = true
	return d.saveCertificate(tx, &c, "practice.certificate.revoke", why)
}

func (d *Day) saveCertificate(tx *db.Tx, c *Certificate, action, why string) error {
	c.Version++
	if _, err := tx.Exec(`UPDATE practice_certificate SET minutes = $1, revoked = $2, version = $3 WHERE id = $4`, c.Minutes, c.Revoked, c.Version, c.ID); err != nil {
		return err
	}
	return d.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindCertificate, ID: c.ID, Version: c.Version, Justification: why})
}

// IsOf tells whether somebody of a name has the certificate. It compares keyed hashes, so it goes on answering once the
// name is erased; order, case and marks of the letters do not matter.
func (d *Day) IsOf(a Attendance, name string) bool {
	key, _ := d.Events.PersonKeys(a.Programme, events.Person{Name: name})
	return key == a.NameKey
}
