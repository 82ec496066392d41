package officers

import (
	"cmp"
	"slices"
	"sync"

	"reeve/modules/places"
)

// officerRole is the role of the posts that this package is about.
const officerRole = "officer"

// directory says which posts answer for which places. It belongs to one snapshot and never changes, answers aside.
type directory struct {
	s           *places.Snapshot
	posts       []places.Card            // all officers' posts by code
	communities map[string][]places.Card // by community, those of its beats too, by code
	at          map[string][]places.Card // by the place itself
	byCode      map[string]places.Card
	units       map[string]places.Unit // police units with a public number, by their place
	answers     sync.Map               // of locate: whose answer → []byte
	packs       sync.Map               // packKey → keptPack
}

// directory is that of the present snapshot.
func (o *Officers) directory() *directory {
	s := o.Places.Snapshot()
	if d := o.kept.Load(); d != nil && d.s == s {
		return d
	}
	d := newDirectory(s)
	o.kept.Store(d)
	return d
}

func newDirectory(s *places.Snapshot) *directory {
	d := &directory{s: s, communities: map[string][]places.Card{}, at: map[string][]places.Card{}, byCode: map[string]places.Card{}, units: map[string]places.Unit{}}
	for _, f := range s.Posts() {
		c, ok := s.Card(f.Post.ID)
		if f.Post.Role != officerRole || !ok {
			continue
		}
		if c.Place == "" {
			unit, _ := s.Unit(f.Post.Unit)
			c.Place = unit.Place
		}
		d.posts = append(d.posts, c)
		d.byCode[c.Code] = c
		d.at[c.Place] = append(d.at[c.Place], c)
		if community, ok := s.Above(c.Place, places.Community); ok {
			d.communities[community.ID] = append(d.communities[community.ID], c)
		}
	}
	for _, u := range s.Units() {
		org, _ := s.Org(u.Org)
		place := cmp.Or(u.Place, org.Place)
		if _, taken := d.units[place]; !taken && u.Phone != "" && org.Kind == places.Police && place != "" {
			d.units[place] = u
		}
	}
	return d
}

// post is who answers for a beat, else for the community as a whole, else for what lies above it: a post that somebody
// fills before a vacant one.
func (d *directory) post(place string) (places.Card, bool) {
	for _, p := range d.s.Path(place) {
		all := d.at[p.ID]
		if len(all) == 0 {
			continue
		}
		if n := slices.IndexFunc(all, func(c places.Card) bool { return c.Answers() != nil }); n >= 0 {
			return all[n], true
		}
		return all[0], true
	}
	return places.Card{}, false
}

// unit is the nearest police unit with a public number on the way up.
func (d *directory) unit(place string) (places.Unit, bool) {
	for _, p := range d.s.Path(place) {
		if u, ok := d.units[p.ID]; ok {
			return u, true
		}
	}
	return places.Unit{}, false
}

// call is the number that answers for a post: its own, that of its unit, or of the nearest unit above.
func (d *directory) call(c places.Card) string {
	if number := c.Call(); number != "" {
		return number
	}
	u, _ := d.unit(c.Place)
	return u.Phone
}
