package places

import "reeve/kernel/policy"

// InPlace is what something in a place lies in: the place and all above it. For policy.Resource.In.
func (s *Snapshot) InPlace(place string) []policy.Ref {
	var in []policy.Ref
	for _, p := range s.Path(place) {
		in = append(in, policy.Ref{Kind: policy.Place, ID: p.ID})
	}
	return in
}

// InUnit is what something of a unit lies in: the unit, all above it, and its organisation.
func (s *Snapshot) InUnit(unit string) []policy.Ref {
	var in []policy.Ref
	u, ok := s.Unit(unit)
	if ok {
		in = append(in, policy.Ref{Kind: policy.Org, ID: u.Org})
	}
	for ; ok; u, ok = s.Unit(u.Parent) {
		in = append(in, policy.Ref{Kind: policy.Unit, ID: u.ID})
	}
	return in
}

// ScopeColumns are the conditions for policy.Scope.SQL on rows that have their place, unit, post and
// organisation in these columns; a row without a place, say, leaves that one empty.
func ScopeColumns(place, unit, post, org string) map[string]string {
	columns := map[string]string{}
	if place != "" {
		columns[policy.Place] = place + " IN (SELECT pa.place FROM place_ancestor pa WHERE pa.ancestor = %s)"
	}
	if unit != "" {
		columns[policy.Unit] = unit + " IN (SELECT ua.unit FROM unit_ancestor ua WHERE ua.ancestor = %s)"
	}
	if post != "" {
		columns[policy.Post] = post + " = %s"
	}
	if org != "" {
		columns[policy.Org] = org + " = %s"
	}
	return columns
}
