package programme

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/tabular"
	"reeve/modules/places"
)

const (
	maxText    = 4000
	maxLine    = 300
	maxActions = 100
)

// Action is something that the programme does, by a day, with partners.
type Action struct {
	ID       string   `json:"id"`
	What     string   `json:"what"`
	On       string   `json:"on"`
	Partners []string `json:"partners"` // codes of organisations, or names
	DoneOn   string   `json:"done_on,omitempty"`
}

// Plan is what a programme does. Its id is the programme's.
type Plan struct {
	ID          string
	From, Until string // civil days; Until empty = without end
	Abouts      i18n.Text
	Goals       i18n.Text // one a line
	Partners    []string
	Actions     []Action
	Public      bool
	Version     int64 // 0 = none is stored
}

// check finds everything that is wrong with what people enter.
func (p Plan) check() error {
	var f errs.Fields
	if _, ok := tabular.Day(p.From); !ok {
		f.Add("from", "programme.from_missing")
	} else if p.Until != "" && p.Until < p.From {
		f.Add("until", "programme.ends_before")
	}
	long := func(field string, t i18n.Text) {
		for _, text := range t {
			if utf8.RuneCountInString(text) > maxText {
				f.Add(field, "programme.text_long", "most", maxText)
			}
		}
	}
	long("about", p.Abouts)
	long("goals", p.Goals)
	if p.Public && len(p.Goals) == 0 {
		f.Add("goals", "programme.goals_missing")
	}
	if len(p.Actions) > maxActions {
		f.Add("what", "programme.text_long", "most", maxActions)
	}
	for _, a := range p.Actions {
		if n := utf8.RuneCountInString(a.What); n == 0 || n > maxLine {
			f.Add("what", "programme.action_missing", "most", maxLine)
		}
		if _, ok := tabular.Day(a.On); !ok {
			f.Add("on", "programme.action_date")
		}
		if len(a.Partners) == 0 {
			f.Add("action_partners", "programme.action_partner")
		}
	}
	return f.Err()
}

// Get reads the plan of a programme; one of version 0 where nothing is stored yet.
func Get(q db.Reader, programme string) (p Plan, err error) {
	var abouts, goals, partners, actions string
	err = q.QueryRow(`SELECT p.id, p.since, p.until, p.abouts, p.goals, p.partners, p.actions, p.public, p.version FROM programme_plan p WHERE p.id = $1`, programme).
		Scan(&p.ID, &p.From, &p.Until, &abouts, &goals, &partners, &actions, &p.Public, &p.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return Plan{ID: programme}, nil
	}
	if err != nil {
		return p, err
	}
	return p, errors.Join(json.Unmarshal([]byte(abouts), &p.Abouts), json.Unmarshal([]byte(goals), &p.Goals), json.Unmarshal([]byte(partners), &p.Partners),
		json.Unmarshal([]byte(actions), &p.Actions))
}

// Save stores a plan, read as p.Version.
func (x *Programmes) Save(tx *db.Tx, p Plan, place string) (Plan, error) {
	old, err := Get(tx, p.ID)
	if err != nil {
		return p, err
	}
	if old.Version != p.Version {
		return p, errs.New(errs.Conflict, "programme.changed_meanwhile")
	}
	if err := p.check(); err != nil {
		return p, err
	}
	if p.Partners == nil {
		p.Partners = []string{}
	}
	if p.Actions == nil {
		p.Actions = []Action{}
	}
	p.Version++
	if _, err := tx.Exec(`INSERT INTO programme_plan (id, since, until, abouts, goals, partners, actions, public, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET since = excluded.since, until = excluded.until, abouts = excluded.abouts, goals = excluded.goals, partners = excluded.partners,
		actions = excluded.actions, public = excluded.public, version = excluded.version`,
		p.ID, p.From, p.Until, textJSON(p.Abouts), textJSON(p.Goals), listJSON(p.Partners), listJSON(p.Actions), p.Public, p.Version); err != nil {
		return p, err
	}
	operation := audit.Alteration
	if p.Version == 1 {
		operation = audit.Collection
	}
	return p, x.Log.Record(tx, audit.Entry{Operation: operation, Action: "programme.plan.save", Kind: Kind, ID: p.ID, Version: p.Version, Place: place})
}

// AddAction adds what is to be done.
func (x *Programmes) AddAction(tx *db.Tx, p Plan, a Action, place string) error {
	a.ID, a.DoneOn = id.At(tx.Now()), ""
	p.Actions = append(slices.Clone(p.Actions), a)
	_, err := x.Save(tx, p, place)
	return err
}

// DoneAction says on which day an action was done.
func (x *Programmes) DoneAction(tx *db.Tx, p Plan, action, day, place string) error {
	n := slices.IndexFunc(p.Actions, func(a Action) bool { return a.ID == action })
	if n < 0 {
		return errs.New(errs.NotFound, "programme.no_such_action")
	}
	if d, ok := tabular.Day(day); !ok || d > x.dayAt(place, tx.Now()) {
		return errs.Bad("done_on", "programme.done_date")
	}
	p.Actions = slices.Clone(p.Actions)
	p.Actions[n].DoneOn = day
	_, err := x.Save(tx, p, place)
	return err
}

func textJSON(t i18n.Text) string {
	if t == nil {
		t = i18n.Text{}
	}
	b, _ := json.Marshal(t)
	return string(b)
}

func listJSON[T any](all []T) string {
	b, _ := json.Marshal(all)
	return string(b)
}

// bySlug reads a programme with its plan; errs.NotFound if there is none.
func bySlug(q db.Reader, slug string) (g places.Programme, p Plan, err error) {
	if g, err = places.GetProgramme(q, slug); err != nil {
		return g, p, err
	}
	p, err = Get(q, g.ID)
	return g, p, err
}
