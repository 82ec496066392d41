package places

import (
	"database/sql"
	"errors"
	"maps"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// take stores one feature: a new place, or what is different about a known one.
func (p *Places) take(tx *db.Tx, o Options, g *ground, it item, r *Result) error {
	old, err := PlaceByCode(tx, it.code)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	known := err == nil
	if known && (old.Level != o.Level || old.Country != o.Country) {
		r.reject(it, o.CodeField, "places.import.other_level", "places.import.remedy.other_level", "level", old.Level, "country", old.Country)
		return nil
	}
	v := old
	if !known {
		v = Place{Code: it.code, Country: o.Country, Level: o.Level, Names: i18n.Text{}, Valid: Span{From: o.From}, At: it.at}
	}
	if ok, err := p.parentFor(tx, o, g, it, &v, r); !ok {
		return err
	}
	v.describe(o, it)
	if !known {
		if v, err = p.AddPlace(tx, v); err != nil {
			return r.refuse(it, err)
		}
		_, err = p.SetBoundary(tx, Boundary{Place: v.ID, Valid: Span{From: o.From}, Shape: it.shape, AreaM2: it.area, Source: o.Source, Licence: o.Licence})
		r.Imported++
		return err
	}
	return p.change(tx, o, it, old, v, r)
}

// change stores what is different, or counts the place as unchanged.
func (p *Places) change(tx *db.Tx, o Options, it item, old, v Place, r *Result) error {
	last, err := lastShape(tx, v.ID)
	if err != nil {
		return err
	}
	from, changed := o.From, last.geometry != it.geometry
	if from == "" && last.geometry != "" {
		from = p.dayIn(v.Country, tx.Now())
	}
	if changed && from < last.from {
		r.reject(it, "geometry", "places.boundary_before", "places.import.remedy.boundary_before", "code", it.code, "from", last.from)
		return nil
	}
	same := samePlace(old, v)
	if same && !changed {
		r.Unchanged++
		return nil
	}
	if !same {
		if v, err = p.SavePlace(tx, v); err != nil {
			return r.refuse(it, err)
		}
	}
	r.Imported++
	if changed {
		_, err = p.SetBoundary(tx, Boundary{Place: v.ID, Valid: Span{From: from}, Shape: it.shape, AreaM2: it.area, Source: o.Source, Licence: o.Licence})
	}
	return err
}

type shapeStored struct{ geometry, from string }

// lastShape reads the last version of a boundary as it is stored, empty if there is none.
func lastShape(r db.Reader, place string) (s shapeStored, err error) {
	err = r.QueryRow(`SELECT b.geometry, COALESCE(b.valid_from, '') FROM place_boundary b WHERE b.place = $1
		ORDER BY b.version_no DESC LIMIT 1`, place).Scan(&s.geometry, &s.from)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return s, err
}

// parentFor finds the parent's id: by the field, else by overlap where no person and no field has decided. ok
// is false if the feature was rejected or err is set.
func (p *Places) parentFor(tx *db.Tx, o Options, g *ground, it item, v *Place, r *Result) (ok bool, err error) {
	code, by := it.parent, ByField
	if o.ParentField == "" || code == "" {
		if v.ParentBy == ByHand || v.ParentBy == ByField {
			return true, nil
		}
		if code, by = g.parentOf(g.by[it.code]), ByOverlap; code == "" {
			return true, nil
		}
	}
	parent, err := PlaceByCode(tx, code)
	if errs.KindOf(err) == errs.NotFound && by == ByField {
		r.reject(it, o.ParentField, "places.unknown_parent", "places.import.remedy.unknown_parent", "parent", code)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if parent.ID == v.ID {
		r.reject(it, o.ParentField, "places.parent_below", "places.import.remedy.unknown_parent", "place", code)
		return false, nil
	}
	if parent.ID != v.Parent {
		v.Parent, v.ParentBy = parent.ID, by
	}
	return true, nil
}

// describe takes over what the file says; languages and figures it does not have stay.
func (v *Place) describe(o Options, it item) {
	v.Names = maps.Clone(v.Names)
	maps.Copy(v.Names, it.names)
	if o.Role != "" {
		v.Role = o.Role
	}
	if it.population != nil && (v.Population == nil || *v.Population != *it.population || v.PopulationDate != o.PopulationDate) {
		v.Population, v.PopulationSource, v.PopulationDate = it.population, o.Source, o.PopulationDate
	}
}

func samePlace(a, b Place) bool {
	return maps.Equal(a.Names, b.Names) && a.Role == b.Role && a.Parent == b.Parent && people(&a) == people(&b) && a.PopulationDate == b.PopulationDate
}

// join hangs a place loaded before below its parent, unless somebody has decided otherwise in between.
func (p *Places) join(tx *db.Tx, j joint, r *Result) error {
	v, err := PlaceByCode(tx, j.code)
	if err != nil || v.ParentBy == ByHand || v.ParentBy == ByField {
		return err
	}
	parent, err := PlaceByCode(tx, j.parent)
	if errs.KindOf(err) == errs.NotFound && err != nil {
		return nil // was rejected
	}
	if err != nil {
		return err
	}
	v.Parent, v.ParentBy = parent.ID, j.by
	_, err = p.SavePlace(tx, v)
	r.Joined++
	return err
}
