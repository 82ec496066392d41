package threatmap

import (
	"cmp"
	"math"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/policy"
)

// TwinCandidate is an open report that may be about the same thing, for staff: found by the true place.
type TwinCandidate struct {
	Ref      string `json:"ref"`
	State    string `json:"state"`
	Distance int64  `json:"distance_m"` // between the true places, whole metres
}

const (
	candidatesMost = 5
	candidatesLook = 200 // compared
)

// candidates finds open reports of the same category within the category's radius of the true place, nearest
// first, that the reader may open and that are linked to none themselves.
func (m *Map) candidates(q db.Reader, scope policy.Scope, rep Report) ([]TwinCandidate, error) {
	found := []TwinCandidate{}
	c, ok := m.Categories.Get(rep.Category)
	if !ok || rep.DuplicateOf != "" {
		return found, nil
	}
	reach := float64(max(c.RadiusM, 50))
	lat := reach / 111_000
	lon := 180.0
	if k := math.Cos(rep.At.Lat * math.Pi / 180); k > 0.01 {
		lon = lat / k
	}
	b := db.NewQuery(`SELECT r.ref, i.state, r.lat, r.lon FROM report r JOIN process_instance i ON i.id = r.id
		WHERE r.erased_at IS NULL AND i.closed_at IS NULL AND r.duplicate_of IS NULL AND NOT ` + settled + ` AND r.category = `)
	b.Add(b.Arg(rep.Category) + " AND r.id <> " + b.Arg(rep.ID) + " AND r.lat >= " + b.Arg(rep.At.Lat-lat) + " AND r.lat <= " + b.Arg(rep.At.Lat+lat) +
		" AND r.lon >= " + b.Arg(rep.At.Lon-lon) + " AND r.lon <= " + b.Arg(rep.At.Lon+lon) + " AND " + scope.SQL(DeskColumns(), b.Arg) +
		" ORDER BY r.filed_at DESC LIMIT " + b.Arg(candidatesLook))
	all, err := db.AllQ(q, func(scan db.Scan) (c TwinCandidate, err error) {
		var at geo.Point
		err = scan(&c.Ref, &c.State, &at.Lat, &at.Lon)
		c.Distance = int64(math.Round(geo.DistanceM(rep.At, at)))
		return c, err
	}, b)
	for _, c := range all {
		if float64(c.Distance) <= reach {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b TwinCandidate) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Ref, b.Ref))
	})
	return found[:min(len(found), candidatesMost)], err
}

// twins fills what staff see of the reports that one is treated together with.
func (m *Map) twins(q db.Reader, scope policy.Scope, rep Report, out *Inside) error {
	out.HeldReason, out.Duplicates = rep.HeldReason, []string{}
	if rep.DuplicateOf != "" {
		other, err := byID(q, rep.DuplicateOf)
		if err != nil {
			return err
		}
		out.DuplicateOf = &other.Ref
	}
	children, err := duplicatesOf(q, rep.ID)
	if err != nil {
		return err
	}
	for _, c := range children {
		out.Duplicates = append(out.Duplicates, c.Ref)
	}
	out.Candidates, err = m.candidates(q, scope, rep)
	return err
}
