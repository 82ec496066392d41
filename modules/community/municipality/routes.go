package municipality

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// page is where everything is seen.
const page = "/desk/municipality"

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (m *Municipality) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	o, err := newOffice(m, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "community.public.read"
	return []web.Route{
		{Method: "GET", Path: page, Action: Read, Handler: web.View(o.show)},
		{Method: "POST", Path: page + "/notice", Action: Read, Handler: web.Form(o.choose)},
		{Method: "GET", Path: "/{lang}/unsubscribe/{token}", Action: public, Handler: web.View(o.ask)},
		{Method: "POST", Path: "/{lang}/unsubscribe/{token}", Action: public, Handler: web.Form(o.end)},
	}, nil
}
