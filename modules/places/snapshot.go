package places

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"reeve/kernel/i18n"
)

// Snapshot is the state of places and organisations on one day, in memory. It never changes.
type Snapshot struct {
	days       string // the day in each zone; see Refresh
	places     map[string]*Place
	codes      map[string]string
	children   map[string][]string // by parent, "" for the top; sorted by code
	shapes     *shapes
	beaten     map[string]bool // places with a beat below them that is drawn
	names      names
	orgs       map[string]*Org
	units      map[string]*Unit
	posts      map[string]*Filled
	of         map[string][]string // posts by their place, sorted by code
	cards      map[string]*Card    // by post
	photos     map[string]string   // files of those who fill posts today, by the photo's ref
	programmes []Programme         // by slug
	sorted     sync.Map            // []Place by role, language and fallback: comparing names costs more than all else
}

func emptySnapshot() *Snapshot {
	return &Snapshot{shapes: noShapes()}
}

// Place gives a place by its id.
func (s *Snapshot) Place(id string) (Place, bool) {
	p := s.places[id]
	if p == nil {
		return Place{}, false
	}
	return *p, true
}

// ByCode gives a place by its code, "PL-3062011".
func (s *Snapshot) ByCode(code string) (Place, bool) { return s.Place(s.codes[code]) }

// Len is the number of places.
func (s *Snapshot) Len() int { return len(s.places) }

// AreaM2 is the area of a place's boundary, 0 without one.
func (s *Snapshot) AreaM2(place string) float64 { return s.shapes.area[place] }

// Children are the places directly below one, by code; of "" those at the top.
func (s *Snapshot) Children(id string) []Place { return s.list(s.children[id]) }

// Path is a place and all above it, nearest first; empty for an unknown one.
func (s *Snapshot) Path(id string) []Place {
	var path []Place
	for p := s.places[id]; p != nil; p = s.places[p.Parent] {
		path = append(path, *p)
	}
	return path
}

// Ancestors are all places above one, nearest first.
func (s *Snapshot) Ancestors(id string) []Place {
	path := s.Path(id)
	return path[min(1, len(path)):]
}

// Above is the nearest place with a role on the way up, the place itself included.
func (s *Snapshot) Above(id, role string) (Place, bool) {
	for p := s.places[id]; p != nil; p = s.places[p.Parent] {
		if p.Role == role {
			return *p, true
		}
	}
	return Place{}, false
}

// WithRole are all places with a role that hold on the snapshot's day, by code.
func (s *Snapshot) WithRole(role string) []Place {
	var ids []string
	for id, p := range s.places {
		if p.Role == role && s.holds(p) {
			ids = append(ids, id)
		}
	}
	all := s.list(ids)
	slices.SortFunc(all, byCode)
	return all
}

// Communities are the places with the role community, in the order of the reader's alphabet. The list is shared
// and must not be changed.
func (s *Snapshot) Communities(text *i18n.Localizer, fallback []string) []Place {
	return s.inOrder(Community, text, fallback)
}

// Regions are the places with the role region, in the order of the reader's alphabet. The list is shared and must
// not be changed.
func (s *Snapshot) Regions(text *i18n.Localizer, fallback []string) []Place {
	return s.inOrder(Region, text, fallback)
}

func (s *Snapshot) inOrder(role string, text *i18n.Localizer, fallback []string) []Place {
	key := role + " " + string(text.Lang()) + " " + strings.Join(fallback, ",")
	if known, ok := s.sorted.Load(key); ok {
		return known.([]Place)
	}
	all := slices.Clip(alphabetic(s.WithRole(role), text, fallback))
	s.sorted.Store(key, all)
	return all
}

func alphabetic(all []Place, text *i18n.Localizer, fallback []string) []Place {
	i18n.SortBy(text.Collator(), all, func(p Place) string {
		name, _ := p.Names.Best(text.Lang(), fallback)
		return name
	})
	return all
}

// holds tells whether the place is valid on the day for which the snapshot was made.
func (s *Snapshot) holds(p *Place) bool { return p.Valid.Holds(s.dayOf(p.Country)) }

func (s *Snapshot) dayOf(country string) string {
	_, rest, ok := strings.Cut(s.days, " "+country+"=")
	if !ok {
		_, rest, _ = strings.Cut(s.days, " =")
	}
	return rest[:min(len(rest), len("2006-01-02"))]
}

// Unit gives a unit by its id.
func (s *Snapshot) Unit(id string) (Unit, bool) {
	if u := s.units[id]; u != nil {
		return *u, true
	}
	return Unit{}, false
}

// Units are all units by code.
func (s *Snapshot) Units() []Unit {
	return values(s.units, func(a, b Unit) int { return strings.Compare(a.Code, b.Code) })
}

// Org gives an organisation by its id.
func (s *Snapshot) Org(id string) (Org, bool) {
	if o := s.orgs[id]; o != nil {
		return *o, true
	}
	return Org{}, false
}

// Orgs are all organisations by code.
func (s *Snapshot) Orgs() []Org {
	return values(s.orgs, func(a, b Org) int { return strings.Compare(a.Code, b.Code) })
}

// Post gives a post by its id, with who fills it on the snapshot's day.
func (s *Snapshot) Post(id string) (Filled, bool) {
	if f := s.posts[id]; f != nil {
		return *f, true
	}
	return Filled{}, false
}

// Posts are all posts by code.
func (s *Snapshot) Posts() []Filled {
	return values(s.posts, func(a, b Filled) int { return strings.Compare(a.Post.Code, b.Post.Code) })
}

// PostsOf are the posts for one place itself, by code.
func (s *Snapshot) PostsOf(place string) []Filled {
	all := make([]Filled, 0, len(s.of[place]))
	for _, id := range s.of[place] {
		all = append(all, *s.posts[id])
	}
	return all
}

func (s *Snapshot) list(ids []string) []Place {
	all := make([]Place, 0, len(ids))
	for _, id := range ids {
		all = append(all, *s.places[id])
	}
	return all
}

func values[T any](m map[string]*T, order func(a, b T) int) []T {
	all := make([]T, 0, len(m))
	for v := range maps.Values(m) {
		all = append(all, *v)
	}
	slices.SortFunc(all, order)
	return all
}

func byCode(a, b Place) int { return strings.Compare(a.Code, b.Code) }
