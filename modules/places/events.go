package places

import (
	"reeve/kernel/db"
)

// BoundaryChanged tells that a place has a new version of its boundary, or a beat its first.
type BoundaryChanged struct {
	Place  string // id
	Number int64  // version of the boundary
}

// announce tells of a boundary that may route things differently from now on. Regions and what lies between the
// roles route nothing.
func (p *Places) announce(tx *db.Tx, b Boundary) error {
	if p.Announce == nil {
		return nil
	}
	place, err := GetPlace(tx, b.Place)
	if err != nil || place.Role != Beat && (place.Role != Community || b.Number == 1) {
		return err
	}
	return p.Announce(tx, BoundaryChanged{Place: b.Place, Number: b.Number})
}
