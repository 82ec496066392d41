package places

import "reeve/kernel/geo"

// Box is the rectangle around a place's boundary; ok is false where none is drawn. It looks through all boundaries:
// for one place of a page, not for lists.
func (s *Snapshot) Box(place string) (box geo.Box, ok bool) {
	for _, ix := range []*geo.Index{s.shapes.communities, s.shapes.others} {
		for id, shape := range ix.Shapes() {
			if id == place {
				return shape.Box(), true
			}
		}
	}
	return box, false
}
