package process

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/clock"
)

// Overlay is what an installation changes of a definition: limits, what a step needs besides, words, things to
// look at. It never changes states or steps. An instance keeps the overlay it began with.
type Overlay struct {
	Definition string                  `json:"-"`
	Version    int64                   `json:"-"`
	Limits     map[string]clock.Period `json:"limits,omitempty"`    // by clock
	Required   map[string][]string     `json:"required,omitempty"`  // by step: more fields that must be filled
	Labels     map[string]i18n.Text    `json:"labels,omitempty"`    // by step
	Checklist  map[string][]i18n.Text  `json:"checklist,omitempty"` // by step: what to think of
}

// OverlayKind is the audit kind of an overlay's version; versions never change.
const OverlayKind = "process.overlay"

// requirable are the fields that an overlay may demand of a step.
func requirable() []string { return []string{"reason", "text", "found"} }

// check refuses what is not in the definition: an overlay cannot add states, steps or clocks.
func (o Overlay) check(d *Definition) error {
	var bad errs.Fields
	for name, p := range o.Limits {
		if !slices.ContainsFunc(d.Clocks, func(c ClockDef) bool { return c.Name == name }) {
			bad.Add("limits."+name, "process.overlay_no_clock", "name", name)
		} else if !p.Valid() {
			bad.Add("limits."+name, "process.overlay_period")
		}
	}
	steps := map[string]bool{}
	for name, fields := range o.Required {
		steps[name] = true
		for _, f := range fields {
			if !slices.Contains(requirable(), f) {
				bad.Add("required."+name, "process.overlay_field", "field", f)
			}
		}
	}
	for name := range o.Labels {
		steps[name] = true
	}
	for name := range o.Checklist {
		steps[name] = true
	}
	for name := range steps {
		if _, ok := d.Step(name); !ok {
			bad.Add(name, "process.overlay_no_step", "name", name)
		}
	}
	return bad.Err()
}

// SaveOverlay stores a new version for what begins from now on. base is the version that was edited.
func (e *Engine) SaveOverlay(tx *db.Tx, o Overlay, base int64) (Overlay, error) {
	d := e.definitions[o.Definition]
	if d == nil {
		return o, errs.New(errs.NotFound, "process.not_found")
	}
	if err := o.check(d); err != nil {
		return o, err
	}
	last, err := overlayVersion(tx, o.Definition)
	if err != nil {
		return o, err
	}
	if last != base {
		return o, errs.New(errs.Conflict, "process.moved_on", "base", base, "version", last)
	}
	body, err := json.Marshal(o)
	if err != nil {
		return o, err
	}
	o.Version = last + 1
	if _, err := tx.Exec("INSERT INTO process_overlay (id, definition, version, body, created_at) VALUES ($1, $2, $3, $4, $5)",
		overlayID(o.Definition, o.Version), o.Definition, o.Version, string(body), db.Micros(tx.Now())); err != nil {
		return o, err
	}
	return o, e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "process.overlay.save", Kind: OverlayKind, ID: overlayID(o.Definition, o.Version), Version: o.Version})
}

func overlayID(definition string, version int64) string {
	return definition + "/" + strconv.FormatInt(version, 10)
}

// LoadOverlay reads one version; version 0 is the empty overlay.
func LoadOverlay(q db.Reader, definition string, version int64) (Overlay, error) {
	o := Overlay{Definition: definition, Version: version}
	if version == 0 {
		return o, nil
	}
	var body string
	if err := q.QueryRow("SELECT body FROM process_overlay WHERE definition = $1 AND version = $2", definition, version).Scan(&body); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(body), &o)
}

// CurrentOverlay is the newest version of a definition's overlay.
func CurrentOverlay(q db.Reader, definition string) (Overlay, error) {
	v, err := overlayVersion(q, definition)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Overlay{}, err
	}
	return LoadOverlay(q, definition, v)
}

// Needs are the fields that a step of an instance needs: the definition's and the overlay's.
func (e *Engine) Needs(q db.Reader, i Instance, step string) ([]string, error) {
	s, _ := e.Of(i).Step(step)
	o, err := LoadOverlay(q, i.Definition, i.OverlayVersion)
	if err != nil {
		return nil, err
	}
	needs := slices.Clone(s.Needs)
	for _, f := range o.Required[step] {
		if !slices.Contains(needs, f) {
			needs = append(needs, f)
		}
	}
	return needs, nil
}

func overlayVersion(q db.Reader, definition string) (v int64, err error) {
	var n sql.NullInt64
	err = q.QueryRow("SELECT MAX(version) FROM process_overlay WHERE definition = $1", definition).Scan(&n)
	return n.Int64, err
}
