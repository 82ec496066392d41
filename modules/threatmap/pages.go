package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// pageRoutes are the pages of this module: the public site and the desk.
func (m *Map) pageRoutes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	site, err := newSite(m, pages, frame)
	if err != nil {
		return nil, err
	}
	office, err := newOffice(m, pages, frame)
	if err != nil {
		return nil, err
	}
	return append(site.routes(), office.routes()...), nil
}
