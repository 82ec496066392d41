package officers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// mostFound is how many places, and how many addresses, a search shows. Who needs more types another letter.
const (
	mostFound       = 12
	shortestAddress = 3 // letters
)

// findView is GET /{lang}/officers.
type findView struct {
	look.Page
	Crumbs   look.Crumbs // of a region
	Search   look.Field
	Heading  string // of what was found; empty = nothing was asked
	Found    []foundView
	None     string
	Regions  []regionView
	Table    *look.Table // of one region
	NoPlaces look.Empty
	Map      *look.Map
	Finder   string // address of this page
	Keep     keepView
}

// foundView is one answer: a place and who answers there.
type foundView struct {
	Name, Above string
	Href        string
	Officer     string
	Vacant      bool
	Phone, Call string
}

// regionView leads to the communities of a region.
type regionView struct{ Name, Href string }

// showFind is GET /{lang}/officers?q=, ?lat=&lon=, ?region=.
func (s *site) showFind(r *web.Request) (web.Reply, error) {
	l, q, d := r.Text, r.URL.Query(), s.o.directory()
	query := strings.TrimSpace(q.Get("q"))
	v := findView{Page: s.frame(r, l.T("officers.title"))}
	v.Description = l.T("officers.lead")
	v.Search = s.searchField(r, query)
	v.NoPlaces = look.Empty{Icon: "landmark", Title: l.T("officers.no_places"), Text: l.T("officers.no_places_text")}
	switch {
	case query != "":
		v.Heading, v.None = l.T("officers.found", "query", query), l.T("officers.none_found")
		found, err := s.search(r, d, query)
		if err != nil {
			return nil, err
		}
		v.Found = found
	case q.Get("lat") != "" || q.Get("lon") != "":
		at, err := readPoint(q.Get("lat"), q.Get("lon"))
		if err != nil {
			return nil, err
		}
		v.Heading, v.None = l.T("officers.position"), l.T("officers.outside")
		if w, ok := d.s.Locate(at); ok && w.Community != nil {
			v.Found = []foundView{s.found(r, d, *w.Community, w.Beat)}
		}
	}
	if err := s.register(r, d, &v, q.Get("region")); err != nil {
		return nil, err
	}
	chosen, _ := d.s.ByCode(q.Get("region"))
	v.Finder, v.Map, v.Keep = home(r)+"/officers", s.findMap(r, d, chosen.ID), s.keep(r, d, regionsFor(d, chosen.ID)...)
	return s.find.With(v), nil
}

// register fills the list of regions, or of the communities of one. Where there is but one its communities stand there.
func (s *site) register(r *web.Request, d *directory, v *findView, code string) error {
	fallback := s.o.Settings.Get().Fallback
	under := map[string][]places.Place{}
	for _, c := range d.s.Communities(r.Text, fallback) {
		region, _ := d.s.Above(c.ID, places.Region)
		under[region.ID] = append(under[region.ID], c)
	}
	regions := d.s.Regions(r.Text, fallback)
	chosen, ok := d.s.ByCode(code)
	if code != "" && (!ok || chosen.Role != places.Region) {
		return errs.Bad("region", "places.no_such_place", "place", code)
	}
	if code != "" {
		v.Crumbs = s.crumbs(r, d, places.Place{}, s.o.PlaceName(r, chosen))
	}
	for _, region := range append([]places.Place(nil), regions...) {
		if len(under[region.ID]) > 0 {
			v.Regions = append(v.Regions, regionView{s.o.PlaceName(r, region), home(r) + "/officers?region=" + region.Code})
			if len(under) == 1 {
				chosen = region
			}
		}
	}
	if chosen.ID == "" && len(under[""]) == 0 {
		return nil
	}
	name := r.Text.T("officers.other_places")
	if chosen.ID != "" {
		name, v.Regions = s.o.PlaceName(r, chosen), nil
	} else if len(v.Regions) == 0 {
		name = r.Text.T("officers.places")
	}
	v.Table = &look.Table{Caption: name, Head: []look.Cell{{Text: r.Text.T("officers.community")}, {Text: r.Text.T("officers.officer")}, {Text: r.Text.T("officers.phone")}}}
	for _, c := range under[chosen.ID] {
		f := s.found(r, d, c, nil)
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: f.Name, Href: communityHref(r, c.Code)}, {Text: f.Officer}, {Text: f.Phone}})
	}
	return nil
}

