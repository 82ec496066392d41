package officers

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// Routes are the ways into this feature; all of them are for everybody.
func (o *Officers) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	s, err := newSite(o, pages, frame)
	if err != nil {
		return nil, err
	}
	const public = "community.public.read"
	lat, lon := web.Param{Name: "lat", Description: "degrees north, WGS 84"}, web.Param{Name: "lon", Description: "degrees east, WGS 84"}
	filter := []web.Param{{Name: "region", Description: "code of a region"}, {Name: "community", Description: "code of a community"},
		{Name: "limit", Description: "most items of a page, 100 if absent"}, {Name: "after", Description: "cursor from next"}}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/locate", Action: public, Handler: web.JSON(o.locateAPI, lat, lon), Summary: "Who answers for a point: community, beat, post and officer"},
		{Method: "GET", Path: "/api/v1/officers", Action: public, Handler: web.JSON(o.listAPI, filter...), Summary: "Officers' posts by code"},
		{Method: "GET", Path: "/packs/{name}", Action: public, Handler: web.RawAPI(s.pack, web.Param{Name: "lang", Description: "language of the texts, BCP 47"}, web.Param{Name: "have", Description: "digests of the parts that the asker has, eight characters each; only the others come"}).Gives("application/json"), Summary: "What a device keeps of a region for when it has no connection"},
		{Method: "GET", Path: "/{lang}/offline", Action: public, Handler: web.View(s.showOffline)},
		{Method: "GET", Path: "/{lang}/officers", Action: public, Handler: web.View(s.showFind)},
		{Method: "GET", Path: "/{lang}/officers/{code}", Action: public, Handler: web.View(s.showOfficer)},
		{Method: "GET", Path: "/{lang}/officers/{code}/leaflet.pdf", Action: public, Handler: web.Raw(s.leaflet)},
		{Method: "GET", Path: "/{lang}/communities/{code}", Action: public, Handler: web.View(s.showCommunity)},
	}, nil
}
