package meetings

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/process"
)

// StepInput is a step as somebody sends it. Which fields a step needs, [Definition] and [CommitmentDefinition] say.
type StepInput struct {
	ID           string // UUID made by the sender; the same step sent twice is taken once
	Step         string
	BaseVersion  *int64
	Reason, Text string
	Starts, Ends string // of a move, civil
	Meeting      string // ref of the meeting at which a commitment was answered, may be empty
}

// said is what a step brings with it. It is kept in the open: nobody is named in it.
type said struct {
	Reason string `json:"reason,omitempty"`
	From   string `json:"from,omitempty"` // of a move: civil time before and after
	To     string `json:"to,omitempty"`
}

// Take takes a step with a meeting in the caller's transaction; the caller has asked whether the actor may.
func (m *Meetings) Take(tx *db.Tx, v Meeting, in StepInput) (Meeting, error) {
	if mine, err := process.TakenBy(tx, in.ID, v.ID, in.Step); err != nil || mine {
		return v, err
	}
	i, err := process.Load(tx, v.ID)
	if err != nil {
		return v, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	d, next := said{Reason: in.Reason}, v
	// Where the state does not allow the step, that is the complaint, and not what the step would lack.
	if s, ok := m.Process.Of(i).Step(in.Step); ok && slices.Contains(s.From, i.State) {
		if err := needs(s, in); err != nil {
			return v, err
		}
		switch in.Step {
		case "move":
			next.MovedFrom, next.Starts, next.Ends = v.Starts, in.Starts, in.Ends
			d.From, d.To = v.Starts, in.Starts
			if err := next.check(); err != nil {
				return v, err
			}
		case "hold":
			if at := m.instant(v.Place, v.Starts); at.After(tx.Now()) {
				return v, errs.New(errs.Conflict, "meetings.not_yet")
			}
		}
	}
	detail, err := json.Marshal(d)
	if err != nil {
		return v, err
	}
	attention := ""
	if in.Step == "hold" || in.Step == "minute" || in.Step == "reopen" {
		attention = Kind + ".attention." + in.Step
	}
	_, repeated, err := m.Process.Apply(tx, process.Command{ID: in.ID, Instance: v.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail, Attention: attention})
	if err != nil || repeated || next.Starts == v.Starts && next.Ends == v.Ends {
		return v, err
	}
	return next, m.save(tx, &next, audit.Alteration, "meetings.meeting.move", in.Reason)
}

// needs finds what a step lacks.
func needs(s process.Step, in StepInput) error {
	var f errs.Fields
	for _, need := range s.Needs {
		switch {
		case need == "reason" && in.Reason == "":
			f.Add("reason", "meetings.reason_missing")
		case need == "text" && in.Text == "":
			f.Add("text", "meetings.answer_missing")
		}
	}
	for field, text := range map[string]string{"reason": in.Reason, "text": in.Text} {
		if utf8.RuneCountInString(text) > maxText {
			f.Add(field, "meetings.text_long", "most", maxText)
		}
	}
	return f.Err()
}

// Quick is a meeting that was held, with what was promised there, as the field app sends it.
type Quick struct {
	ID           string // UUID made by the sender; the same one sent twice is stored once
	Kind         string
	Place        string // id
	Post         string // that answers for it
	Starts, Ends string // civil
	Title        string
	Lang         string // of the title
	People       *int64
	Text         string // short minutes
	Commitments  []Ask
}

// Record stores a meeting that was held, with its commitments, in the caller's transaction; the caller has asked whether
// the actor may. A Quick that was stored before changes nothing.
func (m *Meetings) Record(tx *db.Tx, in Quick) (Meeting, error) {
	if old, err := Get(tx, in.ID); err == nil {
		return old, nil
	} else if errs.KindOf(err) != errs.NotFound {
		return old, err
	}
	v := Meeting{ID: in.ID, Kind: in.Kind, Place: in.Place, Starts: in.Starts, Ends: in.Ends, People: in.People}
	if in.Title != "" {
		v.Titles = map[string]string{in.Lang: in.Title}
	}
	if text := strings.TrimSpace(in.Text); text != "" {
		head := []rune(strings.SplitN(text, "\n", 2)[0])
		v.Agenda = []Item{{Text: string(head[:min(len(head), 120)]), Minutes: text}}
	}
	v, err := m.Add(tx, v, in.Post)
	if err != nil {
		return v, err
	}
	at := m.instant(v.Place, v.Ends)
	if at.IsZero() || at.After(tx.Now()) {
		return v, errs.New(errs.Conflict, "meetings.not_yet")
	}
	if v, err = m.Take(tx, v, StepInput{Step: "hold"}); err != nil {
		return v, err
	}
	var all error
	for _, ask := range in.Commitments {
		if ask.Post == "" {
			ask.Post = in.Post
		}
		_, err := m.Ask(tx, v, ask)
		all = errors.Join(all, err)
	}
	return v, all
}

// civilOf splits a civil time for a form: day and time of day.
func civilOf(civil string) (day, clock string) {
	t, err := time.Parse(civilTime, civil)
	if err != nil {
		return "", ""
	}
	return t.Format(time.DateOnly), t.Format("15:04")
}
