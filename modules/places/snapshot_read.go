package places

import (
	"maps"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
)

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
	s := &Snapshot{days: p.days(at), places: map[string]*Place{}, codes: map[string]string{}, children: map[string][]string{}}
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
	if s.shapes, err = readShapes(r, s, p.Snapshot().shapes); err != nil {
		return nil, err
	}
	s.beaten = map[string]bool{}
	for id, v := range s.places {
		if v.Role != Beat || s.shapes.current[id] == "" {
			continue
		}
		for above := s.places[v.Parent]; above != nil; above = s.places[above.Parent] {
			s.beaten[above.ID] = true
		}
	}
	if s.programmes, err = Programmes(r); err != nil {
		return nil, err
	}
	return s, p.readOrgs(r, s, at)
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
	contacts, profiles, err := readCards(r)
	if err != nil {
		return err
	}
	s.cards, s.photos = map[string]*Card{}, map[string]string{}
	for i := range posts {
		f := &posts[i]
		day := p.dayIn(s.countryOf(f), at)
		f.take(by[f.Post.ID], day)
		s.cards[f.Post.ID] = s.card(f, by[f.Post.ID], day, contacts[f.Post.ID], profiles)
		s.posts[f.Post.ID] = f
		s.of[f.Post.Place] = append(s.of[f.Post.Place], f.Post.ID)
	}
	return nil
}

// readCards reads what is public of posts and of those who fill them: contacts by post, profiles by appointment.
func readCards(r db.Reader) (map[string]Contact, map[string]Profile, error) {
	all, err := db.All(r, scanContact, `SELECT `+contactColumns+` FROM post_contact c ORDER BY c.post`)
	if err != nil {
		return nil, nil, err
	}
	contacts := map[string]Contact{}
	for _, c := range all {
		contacts[c.Post] = c
	}
	people, err := db.All(r, scanProfile, `SELECT `+profileColumns+` FROM officer_profile f ORDER BY f.appointment`)
	profiles := map[string]Profile{}
	for _, v := range people {
		profiles[v.Appointment] = v
	}
	return contacts, profiles, err
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
