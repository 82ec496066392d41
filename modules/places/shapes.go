package places

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/geo"
)

// shapes are the boundaries that hold on one day. Building them takes most of a reload, so a snapshot takes
// them over from the one before it when the boundaries are the same.
type shapes struct {
	key         string             // the boundaries and which of them are of communities
	area        map[string]float64 // m², by place
	current     map[string]string  // id of the version that holds, by place
	communities *geo.Index
	others      *geo.Index
}

func noShapes() *shapes {
	return &shapes{area: map[string]float64{}, current: map[string]string{}, communities: geo.NewIndex(nil), others: geo.NewIndex(nil)}
}

// locate lists the places whose boundary holds p, in no order.
func (s *shapes) locate(p geo.Point) []string {
	return append(s.communities.Locate(p), s.others.Locate(p)...)
}

// readShapes gives the boundaries for s, whose places are read; before are those of an earlier snapshot.
func readShapes(r db.Reader, s *Snapshot, before *shapes) (*shapes, error) {
	now, wanted := noShapes(), map[string]bool{}
	var key strings.Builder
	err := db.Each(r, func(scan db.Scan) error {
		var b Boundary
		if err := scan(&b.ID, &b.Place, &b.Valid.From, &b.Valid.Until, &b.AreaM2); err != nil {
			return err
		}
		p := s.places[b.Place]
		if !s.holds(p) || !b.Valid.Holds(s.dayOf(p.Country)) {
			return nil
		}
		wanted[b.ID] = true
		now.area[b.Place], now.current[b.Place] = b.AreaM2, b.ID
		key.WriteString(b.ID)
		if p.Role == Community {
			key.WriteByte('c')
		}
		return nil
	}, `SELECT b.id, b.place, COALESCE(b.valid_from, ''), COALESCE(b.valid_until, ''), b.area_m2 FROM place_boundary b ORDER BY b.id`)
	if err != nil {
		return nil, err
	}
	if now.key = key.String(); now.key == before.key {
		return before, nil
	}
	var communities, others []geo.Place
	err = db.Each(r, func(scan db.Scan) error {
		var boundary, place, geometry string
		if err := scan(&boundary, &place, &geometry); err != nil || !wanted[boundary] {
			return err
		}
		shape := geo.Place{ID: place}
		if err := shape.Shape.UnmarshalJSON([]byte(geometry)); err != nil {
			return err
		}
		if s.places[place].Role == Community {
			communities = append(communities, shape)
		} else {
			others = append(others, shape)
		}
		return nil
	}, `SELECT b.id, b.place, b.geometry FROM place_boundary b ORDER BY b.place, b.version_no`)
	now.communities, now.others = geo.NewIndex(slices.Clip(communities)), geo.NewIndex(slices.Clip(others))
	return now, err
}
