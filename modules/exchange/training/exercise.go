package training

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/codes"
	"reeve/modules/exchange/request"
)

// Exercise is a script.
type Exercise struct {
	Name  string    `json:"name"`
	Title i18n.Text `json:"title"`
	Tasks []Task    `json:"tasks"`
}

// Task is one request of an exercise, and what a right handling is. Texts are English, as between nodes.
type Task struct {
	Key      string           `json:"key"`
	Partner  string           `json:"partner"`
	Country  string           `json:"country"`
	Urgency  codes.Urgency    `json:"urgency"`
	Ground   codes.Ground     `json:"ground"`
	Subject  string           `json:"subject"`
	Text     string           `json:"text"`
	Handling []codes.Handling `json:"handling"`
	Grade    codes.Grade      `json:"evaluation"`

	Access  codes.Access  `json:"access"`  // how it must be classified; empty = need not be
	Minutes int64         `json:"minutes"` // within which it must be
	Ends    string        `json:"ends"`    // answered, refused
	Refusal codes.Refusal `json:"refusal"` // the right ground; the reason begins with its letter
}

// Exercises are the scripts that come with the program, by name.
func Exercises() ([]Exercise, error) {
	entries, err := fs.ReadDir(files, "exercises")
	if err != nil {
		return nil, err
	}
	var all []Exercise
	for _, e := range entries {
		b, err := files.ReadFile(path.Join("exercises", e.Name()))
		if err != nil {
			return nil, err
		}
		var x Exercise
		if err := json.Unmarshal(b, &x); err != nil {
			return nil, errs.Wrap(err, errs.Internal, "training.no_exercise", "name", e.Name())
		}
		all = append(all, x)
	}
	return all, nil
}

// What a mark says of a part of a handling.
const (
	Right   = "right"
	Wrong   = "wrong"
	Late    = "late"
	Missing = "missing"
	Free    = "not_asked"
)

// Entry is what somebody entered about a task.
type Entry struct {
	Kind, Detail, Reason string
	At                   time.Time
	Account              string // empty = by command
}

// Mark is what was right about one task.
type Mark struct {
	Key        string   `json:"task"`
	Ref        string   `json:"ref"`
	Classified string   `json:"classified"`
	Ended      string   `json:"ended"`
	Right      bool     `json:"right"`
	People     []string `json:"people"` // accounts that worked on it
}

// Judge tells what was right about a task that began at an instant and is due at another (zero = no limit). entries are in
// the order of time.
func Judge(t Task, began, due time.Time, entries []Entry) Mark {
	m := Mark{Key: t.Key, Classified: Missing, Ended: Missing, People: []string{}}
	if t.Access == "" {
		m.Classified = Free
	}
	for _, e := range entries {
		if e.Account != "" && e.Kind != request.FactDelivered && !slices.Contains(m.People, e.Account) {
			m.People = append(m.People, e.Account)
		}
		switch e.Kind {
		case request.FactClassified: // the last word counts
			switch {
			case t.Access == "":
			case e.Detail != string(t.Access):
				m.Classified = Wrong
			case e.At.After(began.Add(time.Duration(t.Minutes) * time.Minute)):
				m.Classified = Late
			default:
				m.Classified = Right
			}
		case request.FactAnswered, request.FactRefused, request.FactWithdrawn:
			switch {
			case e.Kind != t.Ends || e.Kind == request.FactRefused && !named(e.Reason, t.Refusal):
				m.Ended = Wrong
			case !due.IsZero() && e.At.After(due):
				m.Ended = Late
			default:
				m.Ended = Right
			}
		}
	}
	m.Right = m.Ended == Right && (m.Classified == Right || m.Classified == Free)
	return m
}

// named tells whether a reason begins with the ground's letter: "g", "g: …", "f2) …".
func named(reason string, ground codes.Refusal) bool {
	first := strings.FieldsFunc(strings.ToLower(reason), func(r rune) bool { return strings.ContainsRune(" \t\r\n:;,.()", r) })
	return len(first) > 0 && first[0] == strings.ToLower(string(ground))
}

// Person is how somebody did.
type Person struct {
	Account string `json:"account"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Tasks   int    `json:"tasks"`
	Right   int    `json:"right"`
}

// ByPerson counts marks by who worked on them, in the order of their accounts.
func ByPerson(marks []Mark) (all []Person) {
	at := map[string]*Person{}
	for _, m := range marks {
		for _, who := range m.People {
			if at[who] == nil {
				at[who] = &Person{Account: who}
			}
			at[who].Tasks++
			if m.Right {
				at[who].Right++
			}
		}
	}
	for _, p := range at {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b Person) int { return strings.Compare(a.Account, b.Account) })
	return all
}
