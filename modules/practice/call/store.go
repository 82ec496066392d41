package call

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/modules/places"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
	"reeve/modules/practice/words"
)

// Needs is what the package works with.
type Needs struct {
	DB        *db.DB
	Log       *audit.Log
	Keys      *secrets.Keys
	Process   *process.Engine
	Jobs      *jobs.Runner
	Places    *places.Places
	Events    *events.Events
	Talks     *talks.Talks
	Now       func() time.Time
	Country   func() string // calendar of the installation
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Mail      *mail.Outbox  // nil = nobody is written to
	BaseURL   func() string // address of the public site, without a slash at the end
}

// Calls is the way to calls and proposals. Safe for concurrent use.
type Calls struct {
	Needs
}

// New makes it and names who writes letters that waited for the morning.
func New(n Needs) *Calls {
	c := &Calls{n}
	c.Jobs.Handle(letterJob, c.sendLetter)
	return c
}

func (c *Calls) words() words.Words { return words.Words{Places: c.Places, Settings: c.Settings} }

// Of is the call of an event, by its id; where there never was one it does not run.
func Of(q db.Reader, event string) (c Call, err error) {
	var guidance string
	err = q.QueryRow(`SELECT c.running, c.deadline, c.guidance, c.version FROM practice_call c WHERE c.id = $1`, event).Scan(&c.Running, &c.Deadline, &guidance, &c.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return Call{Guidance: i18n.Text{}}, nil
	}
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(guidance), &c.Guidance)
}

// Announce stores the call of an event; now.Version is the one that was read. The caller has asked whether the actor may.
func (c *Calls) Announce(tx *db.Tx, e events.Event, now Call) error {
	if err := tx.Lock(KindCall, e.ID); err != nil {
		return err
	}
	was, err := Of(tx, e.ID)
	if err != nil {
		return err
	}
	if was.Version != now.Version {
		return errs.New(errs.Conflict, "process.moved_on", "base", now.Version, "version", was.Version)
	}
	if now.Deadline != "" {
		if civil, ok := events.ParseCivil(now.Deadline); !ok {
			return errs.Bad("deadline", "practice.date_wrong", "date", now.Deadline)
		} else if now.Deadline = civil; e.Starts != "" && civil > e.Starts {
			return errs.Bad("deadline", "practice.call.deadline_after", "start", e.Starts)
		}
	}
	for _, text := range now.Guidance {
		if len([]rune(text)) > maxGuidance {
			return errs.Bad("guidance", "practice.text_long", "most", maxGuidance)
		}
	}
	guidance, err := json.Marshal(now.Guidance)
	if err != nil {
		return err
	}
	if now.Version++; now.Version == 1 {
		_, err = tx.Exec(`INSERT INTO practice_call (id, running, deadline, guidance, version) VALUES ($1, $2, $3, $4, $5)`, e.ID, now.Running, now.Deadline, string(guidance), now.Version)
	} else {
		_, err = tx.Exec(`UPDATE practice_call SET running = $1, deadline = $2, guidance = $3, version = $4 WHERE id = $5`, now.Running, now.Deadline, string(guidance), now.Version, e.ID)
	}
	if err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.call.save", Kind: KindCall, ID: e.ID, Version: now.Version, Org: e.Org})
}

const columns = `p.id, p.ref, p.event, p.org, p.registration, p.nomination, p.form, p.lang, p.title, p.abstract, p.reason, p.at, p.people, p.version, i.state`

func scan(scan db.Scan) (p Proposal, err error) {
	var at int64
	err = scan(&p.ID, &p.Ref, &p.Event, &p.Org, &p.Registration, &p.Nomination, &p.Form, &p.Lang, &p.Title, &p.Abstract, &p.Reason, &at, &p.people, &p.Version, &p.State)
	p.At = db.Time(at)
	return p, err
}

// ByRef reads a proposal; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Proposal, error) {
	p, err := scan(q.QueryRow(`SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id WHERE p.ref = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return p, errs.New(errs.NotFound, "practice.call.no_such")
	}
	return p, err
}

// OfEvent are the proposals of an event in the order in which they came.
func OfEvent(q db.Reader, event string) ([]Proposal, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id WHERE p.event = $1 ORDER BY p.id`, event)
}

// ofRegistration are the proposals that came with a registration, by its id.
func ofRegistration(q db.Reader, registration string) ([]Proposal, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id WHERE p.registration = $1 ORDER BY p.id`, registration)
}

// ofOrg are the latest proposals of an organisation, by its id.
func ofOrg(q db.Reader, org string, most int) ([]Proposal, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id WHERE p.org = $1 ORDER BY p.id DESC LIMIT $2`, org, most)
}

// ofNomination are the proposals of somebody who is named for an event, by the nomination's id.
func ofNomination(q db.Reader, nomination string) ([]Proposal, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id WHERE p.nomination = $1 ORDER BY p.id`, nomination)
}

// waiting are proposals that nobody has decided on yet, the earliest first.
func waiting(q db.Reader, most int) ([]Proposal, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM practice_proposal p JOIN process_instance i ON i.id = p.id WHERE i.definition = $1 AND i.state = $2 ORDER BY p.id LIMIT $3`, KindProposal, Proposed, most)
}

// People opens who offers a talk and who gives it; errs.Gone once they were erased.
func (c *Calls) People(q db.Reader, p Proposal) (out People, err error) {
	if p.people == nil {
		return out, errs.New(errs.Gone, "practice.person_erased")
	}
	plain, err := c.Keys.Open(q, p.ID, "people", p.people)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(plain, &out)
}

func (c *Calls) insert(tx *db.Tx, p Proposal) error {
	if _, err := tx.Exec(`INSERT INTO practice_proposal (id, ref, event, org, registration, nomination, form, lang, title, abstract, reason, at, people, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, p.ID, p.Ref, p.Event, p.Org, p.Registration, p.Nomination, p.Form, p.Lang, p.Title, p.Abstract, p.Reason, db.Micros(p.At),
		p.people, p.Version); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.proposal.add", Kind: KindProposal, ID: p.ID, Version: p.Version, Org: p.Org})
}

// save stores the reason of a decision.
func (c *Calls) save(tx *db.Tx, p *Proposal, action string) error {
	p.Version++
	if _, err := tx.Exec(`UPDATE practice_proposal SET reason = $1, version = $2 WHERE id = $3`, p.Reason, p.Version, p.ID); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindProposal, ID: p.ID, Version: p.Version, Org: p.Org, Justification: p.Reason})
}
