package call

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
)

// From says whose a proposal is and with what it came.
type From struct {
	Org, Registration, Nomination string // ids; the latter two may be empty
}

const maxOffers = 20 // of one organisation for one event

// Offer takes a proposal for an event. The caller has asked whether the actor may. Errors: errs.Invalid by field of the
// form, errs.Conflict where the event takes no proposals now.
func (c *Calls) Offer(tx *db.Tx, event string, from From, o Offer) (Proposal, error) {
	o = o.tidy()
	if err := o.check(); err != nil {
		return Proposal{}, err
	}
	if err := tx.Lock(KindCall, event); err != nil {
		return Proposal{}, err
	}
	e, state, err := events.EventByID(tx, event)
	if err != nil {
		return Proposal{}, err
	}
	call, err := Of(tx, e.ID)
	if err != nil {
		return Proposal{}, err
	}
	if !call.Takes(e, state, tx.Now()) {
		return Proposal{}, errs.New(errs.Conflict, "practice.call.closed")
	}
	others, err := OfEvent(tx, e.ID)
	if err != nil {
		return Proposal{}, err
	}
	mine := 0
	for _, other := range others {
		if other.Org == from.Org {
			mine++
		}
		if other.Org == from.Org && strings.EqualFold(other.Title, o.Title) && other.State != Withdrawn && other.State != Declined {
			return Proposal{}, errs.Bad("talk_title", "practice.call.twice", "title", o.Title)
		}
	}
	if mine >= maxOffers {
		return Proposal{}, errs.Bad("talk_title", "practice.call.many", "most", maxOffers)
	}
	p := Proposal{ID: id.At(tx.Now()), Ref: id.Ref(), Event: e.ID, Org: from.Org, Registration: from.Registration, Nomination: from.Nomination, Form: o.Form, Lang: o.Lang, Title: o.Title, Abstract: o.Abstract,
		At: tx.Now(), Version: 1, State: Proposed}
	plain, err := json.Marshal(o.People)
	if err != nil {
		return p, err
	}
	if p.people, err = c.Keys.SealNew(tx, p.ID, "people", plain); err != nil {
		return p, err
	}
	if err := c.insert(tx, p); err != nil {
		return p, err
	}
	if _, err := c.Process.Open(tx, process.Opening{ID: p.ID, Definition: KindProposal, Ref: p.Ref, Subject: "practice.proposal", Org: e.Org, Place: e.Place, Calendar: c.calendarAt(e.Place), At: tx.Now()}); err != nil {
		return p, err
	}
	return p, c.tell(tx, p, e, Proposed)
}

// calendarAt names the calendar at a place, the installation's where there is none.
func (c *Calls) calendarAt(place string) string {
	if k := c.Places.Calendar(place); k != nil {
		return k.Code
	}
	return c.Country()
}

// Decision is what the organiser says to a proposal, or the proposer, who can withdraw it.
type Decision struct {
	ID     string // UUID made by the sender; the same one sent twice is taken once
	Step   string // accept, waitlist, decline, withdraw
	Reason string
	// Of an accepted one; may be empty: then it is placed later.
	Starts, Ends, Room string
}

const maxReason = 2000

// given are the fields of the decision that were filled in.
func (d Decision) given() (all []string) {
	if d.Reason != "" {
		all = append(all, "reason")
	}
	if d.Starts != "" {
		all = append(all, "when")
	}
	return all
}

