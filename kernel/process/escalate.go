package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/jobs"
)

// TellJob is the job that tells somebody that a share of a limit is used; its body is a [Due] as JSON.
const TellJob = "process.tell"

// Due is an escalation whose share has been reached.
type Due struct {
	Instance string `json:"instance"`
	Name     string `json:"name"` // of the clock
	Round    int64  `json:"round"`
	Rule     int64  `json:"rule"`
	Share    int64  `json:"share"`
	Whom     string `json:"whom"`
	Mail     bool   `json:"mail"`
}

// Key names an escalation: of one key there is one job.
func (d Due) Key() string {
	return fmt.Sprintf("%s/%s/%d/%d", d.Instance, d.Name, d.Round, d.Share) + "/" + d.Whom
}

// replan is plan after a step; without an overlay there is nothing to plan.
func (e *Engine) replan(tx *db.Tx, i Instance, o Overlay, r Running) error {
	if i.OverlayVersion == 0 {
		return nil
	}
	return e.plan(tx, i, o, r)
}

// plan writes when the escalations of a running clock are due by an overlay. What was told already stays told.
func (e *Engine) plan(tx *db.Tx, i Instance, o Overlay, r Running) error {
	if _, err := tx.Exec("DELETE FROM process_escalation WHERE instance = $1 AND name = $2 AND round = $3 AND told_at IS NULL", r.Instance, r.Name, r.Round); err != nil {
		return err
	}
	if !r.Clock.StoppedAt.IsZero() {
		return nil
	}
	for n, t := range o.Tell[r.Name] {
		at := r.Clock.At(t.Share, tx.Now(), e.calendars[i.Calendar])
		if _, err := tx.Exec(`INSERT INTO process_escalation (instance, name, round, rule, share, tell, mail, at, told_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)
			ON CONFLICT (instance, name, round, rule) DO NOTHING`,
			r.Instance, r.Name, r.Round, n+1+int(o.Version)*maxTells, t.Share, t.Whom, t.Mail, db.Micros(at)); err != nil {
			return err
		}
	}
	return nil
}

// Reach finds the escalations whose share is reached by now, at most 200 at a time, and writes the job that tells for
// each of them in the same transaction. A clock that has stopped tells nobody any more.
func (e *Engine) Reach(tx *db.Tx, now time.Time) (int, error) {
	all, err := db.All(tx, func(scan db.Scan) (d Due, err error) {
		return d, scan(&d.Instance, &d.Name, &d.Round, &d.Rule, &d.Share, &d.Whom, &d.Mail)
	}, `SELECT instance, name, round, rule, share, tell, mail FROM process_escalation WHERE told_at IS NULL AND at <= $1 ORDER BY at LIMIT 200`, db.Micros(now))
	if err != nil {
		return 0, err
	}
	for _, d := range all {
		if _, err := tx.Exec("UPDATE process_escalation SET told_at = $5 WHERE instance = $1 AND name = $2 AND round = $3 AND rule = $4",
			d.Instance, d.Name, d.Round, d.Rule, db.Micros(now)); err != nil {
			return 0, err
		}
		body, err := json.Marshal(d)
		if err != nil {
			return 0, err
		}
		if err := jobs.Enqueue(tx, TellJob, d.Key(), body, now); err != nil {
			return 0, err
		}
		i, err := Load(tx, d.Instance)
		if err != nil {
			return 0, err
		}
		if err := e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: i.Definition + "." + d.Name + ".told", Kind: Kind, ID: i.ID, Version: i.Version, Place: i.Place, Org: i.Org}); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// Notice is an escalation in a person's list.
type Notice struct {
	ID       string
	Instance Instance
	Name     string // of the clock
	Share    int64
	At, Due  time.Time
}

// Notify puts an escalation into a person's list, and tells whether it was not there yet and the clock still runs.
func (e *Engine) Notify(tx *db.Tx, account string, d Due) (bool, error) {
	var running int
	if err := tx.QueryRow("SELECT count(*) FROM process_clock WHERE instance = $1 AND name = $2 AND round = $3 AND stopped_at IS NULL", d.Instance, d.Name, d.Round).Scan(&running); err != nil || running == 0 {
		return false, err
	}
	var known int
	if err := tx.QueryRow("SELECT count(*) FROM process_notice WHERE account = $1 AND instance = $2 AND name = $3 AND round = $4 AND share = $5",
		account, d.Instance, d.Name, d.Round, d.Share).Scan(&known); err != nil || known > 0 {
		return false, err
	}
	notice := id.At(tx.Now())
	if _, err := tx.Exec(`INSERT INTO process_notice (id, account, instance, name, round, share, mailed, at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)`,
		notice, account, d.Instance, d.Name, d.Round, d.Share, d.Mail, db.Micros(tx.Now())); err != nil {
		return false, err
	}
	return true, e.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "process.notice.given", Kind: "process.notice", ID: notice})
}

// Notices are the escalations of a person that were not seen yet and whose clocks still run, the latest first.
func Notices(q db.Reader, account string, limit int) ([]Notice, error) {
	return db.All(q, func(scan db.Scan) (n Notice, err error) {
		var at, due int64
		n.Instance, err = scanInstance(func(dest ...any) error { return scan(append(dest, &n.ID, &n.Name, &n.Share, &at, &due)...) })
		n.At, n.Due = db.Time(at), db.Time(due)
		return n, err
	}, `SELECT i.id, i.definition, i.def_version, i.overlay_version, i.ref, i.subject, i.state, i.version, i.waits, i.attention,
		i.post, i.unit, i.place, i.org, i.body, i.calendar, i.opened_at, i.updated_at, i.closed_at, n.id, n.name, n.share, n.at, c.due_at
		FROM process_notice n JOIN process_instance i ON i.id = n.instance
		JOIN process_clock c ON c.instance = n.instance AND c.name = n.name AND c.round = n.round
		WHERE n.account = $1 AND n.seen_at IS NULL AND c.stopped_at IS NULL ORDER BY n.at DESC, n.id DESC LIMIT $2`, account, limit)
}

// Seen takes a notice from the list of the transaction's actor.
func (e *Engine) Seen(tx *db.Tx, notice string) error {
	if n, err := tx.Exec("UPDATE process_notice SET seen_at = $3 WHERE id = $1 AND account = $2 AND seen_at IS NULL", notice, tx.Actor().ID, db.Micros(tx.Now())); err != nil || n == 0 {
		return errors.Join(err, errs.New(errs.NotFound, "process.not_found"))
	}
	return e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "process.notice.seen", Kind: "process.notice", ID: notice})
}
