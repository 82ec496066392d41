package config

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync/atomic"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Settings are what an administrator edits while the program runs.
type Settings struct {
	Name         i18n.Text `json:"name"`          // of the programme, beside the mark
	Owner        i18n.Text `json:"owner"`         // who runs it
	Emergency    string    `json:"emergency"`     // number to call in danger
	Default      string    `json:"default"`       // language for readers whose browser names none of ours
	Fallback     []string  `json:"fallback"`      // order of languages for content that is not there in the reader's
	Country      string    `json:"country"`       // whose calendar counts where a place names none
	Contact      string    `json:"contact"`       // address for questions, shown in the footer
	NoteMonths   int64     `json:"note_months"`   // how long private notes of duty are kept, 1 to 120; 0 when saved = as [Default]
	PersonMonths int64     `json:"person_months"` // how long after an event its people keep their names, 1 to 120; 0 when saved = as [Default]
	Synthetic    bool      `json:"synthetic"`     // the data are invented; every page says so
}

// Default is what a new installation begins with.
func Default() Settings {
	return Settings{Name: i18n.Text{"en": "Reeve"}, Owner: i18n.Text{}, Emergency: "112", Default: "en", Fallback: []string{"en"}, Country: "PL", NoteMonths: 12, PersonMonths: 12}
}

// Store keeps the settings and the copy in memory that every request reads.
type Store struct {
	d       *db.DB
	log     *audit.Log
	current atomic.Pointer[Settings]
}

// New makes a store; Refresh fills the copy in memory.
func New(d *db.DB, log *audit.Log) *Store {
	s := &Store{d: d, log: log}
	def := Default()
	s.current.Store(&def)
	return s
}

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: "config.setting", Name: "setting", Key: "id", Version: "version", Columns: []string{"value", "version", "updated_at"}},
		{Kind: "config.legal", Name: "legal_text", Key: "id", Version: "version", Columns: []string{"body", "version", "updated_at"}},
	}
}

// Get is the copy in memory. It is not to be changed.
func (s *Store) Get() Settings { return *s.current.Load() }

// Refresh reads the settings again, after the change feed has named them.
func (s *Store) Refresh(ctx context.Context) error {
	set := Default()
	err := s.d.Read(ctx, func(r *db.Snapshot) error {
		var value string
		err := r.QueryRow("SELECT value FROM setting WHERE id = $1", "installation").Scan(&value)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(value), &set)
	})
	if err == nil {
		s.current.Store(&set)
	}
	return err
}

// Save checks and stores the settings.
func (s *Store) Save(tx *db.Tx, set Settings) error {
	if set.NoteMonths == 0 {
		set.NoteMonths = Default().NoteMonths
	}
	if set.PersonMonths == 0 {
		set.PersonMonths = Default().PersonMonths
	}
	if err := set.check(); err != nil {
		return err
	}
	value, err := json.Marshal(set)
	if err != nil {
		return err
	}
	return s.put(tx, "setting", "config.setting", "config.settings.write", "installation", string(value))
}

func (set Settings) check() error {
	var bad errs.Fields
	if len(set.Name) == 0 {
		bad.Add("name", "config.name_missing")
	}
	if len(set.Emergency) < 2 || len(set.Emergency) > 15 {
		bad.Add("emergency", "config.emergency_number")
	}
	for _, r := range set.Emergency {
		if (r < '0' || r > '9') && r != ' ' && r != '+' {
			bad.Add("emergency", "config.emergency_number")
			break
		}
	}
	if set.NoteMonths < 1 || set.NoteMonths > 120 {
		bad.Add("note_months", "config.note_months_wrong")
	}
	if set.PersonMonths < 1 || set.PersonMonths > 120 {
		bad.Add("person_months", "config.person_months_wrong")
	}
	for _, l := range append([]string{set.Default}, set.Fallback...) {
		if _, ok := i18n.ParseLang(l); !ok {
			bad.Add("default", "config.language_unknown", "lang", l)
		}
	}
	return bad.Err()
}

// put writes one row of setting or legal_text with its version and audit entry.
func (s *Store) put(tx *db.Tx, table, kind, action, id, value string) error {
	query := `INSERT INTO setting (id, value, version, updated_at) VALUES ($1, $2, 1, $3)
		ON CONFLICT (id) DO UPDATE SET value = excluded.value, version = setting.version + 1, updated_at = excluded.updated_at RETURNING version`
	if table == "legal_text" {
		query = `INSERT INTO legal_text (id, body, version, updated_at) VALUES ($1, $2, 1, $3)
			ON CONFLICT (id) DO UPDATE SET body = excluded.body, version = legal_text.version + 1, updated_at = excluded.updated_at RETURNING version`
	}
	var version int64
	tx.Changed()
	if err := tx.QueryRow(query, id, value, db.Micros(tx.Now())).Scan(&version); err != nil {
		return err
	}
	return s.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: kind, ID: id, Version: version})
}

// LegalKinds are the texts that every public site must have.
func LegalKinds() []string { return []string{"privacy", "imprint", "accessibility"} }

// Legal is a legal text; ok is false where nobody has written it in this language.
func Legal(q db.Reader, kind string, lang i18n.Lang) (body string, ok bool, err error) {
	err = q.QueryRow("SELECT body FROM legal_text WHERE id = $1", kind+"/"+string(lang)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return body, err == nil, err
}

// SaveLegal stores a legal text in one language.
func (s *Store) SaveLegal(tx *db.Tx, kind string, lang i18n.Lang, body string) error {
	if len(body) > 100_000 {
		return errs.Bad("body", "config.legal_too_long")
	}
	return s.put(tx, "legal_text", "config.legal", "config.legal.write", kind+"/"+string(lang), body)
}
