package places

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// AddOrg stores a new organisation. A code that is taken is errs.Conflict.
func (p *Places) AddOrg(tx *db.Tx, o Org) (Org, error) {
	o.ID, o.Version = id.At(tx.Now()), 1
	if err := p.checkOrg(tx, o); err != nil {
		return Org{}, err
	}
	if err := free(tx.QueryRow(`SELECT COUNT(*) FROM org WHERE code = $1`, o.Code), o.Code); err != nil {
		return Org{}, err
	}
	if _, err := tx.Exec(`INSERT INTO org (id, code, kind, names, place, version) VALUES ($1, $2, $3, $4, $5, $6)`,
		o.ID, o.Code, o.Kind, textJSON(o.Names), db.NullText(o.Place), o.Version); err != nil {
		return Org{}, err
	}
	return o, p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.org.add", Kind: KindOrg, ID: o.ID,
		Version: o.Version, Place: o.Place, Org: o.ID})
}

// SaveOrg stores a changed organisation, read as version o.Version. The code stays.
func (p *Places) SaveOrg(tx *db.Tx, o Org) (Org, error) {
	old, err := GetOrg(tx, o.ID)
	if err != nil {
		return Org{}, err
	}
	if old.Version != o.Version {
		return Org{}, movedOn(o.ID, old.Version)
	}
	o.Code, o.Version = old.Code, old.Version+1
	if err := p.checkOrg(tx, o); err != nil {
		return Org{}, err
	}
	if _, err := tx.Exec(`UPDATE org SET kind = $2, names = $3, place = $4, version = $5 WHERE id = $1`,
		o.ID, o.Kind, textJSON(o.Names), db.NullText(o.Place), o.Version); err != nil {
		return Org{}, err
	}
	return o, p.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "places.org.save", Kind: KindOrg, ID: o.ID,
		Version: o.Version, Place: o.Place, Org: o.ID})
}

func (p *Places) checkOrg(tx *db.Tx, o Org) error {
	if err := o.check(); err != nil {
		return err
	}
	return placeExists(tx, o.Place)
}

// AddUnit stores a new unit. A code that is taken is errs.Conflict.
func (p *Places) AddUnit(tx *db.Tx, u Unit) (Unit, error) {
	u.ID, u.Version = id.At(tx.Now()), 1
	if err := p.checkUnit(tx, u); err != nil {
		return Unit{}, err
	}
	if err := free(tx.QueryRow(`SELECT COUNT(*) FROM unit WHERE code = $1`, u.Code), u.Code); err != nil {
		return Unit{}, err
	}
	if _, err := tx.Exec(`INSERT INTO unit (id, org, code, parent, names, place, phone, mail, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		u.ID, u.Org, u.Code, db.NullText(u.Parent), textJSON(u.Names), db.NullText(u.Place), u.Phone, u.Mail, u.Version); err != nil {
		return Unit{}, err
	}
	if err := hangUnit(tx, u.ID, u.Parent); err != nil {
		return Unit{}, err
	}
	return u, p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.unit.add", Kind: KindUnit, ID: u.ID,
		Version: u.Version, Place: u.Place, Org: u.Org})
}

// SaveUnit stores a changed unit, read as version u.Version. Code and organisation stay; a parent below the
// unit itself is errs.Invalid.
func (p *Places) SaveUnit(tx *db.Tx, u Unit) (Unit, error) {
	old, err := GetUnit(tx, u.ID)
	if err != nil {
		return Unit{}, err
	}
	if old.Version != u.Version {
		return Unit{}, movedOn(u.ID, old.Version)
	}
	u.Code, u.Org, u.Version = old.Code, old.Org, old.Version+1
	if err := p.checkUnit(tx, u); err != nil {
		return Unit{}, err
	}
	if u.Parent != old.Parent {
		var inside int64
		if err := tx.QueryRow(`SELECT COUNT(*) FROM unit_ancestor WHERE unit = $1 AND ancestor = $2`, u.Parent, u.ID).Scan(&inside); err != nil {
			return Unit{}, err
		}
		if inside > 0 {
			return Unit{}, errs.Bad("parent", "places.parent_below", "place", u.Code)
		}
		if err := moveUnits(tx, u.ID, u.Parent); err != nil {
			return Unit{}, err
		}
	}
	if _, err := tx.Exec(`UPDATE unit SET parent = $2, names = $3, place = $4, phone = $5, mail = $6, version = $7 WHERE id = $1`,
		u.ID, db.NullText(u.Parent), textJSON(u.Names), db.NullText(u.Place), u.Phone, u.Mail, u.Version); err != nil {
		return Unit{}, err
	}
	return u, p.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "places.unit.save", Kind: KindUnit, ID: u.ID,
		Version: u.Version, Place: u.Place, Org: u.Org})
}

func (p *Places) checkUnit(tx *db.Tx, u Unit) error {
	if err := u.check(); err != nil {
		return err
	}
	if _, err := GetOrg(tx, u.Org); err != nil {
		return unknown(err, "org")
	}
	if u.Parent != "" {
		parent, err := GetUnit(tx, u.Parent)
		if err != nil {
			return unknown(err, "parent")
		}
		if parent.Org != u.Org {
			return errs.Bad("parent", "places.parent_other_org", "unit", parent.Code)
		}
	}
	return placeExists(tx, u.Place)
}

// free refuses a code that is taken; row counts the records that have it.
func free(row *db.Row, code string) error {
	var taken int64
	if err := row.Scan(&taken); err != nil {
		return err
	}
	if taken > 0 {
		return errs.New(errs.Conflict, "places.code_taken", "code", code)
	}
	return nil
}

func placeExists(tx *db.Tx, place string) error {
	if place == "" {
		return nil
	}
	_, err := GetPlace(tx, place)
	return unknown(err, "place")
}

// unknown says that a field names something that does not exist; any other error stays.
func unknown(err error, field string) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.NotFound {
		return err
	}
	return &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{{Field: field, Key: e.Key, Args: e.Args}}}
}
