package bank

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/search"
	"reeve/modules/places"
	"reeve/modules/practice/events"
)

// Needs is what the package works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Process  *process.Engine
	Places   *places.Places
	Settings *config.Store
	Now      func() time.Time
	Country  func() string // calendar of the installation
	Events   *events.Events
	// Recommend keeps a draft of a recommendation and gives its ref; nil = none are made here.
	Recommend func(tx *db.Tx, n Recommending) (ref string, err error)
}

// Bank is the way to entries and adoptions. Safe for concurrent use.
type Bank struct{ Needs }

// New makes it of a database whose schema is up to date.
func New(n Needs) *Bank { return &Bank{n} }

// Add stores a new entry and begins its life; who does it is its author. Its id is made here where it has none.
func (b *Bank) Add(tx *db.Tx, e Entry) (Entry, error) {
	if !id.IsUUID(e.ID) {
		e.ID = id.At(tx.Now())
	}
	e.Ref, e.Version, e.Shown, e.ShownAt = id.Ref(), 1, nil, time.Time{}
	e.Writers = []string{tx.Actor().ID}
	if !slices.Contains(Forms(), e.Form) {
		return e, errs.Bad("form", "practice.bank.form_wrong")
	}
	if _, ok := b.Places.Snapshot().Org(e.Org); !ok {
		return e, errs.Bad("org", "practice.bank.org_wrong")
	}
	if err := b.fill(tx, &e); err != nil {
		return e, err
	}
	if err := b.insert(tx, e); err != nil {
		return e, err
	}
	if err := search.Put(tx, written, e.ID, b.findable(e, e.Content)); err != nil {
		return e, err
	}
	_, err := b.Process.Open(tx, process.Opening{ID: e.ID, Definition: KindEntry, Ref: e.Ref, Subject: "practice.bank.form." + e.Form, Org: e.Org, Calendar: b.Country(), At: tx.Now()})
	return e, err
}

// Save stores what was changed of an entry, read as version: of a draft or one that was given back.
func (b *Bank) Save(tx *db.Tx, row Row, c Content, version int64) (Entry, error) {
	e := row.Entry
	if row.Instance.State != Draft && row.Instance.State != Returned {
		return e, errs.New(errs.Conflict, "process.step_not_now")
	}
	if e.Version != version {
		conflict := errs.New(errs.Conflict, "practice.bank.changed_meanwhile")
		conflict.Current = map[string]any{"ref": e.Ref, "version": e.Version}
		return e, conflict
	}
	e.Content = c
	if err := b.fill(tx, &e); err != nil {
		return e, err
	}
	e.written(tx.Actor().ID)
	if err := b.save(tx, &e, "practice.entry.save", ""); err != nil {
		return e, err
	}
	return e, search.Put(tx, written, e.ID, b.findable(e, e.Content))
}

// written remembers who has written on an entry.
func (e *Entry) written(account string) {
	if e.Writers = slices.Clone(e.Writers); !slices.Contains(e.Writers, account) {
		e.Writers = append(e.Writers, account)
	}
}

// fill brings the content of an entry to its plain form, checks it and adds what follows from it.
func (b *Bank) fill(tx *db.Tx, e *Entry) error {
	e.Content = e.Content.tidy(e.Form)
	c, s := &e.Content, b.Places.Snapshot()
	if err := c.check(); err != nil {
		return err
	}
	if _, ok := s.Place(c.Place); c.Place != "" && !ok {
		return errs.Bad("place", "practice.bank.place_wrong")
	}
	if f, ok := s.Post(c.Post); c.Post != "" && (!ok || f.Org != e.Org) {
		return errs.Bad("post", "practice.bank.post_wrong")
	}
	at, _ := s.Place(b.placeOf(*e))
	c.Country = at.Country
	for _, ref := range c.Practices {
		other, err := ByRef(tx, ref)
		if errs.KindOf(err) == errs.NotFound || err == nil && (other.Form != Practice || other.Shown == nil) {
			return errs.Bad("practices", "practice.bank.no_practice", "ref", ref)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// StepInput is a step as somebody sends it. Which fields a step needs, [Definition] says.
type StepInput struct {
	ID          string // UUID made by the sender; the same step sent twice is taken once
	Step        string
	BaseVersion *int64
	Reason      string
}

// said is what a step brings with it.
type said struct {
	Reason string `json:"reason,omitempty"`
}

// Take takes a step in the caller's transaction; the caller has asked whether the actor may.
func (b *Bank) Take(tx *db.Tx, row Row, in StepInput) error {
	if mine, err := process.TakenBy(tx, in.ID, row.ID, in.Step); err != nil || mine {
		return err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	e := row.Entry
	// Where the state does not allow the step, that is the complaint, and not what the step would lack.
	if s, ok := b.Process.Of(row.Instance).Step(in.Step); ok && slices.Contains(s.From, row.Instance.State) {
		if slices.Contains(s.Needs, "reason") && in.Reason == "" {
			return errs.Bad("reason", "practice.bank.reason_missing")
		}
		if err := b.effect(tx, &e, in.Step); err != nil {
			return err
		}
	}
	detail, err := json.Marshal(said{in.Reason})
	if err != nil {
		return err
	}
	if _, repeated, err := b.Process.Apply(tx, process.Command{ID: in.ID, Instance: e.ID, Step: in.Step, BaseVersion: in.BaseVersion, Detail: detail}); err != nil || repeated {
		return err
	}
	return b.save(tx, &e, "practice.entry."+in.Step, in.Reason)
}

// effect is what a step does beyond the state.
func (b *Bank) effect(tx *db.Tx, e *Entry, step string) error {
	switch step {
	case "submit":
		e.written(tx.Actor().ID)
		return e.Content.complete(e.Form)
	case "publish":
		if slices.Contains(e.Writers, tx.Actor().ID) {
			return errs.New(errs.Forbidden, "practice.bank.own_entry")
		}
		if err := e.Content.complete(e.Form); err != nil {
			return err
		}
		read := e.Content
		e.Shown, e.ShownAt, e.Writers = &read, tx.Now(), e.Writers[:1]
		return search.Put(tx, KindEntry, e.ID, b.findable(*e, *e.Shown))
	case "revise":
		e.written(tx.Actor().ID)
	case "retire":
		e.Shown, e.ShownAt = nil, time.Time{}
		return search.Remove(tx, KindEntry, e.ID)
	}
	return nil
}

// written is the kind under which the index knows entries as they are being written, for the desk; what everybody reads is
// found under [KindEntry].
const written = "practice.entry.written"

// findable are the words by which an entry is found: those of its title count most, then the problem's.
func (b *Bank) findable(e Entry, c Content) (all []search.Text) {
	add := func(t i18n.Text, weight int64) {
		for tag, text := range t {
			all = append(all, search.Text{Lang: tag, Text: text, Weight: weight})
		}
	}
	add(c.Titles, 8)
	add(c.Texts["problem"], 3)
	for _, name := range Texts(e.Form)[1:] {
		add(c.Texts[name], 1)
	}
	s := b.Places.Snapshot()
	o, _ := s.Org(e.Org)
	at, _ := s.Place(c.Place)
	add(o.Names, 1)
	add(at.Names, 2)
	return all
}
