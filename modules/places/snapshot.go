package places

import (
	"maps"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// Snapshot is the state of places and organisations on one day, in memory. It never changes.
type Snapshot struct {
	days     string // the day in each zone; see Refresh
	places   map[string]*Place
	codes    map[string]string
	children map[string][]string // by parent, "" for the top; sorted by code
	index    *geo.Index          // all boundaries
	nearest  *geo.Index          // boundaries of communities
	area     map[string]float64  // m²
	names    names
	orgs     map[string]*Org
	units    map[string]*Unit
	posts    map[string]*Filled
	of       map[string][]string // posts by their place, sorted by code
}

func emptySnapshot() *Snapshot {
	return &Snapshot{index: geo.NewIndex(nil), nearest: geo.NewIndex(nil)}
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
func (s *Snapshot) AreaM2(place string) float64 { return s.area[place] }

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
	for _, p := range s.Path(id) {
		if p.Role == role {
			return p, true
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

// Communities are the places with the role community, in the order of the reader's alphabet.
func (s *Snapshot) Communities(text *i18n.Localizer, fallback []string) []Place {
	return sorted(s.WithRole(Community), text, fallback)
}

// Regions are the places with the role region, in the order of the reader's alphabet.
func (s *Snapshot) Regions(text *i18n.Localizer, fallback []string) []Place {
	return sorted(s.WithRole(Region), text, fallback)
}

func sorted(all []Place, text *i18n.Localizer, fallback []string) []Place {
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

// days is the civil day in the zone of every country with a calendar, " =2026-03-01 PL=2026-03-01 …"; the
// first is UTC's, for the others.
func (p *Places) days(at time.Time) string {
	var b strings.Builder
	b.WriteString(" =" + at.UTC().Format(time.DateOnly))
	for _, country := range slices.Sorted(maps.Keys(p.calendars)) {
		b.WriteString(" " + country + "=" + p.dayIn(country, at))
	}
	return b.String()
}

// read makes a snapshot of what the database holds.
func (p *Places) read(r db.Reader, at time.Time) (*Snapshot, error) {
	s := &Snapshot{days: p.days(at), places: map[string]*Place{}, codes: map[string]string{}, children: map[string][]string{}, area: map[string]float64{}}
	all, err := db.All(r, scanPlace, `SELECT `+placeColumns+` FROM place p ORDER BY p.code`)
	if err != nil {
		return nil, err
	}
	for i := range all {
		v := &all[i]
		s.places[v.ID], s.codes[v.Code] = v, v.ID
		s.children[v.Parent] = append(s.children[v.Parent], v.ID)
	}
	s.names = namesOf(all)
	if err := s.readShapes(r); err != nil {
		return nil, err
	}
	return s, p.readOrgs(r, s, at)
}

func (s *Snapshot) readShapes(r db.Reader) error {
	var shapes, communities []geo.Place
	err := db.Each(r, func(scan db.Scan) error {
		b, err := scanBoundary(scan)
		if err != nil {
			return err
		}
		p := s.places[b.Place]
		if p == nil || !s.holds(p) || !b.Valid.Holds(s.dayOf(p.Country)) {
			return nil
		}
		s.area[p.ID] = b.AreaM2
		shapes = append(shapes, geo.Place{ID: p.ID, Shape: b.Shape})
		if p.Role == Community {
			communities = append(communities, geo.Place{ID: p.ID, Shape: b.Shape})
		}
		return nil
	}, `SELECT `+boundaryColumns+` FROM place_boundary b ORDER BY b.place, b.version_no`)
	s.index, s.nearest = geo.NewIndex(shapes), geo.NewIndex(communities)
	return err
}

func (p *Places) readOrgs(r db.Reader, s *Snapshot, at time.Time) error {
	s.orgs, s.units, s.posts, s.of = map[string]*Org{}, map[string]*Unit{}, map[string]*Filled{}, map[string][]string{}
	orgs, err := db.All(r, scanOrg, `SELECT `+orgColumns+` FROM org o ORDER BY o.code`)
	if err != nil {
		return err
	}
	for i := range orgs {
		s.orgs[orgs[i].ID] = &orgs[i]
	}
	units, err := db.All(r, scanUnit, `SELECT `+unitColumns+` FROM unit u ORDER BY u.code`)
	if err != nil {
		return err
	}
	for i := range units {
		s.units[units[i].ID] = &units[i]
	}
	posts, err := db.All(r, scanFilled, `SELECT `+filledColumns+` FROM post t JOIN unit u ON u.id = t.unit ORDER BY t.code`)
	if err != nil {
		return err
	}
	filling, err := db.All(r, scanAppointment, `SELECT `+appointmentColumns+` FROM appointment a ORDER BY a.valid_from, a.id`)
	if err != nil {
		return err
	}
	by := map[string][]Appointment{}
	for _, a := range filling {
		by[a.Post] = append(by[a.Post], a)
	}
	for i := range posts {
		f := &posts[i]
		f.take(by[f.Post.ID], p.dayIn(s.countryOf(f), at))
		s.posts[f.Post.ID] = f
		s.of[f.Post.Place] = append(s.of[f.Post.Place], f.Post.ID)
	}
	return nil
}

// countryOf is the country of the place that a post answers for.
func (s *Snapshot) countryOf(f *Filled) string {
	place := f.Post.Place
	if place == "" {
		place = s.units[f.Post.Unit].Place
	}
	if o := s.orgs[f.Org]; place == "" && o != nil {
		place = o.Place
	}
	if p := s.places[place]; p != nil {
		return p.Country
	}
	return ""
}
