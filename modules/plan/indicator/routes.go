package indicator

import (
	"reeve/kernel/document"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (s *Indicators) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	d, err := newDesk(s, pages, frame)
	if err != nil {
		return nil, err
	}
	const read, write, enter, step, trace = "plan.read", "plan.write", "plan.value.enter", "plan.value.step", "plan.value.trace"
	which := []web.Param{{Name: "number", Description: "number of the indicator"}, {Name: "period", Description: "2024, 2024-H1, 2024-Q3, 2024-07"},
		{Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/desk/plans/{code}/indicators", Action: read, Handler: web.JSON(s.listAPI, web.Param{Name: "year", Description: "whose latest values are given; this year if absent"},
			web.Param{Name: "after", Description: "cursor from next"}),
			Summary: "Indicators of a plan with their values, targets and fulfilment, for staff"},
		{Method: "POST", Path: "/api/v1/desk/plans/{code}/values", Action: enter, Handler: web.JSON(s.enterAPI), Summary: "Enter the value of an indicator in a period, or compute it from records"},
		{Method: "POST", Path: "/api/v1/desk/plans/{code}/values/steps", Action: step, Handler: web.JSON(s.stepAPI), Summary: "Submit, return, approve or reopen a value"},
		{Method: "GET", Path: "/api/v1/desk/plans/{code}/values/records", Action: trace, Handler: web.JSON(s.recordsAPI, which...), Summary: "The records that a computed value is made of, and how many are gone since its approval"},
		{Method: "GET", Path: "/desk/plans/{code}/indicators", Action: read, Handler: web.View(d.showList)},
		{Method: "GET", Path: "/desk/plans/{code}/indicator", Action: read, Handler: web.View(d.showOne)},
		{Method: "POST", Path: "/desk/plans/{code}/indicator", Action: enter, Handler: web.Form(d.takeValue)},
		{Method: "GET", Path: "/desk/plans/{code}/indicator/edit", Action: write, Handler: web.View(d.showEdit)},
		{Method: "POST", Path: "/desk/plans/{code}/indicator/edit", Action: write, Handler: web.Form(d.takeEdit)},
		{Method: "POST", Path: "/desk/plans/{code}/indicator/steps", Action: step, Handler: web.Form(d.takeStep)},
		{Method: "POST", Path: "/desk/plans/{code}/indicator/files", Action: enter, Handler: web.Form(d.takeFile), Limit: document.AttachmentLimit + 1<<20},
		{Method: "GET", Path: "/desk/plans/{code}/indicator/records", Action: trace, Handler: web.View(d.showRecords)},
		{Method: "GET", Path: "/desk/plan-files/{id}", Action: read, Handler: web.Raw(d.file)},
	}, nil
}
