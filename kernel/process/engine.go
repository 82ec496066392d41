package process

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
)

// Kind is the audit kind of an instance: its state, assignee and version are covered by the log.
const Kind = "process.instance"

// StepKind is the audit kind of a step taken; steps never change.
const StepKind = "process.step"

// Tables are the records of this package that the log covers. Clocks are not among them: they follow from the
// steps and the periods.
func Tables() []audit.Table {
	return []audit.Table{{Kind: TickKind, Name: "process_tick", Key: "id", Columns: []string{"instance", "step", "overlay", "items", "actor", "post", "at"}},
		{Kind: OverlayKind, Name: "process_overlay", Key: "id", Version: "version", Columns: []string{"definition", "version", "body", "created_at"}},
		{Kind: StepKind, Name: "process_step", Key: "id", Version: "version",
			Columns: []string{"instance", "version", "step", "from_state", "to_state", "occurred_at", "recorded_at", "actor_kind", "actor", "post", "acting_for", "detail"}}, {Kind: Kind, Name: "process_instance", Key: "id", Version: "version",
			Columns: []string{"definition", "def_version", "overlay_version", "ref", "subject", "state", "version", "waits", "attention",
				"post", "unit", "place", "org", "calendar", "opened_at", "updated_at", "body", "closed_at"}}}
}

// Engine knows the definitions of all modules.
type Engine struct {
	log         *audit.Log
	definitions map[string]*Definition // the newest by name: lives begin with it
	versions    map[version]*Definition
	order       []string // names as the modules give them
	calendars   map[string]*calendar.Calendar
}

// version names one version of a definition.
type version struct {
	name   string
	number int64
}

// New checks the definitions and makes an engine. Of a definition that has changed all versions are given: lives
// go on by the one they began with. Calendars are by country code.
func New(log *audit.Log, calendars map[string]*calendar.Calendar, definitions ...*Definition) (*Engine, error) {
	e := &Engine{log: log, definitions: map[string]*Definition{}, versions: map[version]*Definition{}, calendars: calendars}
	for _, d := range definitions {
		if err := d.Check(); err != nil {
			return nil, err
		}
		v := version{d.Name, d.Version}
		if e.versions[v] != nil {
			return nil, fmt.Errorf("%s: version %d is given twice", d.Name, d.Version)
		}
		e.versions[v] = d
		if e.definitions[d.Name] == nil {
			e.order = append(e.order, d.Name)
		}
		if newest := e.definitions[d.Name]; newest == nil || newest.Version < d.Version {
			e.definitions[d.Name] = d
		}
	}
	return e, nil
}

// Definition finds the newest version of a definition, nil if unknown.
func (e *Engine) Definition(name string) *Definition { return e.definitions[name] }

// Of is the definition that an instance began with and goes on by, nil if the program does not know it.
func (e *Engine) Of(i Instance) *Definition { return e.versions[version{i.Definition, i.DefVersion}] }

// Calendar is the calendar of a country; the zone of a place comes from it.
func (e *Engine) Calendar(code string) *calendar.Calendar { return e.calendars[code] }

// Instance is one record's life as it stands.
type Instance struct {
	ID, Definition             string
	DefVersion, OverlayVersion int64
	Ref, Subject               string
	State                      string
	Version                    int64
	Waits                      Waits
	Attention                  string
	Post, Unit, Place, Org     string
	Body                       string
	Calendar                   string
	OpenedAt, UpdatedAt        time.Time
	ClosedAt                   time.Time
}

// Opening is what a life begins with.
type Opening struct {
	ID, Definition, Ref, Subject string
	Post, Unit, Place, Org       string // Post empty: the coordinators' queue of the place
	Calendar                     string // country code
	At                           time.Time
	Periods                      map[string]clock.Period // by clock name; those absent run by the definition
	NoClocks                     bool                    // imported records have none
	State                        string                  // of a life that was lived elsewhere: it begins there and waits for nobody; empty = the initial one
	Attention                    string                  // with State: it waits for whom the state says after all, and this is why (a message key)
}

