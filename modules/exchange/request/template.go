package request

import (
	"encoding/json"
	"slices"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/modules/exchange/wire"
)

// TemplateKind is the audit kind of templates.
const TemplateKind = "exchange.template"

// Template is the beginning of a message in a partner's language.
type Template struct {
	ID      string    `json:"id"`
	Kind    wire.Kind `json:"kind"`
	Lang    string    `json:"lang"`
	Title   string    `json:"title"`
	Body    string    `json:"body"`
	Active  bool      `json:"-"`
	Version int64     `json:"-"` // 0 = as it comes with the program
}

// loadTemplates reads those that come with the program: templates/LANG.json.
func loadTemplates() ([]Template, error) {
	entries, err := files.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	var all []Template
	for _, e := range entries {
		b, err := files.ReadFile("templates/" + e.Name())
		if err != nil {
			return nil, err
		}
		var some []Template
		if err := json.Unmarshal(b, &some); err != nil {
			return nil, err
		}
		for _, t := range some {
			t.Lang, t.Active = strings.TrimSuffix(e.Name(), ".json"), true
			t.ID = t.Lang + "-" + t.ID
			all = append(all, t)
		}
	}
	return all, nil
}

// Templates are those of a language, as edited here; kind and lang empty = all.
func (s *Requests) Templates(q db.Reader, kind wire.Kind, lang string) ([]Template, error) {
	edited, err := db.All(q, func(scan db.Scan) (t Template, err error) {
		return t, scan(&t.ID, &t.Kind, &t.Lang, &t.Title, &t.Body, &t.Active, &t.Version)
	}, "SELECT id, kind, lang, title, body, active, version FROM exchange_template ORDER BY id")
	if err != nil {
		return nil, err
	}
	all := slices.Clone(s.templates)
	for _, t := range edited {
		if i := slices.IndexFunc(all, func(o Template) bool { return o.ID == t.ID }); i >= 0 {
			all[i] = t
		} else {
			all = append(all, t)
		}
	}
	return slices.DeleteFunc(all, func(t Template) bool {
		return !t.Active || kind != "" && t.Kind != kind || lang != "" && t.Lang != lang
	}), nil
}

// SetTemplate keeps a template as edited; an id that nobody has yet makes a new one. base is the version that was edited.
func (s *Requests) SetTemplate(tx *db.Tx, t Template, base int64) (Template, error) {
	var f errs.Fields
	if !slices.Contains(wire.Kinds(), t.Kind) {
		f.Add("kind", "request.kind_wrong", "kind", string(t.Kind))
	}
	if _, ok := i18n.ParseLang(t.Lang); !ok {
		f.Add("lang", "request.lang_wrong")
	}
	if t.Title = strings.TrimSpace(t.Title); t.Title == "" || len(t.Title) > 4*maxSubject {
		f.Add("title", "request.subject_wrong", "most", maxSubject)
	}
	if len(t.Body) > maxNote {
		f.Add("body", "request.note_wrong", "most", maxNote)
	}
	if err := f.Err(); err != nil {
		return t, err
	}
	if t.ID == "" {
		t.ID = id.Ref()
	}
	var now int64
	if err := tx.QueryRow("SELECT COALESCE(MAX(version), 0) FROM exchange_template WHERE id = $1", t.ID).Scan(&now); err != nil {
		return t, err
	}
	if now != base {
		return t, errs.New(errs.Conflict, "request.changed_meanwhile")
	}
	t.Version = base + 1
	if _, err := tx.Exec(`INSERT INTO exchange_template (id, kind, lang, title, body, active, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, lang = excluded.lang, title = excluded.title, body = excluded.body, active = excluded.active, version = excluded.version`,
		t.ID, string(t.Kind), t.Lang, t.Title, t.Body, t.Active, t.Version); err != nil {
		return t, err
	}
	return t, s.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "exchange.template.set", Kind: TemplateKind, ID: t.ID, Version: t.Version})
}
