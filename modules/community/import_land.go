package community

import (
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/tabular"
	"reeve/modules/places"
)

// gazetteer finds communities, regions, organisations and posts by what files call them.
type gazetteer struct {
	s           *places.Snapshot
	communities map[string][]places.Place // by folded name or code
	regions     map[string][]places.Place
	orgs        map[string][]places.Org
	posts       map[string]string // code to id
}

func newGazetteer(s *places.Snapshot) *gazetteer {
	g := &gazetteer{s: s, communities: named(s.EverWithRole(places.Community)), regions: named(s.EverWithRole(places.Region)),
		orgs: map[string][]places.Org{}, posts: map[string]string{}}
	for _, o := range s.Orgs() {
		keys := map[string]bool{tabular.Fold(o.Code): true}
		for _, name := range o.Names {
			keys[tabular.Fold(name)] = true
		}
		for key := range keys {
			g.orgs[key] = append(g.orgs[key], o)
		}
	}
	for _, f := range s.Posts() {
		g.posts[f.Post.Code] = f.Post.ID
	}
	return g
}

func named(all []places.Place) map[string][]places.Place {
	out := map[string][]places.Place{}
	for _, p := range all {
		keys := map[string]bool{tabular.Fold(p.Code): true, tabular.Fold(strings.TrimPrefix(p.Code, p.Country+"-")): true}
		for _, name := range p.Names {
			keys[tabular.Fold(name)] = true
		}
		for key := range keys {
			out[key] = append(out[key], p)
		}
	}
	return out
}

// community finds the one that a value names, by code or by name. Where several have the name the region decides.
func (g *gazetteer) community(value, region string) (places.Place, error) {
	if value == "" {
		return places.Place{}, errs.Bad("community", "community.community_missing")
	}
	all := g.communities[tabular.Fold(value)]
	if region != "" {
		var inside []places.Place
		for _, r := range g.regions[tabular.Fold(region)] {
			for _, p := range all {
				if above, ok := g.s.Above(p.ID, places.Region); ok && above.ID == r.ID {
					inside = append(inside, p)
				}
			}
		}
		if len(g.regions[tabular.Fold(region)]) > 0 || len(all) > 1 {
			all = inside
		}
	}
	switch len(all) {
	case 0:
		if region != "" {
			return places.Place{}, errs.Bad("community", "community.import.community_unknown_there", "community", value, "region", region)
		}
		return places.Place{}, errs.Bad("community", "community.import.community_unknown", "community", value)
	case 1:
		return all[0], nil
	}
	return places.Place{}, errs.Bad("community", "community.import.community_several", "community", value, "first", all[0].Code, "second", all[1].Code)
}

// party finds who is meant: an organisation by code or name, the community itself, or else somebody by name.
func (g *gazetteer) party(value string, at places.Place) Party {
	key := tabular.Fold(value)
	all := g.orgs[key]
	for _, o := range all {
		if len(all) == 1 || o.Place == at.ID {
			return Party{Org: o.ID}
		}
	}
	for _, p := range g.communities[key] {
		if p.ID == at.ID {
			return Party{Place: p.ID}
		}
	}
	return Party{Name: value}
}
