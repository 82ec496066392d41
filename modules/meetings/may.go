package meetings

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// MayPlan tells whether the asker may plan or record a meeting in a place (an id): within their scope, for the
// municipality whose place it is, or as the post acted as, in the territory of its unit and in the community of its
// beat. The error is errs.Forbidden.
func (m *Meetings) MayPlan(r *web.Request, place string) error {
	if !m.mayPlan(r, r.Scope(actWrite), place) {
		return errs.New(errs.Forbidden, "web.forbidden")
	}
	return nil
}

func (m *Meetings) mayPlan(r *web.Request, scope policy.Scope, place string) bool {
	s, v := m.Places.Snapshot(), Meeting{Place: place}
	v.Orgs = m.orgsOf(v)
	if scope.Allows(m.resource(Kind, "", v, process.Instance{})) {
		return true
	}
	held, has := r.Who.Post()
	if !has || !scope.Allows(policy.Resource{Kind: Kind, In: []policy.Ref{{Kind: policy.Post, ID: held.Post}}}) {
		return false
	}
	for _, at := range held.Places {
		if c, ok := s.Above(at, places.Community); ok && c.ID == place {
			return true
		}
	}
	u, ok := s.Unit(held.Unit)
	return ok && u.Place != "" && slices.ContainsFunc(s.Path(place), func(p places.Place) bool { return p.ID == u.Place })
}

// Between are the meetings within a scope on the civil days [from, until) whatever became of them, the first first.
func (m *Meetings) Between(q db.Reader, scope policy.Scope, from, until string) ([]Row, error) {
	rows, _, err := m.list(q, Filter{From: from, Until: until, Limit: 100}, &scope)
	return rows, err
}
