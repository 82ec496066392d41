package events

import (
	"slices"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this package. pages gets its pages; frame fills what all pages share.
func (v *Events) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	all := []web.Route{
		{Method: "POST", Path: "/api/v1/events", Action: actWrite, Handler: web.JSON(v.addAPI), Summary: "Announce an event, open for registration", Status: 201},
		{Method: "GET", Path: "/api/v1/events/{id}", Action: public, Handler: web.JSON(v.showAPI), Summary: "An event and its seats"},
		{Method: "POST", Path: "/api/v1/events/{id}/registrations", Action: actRegister, Handler: web.JSON(v.registerAPI), Summary: "Register people of an organisation", Status: 201},
		{Method: "POST", Path: "/api/v1/desk/nominations/{id}/answer", Action: actRegister, Handler: web.JSON(v.answerAPI), Summary: "Accept an offered seat, withdraw, or answer after a move"},
	}
	s, err := newSite(v, pages, frame)
	if err != nil {
		return nil, err
	}
	g, err := newGuest(v, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(v, pages, frame)
	if err != nil {
		return nil, err
	}
	return slices.Concat(all, s.routes(), g.routes(), o.routes()), nil
}
