package places

import (
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// AddPlace stores a new place and gives it its id and version. A code that is taken is errs.Conflict, a
// parent that does not exist errs.Invalid.
func (p *Places) AddPlace(tx *db.Tx, v Place) (Place, error) {
	v.ID, v.Version = id.At(tx.Now()), 1
	v.ParentBy = parentBy(v)
	if err := v.check(); err != nil {
		return Place{}, err
	}
	if _, err := PlaceByCode(tx, v.Code); err == nil {
		return Place{}, errs.New(errs.Conflict, "places.code_taken", "code", v.Code)
	} else if errs.KindOf(err) != errs.NotFound {
		return Place{}, err
	}
	if err := parentExists(tx, v); err != nil {
		return Place{}, err
	}
	if _, err := tx.Exec(`INSERT INTO place (id, code, country, level, role, names, parent, parent_by, population, population_source,
		population_date, calendar, valid_from, valid_until, lat, lon, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		v.ID, v.Code, v.Country, v.Level, v.Role, textJSON(v.Names), db.NullText(v.Parent), v.ParentBy, v.Population, v.PopulationSource,
		db.NullText(v.PopulationDate), v.Calendar, db.NullText(v.Valid.From), db.NullText(v.Valid.Until), v.At.Lat, v.At.Lon, v.Version); err != nil {
		return Place{}, err
	}
	if err := hangPlace(tx, v.ID, v.Parent); err != nil {
		return Place{}, err
	}
	return v, p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.place.add", Kind: KindPlace, ID: v.ID,
		Version: v.Version, Place: v.ID})
}

// SavePlace stores a changed place; v.Version is the version it was read as. The code does not change:
// records outside refer to it. A version that has moved on is errs.Conflict, a parent below the place itself
// errs.Invalid.
func (p *Places) SavePlace(tx *db.Tx, v Place) (Place, error) {
	old, err := GetPlace(tx, v.ID)
	if err != nil {
		return Place{}, err
	}
	if old.Version != v.Version {
		return Place{}, movedOn(v.ID, old.Version)
	}
	v.Code, v.Version = old.Code, old.Version+1
	v.ParentBy = parentBy(v)
	if err := v.check(); err != nil {
		return Place{}, err
	}
	if v.Parent != old.Parent {
		if err := p.movePlace(tx, v); err != nil {
			return Place{}, err
		}
	}
	if _, err := tx.Exec(`UPDATE place SET country = $2, level = $3, role = $4, names = $5, parent = $6, parent_by = $7, population = $8,
		population_source = $9, population_date = $10, calendar = $11, valid_from = $12, valid_until = $13, lat = $14, lon = $15, version = $16
		WHERE id = $1`,
		v.ID, v.Country, v.Level, v.Role, textJSON(v.Names), db.NullText(v.Parent), v.ParentBy, v.Population,
		v.PopulationSource, db.NullText(v.PopulationDate), v.Calendar, db.NullText(v.Valid.From), db.NullText(v.Valid.Until), v.At.Lat, v.At.Lon, v.Version); err != nil {
		return Place{}, err
	}
	return v, p.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "places.place.save", Kind: KindPlace, ID: v.ID,
		Version: v.Version, Place: v.ID})
}

func (p *Places) movePlace(tx *db.Tx, v Place) error {
	if err := parentExists(tx, v); err != nil {
		return err
	}
	var inside int64
	if err := tx.QueryRow(`SELECT COUNT(*) FROM place_ancestor WHERE place = $1 AND ancestor = $2`, v.Parent, v.ID).Scan(&inside); err != nil {
		return err
	}
	if inside > 0 {
		return errs.Bad("parent", "places.parent_below", "place", v.Code)
	}
	return moveTree(tx, v.ID, v.Parent)
}

func parentExists(tx *db.Tx, v Place) error {
	if v.Parent == "" {
		return nil
	}
	_, err := GetPlace(tx, v.Parent)
	if errs.KindOf(err) == errs.NotFound {
		return errs.Bad("parent", "places.unknown_parent", "parent", v.Parent)
	}
	return err
}

func parentBy(v Place) string {
	switch {
	case v.Parent == "":
		return ""
	case v.ParentBy == "":
		return ByHand
	}
	return v.ParentBy
}

func movedOn(id string, version int64) error {
	e := errs.New(errs.Conflict, "places.changed_meanwhile")
	e.Current = map[string]any{"id": id, "version": version}
	return e
}

// AddSuccession stores what became of a place in a reform. Errors: errs.Invalid for a share that is not
// between nothing and everything, errs.Conflict if it is known already.
func (p *Places) AddSuccession(tx *db.Tx, s Succession) (Succession, error) {
	s.ID = id.At(tx.Now())
	var f errs.Fields
	Span{From: s.Date}.check(&f)
	if s.Date == "" {
		f.Add("date", "places.date_wrong", "date", "")
	}
	if s.Old == s.New {
		f.Add("new", "places.succeeds_itself")
	}
	if s.Num <= 0 || s.Den < s.Num {
		f.Add("share", "places.share_wrong", "num", s.Num, "den", s.Den)
	}
	if err := f.Err(); err != nil {
		return s, err
	}
	for _, place := range []string{s.Old, s.New} {
		if _, err := GetPlace(tx, place); err != nil {
			return s, err
		}
	}
	var known int64
	if err := tx.QueryRow(`SELECT COUNT(*) FROM succession WHERE old = $1 AND new = $2 AND date = $3`, s.Old, s.New, s.Date).Scan(&known); err != nil {
		return s, err
	}
	if known > 0 {
		return s, errs.New(errs.Conflict, "places.succession_known", "date", s.Date)
	}
	if _, err := tx.Exec(`INSERT INTO succession (id, old, new, date, share_num, share_den) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.ID, s.Old, s.New, s.Date, s.Num, s.Den); err != nil {
		return s, err
	}
	return s, p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.succession.add", Kind: KindSuccession, ID: s.ID, Place: s.New})
}
