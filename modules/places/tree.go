package places

import "reeve/kernel/db"

// hangPlace unrolls the tree for a place that is new.
func hangPlace(tx *db.Tx, place, parent string) error {
	if _, err := tx.Exec(`INSERT INTO place_ancestor (place, ancestor, depth) VALUES ($1, $1, 0)`, place); err != nil || parent == "" {
		return err
	}
	_, err := tx.Exec(`INSERT INTO place_ancestor (place, ancestor, depth)
		SELECT CAST($1 AS TEXT), a.ancestor, a.depth + 1 FROM place_ancestor a WHERE a.place = $2`, place, parent)
	return err
}

// moveTree takes a place with all below it from its old ancestors to those of its new parent, which must not
// be one of those below.
func moveTree(tx *db.Tx, place, parent string) error {
	if _, err := tx.Exec(`DELETE FROM place_ancestor
		WHERE place IN (SELECT d.place FROM place_ancestor d WHERE d.ancestor = $1)
		AND ancestor NOT IN (SELECT d.place FROM place_ancestor d WHERE d.ancestor = $1)`, place); err != nil || parent == "" {
		return err
	}
	_, err := tx.Exec(`INSERT INTO place_ancestor (place, ancestor, depth)
		SELECT d.place, a.ancestor, d.depth + a.depth + 1 FROM place_ancestor d CROSS JOIN place_ancestor a
		WHERE d.ancestor = $1 AND a.place = $2`, place, parent)
	return err
}

// hangUnit and moveUnits do the same for units.
func hangUnit(tx *db.Tx, unit, parent string) error {
	if _, err := tx.Exec(`INSERT INTO unit_ancestor (unit, ancestor, depth) VALUES ($1, $1, 0)`, unit); err != nil || parent == "" {
		return err
	}
	_, err := tx.Exec(`INSERT INTO unit_ancestor (unit, ancestor, depth)
		SELECT CAST($1 AS TEXT), a.ancestor, a.depth + 1 FROM unit_ancestor a WHERE a.unit = $2`, unit, parent)
	return err
}

func moveUnits(tx *db.Tx, unit, parent string) error {
	if _, err := tx.Exec(`DELETE FROM unit_ancestor
		WHERE unit IN (SELECT d.unit FROM unit_ancestor d WHERE d.ancestor = $1)
		AND ancestor NOT IN (SELECT d.unit FROM unit_ancestor d WHERE d.ancestor = $1)`, unit); err != nil || parent == "" {
		return err
	}
	_, err := tx.Exec(`INSERT INTO unit_ancestor (unit, ancestor, depth)
		SELECT d.unit, a.ancestor, d.depth + a.depth + 1 FROM unit_ancestor d CROSS JOIN unit_ancestor a
		WHERE d.ancestor = $1 AND a.unit = $2`, unit, parent)
	return err
}
