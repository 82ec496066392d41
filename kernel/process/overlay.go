package process

import (
	"database/sql"
	"encoding/json"
	"strconv"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/clock"
)

// Overlay is what an installation changes of a definition: words, limits, whom to tell when time runs out, what a
// step needs besides. It never changes states or steps. An instance keeps the overlay it began with until a later
// version is said to hold for it too.
type Overlay struct {
	Definition string    `json:"-"`
	Version    int64     `json:"-"`
	CreatedAt  time.Time `json:"-"`

	Limits    map[string]clock.Period `json:"limits,omitempty"`    // by clock
	Tell      map[string][]Tell       `json:"tell,omitempty"`      // by clock: escalations
	Required  map[string][]string     `json:"required,omitempty"`  // by step: more fields that must be filled
	Labels    map[string]i18n.Text    `json:"labels,omitempty"`    // by step
	States    map[string]i18n.Text    `json:"states,omitempty"`    // by state: labels
	Checklist map[string][]i18n.Text  `json:"checklist,omitempty"` // by step: what must be ticked
	Cards     map[string]Card         `json:"cards,omitempty"`     // by step: method cards

	Why     string   `json:"why,omitempty"`
	By      string   `json:"by,omitempty"`      // account
	Post    string   `json:"post,omitempty"`    // acted as
	Of      int64    `json:"of,omitempty"`      // the earlier version whose content this one brings back
	Running []string `json:"running,omitempty"` // the states in which running instances take it over
}

// Tell is an escalation: who is told when a share of a limit is used.
type Tell struct {
	Share int64  `json:"share"` // per cent of the limit, 1 to 500; above 100 it is late already
	Whom  string `json:"whom"`  // WhomPost, or WhomRole and a role
	Mail  bool   `json:"mail"`  // also by mail
}

// Whom a Tell may name.
const (
	WhomPost = "post"  // who holds the post that it is assigned to
	WhomRole = "role:" // with a role behind it: whoever has that role where the record lies
)

// Card is the method card of a step: how it is done well, who answers for the text, and when it is looked at again.
type Card struct {
	Text   i18n.Text `json:"text"`
	Owner  string    `json:"owner"`
	Review string    `json:"review"` // civil date
}

// Past tells whether the card should have been looked at again before a civil date.
func (c Card) Past(today string) bool { return c.Review != "" && c.Review < today }

// OverlayKind is the audit kind of an overlay's version; versions never change.
const OverlayKind = "process.overlay"

// AdoptJob is the job that lets running instances take over a new overlay; its body is an [Adoption] as JSON.
const AdoptJob = "process.adopt"

// SaveOverlay stores a new version for what begins from now on. base is the version that was edited. Where it names
// states in Running, the instances in them take it over by the job that the caller enqueues.
func (e *Engine) SaveOverlay(tx *db.Tx, o Overlay, base int64) (Overlay, error) {
	d := e.definitions[o.Definition]
	if d == nil {
		return o, errs.New(errs.NotFound, "process.not_found")
	}
	o = o.tidy()
	if err := o.check(d); err != nil {
		return o, err
	}
	last, err := overlayVersion(tx, o.Definition)
	if err != nil {
		return o, err
	}
	if last != base {
		return o, errs.New(errs.Conflict, "process.overlay_moved", "base", base, "version", last)
	}
	a := tx.Actor()
	o.By, o.Post, o.CreatedAt = a.ID, a.Post, tx.Now()
	body, err := json.Marshal(o)
	if err != nil {
		return o, err
	}
	o.Version = last + 1
	if _, err := tx.Exec("INSERT INTO process_overlay (id, definition, version, body, created_at) VALUES ($1, $2, $3, $4, $5)",
		overlayID(o.Definition, o.Version), o.Definition, o.Version, string(body), db.Micros(tx.Now())); err != nil {
		return o, err
	}
	return o, e.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "process.overlay.save", Kind: OverlayKind, ID: overlayID(o.Definition, o.Version), Version: o.Version,
		Justification: o.Why})
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
	var at int64
	if err := q.QueryRow("SELECT body, created_at FROM process_overlay WHERE definition = $1 AND version = $2", definition, version).Scan(&body, &at); err != nil {
		return o, err
	}
	o.CreatedAt = db.Time(at)
	return o, json.Unmarshal([]byte(body), &o)
}

// CurrentOverlay is the newest version of a definition's overlay.
func CurrentOverlay(q db.Reader, definition string) (Overlay, error) {
	v, err := overlayVersion(q, definition)
	if err != nil {
		return Overlay{}, err
	}
	return LoadOverlay(q, definition, v)
}

// Overlays are all versions of a definition's overlay, the newest first.
func Overlays(q db.Reader, definition string) ([]Overlay, error) {
	return db.All(q, scanOverlay, "SELECT definition, version, body, created_at FROM process_overlay WHERE definition = $1 ORDER BY version DESC", definition)
}

// CurrentOverlays are the newest versions of all overlays.
func CurrentOverlays(q db.Reader) ([]Overlay, error) {
	return db.All(q, scanOverlay, `SELECT definition, version, body, created_at FROM process_overlay o
		WHERE version = (SELECT MAX(n.version) FROM process_overlay n WHERE n.definition = o.definition) ORDER BY definition`)
}

func scanOverlay(scan db.Scan) (o Overlay, err error) {
	var body string
	var at int64
	if err := scan(&o.Definition, &o.Version, &body, &at); err != nil {
		return o, err
	}
	o.CreatedAt = db.Time(at)
	return o, json.Unmarshal([]byte(body), &o)
}

func overlayVersion(q db.Reader, definition string) (v int64, err error) {
	var n sql.NullInt64
	err = q.QueryRow("SELECT MAX(version) FROM process_overlay WHERE definition = $1", definition).Scan(&n)
	return n.Int64, err
}
