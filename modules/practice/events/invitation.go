package events

import (
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// Invitation is a link by which an organisation registers without an account: one organisation's, or an open one that an
// umbrella body may forward.
type Invitation struct {
	ID, Ref   string
	Event     string // id
	Org       string // id; empty = whoever has the link names the organisation
	Note      string
	Approve   bool // nominations wait for the organiser before seats are given
	ExpiresAt time.Time
	Revoked   bool
	Version   int64
}

// Ended tells whether a link opens nothing any more.
func (i Invitation) Ended(at time.Time) bool { return i.Revoked || !at.Before(i.ExpiresAt) }

const (
	maxNote  = 200
	maxLinks = 365 * 24 * time.Hour
)

// Invite makes a link. What comes by an open link is always looked at first.
func (v *Events) Invite(tx *db.Tx, e Event, i Invitation) (Invitation, error) {
	var f errs.Fields
	if i.Note = strings.TrimSpace(i.Note); utf8.RuneCountInString(i.Note) > maxNote {
		f.Add("note", "practice.text_long", "most", maxNote)
	}
	if !i.ExpiresAt.After(tx.Now()) || i.ExpiresAt.Sub(tx.Now()) > maxLinks {
		f.Add("expires", "practice.expires_wrong")
	}
	if err := f.Err(); err != nil {
		return i, err
	}
	i.ID, i.Ref, i.Event, i.Version, i.Revoked = id.At(tx.Now()), id.Ref(), e.ID, 1, false
	i.Approve = i.Approve || i.Org == ""
	if _, err := tx.Exec(`INSERT INTO practice_invitation (id, ref, event, org, note, approve, expires_at, revoked, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		i.ID, i.Ref, i.Event, i.Org, i.Note, i.Approve, db.Micros(i.ExpiresAt), i.Revoked, i.Version); err != nil {
		return i, err
	}
	return i, v.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.invitation.add", Kind: KindInvitation, ID: i.ID, Version: 1, Org: e.Org})
}

// Revoke ends a link now; one that was revoked stays so.
func (v *Events) Revoke(tx *db.Tx, e Event, ref string) error {
	i, err := invitationByRef(tx, ref)
	if err != nil {
		return err
	}
	if i.Event != e.ID {
		return errs.New(errs.NotFound, "practice.no_such")
	}
	if i.Revoked {
		return nil
	}
	i.Revoked = true
	i.Version++
	if _, err := tx.Exec("UPDATE practice_invitation SET revoked = $1, version = $2 WHERE id = $3", i.Revoked, i.Version, i.ID); err != nil {
		return err
	}
	return v.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.invitation.revoke", Kind: KindInvitation, ID: i.ID, Version: i.Version, Org: e.Org})
}

func scanInvitation(scan db.Scan) (i Invitation, err error) {
	var expires int64
	err = scan(&i.ID, &i.Ref, &i.Event, &i.Org, &i.Note, &i.Approve, &expires, &i.Revoked, &i.Version)
	i.ExpiresAt = db.Time(expires)
	return i, err
}

func invitationByRef(q db.Reader, ref string) (Invitation, error) {
	i, err := scanInvitation(q.QueryRow(`SELECT l.id, l.ref, l.event, l.org, l.note, l.approve, l.expires_at, l.revoked, l.version FROM practice_invitation l WHERE l.ref = $1`, ref).Scan)
	return i, found(err)
}

// invitations are the links of an event, the latest first.
func invitations(q db.Reader, event string) ([]Invitation, error) {
	return db.All(q, scanInvitation, `SELECT l.id, l.ref, l.event, l.org, l.note, l.approve, l.expires_at, l.revoked, l.version FROM practice_invitation l
		WHERE l.event = $1 ORDER BY l.id DESC LIMIT 200`, event)
}

// invited opens a link: the invitation and its event. Errors: errs.NotFound for a link not made here, errs.Gone for one that
// has ended.
func (v *Events) invited(q db.Reader, token string, now time.Time) (i Invitation, e Event, state string, err error) {
	ref, ok := v.refOf(linkInvite, token)
	if !ok {
		return i, e, "", errs.New(errs.NotFound, "practice.no_such_link")
	}
	if i, err = invitationByRef(q, ref); err != nil {
		return i, e, "", err
	}
	if i.Ended(now) {
		return i, e, "", errs.New(errs.Gone, "practice.link_ended")
	}
	e, state, err = EventByID(q, i.Event)
	return i, e, state, err
}
