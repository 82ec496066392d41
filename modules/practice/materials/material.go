package materials

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/places"
	"reeve/modules/practice/events"
	"reeve/modules/practice/talks"
	"reeve/modules/practice/words"
)

// Audiences of a material.
const (
	Everybody    = "public"
	Participants = "participants"
	Organisers   = "organisers"
)

// Audiences lists them in the order of forms.
func Audiences() []string { return []string{Participants, Everybody, Organisers} }

// Licences under which a material is given, in the order of forms: by their SPDX names where they have one.
func Licences() []string { return []string{Reserved, "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"} }

// Reserved is no licence: the rights stay with who made it.
const Reserved = "reserved"

// Material is a file of an event.
type Material struct {
	ID       string // ref; it may be seen with the file
	Event    string // id
	Session  string // key of the session; empty = of the event
	File     string
	SHA256   string // of the bytes as they were handed in
	Title    string
	Lang     string
	Licence  string
	Audience string
	Released bool
	Version  int64
	Name     string // of the file
	Type     string
	Size     int64
}

const maxTitle = 300

func (m Material) check(f *errs.Fields) {
	if n := utf8.RuneCountInString(m.Title); n == 0 || n > maxTitle {
		f.Add("title", "practice.title_missing", "most", maxTitle)
	}
	if !slices.Contains(Audiences(), m.Audience) {
		f.Add("audience", "practice.material.audience_wrong", "value", m.Audience)
	}
	if !slices.Contains(Licences(), m.Licence) {
		f.Add("licence", "practice.material.licence_wrong", "value", m.Licence)
	}
	if m.Lang == "" || len(m.Lang) > 35 || strings.Trim(strings.ToLower(m.Lang), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		f.Add("lang", "practice.call.lang_wrong", "lang", m.Lang)
	}
}

// SeenBy tells whether an audience sees a material: what is for everybody participants see too.
func (m Material) SeenBy(audience string) bool {
	return m.Released && (m.Audience == Everybody && audience != Organisers || m.Audience == audience)
}

// Needs is what the package works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Archive  *document.Archive
	Places   *places.Places
	Events   *events.Events
	Settings *config.Store
}

// Materials is the way to the files of events. Safe for concurrent use.
type Materials struct{ Needs }

// New makes it.
func New(n Needs) *Materials { return &Materials{n} }

func (s *Materials) words() words.Words { return words.Words{Places: s.Places, Settings: s.Settings} }

const columns = `m.id, m.event, m.session, m.file, m.sha256, m.title, m.lang, m.licence, m.audience, m.released, m.version, f.name, f.type, f.size`

func scan(scan db.Scan) (m Material, err error) {
	return m, scan(&m.ID, &m.Event, &m.Session, &m.File, &m.SHA256, &m.Title, &m.Lang, &m.Licence, &m.Audience, &m.Released, &m.Version, &m.Name, &m.Type, &m.Size)
}

// OfEvent are the materials of an event, by its id, in the order in which they came.
func OfEvent(q db.Reader, event string) ([]Material, error) {
	return db.All(q, scan, `SELECT `+columns+` FROM practice_material m JOIN file f ON f.id = m.file WHERE m.event = $1 ORDER BY f.created_at, m.id`, event)
}

// ByRef reads a material; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Material, error) {
	m, err := scan(q.QueryRow(`SELECT `+columns+` FROM practice_material m JOIN file f ON f.id = m.file WHERE m.id = $1`, ref).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return m, errs.New(errs.NotFound, "document.not_found")
	}
	return m, err
}

const maxMaterials = 200 // of one event

// check finds what is wrong with a material of an event.
func (s *Materials) check(tx *db.Tx, m Material) error {
	var f errs.Fields
	m.check(&f)
	if m.Session != "" {
		if _, err := talks.SessionByKey(tx, m.Event, m.Session); errs.KindOf(err) == errs.NotFound {
			f.Add("session", "practice.talks.no_such")
		} else if err != nil {
			return err
		}
	}
	return f.Err()
}

// Add stores a material whose bytes were taken in; nobody but those who hold the event sees it yet. The caller has asked
// whether the actor may.
func (s *Materials) Add(tx *db.Tx, e events.Event, m Material, t document.Attachment) (Material, error) {
	m.ID, m.Event, m.File, m.SHA256, m.Released, m.Version = id.Ref(), e.ID, t.Upload.ID, t.SHA256, false, 1
	m.Title = strings.Join(strings.Fields(m.Title), " ")
	if err := s.check(tx, m); err != nil {
		return m, err
	}
	var n int
	if err := tx.QueryRow(`SELECT count(*) FROM practice_material m WHERE m.event = $1`, e.ID).Scan(&n); err != nil {
		return m, err
	}
	if n >= maxMaterials {
		return m, errs.Bad("file", "practice.material.many", "most", maxMaterials)
	}
	if err := s.Archive.Attach(tx, t.File(Kind, m.ID), t.Upload); err != nil {
		return m, err
	}
	if _, err := tx.Exec(`INSERT INTO practice_material (id, event, session, file, sha256, title, lang, licence, audience, released, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.Event, m.Session, m.File, m.SHA256, m.Title, m.Lang, m.Licence, m.Audience, m.Released, m.Version); err != nil {
		return m, err
	}
	return m, s.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "practice.material.add", Kind: Kind, ID: m.ID, Version: 1, Org: e.Org})
}

// Save stores a changed material, read as m.Version: what it says of itself, its audience, and whether that sees it.
func (s *Materials) Save(tx *db.Tx, e events.Event, m Material) error {
	was, err := ByRef(tx, m.ID)
	if err != nil {
		return err
	}
	if was.Event != e.ID {
		return errs.New(errs.NotFound, "document.not_found")
	}
	if was.Version != m.Version {
		return errs.New(errs.Conflict, "process.moved_on", "base", m.Version, "version", was.Version)
	}
	m.Event, m.Title = e.ID, strings.Join(strings.Fields(m.Title), " ")
	if err := s.check(tx, m); err != nil {
		return err
	}
	m.Version++
	if _, err := tx.Exec(`UPDATE practice_material SET session = $1, title = $2, lang = $3, licence = $4, audience = $5, released = $6, version = $7 WHERE id = $8`,
		m.Session, m.Title, m.Lang, m.Licence, m.Audience, m.Released, m.Version, m.ID); err != nil {
		return err
	}
	operation, action := audit.Alteration, "practice.material.save"
	if m.Released && !was.Released {
		operation, action = audit.Disclosure, "practice.material.release"
	}
	return s.Log.Record(tx, audit.Entry{Operation: operation, Action: action, Kind: Kind, ID: m.ID, Version: m.Version, Org: e.Org})
}

// Remove erases a material with its bytes, in backups too.
func (s *Materials) Remove(tx *db.Tx, e events.Event, ref string) error {
	m, err := ByRef(tx, ref)
	if err != nil {
		return err
	}
	if m.Event != e.ID {
		return errs.New(errs.NotFound, "document.not_found")
	}
	if _, err := tx.Exec(`DELETE FROM practice_material WHERE id = $1`, m.ID); err != nil {
		return err
	}
	if _, err := s.Archive.Remove(tx, m.File, "material removed"); err != nil {
		return err
	}
	return s.Log.Record(tx, audit.Entry{Operation: audit.Erasure, Action: "practice.material.remove", Kind: Kind, ID: m.ID, Version: m.Version + 1, Org: e.Org})
}
