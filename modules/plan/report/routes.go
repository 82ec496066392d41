package report

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (s *Reports) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	d, err := newDesk(s, pages, frame)
	if err != nil {
		return nil, err
	}
	const read, write = "plan.read", "plan.assess"
	year := web.Param{Name: "year", Description: "the latest that was opened if absent"}
	lang := web.Param{Name: "lang", Description: "BCP 47; that of the request if absent"}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/plans/{code}/report", Action: read, Handler: web.RawAPI(s.file, year, lang, web.Param{Name: "format", Description: "html, pdf, docx, xlsx or json; html if absent"}).Gives("application/octet-stream"),
			Summary: "The yearly report of a plan, for staff"},
		{Method: "GET", Path: "/api/v1/plans/{code}/export", Action: read, Handler: web.RawAPI(s.export, web.Param{Name: "what", Description: "nodes or ratings; nodes if absent"}, year,
			web.Param{Name: "format", Description: "csv or xlsx; csv if absent"}, lang).Gives("text/csv"), Summary: "The lines of a plan, or the ratings of a year, as a table, for staff"},
		{Method: "GET", Path: "/desk/plans/{code}/report", Action: read, Handler: web.View(d.showReport)},
		{Method: "POST", Path: "/desk/plans/{code}/report", Action: read, Handler: web.Form(d.takeReport)},
		{Method: "POST", Path: "/desk/plans/{code}/frozen", Action: write, Handler: web.Form(d.takeFreeze)},
		{Method: "GET", Path: "/desk/plans/{code}/timeline", Action: read, Handler: web.View(d.showTimeline)},
		{Method: "GET", Path: "/desk/plans/{code}/leads", Action: read, Handler: web.View(d.showUnits)},
		{Method: "GET", Path: "/desk/plans/{code}/lists", Action: read, Handler: web.View(d.showLists)},
	}, nil
}
