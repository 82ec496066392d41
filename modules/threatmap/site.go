package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// site is the public pages.
type site struct {
	m     *Map
	frame func(r *web.Request, title string) look.Page
}

func newSite(m *Map, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	return &site{m: m, frame: frame}, nil
}

func (s *site) routes() []web.Route { return nil }
