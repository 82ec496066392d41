package places

import (
	"slices"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/id"
)

// SetBoundary gives a place a new version of its boundary, which holds from b.Valid.From on; the version
// before it ends on that day. The first version may hold since ever. b.Shape must have passed geo.Check; a
// beginning before that of the last version is errs.Invalid. The place's point moves only if it would lie
// outside.
func (p *Places) SetBoundary(tx *db.Tx, b Boundary) (Boundary, error) {
	var f errs.Fields
	b.Valid.check(&f)
	if len(b.Shape) == 0 {
		f.Add("boundary", "places.boundary_missing")
	}
	if err := f.Err(); err != nil {
		return b, err
	}
	place, err := GetPlace(tx, b.Place)
	if err != nil {
		return b, err
	}
	b.Number = 1
	if last, err := lastBoundary(tx, b.Place); err == nil {
		if b.Valid.From < last.Valid.From || b.Valid.From == "" {
			return b, errs.Bad("valid_from", "places.boundary_before", "code", place.Code, "from", last.Valid.From)
		}
		b.Number = last.Number + 1
		if err := p.endBoundary(tx, last, b.Valid.From); err != nil {
			return b, err
		}
	} else if errs.KindOf(err) != errs.NotFound {
		return b, err
	}
	if err := p.addBoundary(tx, &b); err != nil {
		return b, err
	}
	if !geo.PlanarContains(b.Shape, place.At) {
		place.At = geo.InteriorPoint(b.Shape)
		_, err = p.SavePlace(tx, place)
	}
	return b, err
}

func (p *Places) addBoundary(tx *db.Tx, b *Boundary) error {
	b.ID = id.At(tx.Now())
	if b.AreaM2 == 0 {
		b.AreaM2 = geo.AreaM2(b.Shape)
	}
	geometry, err := b.Shape.MarshalJSON()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO place_boundary (id, place, version_no, valid_from, valid_until, geometry, area_m2, source, licence)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		b.ID, b.Place, b.Number, db.NullText(b.Valid.From), db.NullText(b.Valid.Until), string(geometry), b.AreaM2, b.Source, b.Licence); err != nil {
		return err
	}
	if err := p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.boundary.add", Kind: KindBoundary, ID: b.ID,
		Version: b.Number, Place: b.Place}); err != nil {
		return err
	}
	return p.announce(tx, *b)
}

// endBoundary lets a version end where the next begins, unless it has ended before.
func (p *Places) endBoundary(tx *db.Tx, last Boundary, day string) error {
	if last.Valid.Until != "" && last.Valid.Until <= day {
		return nil
	}
	if _, err := tx.Exec(`UPDATE place_boundary SET valid_until = $2 WHERE id = $1`, last.ID, day); err != nil {
		return err
	}
	return p.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "places.boundary.end", Kind: KindBoundary, ID: last.ID,
		Version: last.Number, Place: last.Place})
}

func lastBoundary(r db.Reader, place string) (Boundary, error) {
	b, err := scanBoundary(r.QueryRow(`SELECT `+boundaryColumns+` FROM place_boundary b WHERE b.place = $1 ORDER BY b.version_no DESC LIMIT 1`, place).Scan)
	return b, found(err, "places.no_boundary", "place", place)
}

func sameShape(a, b geo.MultiPolygon) bool {
	return slices.EqualFunc(a, b, func(p, q geo.Polygon) bool {
		return slices.EqualFunc(p, q, func(r, s geo.Ring) bool { return slices.Equal(r, s) })
	})
}
