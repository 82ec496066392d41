package places

import (
	"database/sql"
	"errors"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

const placeColumns = `p.id, p.code, p.country, p.level, p.role, p.names, COALESCE(p.parent, ''), p.parent_by, p.population,
	p.population_source, COALESCE(p.population_date, ''), p.calendar, COALESCE(p.valid_from, ''), COALESCE(p.valid_until, ''),
	p.lat, p.lon, p.version`

func scanPlace(scan db.Scan) (p Place, err error) {
	err = scan(&p.ID, &p.Code, &p.Country, &p.Level, &p.Role, textColumn{&p.Names}, &p.Parent, &p.ParentBy, &p.Population,
		&p.PopulationSource, &p.PopulationDate, &p.Calendar, &p.Valid.From, &p.Valid.Until, &p.At.Lat, &p.At.Lon, &p.Version)
	return p, err
}

// GetPlace reads a place by its id; errs.NotFound if there is none.
func GetPlace(r db.Reader, id string) (Place, error) {
	p, err := scanPlace(r.QueryRow(`SELECT `+placeColumns+` FROM place p WHERE p.id = $1`, id).Scan)
	return p, found(err, "places.no_such_place", "place", id)
}

// PlaceByCode reads a place by its code; errs.NotFound if there is none.
func PlaceByCode(r db.Reader, code string) (Place, error) {
	p, err := scanPlace(r.QueryRow(`SELECT `+placeColumns+` FROM place p WHERE p.code = $1`, code).Scan)
	return p, found(err, "places.no_such_place", "place", code)
}

// found turns a row that is not there into errs.NotFound.
func found(err error, key string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, key, args...)
	}
	return err
}

const boundaryColumns = `b.id, b.place, b.version_no, COALESCE(b.valid_from, ''), COALESCE(b.valid_until, ''), b.geometry,
	b.area_m2, b.source, b.licence`

func scanBoundary(scan db.Scan) (b Boundary, err error) {
	var geometry string
	err = scan(&b.ID, &b.Place, &b.Number, &b.Valid.From, &b.Valid.Until, &geometry, &b.AreaM2, &b.Source, &b.Licence)
	if err != nil {
		return b, err
	}
	return b, b.Shape.UnmarshalJSON([]byte(geometry))
}

// Boundaries reads all versions of a place's boundary, oldest first.
func Boundaries(r db.Reader, place string) ([]Boundary, error) {
	return db.All(r, scanBoundary, `SELECT `+boundaryColumns+` FROM place_boundary b WHERE b.place = $1 ORDER BY b.version_no`, place)
}

// BoundaryOn reads the boundary of a place that holds on a day; errs.NotFound if there is none.
func BoundaryOn(r db.Reader, place, day string) (Boundary, error) {
	b, err := scanBoundary(r.QueryRow(`SELECT `+boundaryColumns+` FROM place_boundary b
		WHERE b.place = $1 AND COALESCE(b.valid_from, '') <= $2 AND (b.valid_until IS NULL OR b.valid_until > $2)`, place, day).Scan)
	return b, found(err, "places.no_boundary", "place", place)
}

// Successions reads what became of places, and what they came from, oldest first.
func Successions(r db.Reader, place string) ([]Succession, error) {
	return db.All(r, func(scan db.Scan) (s Succession, err error) {
		err = scan(&s.ID, &s.Old, &s.New, &s.Date, &s.Num, &s.Den)
		return s, err
	}, `SELECT s.id, s.old, s.new, s.date, s.share_num, s.share_den FROM succession s
		WHERE s.old = $1 OR s.new = $1 ORDER BY s.date, s.old, s.new`, place)
}
