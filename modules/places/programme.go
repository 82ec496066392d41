package places

import (
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// Programme is what a programme is called and says of itself; the public pages show it.
type Programme struct {
	ID      string
	Slug    string
	Names   i18n.Text
	Slogans i18n.Text
	Version int64
}

// Programmes reads all programmes by their slugs.
func Programmes(r db.Reader) ([]Programme, error) {
	return db.All(r, func(scan db.Scan) (v Programme, err error) {
		err = scan(&v.ID, &v.Slug, textColumn{&v.Names}, textColumn{&v.Slogans}, &v.Version)
		return v, err
	}, `SELECT g.id, g.slug, g.names, g.slogans, g.version FROM programme g ORDER BY g.slug`)
}

// SetProgramme stores the programme with this slug, new or changed.
func (p *Places) SetProgramme(tx *db.Tx, v Programme) (Programme, error) {
	if v.Slug == "" || strings.Trim(v.Slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return v, errs.Bad("slug", "places.slug_wrong", "slug", v.Slug)
	}
	if named(v.Names) == 0 {
		return v, errs.Bad("names", "places.name_missing")
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