// found is who answers for a community, or for a beat of it. It leads to the officer where there is one for the beat.
func (s *site) found(r *web.Request, d *directory, c places.Place, beat *places.Place) foundView {
	v := foundView{Name: s.o.PlaceName(r, c), Href: communityHref(r, c.Code), Officer: r.Text.T("officers.nobody")}
	if region, ok := d.s.Above(c.ID, places.Region); ok {
		v.Above = s.o.PlaceName(r, region)
	}
	all := d.communities[c.ID]
	place := c.ID
	if beat != nil {
		v.Name, v.Above, place = s.o.PlaceName(r, *beat), s.o.PlaceName(r, c), beat.ID
	}
	post, ok := d.post(place)
	if !ok || beat == nil && len(all) > 1 {
		var names []string
		for _, one := range all {
			names = append(names, s.holder(r, one))
		}
		if len(names) > 0 {
			v.Officer = strings.Join(names, "; ")
		}
		u, _ := d.unit(c.ID)
		v.Phone = u.Phone
	} else {
		v.Officer, v.Vacant, v.Phone = s.holder(r, post), post.Vacancy, d.call(post)
		v.Href = officerHref(r, post.Code)
	}
	if !ok && len(all) == 1 {
		v.Officer, v.Vacant, v.Phone, v.Href = s.holder(r, all[0]), all[0].Vacancy, d.call(all[0]), officerHref(r, all[0].Code)
	}
	v.Call = dial(v.Phone)
	return v
}

func (s *site) holder(r *web.Request, c places.Card) string {
	if c.Officer == nil {
		return r.Text.T("officers.vacant")
	}
	return s.person(r, c.Officer)
}

// search looks for officers by name, for places, and for addresses, in this order.
func (s *site) search(r *web.Request, d *directory, query string) (all []foundView, err error) {
	seen := map[string]bool{}
	add := func(v foundView, key string) {
		if !seen[key] {
			seen[key] = true
			all = append(all, v)
		}
	}
	for n, c := range d.named(query) {
		if n == mostFound {
			break
		}
		v := foundView{Name: s.holder(r, c), Href: officerHref(r, c.Code), Officer: s.word(r, c.Title), Phone: d.call(c)}
		v.Call = dial(v.Phone)
		if p, ok := d.s.Place(c.Place); ok {
			v.Above = s.o.PlaceName(r, p)
		}
		add(v, "post "+c.Post)
	}
	for _, p := range d.s.Search(query, mostFound) {
		c, ok := d.s.Above(p.ID, places.Community)
		if !ok {
			continue
		}
		var beat *places.Place
		if p.Role == places.Beat {
			beat = &p
		}
		v := s.found(r, d, c, beat)
		if name := s.o.PlaceName(r, p); beat == nil && name != v.Name { // a village is found by its own name
			v.Name, v.Above = name, v.Name
		}
		add(v, v.Href+" "+v.Name)
	}
	if utf8.RuneCountInString(query) < shortestAddress || !s.o.Places.HasAddresses() {
		return all, nil
	}
	addresses, err := s.o.Places.Addresses(r.Context(), query, mostFound)
	for _, a := range addresses {
		w, ok := d.s.Locate(a.At)
		if !ok || w.Community == nil {
			continue
		}
		v := s.found(r, d, *w.Community, w.Beat)
		v.Above, v.Name = v.Name, a.Label()
		add(v, "address "+a.Label())
	}
	return all, err
}

// named are the posts whose holder's name has every word of the query at the beginning of one of its words.
func (d *directory) named(query string) (all []places.Card) {
	words := strings.Fields(folded(query))
	for _, c := range d.posts {
		if c.Officer == nil || c.Officer.Name == "" {
			continue
		}
		name := " " + folded(c.Officer.Name)
		fits := len(words) > 0
		for _, w := range words {
			fits = fits && strings.Contains(name, " "+w)
		}
		if fits {
			all = append(all, c)
		}
	}
	return all
}

// folded is a name without case, script and marks: "Ткаченко", "Tkačenko" and "tkacenko" are found by each other's
// beginnings as far as their letters agree.
func folded(name string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.ToLower(i18n.Romanise(name))) {
		switch {
		case c == 'ł':
			b.WriteByte('l')
		case c == 'đ':
			b.WriteByte('d')
		case c == 'ø':
			b.WriteByte('o')
		case c == 'æ':
			b.WriteString("ae")
		case !unicode.Is(unicode.Mn, c):
			b.WriteRune(c)
		}
	}
	return b.String()
}
