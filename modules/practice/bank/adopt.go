package bank

import (
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/tabular"
)

// Adoption says that an organisation works by a practice.
type Adoption struct {
	ID, Entry, Org string
	On             string // civil day
	Evidence       string // what shows it: a decision, an address; nobody is named
	EndedOn        string // empty = still
	Version        int64
}

const maxEvidence = 500

// AdoptionsOf are those of an entry, the earliest first, ended ones too.
func AdoptionsOf(q db.Reader, entry string) ([]Adoption, error) {
	return db.All(q, scanAdoption, `SELECT a.id, a.entry, a.org, a.on_day, a.evidence, a.ended_on, a.version FROM practice_adoption a WHERE a.entry = $1 ORDER BY a.on_day, a.id`, entry)
}

func scanAdoption(scan db.Scan) (a Adoption, err error) {
	return a, scan(&a.ID, &a.Entry, &a.Org, &a.On, &a.Evidence, &a.EndedOn, &a.Version)
}

// Adopt says that an organisation works by a published practice since a day; the caller has asked whether the actor may
// speak for it. An organisation does not adopt what is its own.
func (b *Bank) Adopt(tx *db.Tx, row Row, a Adoption) (Adoption, error) {
	a.ID, a.Entry, a.EndedOn, a.Version, a.Evidence = id.At(tx.Now()), row.ID, "", 1, strings.TrimSpace(a.Evidence)
	if row.Shown == nil || row.Form != Practice {
		return a, errs.New(errs.Conflict, "practice.bank.not_published")
	}
	var f errs.Fields
	if _, ok := b.Places.Snapshot().Org(a.Org); !ok {
		f.Add("org", "practice.bank.org_wrong")
	} else if a.Org == row.Org {
		f.Add("org", "practice.bank.adopt_own")
	}
	if d, ok := tabular.Day(a.On); !ok || d != a.On || a.On < "1950-01-01" || a.On > tx.Now().AddDate(0, 0, 1).Format(time.DateOnly) {
		f.Add("on", "practice.bank.adopt_day")
	}
	if n := utf8.RuneCountInString(a.Evidence); n == 0 || n > maxEvidence {
		f.Add("evidence_text", "practice.bank.adopt_evidence", "most", maxEvidence)
	}
	if err := f.Err(); err != nil {
		return a, err
	}
	var n int64
	if err := tx.QueryRow("SELECT COUNT(*) FROM practice_adoption WHERE entry = $1 AND org = $2 AND ended_on = ''", a.Entry, a.Org).Scan(&n); err != nil {
		return a, err
	}
	if n > 0 {
		return a, errs.New(errs.Conflict, "practice.bank.adopted_already")
	}
	if _, err := tx.Exec("INSERT INTO practice_adoption (id, entry, org, on_day, evidence, ended_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7)", a.ID, a.Entry, a.Org, a.On, a.Evidence,
		a.EndedOn, a.Version); err != nil {
		return a, err
	}
	return a, b.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.adoption.add", Kind: KindAdoption, ID: a.ID, Version: 1, Org: a.Org})
}

// adoption reads one of an entry; errs.NotFound if there is none.
func adoption(q db.Reader, entry, which string) (Adoption, error) {
	a, err := scanAdoption(q.QueryRow(`SELECT a.id, a.entry, a.org, a.on_day, a.evidence, a.ended_on, a.version FROM practice_adoption a WHERE a.id = $1 AND a.entry = $2`, which, entry).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return a, errs.New(errs.NotFound, "practice.bank.no_such")
	}
	return a, err
}

// EndAdoption says that an organisation works by a practice no more; why is kept in the log.
func (b *Bank) EndAdoption(tx *db.Tx, a Adoption, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return errs.Bad("why", "practice.bank.reason_missing")
	}
	if a.EndedOn != "" {
		return errs.New(errs.Conflict, "process.step_not_now")
	}
	a.EndedOn = tx.Now().Format(time.DateOnly)
	a.Version++
	if _, err := tx.Exec("UPDATE practice_adoption SET ended_on = $1, version = $2 WHERE id = $3", a.EndedOn, a.Version, a.ID); err != nil {
		return err
	}
	return b.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "practice.adoption.end", Kind: KindAdoption, ID: a.ID, Version: a.Version, Org: a.Org, Justification: why})
}