// Open begins a life in its definition's initial state, or in the one the opening names, and starts the clocks of the opening.
func (e *Engine) Open(tx *db.Tx, o Opening) (Instance, error) {
	d := e.definitions[o.Definition]
	if d == nil {
		return Instance{}, fmt.Errorf("no definition %q", o.Definition)
	}
	initial, _ := d.State(d.Initial)
	overlay, err := overlayVersion(tx, d.Name)
	if err != nil {
		return Instance{}, err
	}
	i := Instance{ID: o.ID, Definition: d.Name, DefVersion: d.Version, OverlayVersion: overlay, Ref: o.Ref, Subject: o.Subject,
		State: d.Initial, Version: 1, Waits: initial.Waits, Attention: d.Name + ".attention.open",
		Post: o.Post, Unit: o.Unit, Place: o.Place, Org: o.Org, Calendar: o.Calendar, OpenedAt: o.At, UpdatedAt: tx.Now()}
	if o.State != "" {
		at, known := d.State(o.State)
		if !known {
			return i, fmt.Errorf("%s has no state %q", d.Name, o.State)
		}
		i.State, i.Waits, i.Attention = at.Code, WaitsNobody, ""
		if o.Attention != "" {
			i.Waits, i.Attention = at.Waits, o.Attention
		}
		if at.Closed {
			i.ClosedAt = o.At
		}
	}
	i.Waits = queueIfVacant(i)
	stored := []any{i.Definition, i.DefVersion, i.OverlayVersion, i.Ref, i.Subject, i.State, i.Version, string(i.Waits), i.Attention,
		db.NullText(i.Post), db.NullText(i.Unit), i.Place, i.Org, i.Calendar, db.Micros(i.OpenedAt), db.Micros(i.UpdatedAt), nil, db.NullMicros(i.ClosedAt)}
	if _, err := tx.Exec(`INSERT INTO process_instance (id, definition, def_version, overlay_version, ref, subject, state, version, waits, attention,
		post, unit, place, org, calendar, opened_at, updated_at, body, closed_at, state_since)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`, append(append([]any{i.ID}, stored...), db.Micros(i.OpenedAt))...); err != nil {
		return i, err
	}
	if !o.NoClocks {
		if err := e.moveClocks(tx, d, i, "", o.At, o.Periods); err != nil {
			return i, err
		}
	}
	return i, e.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: d.Name + ".opened", Kind: Kind, ID: i.ID, Version: i.Version, Place: i.Place, Org: i.Org,
		Stored: stored})
}

func queueIfVacant(i Instance) Waits {
	if i.Waits == WaitsPost && i.Post == "" {
		return WaitsQueue
	}
	return i.Waits
}

// Command is a step as somebody sends it.
type Command struct {
	ID          string // UUID made by the client; empty = made here
	Instance    string
	Step        string
	BaseVersion *int64 // the version the sender saw; nil = whatever it is
	OccurredAt  time.Time
	Backdated   bool // a reason was given for an OccurredAt more than 72 h back
	Detail      []byte
	Given       []string             // the fields of Step.May that were filled in, for what an overlay demands
	Attention   string               // message key of why it waits now; empty = none
	Check       func(Instance) error // what the record's owner asks of the step, after the state has allowed it
	Change      func(*Instance)      // new assignee or body, applied before storing
	Periods     map[string]clock.Period
	Program     bool // taken by the program because of another step; the log's entry names who took that one
}

// maxBack is how far back a step may have happened without a reason.
const maxBack = 72 * time.Hour

