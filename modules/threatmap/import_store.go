package threatmap

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/process"
)

// fate is what became of a row in the database.
type fate int

const (
	fresh fate = iota
	same
	changed
)

// store writes an arrival unless it is there already. It may run more than once.
func (i *importer) store(tx *db.Tx, a arrival) (fate, error) {
	var known string
	var hash []byte
	err := tx.QueryRow("SELECT report, row_hash FROM report_import WHERE source = $1 AND row_key = $2", i.o.Mapping.Source, a.key).Scan(&known, &hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fresh, i.open(tx, a)
	case err != nil:
		return same, err
	case bytes.Equal(hash, a.hash):
		return same, nil
	}
	return i.amend(tx, known, a)
}

// open makes a report of an arrival: without key and clocks, in the state that the mapping names.
func (i *importer) open(tx *db.Tx, a arrival) error {
	m, r := i.m, i.report(a)
	r.ID, r.Ref = id.At(tx.Now()), id.Ref()
	o := process.Opening{ID: r.ID, Definition: Kind, Ref: r.Ref, Subject: r.Category, Place: a.found.deepest(), Calendar: i.calendar(a), At: r.FiledAt, NoClocks: true}
	routed := i.route(a)
	r.Org = routed.Target.Org
	if i.o.Mapping.State == New { // as if it had been filed here: somebody has to look at it
		o.Post, o.Unit, r.Rule = routed.Target.Post, routed.Target.Unit, string(routed.Rule)
	} else {
		o.State = i.o.Mapping.State
	}
	o.Org = r.Org
	if err := i.seal(&r, a.text, func(field string, plain []byte) ([]byte, error) {
		if field == "body" {
			return m.Keys.SealNew(tx, r.ID, field, plain)
		}
		return m.Keys.Seal(tx, r.ID, field, plain)
	}); err != nil {
		return err
	}
	stored, err := insert(tx, r, nil)
	if err != nil {
		return err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.report.import", Kind: Kind, ID: r.ID, Version: 1, Place: r.Place, Org: r.Org, Stored: stored}); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO report_import (source, row_key, report, row_hash) VALUES ($1, $2, $3, $4)", i.o.Mapping.Source, a.key, r.ID, a.hash); err != nil {
		return err
	}
	_, err = m.Process.Open(tx, o)
	return err
}

// seal puts the text under the report's data key, and beside it the public version where the source's text is public.
func (i *importer) seal(r *Report, text string, seal func(field string, plain []byte) ([]byte, error)) error {
	plain, err := json.Marshal(inside{Text: text})
	if err != nil {
		return err
	}
	if r.Body, err = seal("body", plain); err != nil || text == "" || !i.o.Mapping.Text.Public {
		return err
	}
	r.PublicText, err = seal("public_text", []byte(text))
	return err
}

// amend takes over what the source has changed of a row. What people here decided since stays: state, post,
// publication. An erased report stays erased.
func (i *importer) amend(tx *db.Tx, report string, a arrival) (fate, error) {
	m := i.m
	had, err := byID(tx, report)
	if err != nil || !had.ErasedAt.IsZero() {
		return same, err
	}
	r := i.report(a)
	if had.At == r.At && had.Exact == r.Exact && had.Category == r.Category { // what was published of the place stays
		r.PubLat, r.PubLon, r.PubPrecision, r.Zone = had.PubLat, had.PubLon, had.PubPrecision, had.Zone
	}
	if err := i.seal(&r, a.text, func(field string, plain []byte) ([]byte, error) { return m.Keys.Seal(tx, report, field, plain) }); err != nil {
		return same, err
	}
	if _, err := tx.Exec(`UPDATE report SET category = $2, place = $3, beat = $4, lat = $5, lon = $6, precision_kind = $7, pub_lat = $8, pub_lon = $9, pub_precision_m = $10,
		seen_from = $11, seen_to = $12, day_parts = $13, body = $14, public_text = $15, lang = $16, filed_at = $17, pub_at = $18, zone = $19, version = version + 1 WHERE id = $1`,
		report, r.Category, r.Place, db.NullText(r.Beat), r.At.Lat, r.At.Lon, precisionKind(r.Exact), r.PubLat, r.PubLon, r.PubPrecision,
		r.Seen.From, r.Seen.To, joinParts(r.Seen.Parts), r.Body, nullBytes(r.PublicText), r.Lang, db.Micros(r.FiledAt), db.Micros(r.PubAt), db.NullText(r.Zone)); err != nil {
		return same, err
	}
	if err := m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "threatmap.report.import", Kind: Kind, ID: report, Place: r.Place, Org: had.Org}); err != nil {
		return same, err
	}
	if err := m.Process.Correct(tx, report, r.Category, a.found.deepest(), r.FiledAt); err != nil {
		return same, err
	}
	_, err = tx.Exec("UPDATE report_import SET row_hash = $3 WHERE source = $1 AND row_key = $2", i.o.Mapping.Source, a.key, a.hash)
	return changed, err
}

func precisionKind(exact bool) string {
	if exact {
		return "exact"
	}
	return "area"
}
