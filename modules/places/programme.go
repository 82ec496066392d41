package places

import (
	"strings"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// Programme is what a programme is called, says of itself and looks like; the public pages show it.
type Programme struct {
	ID      string
	Slug    string
	Names   i18n.Text
	Slogans i18n.Text
	Version int64
	Look    Look
}

const programmeColumns = `g.id, g.slug, g.names, g.slogans, g.version, COALESCE(l.place, ''), COALESCE(l.back, ''), COALESCE(l.ink, ''),
	COALESCE(l.logo, ''), COALESCE(l.file, ''), COALESCE(l.version, 0)`

func scanProgramme(scan db.Scan) (v Programme, err error) {
	err = scan(&v.ID, &v.Slug, textColumn{&v.Names}, textColumn{&v.Slogans}, &v.Version, &v.Look.Place, &v.Look.Back, &v.Look.Ink, &v.Look.Logo, &v.Look.File, &v.Look.Version)
	v.Look.Programme = v.ID
	return v, err
}

// Programmes reads all programmes by their slugs.
func Programmes(r db.Reader) ([]Programme, error) {
	return db.All(r, scanProgramme, `SELECT `+programmeColumns+` FROM programme g LEFT JOIN programme_look l ON l.programme = g.id ORDER BY g.slug`)
}

// GetProgramme reads a programme by its slug; errs.NotFound if there is none.
func GetProgramme(r db.Reader, slug string) (Programme, error) {
	v, err := scanProgramme(r.QueryRow(`SELECT `+programmeColumns+` FROM programme g LEFT JOIN programme_look l ON l.programme = g.id WHERE g.slug = $1`, slug).Scan)
	return v, found(err, "places.no_such_programme")
}

// SetProgramme stores name and slogan of the programme with this slug, new or changed. Its look stays: see
// [Places.SetLook].
func (p *Places) SetProgramme(tx *db.Tx, v Programme) (Programme, error) {
	if v.Slug == "" || len(v.Slug) > 60 || strings.Trim(v.Slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return v, errs.Bad("slug", "places.slug_wrong", "slug", v.Slug)
	}
	if named(v.Names) == 0 {
		return v, errs.Bad("names", "places.name_missing")
	}
	var f errs.Fields
	checkWords(&f, "names", v.Names)
	for _, slogan := range v.Slogans {
		if utf8.RuneCountInString(slogan) > mostWords {
			f.Add("slogan", "places.words_long", "most", mostWords)
			break
		}
	}
	if err := f.Err(); err != nil {
		return v, err
	}
	operation := audit.Alteration
	err := tx.QueryRow(`SELECT g.id, g.version FROM programme g WHERE g.slug = $1`, v.Slug).Scan(&v.ID, &v.Version)
	if err = found(err, "places.no_such_programme"); errs.KindOf(err) == errs.NotFound && err != nil {
		v.ID, v.Version, operation = id.At(tx.Now()), 0, audit.Collection
	} else if err != nil {
		return v, err
	}
	v.Version++
	if _, err := tx.Exec(`INSERT INTO programme (id, slug, names, slogans, version) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (slug) DO UPDATE SET names = excluded.names, slogans = excluded.slogans, version = excluded.version`,
		v.ID, v.Slug, textJSON(v.Names), textJSON(v.Slogans), v.Version); err != nil {
		return v, err
	}
	return v, p.log.Record(tx, audit.Entry{Operation: operation, Action: "places.programme.set", Kind: KindProgramme, ID: v.ID, Version: v.Version})
}
