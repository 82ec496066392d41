package officers

import (
	"slices"
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// keepView tells a page's script what the device may keep.
type keepView struct {
	Packs string // codes of regions, with blanks between; empty = nothing
	Shell string
	Kept  string // what is said once it is done, with {date}
}

// keep is what a page about some regions has a device keep.
func (s *site) keep(r *web.Request, d *directory, regions ...string) keepView {
	var codes []string
	for _, id := range regions {
		code := otherPack
		if p, ok := d.s.Place(id); ok {
			code = p.Code
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return keepView{Packs: strings.Join(codes, " "), Shell: home(r) + "/offline", Kept: r.Text.T("officers.kept", "date", "{date}")}
}

// keepOf is what a page about a place has a device keep: the pack of its region.
func (s *site) keepOf(r *web.Request, d *directory, place string) keepView {
	region, _ := d.s.Above(place, places.Region)
	return s.keep(r, d, region.ID)
}

// regionsFor are the regions whose packs the finder has kept: the one that is looked at, else all, those with officers'
// posts first. The device stops where it has kept enough.
func regionsFor(d *directory, chosen string) (all []string) {
	if chosen != "" {
		return []string{chosen}
	}
	for _, with := range []bool{true, false} {
		for _, c := range d.s.WithRole(places.Community) {
			region, _ := d.s.Above(c.ID, places.Region)
			if with == (len(d.communities[c.ID]) > 0) && !slices.Contains(all, region.ID) {
				all = append(all, region.ID)
			}
		}
	}
	return all
}

// offlineView is GET /{lang}/offline: the page that a device shows where the network does not answer.
type offlineView struct {
	look.Page
	Search      look.Field
	Finder      string
	AsOf, Found string
}

func (s *site) showOffline(r *web.Request) (web.Reply, error) {
	v := offlineView{Page: s.frame(r, r.Text.T("officers.title")), Search: s.searchField(r, ""), Finder: home(r) + "/officers",
		AsOf: r.Text.T("officers.offline_as_of", "date", "{date}"), Found: r.Text.T("officers.found", "query", "{query}")}
	v.NoIndex = true
	return s.offline.With(v), nil
}

func (s *site) searchField(r *web.Request, query string) look.Field {
	return look.Field{Name: "q", Label: r.Text.T("officers.search"), Help: r.Text.T("officers.search_help"), Type: "search", Value: query, Autocomplete: "off"}
}
