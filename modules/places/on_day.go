package places

import "slices"

// WithRoleOn are all places with a role that are valid on a day, by code. The tree above them is today's.
func (s *Snapshot) WithRoleOn(role, day string) []Place {
	return slices.DeleteFunc(s.EverWithRole(role), func(p Place) bool { return !p.Valid.Holds(day) })
}

// EverWithRole are all places that have a role, whenever they are valid, by code.
func (s *Snapshot) EverWithRole(role string) []Place {
	var all []Place
	for _, p := range s.places {
		if p.Role == role {
			all = append(all, *p)
		}
	}
	slices.SortFunc(all, byCode)
	return all
}
