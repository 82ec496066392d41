package threatmap

import (
	"encoding/json"
	"maps"
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
)

// SourceKind is the audit kind of a Source.
const SourceKind = "threatmap.source"

// Source is a feed from which reports were imported. Its licence asks that readers are told of it, so every
// report of it names it, and so does the page of sources.
type Source struct {
	Code        string // from the mapping; categories of its own have it as their set
	Names       i18n.Text
	Attribution string // as the owner of the data wants to be named
	Licence     string
	Link        string // https address of the source; empty = none
	Version     int64
}

const sourceColumns = "code, names, attribution, licence, link, version"

func scanSource(scan db.Scan) (s Source, err error) {
	var names string
	if err := scan(&s.Code, &names, &s.Attribution, &s.Licence, &s.Link, &s.Version); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(names), &s.Names)
}

// readSources reads all sources by code.
func readSources(q db.Reader) ([]Source, error) {
	return db.All(q, scanSource, "SELECT "+sourceColumns+" FROM report_source ORDER BY code")
}

// sourceOf is the source of an imported report; nil for one that was imported before sources were kept.
func sourceOf(q db.Reader, report string) (*Source, error) {
	all, err := db.All(q, scanSource, `SELECT s.code, s.names, s.attribution, s.licence, s.link, s.version
		FROM report_import i JOIN report_source s ON s.code = i.source WHERE i.report = $1`, report)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// save stores a source as a mapping describes it; the same again changes nothing.
func (s Source) save(tx *db.Tx, log *audit.Log) error {
	names, err := json.Marshal(s.Names)
	if err != nil {
		return err
	}
	entry := audit.Entry{Operation: audit.Collection, Action: "threatmap.source.add", Kind: SourceKind, ID: s.Code, Version: 1}
	had, err := db.All(tx, scanSource, "SELECT "+sourceColumns+" FROM report_source WHERE code = $1", s.Code)
	switch {
	case err != nil:
		return err
	case len(had) == 0:
		_, err = tx.Exec("INSERT INTO report_source (code, names, attribution, licence, link, version) VALUES ($1, $2, $3, $4, $5, 1)",
			s.Code, string(names), s.Attribution, s.Licence, s.Link)
	default:
		entry.Operation, entry.Action, entry.Version = audit.Alteration, "threatmap.source.save", had[0].Version+1
		_, err = tx.Exec("UPDATE report_source SET names = $2, attribution = $3, licence = $4, link = $5, version = $6 WHERE code = $1",
			s.Code, string(names), s.Attribution, s.Licence, s.Link, entry.Version)
	}
	if err != nil {
		return err
	}
	return log.Record(tx, entry)
}

// same tells whether two sources say the same.
func (s Source) same(o Source) bool {
	return maps.Equal(s.Names, o.Names) && s.Attribution == o.Attribution && s.Licence == o.Licence && s.Link == o.Link
}

// Sources are the feeds from which reports were imported, by code.
func (c *Categories) Sources() []Source {
	if p := c.sources.Load(); p != nil {
		return *p
	}
	return nil
}

// SetName names a set of categories: as its source does, else by its code.
func (c *Categories) SetName(set string) i18n.Text {
	all := c.Sources()
	n := slices.IndexFunc(all, func(s Source) bool { return s.Code == set })
	if n < 0 || len(all[n].Names) == 0 {
		return i18n.Text{"und": set}
	}
	return all[n].Names
}
