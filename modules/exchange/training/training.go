package training

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/modules/exchange/adapter"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// Needs is what the package works with.
type Needs struct {
	Log     *audit.Log
	Own     *node.Own
	Adapter *adapter.Adapter
}

// Training is the door of the feature. Safe for concurrent use.
type Training struct{ Needs }

// New makes the door.
func New(n Needs) *Training { return &Training{n} }

// Run is an exercise that was begun.
type Run struct {
	ID, Ref, Name string
	StartedAt     time.Time
}

// channel is by which the tasks come: a letter needs no other system.
const channel = "mail"

// Start begins an exercise: its requests come now.
func (t *Training) Start(tx *db.Tx, name string) (Run, error) {
	if t.Own.Card().Role != "training" {
		return Run{}, errs.New(errs.Conflict, "training.no_training_node")
	}
	x, err := find(name)
	if err != nil {
		return Run{}, err
	}
	r := Run{ID: id.At(tx.Now()), Ref: id.Ref(), Name: x.Name, StartedAt: tx.Now()}
	stored := []any{r.Ref, r.Name, db.Micros(r.StartedAt)}
	if _, err := tx.Exec("INSERT INTO exchange_exercise (id, ref, name, started_at) VALUES ($1, $2, $3, $4)", append([]any{r.ID}, stored...)...); err != nil {
		return r, err
	}
	for _, k := range x.Tasks {
		d := adapter.Drop{Version: 1, Type: adapter.TypeRequest, Channel: channel, ID: r.Ref + "/" + k.Key, At: wire.FormatInstant(r.StartedAt), Partner: k.Partner, Country: k.Country, Urgency: k.Urgency, Ground: k.Ground,
			Subject: k.Subject, Text: k.Text, Handling: k.Handling, Evaluation: k.Grade, Lang: "en", Training: true}
		raw, err := d.Marshal()
		if err != nil {
			return r, err
		}
		v, err := t.Adapter.Take(tx, d, raw)
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec("INSERT INTO exchange_exercise_task (request, exercise, task) VALUES ($1, $2, $3)", v.ID, r.ID, k.Key); err != nil {
			return r, err
		}
	}
	return r, t.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.exercise.start", Kind: Kind, ID: r.ID, Justification: r.Name, Stored: stored})
}

func find(name string) (Exercise, error) {
	all, err := Exercises()
	if err != nil {
		return Exercise{}, err
	}
	var names []string
	for _, x := range all {
		if x.Name == name {
			return x, nil
		}
		names = append(names, x.Name)
	}
	return Exercise{}, errs.New(errs.NotFound, "training.no_exercise", "name", name, "names", strings.Join(names, ", "))
}

// Runs are the exercises that were begun, the latest first.
func Runs(q db.Reader) ([]Run, error) {
	return db.All(q, scanRun, "SELECT id, ref, name, started_at FROM exchange_exercise ORDER BY started_at DESC, id DESC")
}

func scanRun(scan db.Scan) (r Run, err error) {
	var at int64
	err = scan(&r.ID, &r.Ref, &r.Name, &at)
	r.StartedAt = db.Time(at)
	return r, err
}

// Result is how a run stands: a mark for each task, and how each person did.
func (t *Training) Result(q db.Reader, ref string) (run Run, marks []Mark, people []Person, err error) {
	all, err := db.All(q, scanRun, "SELECT id, ref, name, started_at FROM exchange_exercise WHERE ref = $1", ref)
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "training.no_run", "ref", ref)
	}
	if err != nil {
		return run, nil, nil, err
	}
	run = all[0]
	x, err := find(run.Name)
	if err != nil {
		return run, nil, nil, err
	}
	type one struct{ request, task string }
	tasks, err := db.All(q, func(scan db.Scan) (o one, err error) { return o, scan(&o.request, &o.task) }, "SELECT request, task FROM exchange_exercise_task WHERE exercise = $1 ORDER BY request", run.ID)
	if err != nil {
		return run, nil, nil, err
	}
	for _, o := range tasks {
		i := slices.IndexFunc(x.Tasks, func(k Task) bool { return k.Key == o.task })
		if i < 0 {
			continue // the exercise has changed with the program
		}
		m, err := mark(q, x.Tasks[i], o.request)
		if err != nil {
			return run, nil, nil, err
		}
		marks = append(marks, m)
	}
	people = ByPerson(marks)
	for i := range people {
		a, err := identity.AccountIn(q, people[i].Account)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return run, nil, nil, err
		}
		people[i].Name, people[i].Email = a.Name, a.Email
	}
	return run, marks, people, nil
}

func mark(q db.Reader, k Task, name string) (Mark, error) {
	v, err := request.ByID(q, name)
	if err != nil {
		return Mark{}, err
	}
	entries, err := db.All(q, func(scan db.Scan) (e Entry, err error) {
		var at int64
		err = scan(&e.Kind, &at, &e.Detail, &e.Reason, &e.Account)
		e.At = db.Time(at)
		return e, err
	}, "SELECT kind, at, detail, reason, account FROM exchange_entered WHERE request = $1 ORDER BY at, id", name)
	if err != nil {
		return Mark{}, err
	}
	m := Judge(k, v.CameAt, v.DueAt, entries)
	m.Ref = v.Ref
	return m, nil
}

// Attendance writes who took part, in the form that "reeve import participants" of an installation with trainings reads.
func Attendance(w io.Writer, organisation string, people []Person) error {
	out := csv.NewWriter(w)
	err := out.Write([]string{"organisation", "name", "email"})
	for _, p := range people {
		email := p.Email
		if !strings.Contains(email, "@") {
			email = ""
		}
		err = errors.Join(err, out.Write([]string{plain(organisation), plain(p.Name), plain(email)}))
	}
	out.Flush()
	if err = errors.Join(err, out.Error()); err != nil {
		return fmt.Errorf("attendance: %w", err)
	}
	return nil
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
