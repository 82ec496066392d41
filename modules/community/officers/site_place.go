package officers

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// placeView is the page of one officer and that of a community.
type placeView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Cards  []cardView // one on an officer's page
	Nobody *look.Empty
	Around aroundView
	Keep   keepView

	Programme *programmeView
}

// aroundView is what else there is to know of a community.
type aroundView struct {
	T             func(key string, args ...any) string
	Outline       *Outline
	OutlineTitle  string
	Priority      *Priority
	Meetings      []Meeting
	Reports       string
	ReportsHref   string
	ReportHref    string
	Agreements    []Agreement
	AgreementsAll string
}

// showCommunity is GET /{lang}/communities/{code}.
func (s *site) showCommunity(r *web.Request) (web.Reply, error) {
	d := s.o.directory()
	p, ok := d.s.ByCode(r.PathValue("code"))
	if !ok || p.Role != places.Community {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", r.PathValue("code"))
	}
	v := placeView{Page: s.frame(r, s.o.PlaceName(r, p)), Crumbs: s.crumbs(r, d, p, s.o.PlaceName(r, p))}
	v.Page.Description = r.Text.T("officers.lead")
	if p.Population != nil {
		v.Lead = r.Text.N("officers.people", *p.Population)
	}
	v.Keep, v.Programme = s.keepOf(r, d, p.ID), s.programme(r, d, p.ID)
	err := r.Read(func(q *db.Snapshot) (err error) {
		v.Cards = nil
		flagged, err := s.flagged(r, q, p.ID)
		if err != nil {
			return err
		}
		all := d.communities[p.ID]
		if len(all) == 0 { // whoever answers for all of it from above
			if c, ok := d.post(p.ID); ok {
				all = []places.Card{c}
			}
		}
		for _, c := range all {
			v.Cards = append(v.Cards, s.card(r, d, c, flagged[c.Post]))
		}
		v.Around, err = s.around(r, q, d, p)
		return err
	})
	if len(v.Cards) == 0 {
		v.Nobody = &look.Empty{Icon: "user", Title: r.Text.T("officers.nobody"), Text: r.Text.T("officers.no_number", "number", s.o.Settings.Get().Emergency)}
		if u, ok := d.unit(p.ID); ok {
			v.Nobody.Text = r.Text.T("officers.unit_answers") + ": " + s.word(r, u.Names) + ", " + u.Phone
		}
	}
	return s.community.With(v), err
}

// showOfficer is GET /{lang}/officers/{code}, the code of a post.
func (s *site) showOfficer(r *web.Request) (web.Reply, error) {
	d := s.o.directory()
	c, ok := d.byCode[r.PathValue("code")]
	if !ok {
		return nil, errs.New(errs.NotFound, "officers.no_such_post", "post", r.PathValue("code"))
	}
	var v placeView
	err := r.Read(func(q *db.Snapshot) error {
		flagged, err := s.flagged(r, q, c.Place)
		if err != nil {
			return err
		}
		card := s.card(r, d, c, flagged[c.Post])
		v = placeView{Page: s.frame(r, card.Name), Cards: []cardView{card}, Keep: s.keepOf(r, d, c.Place), Programme: s.programme(r, d, c.Place)}
		p, ok := d.s.Above(c.Place, places.Community)
		if !ok {
			v.Crumbs = s.crumbs(r, d, places.Place{}, card.Name)
			v.Around.T = r.Text.T
			return nil
		}
		v.Crumbs = s.crumbs(r, d, p, "")
		v.Crumbs.Items = append(v.Crumbs.Items, look.NavItem{Word: card.Name})
		if v.Around, err = s.around(r, q, d, p); err == nil && s.o.Priority != nil && c.Place != p.ID {
			v.Around.Priority, err = s.o.Priority(r, q, c.Place, s.o.Today(r, p.ID)) // of the beat
		}
		return err
	})
	return s.officer.With(v), err
}

func (s *site) flagged(r *web.Request, q *db.Snapshot, place string) (map[string]string, error) {
	if s.o.Flagged == nil {
		return map[string]string{}, nil
	}
	return s.o.Flagged(q, s.o.Today(r, place))
}

// crumbs lead from the finder over the region to a community; here is the page itself, or the community is linked too
// where it is empty.
func (s *site) crumbs(r *web.Request, d *directory, p places.Place, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("officers.crumbs"), Items: []look.NavItem{{Word: r.Text.T("officers.title"), Href: home(r) + "/officers"}}}
	if region, ok := d.s.Above(p.ID, places.Region); ok {
		c.Items = append(c.Items, look.NavItem{Word: s.o.PlaceName(r, region), Href: home(r) + "/officers?region=" + region.Code})
	}
	if here != "" {
		c.Items = append(c.Items, look.NavItem{Word: here})
	} else {
		c.Items = append(c.Items, look.NavItem{Word: s.o.PlaceName(r, p), Href: communityHref(r, p.Code)})
	}
	return c
}

// around gathers what other parts of the program know of a community.
func (s *site) around(r *web.Request, q *db.Snapshot, d *directory, p places.Place) (v aroundView, err error) {
	l, day := r.Text, s.o.Today(r, p.ID)
	v.T = l.T
	v.ReportHref = home(r) + "/report?step=place&place=" + p.Code
	if s.o.Reports != nil {
		all, open := s.o.Reports(p.ID)
		v.Reports = l.T("officers.counts", "all", l.N("officers.count", all), "open", l.N("officers.count_open", open))
		v.ReportsHref = home(r) + "/list?community=" + p.Code
	}
	if s.o.Outline != nil {
		var beats []places.Place
		for _, b := range d.s.Children(p.ID) {
			if b.Role == places.Beat {
				beats = append(beats, b)
			}
		}
		if v.Outline, err = s.o.Outline(q, p, beats, day); err != nil {
			return v, err
		}
		v.OutlineTitle = l.T("officers.map", "place", s.o.PlaceName(r, p))
	}
	if s.o.Agreements != nil {
		if v.Agreements, err = s.o.Agreements(r, q, p.ID, day); err != nil {
			return v, err
		}
		v.AgreementsAll = home(r) + "/agreements/" + p.Code
	}
	if s.o.Meetings != nil {
		if v.Meetings, err = s.o.Meetings(r, q, p.ID, day); err != nil {
			return v, err
		}
	}
	if s.o.Priority != nil {
		v.Priority, err = s.o.Priority(r, q, p.ID, day)
	}
	return v, err
}
