package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// office is the desk's pages about reports.
type office struct {
	m     *Map
	frame func(r *web.Request, title string) look.Page
}

func newOffice(m *Map, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	return &office{m: m, frame: frame}, nil
}

func (o *office) routes() []web.Route { return nil }
