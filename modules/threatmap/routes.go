package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// filingLimit is three photos of 10 MB and the text, with room for the form's own bytes.
const filingLimit = 32 << 20

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (m *Map) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	filter := []web.Param{{Name: "category", Description: "code of a category"}, {Name: "state", Description: "state of the report"},
		{Name: "community", Description: "code of a place; what lies below it counts"}, {Name: "bbox", Description: "west,south,east,north of the published place"},
		{Name: "limit", Description: "most items of a page"}, {Name: "after", Description: "cursor from next"}}
	api := []web.Route{
		{Method: "GET", Path: "/api/v1/categories", Action: "threatmap.public.read", Handler: web.JSON(m.categoriesAPI), Summary: "Categories with their questions"},
		{Method: "GET", Path: "/api/v1/challenge", Action: "threatmap.report.file", Handler: web.JSON(m.challengeAPI), Summary: "A proof of work to solve before filing"},
		{Method: "GET", Path: "/api/v1/reports", Action: "threatmap.public.read", Handler: web.JSON(m.listAPI, filter...), Summary: "Public reports, newest first"},
		{Method: "GET", Path: "/api/v1/reports/count", Action: "threatmap.public.read", Handler: web.JSON(m.countAPI, filter...), Summary: "How many reports a filter lets through"},
		{Method: "GET", Path: "/api/v1/reports.geojson", Action: "threatmap.public.read", Handler: web.RawAPI(m.geojson, filter...), Summary: "Public reports as GeoJSON"},
		{Method: "GET", Path: "/api/v1/reports.csv", Action: "threatmap.public.read", Handler: web.RawAPI(m.csv, filter...), Summary: "Public reports as CSV"},
		{Method: "GET", Path: "/api/v1/reports/{ref}", Action: "threatmap.public.read", Handler: web.JSON(m.showAPI), Summary: "One public report"},
		{Method: "POST", Path: "/api/v1/reports", Action: "threatmap.report.file", Handler: web.Multipart(m.fileAPI), Summary: "File a report", Status: 201, Limit: filingLimit},
		{Method: "POST", Path: "/api/v1/reports/{ref}/steps", Action: "threatmap.report.step", Handler: web.Multipart(m.stepAPI), Summary: "Take a step with a report", Limit: filingLimit},
		{Method: "GET", Path: "/api/v1/desk/reports/{ref}", Action: "threatmap.desk.list", Handler: web.JSON(m.deskAPI), Summary: "One report as staff see it; its opening is logged"},
		{Method: "POST", Path: "/api/v1/desk/reports/{ref}/erase", Action: "threatmap.report.erase", Handler: web.JSON(m.eraseAPI), Summary: "Erase a report's content for ever; a tombstone stays"},
		{Method: "GET", Path: "/photos/{id}", Action: "threatmap.public.read", Handler: web.Raw(m.photo)},
	}
	html, err := m.pageRoutes(pages, frame)
	return append(api, html...), err
}
