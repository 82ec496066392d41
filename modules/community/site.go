package community

import (
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// site is the public pages: how far agreements reach, and the agreements of one community. They need no script.
type site struct {
	c         *Community
	frame     func(r *web.Request, title string) look.Page
	coverage  *web.Page[coverageView]
	community *web.Page[communityView]
}

func newSite(c *Community, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{c: c, frame: frame}
	var err error
	if s.coverage, err = web.Add[coverageView](pages, files, "public", "page/site/coverage.html"); err != nil {
		return nil, err
	}
	s.community, err = web.Add[communityView](pages, files, "public", "page/site/community.html")
	return s, err
}

// name is a name in the reader's language, else in the first language that the installation falls back to, with its tag.
func (c *Community) name(r *web.Request, t i18n.Text) (name, lang string) {
	return c.Settings.Name(r.Text.Lang(), t)
}

func (c *Community) word(r *web.Request, t i18n.Text) string {
	name, _ := c.name(r, t)
	return name
}

// placeWord is a place's name. In Kosovo both names stand side by side, the reader's first.
func (c *Community) placeWord(r *web.Request, p places.Place) string {
	name, tag := p.Names.Best(r.Text.Lang(), c.Settings.Get().Fallback)
	if p.Country != "XK" {
		return name
	}
	other := p.Names.In(i18n.Serbian)
	if r.Text.Lang() == i18n.SerbianLatin {
		other = p.Names.In(i18n.SerbianLatin)
	}
	if tag != "sq" {
		other = p.Names.In(i18n.Albanian)
	}
	if other == "" || other == name {
		return name
	}
	return name + " / " + other
}

// showAll is GET /{lang}/agreements?at=: all regions, or where there is only one its communities.
func (s *site) showAll(r *web.Request) (web.Reply, error) {
	day, err := s.c.at(r)
	if err != nil {
		return nil, err
	}
	snapshot := s.c.Places.Snapshot()
	var regions []places.Place
	with := map[string]bool{}
	for _, g := range snapshot.WithRoleOn(places.Community, day) {
		if region, ok := snapshot.Above(g.ID, places.Region); ok && !with[region.ID] {
			with[region.ID] = true
			regions = append(regions, region)
		}
	}
	if len(regions) == 1 {
		return s.page(r, day, &regions[0], true)
	}
	return s.page(r, day, nil, true)
}

// showPlace is GET /{lang}/agreements/{code}?at=: a region's communities, or a community's agreements.
func (s *site) showPlace(r *web.Request) (web.Reply, error) {
	p, ok := s.c.Places.Snapshot().ByCode(r.PathValue("code"))
	if !ok || p.Role != places.Region && p.Role != places.Community {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", r.PathValue("code"))
	}
	day, err := s.c.at(r)
	if err != nil {
		return nil, err
	}
	if p.Role == places.Region {
		return s.page(r, day, &p, false)
	}
	return s.showCommunity(r, day, p)
}

// address is a page of this site with the day asked for, where that is not today.
func (s *site) address(r *web.Request, code, day string) string {
	to := "/" + r.Text.Lang().HTML() + "/agreements"
	if code != "" {
		to += "/" + code
	}
	if day != s.c.Today(r.Now) {
		to += "?at=" + day
	}
	return to
}

func (s *site) crumbs(r *web.Request, day string, above []places.Place, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("community.crumbs"), Items: []look.NavItem{{Word: r.Text.T("community.site.title"), Href: s.address(r, "", day)}}}
	for _, p := range above {
		c.Items = append(c.Items, look.NavItem{Word: s.c.placeWord(r, p), Href: s.address(r, p.Code, day)})
	}
	c.Items = append(c.Items, look.NavItem{Word: here})
	return c
}
