package assess

import (
	"reeve/kernel/document"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// ratingLimit is how many bytes of ratings may be sent at once: 10,000 with a line of comment each.
const ratingLimit = 8 << 20

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (s *Assess) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	d, err := newDesk(s, pages, frame)
	if err != nil {
		return nil, err
	}
	v, err := newSite(s, pages, frame)
	if err != nil {
		return nil, err
	}
	const public, read, rate, write, follow = "plan.public.read", "plan.read", "plan.rate", "plan.assess", "plan.rows.follow"
	return []web.Route{
		{Method: "GET", Path: "/api/v1/plans/{code}/assessments/{year}", Action: public, Handler: web.JSON(s.figuresAPI), Summary: "Figures of a year: counts by status and the three rates"},
		{Method: "POST", Path: "/api/v1/plans/{code}/assessments/{year}/ratings", Action: rate, Handler: web.JSON(s.rateAPI), Limit: ratingLimit,
			Summary: "Rate activities of a year; the first rating opens it, all go in or none"},
		{Method: "GET", Path: "/{lang}/plans", Action: public, Handler: web.View(v.showList)},
		{Method: "GET", Path: "/{lang}/plans/{code}", Action: public, Handler: web.View(v.showPlan)},
		{Method: "GET", Path: "/desk/plans/{code}", Action: read, Handler: web.View(d.showDash)},
		{Method: "GET", Path: "/desk/plans/{code}/nodes/{number...}", Action: read, Handler: web.View(d.showNode)},
		{Method: "GET", Path: "/desk/plans/{code}/rows", Action: rate, Handler: web.View(d.showRows)},
		{Method: "POST", Path: "/desk/plans/{code}/rows", Action: rate, Handler: web.Form(d.takeRows)},
		{Method: "GET", Path: "/desk/plans/{code}/row", Action: rate, Handler: web.View(d.showRow)},
		{Method: "POST", Path: "/desk/plans/{code}/row", Action: rate, Handler: web.Form(d.takeRow), Limit: document.AttachmentLimit + 1<<20},
		{Method: "GET", Path: "/desk/plans/{code}/rows/sheet.xlsx", Action: rate, Handler: web.Raw(d.sendSheet)},
		{Method: "GET", Path: "/desk/plans/{code}/rows/sheet", Action: rate, Handler: web.View(d.showSheet)},
		{Method: "POST", Path: "/desk/plans/{code}/rows/sheet", Action: rate, Handler: web.Form(d.takeSheet), Limit: maxSheet + 1<<20},
		{Method: "GET", Path: "/desk/plans/{code}/review", Action: rate, Handler: web.View(d.showReview)},
		{Method: "POST", Path: "/desk/plans/{code}/review", Action: rate, Handler: web.Form(d.takeReview)},
		{Method: "GET", Path: "/desk/plans/{code}/answers", Action: follow, Handler: web.View(d.showUnits)},
		{Method: "POST", Path: "/desk/plans/{code}/answers", Action: follow, Handler: web.Form(d.takeUnits)},
		{Method: "GET", Path: "/desk/plan-evidence/{id}", Action: rate, Handler: web.Raw(d.sendEvidence)},
		{Method: "POST", Path: "/desk/plans/{code}/years", Action: write, Handler: web.Form(d.takeYear)},
	}, nil
}
