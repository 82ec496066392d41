package backup

import (
	"reeve/kernel/db"
)

// links are foreign keys that are out of force while rows come in any order: rows refer to rows of other
// tables and of their own. SQLite checks at the commit. PostgreSQL's, which are not deferrable, are dropped
// and made again in the same transaction, which checks them in one go.
type links []link

type link struct{ table, name, text string }

func loosen(tx *db.Tx) (links, error) {
	if tx.Engine() == db.SQLite {
		_, err := tx.Exec("PRAGMA defer_foreign_keys = ON") // until the commit
		return nil, err
	}
	all, err := db.All(tx, func(scan db.Scan) (l link, err error) { return l, scan(&l.table, &l.name, &l.text) },
		`SELECT CAST(r.relname AS TEXT), CAST(c.conname AS TEXT), pg_get_constraintdef(c.oid)
		FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
		WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY r.relname, c.conname`)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if _, err := tx.Exec(`ALTER TABLE "` + l.table + `" DROP CONSTRAINT "` + l.name + `"`); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (all links) tighten(tx *db.Tx) error {
	for _, l := range all {
		if _, err := tx.Exec(`ALTER TABLE "` + l.table + `" ADD CONSTRAINT "` + l.name + `" ` + l.text); err != nil {
			return err
		}
	}
	return nil
}
