package places

// Having are the places with a role that hold on the snapshot's day, by code: WithRole without a copy. The list is
// shared and must not be changed.
func (s *Snapshot) Having(role string) []Place {
	key := role + " by code"
	if known, ok := s.sorted.Load(key); ok {
		return known.([]Place)
	}
	all := s.WithRole(role)
	s.sorted.Store(key, all)
	return all
}

// LiesIn tells whether a place is or lies in another one; everything known lies in "".
func (s *Snapshot) LiesIn(id, in string) bool {
	for p := s.places[id]; p != nil; p = s.places[p.Parent] {
		if p.ID == in || in == "" {
			return true
		}
	}
	return false
}
