package community

import (
	"reeve/kernel/document"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (c *Community) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	site, err := newSite(c, pages, frame)
	if err != nil {
		return nil, err
	}
	office, err := newOffice(c, pages, frame)
	if err != nil {
		return nil, err
	}
	const public, read, write = "community.public.read", "community.agreement.read", "community.agreement.write"
	at := web.Param{Name: "at", Description: "YYYY-MM-DD; today if absent"}
	filter := []web.Param{{Name: "community", Description: "code of a community"}, {Name: "region", Description: "code of a region"}, {Name: "kind", Description: "kind of agreement"},
		{Name: "state", Description: "state of its life"}, {Name: "limit", Description: "most items of a page, 100 if absent"}, {Name: "after", Description: "cursor from next"}}
	features, err := c.Duty.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	finder, err := c.Officers.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	features = append(features, finder...)
	work, err := c.sharedRoutes(pages, frame)
	if err != nil {
		return nil, err
	}
	features = append(features, work...)
	reports, err := c.Council.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	features = append(features, reports...)
	waiting, err := c.Municipality.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	features = append(features, waiting...)
	features = append(features, office.apiRoutes(read, write, filter)...)
	return append([]web.Route{
		{Method: "GET", Path: "/api/v1/agreements", Action: public, Handler: web.JSON(c.listAPI, filter...), Summary: "Signed agreements, the latest first"},
		{Method: "GET", Path: "/api/v1/agreements/coverage", Action: public, Handler: web.JSON(c.coverageAPI, at), Summary: "Communities with an agreement in force on a day, by region"},
		{Method: "GET", Path: "/{lang}/agreements", Action: public, Handler: web.View(site.showAll)},
		{Method: "GET", Path: "/{lang}/agreements/{code}", Action: public, Handler: web.View(site.showPlace)},
		{Method: "GET", Path: "/agreement-files/{id}", Action: public, Handler: web.Raw(c.publicFile)},
		{Method: "GET", Path: "/desk/agreements", Action: read, Handler: web.View(office.showList)},
		{Method: "GET", Path: "/desk/agreements/new", Action: write, Handler: web.View(office.newForm)},
		{Method: "POST", Path: "/desk/agreements/new", Action: write, Handler: web.Form(office.takeNew)},
		{Method: "GET", Path: "/desk/agreements/{ref}", Action: read, Handler: web.View(office.show)},
		{Method: "GET", Path: "/desk/agreements/{ref}/edit", Action: write, Handler: web.View(office.editForm)},
		{Method: "POST", Path: "/desk/agreements/{ref}/edit", Action: write, Handler: web.Form(office.takeEdit)},
		{Method: "GET", Path: "/desk/agreements/{ref}/steps/{step}", Action: write, Handler: web.View(office.stepForm)},
		{Method: "POST", Path: "/desk/agreements/{ref}/steps", Action: write, Handler: web.Form(office.takeStep)},
		{Method: "POST", Path: "/desk/agreements/{ref}/obligations", Action: write, Handler: web.Form(office.takeObligation)},
		{Method: "POST", Path: "/desk/agreements/{ref}/files", Action: write, Handler: web.Form(office.takeFile), Limit: document.AttachmentLimit + 1<<20},
		{Method: "GET", Path: "/desk/agreement-files/{id}", Action: read, Handler: web.Raw(office.file)},
	}, features...), nil
}
