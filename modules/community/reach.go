package community

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// reach is what coverage is computed from: all communities whenever they are valid, and all signed agreements.
type reach struct {
	grounds    []ground
	held       []held
	agreements map[string]Agreement // by id
	places     *places.Snapshot
}

// readReach reads it from the register and from the places of a snapshot.
func (c *Community) readReach(q db.Reader) (*reach, error) {
	s := c.Places.Snapshot()
	r := &reach{agreements: map[string]Agreement{}, places: s}
	for _, p := range s.EverWithRole(places.Community) {
		region, _ := s.Above(p.ID, places.Region)
		r.grounds = append(r.grounds, ground{p.ID, region.ID, p.Valid.From, p.Valid.Until})
	}
	type over struct {
		a     Agreement
		place string
	}
	rows, err := db.All(q, func(scan db.Scan) (v over, err error) {
		dest, finish := v.a.destinations()
		if err = scan(append(dest, &v.place)...); err != nil {
			return v, err
		}
		return v, finish()
	}, `SELECT `+agreementColumns+`, ap.place FROM agreement a JOIN agreement_place ap ON ap.agreement = a.id WHERE a.signed_on IS NOT NULL ORDER BY a.id`)
	if err != nil {
		return nil, err
	}
	below := r.below()
	for _, v := range rows {
		r.agreements[v.a.ID] = v.a
		for _, community := range below(v.place) {
			r.held = append(r.held, held{community, v.a.Begins(), v.a.Last(), v.a.RenewFrom()})
		}
	}
	return r, nil
}

// below gives the communities that a place of a territory covers: itself, or all within a place above. A beat covers
// no community.
func (r *reach) below() func(place string) []string {
	var within map[string][]string
	return func(place string) []string {
		p, ok := r.places.Place(place)
		if !ok || p.Role == places.Community {
			return []string{place}
		}
		if p.Role == places.Beat {
			return nil
		}
		if within == nil {
			within = map[string][]string{}
			for _, g := range r.grounds {
				for _, above := range r.places.Ancestors(g.ID) {
					within[above.ID] = append(within[above.ID], g.ID)
				}
			}
		}
		return within[place]
	}
}

// Reach is how far agreements reach on a day.
type Reach struct {
	At         string
	Regions    []RegionReach // with communities on the day, by code
	Total      RegionReach   // Region is empty
	FirstID    string        // region that was complete first, empty = none
	FirstDay   string
	Cover      map[string]string // of each community valid on the day: Missing, Covered, Due
	HasRegions int64             // in which a community has an agreement in force
}

// RegionReach counts one region.
type RegionReach struct {
	Region places.Place
	share
	Officers int64
}

// Rate is the share of communities with an agreement in force, to so many digits; false without communities.
func (s share) Rate(digits int) (int64, bool) { return i18n.Ratio(s.InForce, s.Communities, digits) }

// Whole tells whether every community has an agreement in force.
func (s share) Whole() bool { return s.Communities > 0 && s.InForce == s.Communities }

// Reach computes how far agreements reach on a day.
func (c *Community) Reach(q db.Reader, day string) (Reach, error) {
	r, err := c.readReach(q)
	if err != nil {
		return Reach{}, err
	}
	return c.reachOn(q, r, day)
}

func (c *Community) reachOn(q db.Reader, r *reach, day string) (Reach, error) {
	out := Reach{At: day, Cover: coverOn(day, r.grounds, r.held)}
	officers, err := r.officers(q, day)
	if err != nil {
		return out, err
	}
	regions, total := byRegion(out.Cover, r.grounds)
	out.Total.share = total
	for _, n := range officers {
		out.Total.Officers += n
	}
	for id, s := range regions {
		region, ok := r.places.Place(id)
		if !ok {
			continue
		}
		if s.InForce > 0 {
			out.HasRegions++
		}
		out.Regions = append(out.Regions, RegionReach{region, s, officers[id]})
	}
	slices.SortFunc(out.Regions, func(a, b RegionReach) int { return strings.Compare(a.Region.Code, b.Region.Code) })
	out.FirstID, out.FirstDay = firstComplete(turns(r.grounds, r.held), day, r.byCode)
	return out, nil
}

func (r *reach) byCode(a, b string) int {
	p, _ := r.places.Place(a)
	q, _ := r.places.Place(b)
	return strings.Compare(p.Code, q.Code)
}

// officers counts, by region, the posts that agreements in force on the day have opened and that somebody holds then.
func (r *reach) officers(q db.Reader, day string) (map[string]int64, error) {
	type link struct{ post, agreement string }
	links, err := db.All(q, func(scan db.Scan) (l link, err error) { return l, scan(&l.post, &l.agreement) },
		`SELECT x.post, x.agreement FROM post_agreement x WHERE EXISTS (SELECT 1 FROM appointment m WHERE m.post = x.post AND m.kind IN ('holder', 'acting')
			AND m.valid_from <= $1 AND (m.valid_until IS NULL OR m.valid_until > $1)) ORDER BY x.post, x.agreement`, day)
	if err != nil {
		return nil, err
	}
	counted, out := map[string]bool{}, map[string]int64{}
	for _, l := range links {
		a, ok := r.agreements[l.agreement]
		if !ok || counted[l.post] || !a.HoldsOn(day) {
			continue
		}
		counted[l.post] = true
		region, _ := r.places.Above(a.Place, places.Region)
		out[region.ID]++
	}
	return out, nil
}