// Apply takes a step. A command that was taken before changes nothing and gives repeated = true. A step that
// the state does not allow, or a base version that has passed, is a Conflict; its Current is set by the caller.
func (e *Engine) Apply(tx *db.Tx, c Command) (i Instance, repeated bool, err error) {
	if c.ID == "" {
		c.ID = id.At(tx.Now())
	} else if !id.IsUUID(c.ID) {
		return i, false, errs.Bad("id", "process.id_not_uuid")
	}
	if i, err = Load(tx, c.Instance); err != nil {
		return i, false, err
	}
	var other, taken string
	err = tx.QueryRow("SELECT instance, step FROM process_step WHERE id = $1", c.ID).Scan(&other, &taken)
	if err == nil {
		if other != c.Instance || taken != c.Step {
			return i, false, errs.Bad("id", "process.id_taken")
		}
		return i, true, nil
	} else if !errors.Is(err, sql.ErrNoRows) {
		return i, false, err
	}
	d := e.Of(i)
	if d == nil {
		return i, false, fmt.Errorf("no version %d of definition %q", i.DefVersion, i.Definition)
	}
	step, err := e.permitted(tx, d, i, c)
	if err != nil {
		return i, false, err
	}
	if c.OccurredAt.IsZero() {
		c.OccurredAt = tx.Now()
	}
	if err := checkTime(tx.Now(), i, c); err != nil {
		return i, false, err
	}
	if c.Check != nil {
		if err := c.Check(i); err != nil {
			return i, false, err
		}
	}
	if err := e.ready(tx, i, c); err != nil {
		return i, false, err
	}
	since, err := stateSince(tx, i.ID)
	if err != nil {
		return i, false, err
	}
	stayed := max(0, c.OccurredAt.Sub(since))
	from := i.State
	if step.To != "" {
		i.State = step.To
	}
	state, _ := d.State(i.State)
	i.Waits, i.Attention = state.Waits, c.Attention
	if step.Waits != "" {
		i.Waits = step.Waits
	}
	if i.ClosedAt = (time.Time{}); state.Closed {
		i.ClosedAt = c.OccurredAt
	}
	if c.Change != nil {
		c.Change(&i)
	}
	i.Waits = queueIfVacant(i)
	i.Version++
	i.UpdatedAt = tx.Now()
	if err := store(tx, i); err != nil {
		return i, false, err
	}
	if i.State != from {
		if _, err := tx.Exec("UPDATE process_instance SET state_since = $2 WHERE id = $1", i.ID, db.Micros(c.OccurredAt)); err != nil {
			return i, false, err
		}
	}
	a := tx.Actor()
	if c.Program {
		a = db.System()
	}
	if _, err := tx.Exec(`INSERT INTO process_step (id, instance, version, step, from_state, to_state, occurred_at, recorded_at, actor_kind, actor, post, acting_for, detail, definition, stayed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		c.ID, i.ID, i.Version, step.Name, from, i.State, db.Micros(c.OccurredAt), db.Micros(tx.Now()), a.Kind, a.ID, a.Post, a.ActingFor, c.Detail, i.Definition, stayed.Microseconds()); err != nil {
		return i, false, err
	}
	if i.OverlayVersion > 0 {
		if err := useTicks(tx, i, step.Name, c.ID); err != nil {
			return i, false, err
		}
	}
	if err := e.moveClocks(tx, d, i, step.Name, c.OccurredAt, c.Periods); err != nil {
		return i, false, err
	}
	if err := e.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: d.Name + ".step", Kind: StepKind, ID: c.ID, Version: i.Version, Place: i.Place, Org: i.Org}); err != nil {
		return i, false, err
	}
	return i, false, e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: d.Name + "." + step.Name, Kind: Kind, ID: i.ID, Version: i.Version, Place: i.Place, Org: i.Org})
}

func stateSince(tx *db.Tx, instance string) (time.Time, error) {
	var at int64
	err := tx.QueryRow("SELECT state_since FROM process_instance WHERE id = $1", instance).Scan(&at)
	return db.Time(at), err
}

func (e *Engine) permitted(tx *db.Tx, d *Definition, i Instance, c Command) (Step, error) {
	step, ok := d.Step(c.Step)
	if !ok {
		return step, errs.Bad("step", "process.no_such_step", "step", c.Step)
	}
	if !slices.Contains(step.From, i.State) {
		return step, errs.New(errs.Conflict, "process.step_not_now", "step", c.Step, "state", i.State)
	}
	if c.BaseVersion != nil && *c.BaseVersion != i.Version && !step.AnyTime {
		return step, errs.New(errs.Conflict, "process.moved_on", "base", *c.BaseVersion, "version", i.Version)
	}
	if step.Once {
		var n int
		if err := tx.QueryRow("SELECT count(*) FROM process_step WHERE instance = $1 AND step = $2", i.ID, c.Step).Scan(&n); err != nil {
			return step, err
		}
		if n > 0 {
			return step, errs.New(errs.Conflict, "process.only_once", "step", c.Step, "state", i.State)
		}
	}
	return step, nil
}

// checkTime: not in the future, not before the opening, and more than 72 h back only with a reason.
func checkTime(now time.Time, i Instance, c Command) error {
	switch at := c.OccurredAt; {
	case at.After(now.Add(time.Minute)):
		return errs.Bad("occurred_at", "process.in_future")
	case at.Before(i.OpenedAt) && i.OpenedAt.Sub(at) > time.Minute:
		return errs.Bad("occurred_at", "process.before_opening")
	case now.Sub(at) > maxBack && !c.Backdated:
		return errs.Bad("occurred_at", "process.too_far_back")
	}
	return nil
}

func store(tx *db.Tx, i Instance) error {
	_, err := tx.Exec(`UPDATE process_instance SET state = $2, version = $3, waits = $4, attention = $5, post = $6, unit = $7, place = $8, body = $9,
		updated_at = $10, closed_at = $11, subject = $12 WHERE id = $1`,
		i.ID, i.State, i.Version, string(i.Waits), i.Attention, db.NullText(i.Post), db.NullText(i.Unit), i.Place, db.NullText(i.Body),
		db.Micros(i.UpdatedAt), db.NullMicros(i.ClosedAt), i.Subject)
	return err
}

// Load reads an instance; NotFound when there is none.
func Load(q db.Reader, id string) (Instance, error) {
	i, err := scanInstance(q.QueryRow(`SELECT id, definition, def_version, overlay_version, ref, subject, state, version, waits, attention,
		post, unit, place, org, body, calendar, opened_at, updated_at, closed_at FROM process_instance WHERE id = $1`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return i, errs.New(errs.NotFound, "process.not_found")
	}
	return i, err
}

func scanInstance(scan db.Scan) (i Instance, err error) {
	var post, unit, body sql.NullString
	var opened, updated int64
	var closed sql.NullInt64
	var waits string
	err = scan(&i.ID, &i.Definition, &i.DefVersion, &i.OverlayVersion, &i.Ref, &i.Subject, &i.State, &i.Version, &waits, &i.Attention,
		&post, &unit, &i.Place, &i.Org, &body, &i.Calendar, &opened, &updated, &closed)
	i.Waits, i.Post, i.Unit, i.Body = Waits(waits), post.String, unit.String, body.String
	i.OpenedAt, i.UpdatedAt, i.ClosedAt = db.Time(opened), db.Time(updated), db.NullTime(closed)
	return i, err
}
