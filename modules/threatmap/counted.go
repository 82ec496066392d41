package threatmap

// CountIn is how many published reports a community has, by its id, and how many of them are open.
func (m *Map) CountIn(community string) (all, open int64) {
	t := m.tally()[community]
	return t.All, t.Open
}
