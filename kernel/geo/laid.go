package geo

import "iter"

// Shapes gives the shapes that the index was built from, for drawing: on the grid, shells before their holes.
func (ix *Index) Shapes() iter.Seq2[string, MultiPolygon] {
	return func(yield func(string, MultiPolygon) bool) {
		for i, id := range ix.ids {
			if !yield(id, ix.places[i].shape()) {
				return
			}
		}
	}
}

// shape undoes newOutline. Shells run counter-clockwise and holes clockwise, so that each ring tells what it is.
func (o *outline) shape() MultiPolygon {
	var mp MultiPolygon
	for c := 0; c < len(o.chunks); {
		from, to := o.span(c)
		for c++; c < len(o.chunks) && int(o.chunks[c].from) == to; c++ {
			_, to = o.span(c)
		}
		ring := make(Ring, 0, to-from)
		for k := from; k < to; k++ {
			ring = append(ring, spot{int64(o.lons[k]), int64(o.lats[k])}.point())
		}
		if n := len(mp); n > 0 && clockwise(ring) {
			mp[n-1] = append(mp[n-1], ring)
		} else {
			mp = append(mp, Polygon{ring})
		}
	}
	return mp
}

func clockwise(ring Ring) bool {
	twice := 0.0
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		twice += (a.Lon-ring[0].Lon)*(b.Lat-ring[0].Lat) - (b.Lon-ring[0].Lon)*(a.Lat-ring[0].Lat)
	}
	return twice < 0
}