// Decide takes a step of a proposal's life and tells who offered it. The caller has asked whether the actor may. Errors:
// errs.Invalid for a reason that is missing or a room that is taken, errs.Conflict where the state does not allow it.
func (c *Calls) Decide(tx *db.Tx, ref string, d Decision) (Proposal, error) {
	p, err := ByRef(tx, ref)
	if err != nil {
		return p, err
	}
	if err := tx.Lock(KindCall, p.Event); err != nil {
		return p, err
	}
	if p, err = ByRef(tx, ref); err != nil {
		return p, err
	}
	if mine, err := process.TakenBy(tx, d.ID, p.ID, d.Step); err != nil || mine {
		return p, err
	}
	e, _, err := events.EventByID(tx, p.Event)
	if err != nil {
		return p, err
	}
	was := p.State
	d.Reason = strings.TrimSpace(d.Reason)
	if s, ok := Definition().Step(d.Step); ok && slices.Contains(s.From, was) {
		if n := utf8.RuneCountInString(d.Reason); slices.Contains(s.Needs, "reason") && n == 0 || n > maxReason {
			return p, errs.Bad("reason", "practice.call.reason_missing", "most", maxReason)
		}
	}
	detail, err := json.Marshal(struct {
		Reason string `json:"reason,omitempty"`
	}{d.Reason})
	if err != nil {
		return p, err
	}
	i, repeated, err := c.Process.Apply(tx, process.Command{ID: d.ID, Instance: p.ID, Step: d.Step, Detail: detail, Given: d.given()})
	if err != nil || repeated {
		return p, err
	}
	p.State, p.Reason = i.State, d.Reason
	if err := c.save(tx, &p, "practice.proposal."+d.Step); err != nil {
		return p, err
	}
	switch {
	case p.State == Accepted:
		err = c.place(tx, e, p, d)
	case was == Accepted:
		err = c.Talks.TakeOut(tx, e, p.Key(), false)
	}
	if err != nil {
		return p, err
	}
	return p, c.tell(tx, p, e, p.State)
}

// place puts an accepted talk into the draft of the programme. Who speaks is public from the next release on.
func (c *Calls) place(tx *db.Tx, e events.Event, p Proposal, d Decision) error {
	people, err := c.People(tx, p)
	if err != nil {
		return err
	}
	host := ""
	if o, ok := c.Places.Snapshot().Org(p.Org); ok {
		host, _ = o.Names.Best(c.langOf(p.Lang), c.Settings.Get().Fallback)
	}
	s := talks.Session{Source: Source, Key: p.Key(), Lang: p.Lang, Title: p.Title, Abstract: p.Abstract, Host: host, Speakers: people.Speakers, Room: d.Room, Starts: d.Starts, Ends: d.Ends, Tags: []string{p.Form}}
	_, err = c.Talks.Keep(tx, e, s)
	return err
}

// Source is that of sessions that were proposals.
const Source = "call"

// Forget erases who offered and who was to give a talk at events that ended more than months ago, in backups too, a few
// at a time. Titles, decisions and what was released stay.
func (c *Calls) Forget(tx *db.Tx, until time.Time) error {
	all, err := db.All(tx, scan, `SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id JOIN practice_event e ON e.id = p.event
		WHERE p.people IS NOT NULL AND e.ends <> '' AND e.ends < $1 ORDER BY p.id LIMIT 200`, until.AddDate(0, 0, 1).Format("2006-01-02T15:04"))
	if err != nil {
		return err
	}
	for _, p := range all {
		e, _, err := events.EventByID(tx, p.Event)
		if err != nil {
			return err
		}
		if !e.Instant(e.Ends).Before(until) {
			continue
		}
		if err := c.Talks.Unname(tx, e, p.Key()); err != nil {
			return err
		}
		if err := c.erase(tx, p, "retention"); err != nil {
			return err
		}
	}
	return nil
}

func (c *Calls) erase(tx *db.Tx, p Proposal, reason string) error {
	if err := c.Keys.Erase(tx, p.ID, KindProposal, reason); err != nil {
		return err
	}
	p.Version++
	if _, err := tx.Exec(`UPDATE practice_proposal SET people = NULL, version = $1 WHERE id = $2`, p.Version, p.ID); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "practice.proposal.erase", Kind: KindProposal, ID: p.ID, Version: p.Version, Org: p.Org, Justification: reason})
}
