package threatmap

import (
	"net/http"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// filingLimit is three photos of 10 MB and the text, with room for the form's own bytes.
const filingLimit = 32 << 20

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (m *Map) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	filter, list := filterParams(), listParams()
	api := []web.Route{
		{Method: "GET", Path: "/api/v1/categories", Action: "threatmap.public.read", Handler: web.JSON(m.categoriesAPI), Summary: "Categories with their questions"},
		{Method: "GET", Path: "/api/v1/sources", Action: "threatmap.public.read", Handler: web.JSON(m.sourcesAPI), Summary: "Feeds from which reports were imported, with their licences"},
		{Method: "GET", Path: "/api/v1/challenge", Action: "threatmap.report.file", Handler: web.JSON(m.challengeAPI), Summary: "A proof of work to solve before filing"},
		{Method: "GET", Path: "/api/v1/reports", Action: "threatmap.public.read", Handler: web.JSON(m.listAPI, list...), Summary: "Public reports, newest first"},
		{Method: "GET", Path: "/api/v1/reports/count", Action: "threatmap.public.read", Handler: web.JSON(m.countAPI, filter...), Summary: "How many reports a filter lets through"},
		{Method: "GET", Path: "/api/v1/reports/facets", Action: "threatmap.public.read", Handler: web.JSON(m.facetsAPI, filter...), Summary: "How many reports each choice of a filter lets through"},
		{Method: "GET", Path: "/tiles/reports/{z}/{x}/{file}", Action: "threatmap.public.read", Handler: web.RawAPI(m.tile, filter...).Gives("application/vnd.mapbox-vector-tile", http.StatusNoContent), Summary: "Public reports as a vector tile; file is {y}.mvt"},
		{Method: "GET", Path: "/api/v1/reports.geojson", Action: "threatmap.public.read", Handler: web.RawAPI(m.geojson, list...).Gives("application/geo+json"), Summary: "Public reports as GeoJSON"},
		{Method: "GET", Path: "/api/v1/reports.csv", Action: "threatmap.public.read", Handler: web.RawAPI(m.csv, list...).Gives("text/csv"), Summary: "Public reports as CSV"},
		{Method: "GET", Path: "/api/v1/stats", Action: "threatmap.public.read", Handler: web.JSON(m.statsAPI, statsParams()...), Summary: "Figures about public reports"},
		{Method: "GET", Path: "/api/v1/stats.csv", Action: "threatmap.public.read", Handler: web.RawAPI(m.statsCSV, statsParams()...).Gives("text/csv"), Summary: "Figures about public reports as CSV"},
		{Method: "GET", Path: "/api/v1/reports/similar", Action: "threatmap.public.read", Handler: web.JSON(m.similarAPI, similarParams()...), Summary: "Open public reports that may be about the same thing"},
		{Method: "POST", Path: "/api/v1/reports/{ref}/confirmations", Action: "threatmap.public.confirm", Handler: web.JSON(m.confirmAPI), Summary: "Say that you have seen it too"},
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
