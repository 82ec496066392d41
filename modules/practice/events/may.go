package events

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// ours are the organisations for which who asks may register people; all = every one.
func (v *Events) ours(r *web.Request) (orgs []string, all bool) {
	scope := r.Scope(actRegister)
	for _, ref := range scope.Refs {
		org := ""
		switch ref.Kind {
		case policy.Org:
			org = ref.ID
		case policy.Unit:
			if u, ok := v.Places.Snapshot().Unit(ref.ID); ok {
				org = u.Org
			}
		}
		if org != "" && !slices.Contains(orgs, org) {
			orgs = append(orgs, org)
		}
	}
	return orgs, scope.All
}

// mayRegister asks whether who asks may name people of an organisation for an event and answer for them: who holds the
// event may for all, others for their own organisation, wherever the event is.
func (v *Events) mayRegister(r *web.Request, e Event, org string) error {
	refused := r.Allowed(actWrite, v.Resource(e))
	if refused == nil {
		return nil
	}
	if orgs, all := v.ours(r); all || slices.Contains(orgs, org) {
		return nil
	}
	return refused
}

// orgOf is the organisation for which somebody at the desk acts by a post; empty for none.
func (v *Events) orgOf(r *web.Request) string {
	if held, ok := r.Who.Post(); ok {
		if u, ok := v.Places.Snapshot().Unit(held.Unit); ok {
			return u.Org
		}
	}
	return ""
}

// orgNamed finds an organisation by its id for a form; errs.Invalid for none.
func (v *Events) orgNamed(q db.Reader, id string) (places.Org, error) {
	o, ok := v.Places.Snapshot().Org(id)
	if ok {
		return o, nil
	}
	o, err := places.GetOrg(q, id)
	if err != nil {
		return o, errs.Bad("organisation", "practice.organisation_missing")
	}
	return o, nil
}
