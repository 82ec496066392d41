package request

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
)

// taking says how a step is taken.
type taking struct {
	program   bool // because of something else: left out where the state does not allow it
	attention string
	reason    string
	post      *string // new assignee
	unit      *string
}

// take takes a step of a request's life.
func (s *Requests) take(tx *db.Tx, v *Request, name string, t taking) error {
	life, err := process.Load(tx, v.ID)
	if err != nil {
		return err
	}
	step, known := s.Process.Of(life).Step(name)
	if t.program && (!known || !slices.Contains(step.From, life.State)) {
		v.Life = life
		return nil
	}
	var detail []byte
	if t.reason != "" {
		if detail, err = s.Keys.Seal(tx, labelRecord(v.ID), "step", []byte(t.reason)); err != nil {
			return err
		}
	}
	v.Life, _, err = s.Process.Apply(tx, process.Command{Instance: v.ID, Step: name, Program: t.program, Attention: t.attention, Detail: detail, Change: func(i *process.Instance) {
		if t.post != nil {
			i.Post = *t.post
		}
		if t.unit != nil {
			i.Unit = *t.unit
		}
	}})
	return err
}

// arrived brings our request to where its partner has it, if it is not there yet.
func (s *Requests) arrived(tx *db.Tx, v *Request) error {
	if err := s.take(tx, v, "deliver", taking{program: true}); err != nil {
		return err
	}
	open := "open"
	if p, err := s.profiles.Get(v.Profile); err != nil || v.Kind != "request" {
		open = "open_unlimited"
	} else if r, _ := p.Rule(v.Route, v.Urgency, ""); r.None {
		open = "open_unlimited"
	}
	return s.take(tx, v, open, taking{program: true})
}

// side begins a side life of a request: a question, an authorisation.
func (s *Requests) side(tx *db.Tx, v Request, definition, message string) error {
	name := id.New()
	if _, err := tx.Exec("INSERT INTO exchange_side (id, request, definition, message) VALUES ($1, $2, $3, $4)", name, v.ID, definition, message); err != nil {
		return err
	}
	_, err := s.Process.Open(tx, process.Opening{ID: name, Definition: definition, Ref: id.Ref(), Subject: v.Case, Unit: v.Life.Unit, Calendar: s.lifeCalendar(v.Country), At: tx.Now()})
	return err
}

// sides are the side lives of a request of one kind; message empty = of all messages.
func sides(q db.Reader, request, definition, message string) ([]string, error) {
	return db.Strings(q, "SELECT id FROM exchange_side WHERE request = $1 AND definition = $2 AND (message = $3 OR $3 = '') ORDER BY id", request, definition, message)
}

// move takes a step of the side lives that it is open to.
func (s *Requests) move(tx *db.Tx, v Request, definition, message, step string) error {
	all, err := sides(tx, v.ID, definition, message)
	if err != nil {
		return err
	}
	for _, name := range all {
		i, err := process.Load(tx, name)
		if err != nil {
			return err
		}
		if st, ok := s.Process.Of(i).Step(step); !ok || !slices.Contains(st.From, i.State) {
			continue
		}
		if _, _, err := s.Process.Apply(tx, process.Command{Instance: name, Step: step, Program: true}); err != nil {
			return err
		}
	}
	return nil
}

// endSides ends what is still open beside a request that has come to its end.
func (s *Requests) endSides(tx *db.Tx, v Request) error {
	if err := s.move(tx, v, ClarificationKind, "", "end"); err != nil {
		return err
	}
	return s.move(tx, v, AuthorisationKind, "", "end")
}

func needReason(reason string) error {
	if reason == "" {
		return errs.Bad("reason", "request.reason_missing")
	}
	return nil
}
