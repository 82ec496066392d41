package register

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (g *Register) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	d, err := newDesk(g, pages, frame)
	if err != nil {
		return nil, err
	}
	const public, read, write = "plan.public.read", "plan.read", "plan.write"
	part := []web.Param{{Name: "version", Description: "number of a version; the one in force if absent"}, {Name: "limit", Description: "most items of a page, 100 if absent"},
		{Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/plans", Action: public, Handler: web.JSON(g.listAPI), Summary: "Plans in force, with what they count"},
		{Method: "GET", Path: "/api/v1/plans/{code}", Action: public, Handler: web.JSON(g.planAPI), Summary: "What a plan counts in the version in force"},
		{Method: "GET", Path: "/api/v1/plans/{code}/nodes", Action: read, Handler: web.JSON(g.nodesAPI, part...), Summary: "The lines of a plan in their order, for staff"},
		{Method: "GET", Path: "/desk/plans", Action: read, Handler: web.View(d.showList)},
		{Method: "GET", Path: "/desk/plans/import", Action: write, Handler: web.View(d.showUpload)},
		{Method: "POST", Path: "/desk/plans/import", Action: write, Handler: web.Form(d.takeUpload), Limit: fileLimit + 1<<20},
		{Method: "GET", Path: "/desk/plan-imports/{ref}", Action: write, Handler: web.View(d.showImport)},
		{Method: "POST", Path: "/desk/plan-imports/{ref}", Action: write, Handler: web.Form(d.takeImport)},
		{Method: "GET", Path: "/desk/plans/{code}/versions", Action: read, Handler: web.View(d.showVersions)},
		{Method: "POST", Path: "/desk/plans/{code}/versions", Action: read, Handler: web.Form(d.takeStep)},
		{Method: "GET", Path: "/desk/plans/{code}/edit", Action: write, Handler: web.View(d.showEdit)},
		{Method: "POST", Path: "/desk/plans/{code}/edit", Action: write, Handler: web.Form(d.takeEdit)},
	}, nil
}
