package places

import (
	"slices"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this module. pages gets its pages; frame fills what all pages share.
func (p *Places) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	limit, after := web.Param{Name: "limit", Description: "most items of a page, 100 if absent"}, web.Param{Name: "after", Description: "cursor from next"}
	region := web.Param{Name: "region", Description: "code of a region"}
	at := web.Param{Name: "at", Description: "YYYY-MM-DD on which the boundary held; today if absent"}
	desk, err := newDesk(p, pages, frame)
	if err != nil {
		return nil, err
	}
	office, err := newOffice(p, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "places.public.read"
	routes := []web.Route{
		{Method: "GET", Path: "/api/v1/regions", Action: public, Handler: web.JSON(p.regionsAPI, limit, after), Summary: "Regions by code"},
		{Method: "GET", Path: "/api/v1/communities", Action: public, Handler: web.JSON(p.communitiesAPI, region, limit, after), Summary: "Communities by code"},
		{Method: "GET", Path: "/api/v1/communities/{code}", Action: public, Handler: web.JSON(p.communityAPI), Summary: "One community"},
		{Method: "GET", Path: "/api/v1/communities/{code}/boundary", Action: public, Handler: web.RawAPI(p.boundaryAPI, at).Gives("application/geo+json"), Summary: "Boundary of a community as GeoJSON"},
		{Method: "GET", Path: "/desk/places", Action: "places.desk.read", Handler: web.View(desk.show)},
	}
	return slices.Concat(routes, office.routes(), office.programmeRoutes(), p.mapRoutes(public)), nil
}
