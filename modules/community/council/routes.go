package council

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (c *Council) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	o, err := newOffice(c, pages, frame)
	if err != nil {
		return nil, err
	}
	const read, write, present = "community.council.read", "community.council.write", "community.council.present"
	return []web.Route{
		{Method: "GET", Path: "/desk/council_reports", Action: read, Handler: web.View(o.showList)},
		{Method: "GET", Path: "/desk/council_reports/new", Action: write, Handler: web.View(o.newForm)},
		{Method: "POST", Path: "/desk/council_reports/new", Action: write, Handler: web.Form(o.takeNew)},
		{Method: "GET", Path: "/desk/council_reports/{ref}", Action: read, Handler: web.View(o.show)},
		{Method: "GET", Path: "/desk/council_reports/{ref}/edit", Action: write, Handler: web.View(o.editForm)},
		{Method: "POST", Path: "/desk/council_reports/{ref}/edit", Action: write, Handler: web.Form(o.takeEdit)},
		{Method: "GET", Path: "/desk/council_reports/{ref}/lists/{code}", Action: read, Handler: web.View(o.showFigure)},
		{Method: "GET", Path: "/desk/council_reports/{ref}/steps/{step}", Action: present, Handler: web.View(o.stepForm)},
		{Method: "POST", Path: "/desk/council_reports/{ref}/steps", Action: present, Handler: web.Form(o.takeStep)},
		{Method: "GET", Path: "/desk/council_reports/{ref}/files/{file}", Action: read, Handler: web.Raw(o.file)},
	}, nil
}
