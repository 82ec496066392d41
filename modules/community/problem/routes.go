package problem

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (p *Problems) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	if p.fault != nil {
		return nil, p.fault
	}
	s, err := newSite(p, pages, frame)
	if err != nil {
		return nil, err
	}
	o, err := newOffice(p, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "problem.public.read"
	params := []web.Param{{Name: "community", Description: "code of a place; what lies below it counts"}, {Name: "half", Description: "first day of a half-year, YYYY-MM-DD"},
		{Name: "limit", Description: "most items of a page, 20 if absent"}, {Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/priorities", Action: public, Handler: web.JSON(p.listAPI, params...), Summary: "Priorities of half-years with what was counted before and after"},
		{Method: "GET", Path: "/{lang}/priorities", Action: public, Handler: web.View(s.showList)},
		{Method: "GET", Path: "/{lang}/priorities/{ref}", Action: public, Handler: web.View(s.showOne)},
		{Method: "GET", Path: "/desk/problems", Action: actRead, Handler: web.View(o.showList)},
		{Method: "GET", Path: "/desk/problems/suggestions", Action: actWrite, Handler: web.View(o.showHints)},
		{Method: "GET", Path: "/desk/problems/new", Action: actWrite, Handler: web.View(o.newForm)},
		{Method: "POST", Path: "/desk/problems/new", Action: actWrite, Handler: web.Form(o.takeNew)},
		{Method: "GET", Path: "/desk/problems/{ref}", Action: actRead, Handler: web.View(o.show)},
		{Method: "GET", Path: "/desk/problems/{ref}/edit", Action: actWrite, Handler: web.View(o.editForm)},
		{Method: "POST", Path: "/desk/problems/{ref}/edit", Action: actWrite, Handler: web.Form(o.takeEdit)},
		{Method: "GET", Path: "/desk/problems/{ref}/steps/{step}", Action: actWrite, Handler: web.View(o.stepForm)},
		{Method: "POST", Path: "/desk/problems/{ref}/steps", Action: actWrite, Handler: web.Form(o.takeStep)},
		{Method: "POST", Path: "/desk/problems/{ref}/actions", Action: actWrite, Handler: web.Form(o.takeAction)},
		{Method: "POST", Path: "/desk/problems/{ref}/done", Action: actWrite, Handler: web.Form(o.takeDone)},
		{Method: "POST", Path: "/desk/problems/{ref}/own", Action: actWrite, Handler: web.Form(o.takeOwn)},
	}, nil
}
