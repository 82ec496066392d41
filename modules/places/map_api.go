package places

import (
	"net/http"
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/geo/tile"
	"reeve/kernel/web"
	"reeve/modules/places/basemap"
)

// mapRoutes are the ways to what a map is drawn from, and to addresses.
func (p *Places) mapRoutes(public string) []web.Route {
	q := web.Param{Name: "q", Description: "street, number, place, postcode in any order"}
	limit := web.Param{Name: "limit", Description: "most items, 10 if absent"}
	return []web.Route{
		{Method: "GET", Path: "/tiles/base.json", Action: public, Handler: web.JSON(p.baseAPI), Summary: "What the base map consists of, with attributions to show"},
		{Method: "GET", Path: "/tiles/base/{z}/{x}/{file}", Action: public, Handler: web.RawAPI(p.groundTile).Gives("application/vnd.mapbox-vector-tile", http.StatusNoContent), Summary: "Ground as vector tiles, {file} = {y}.mvt"},
		{Method: "GET", Path: "/tiles/places/{z}/{x}/{file}", Action: public, Handler: web.RawAPI(p.placesTile).Gives("application/vnd.mapbox-vector-tile", http.StatusNoContent), Summary: "Places as vector tiles, {file} = {y}.mvt"},
		{Method: "GET", Path: "/tiles/streets/{z}/{x}/{file}", Action: public, Handler: web.RawAPI(p.streetsTile).Gives("application/vnd.mapbox-vector-tile", http.StatusNoContent), Summary: "Street maps as vector tiles, {file} = {y}.mvt"},
		{Method: "GET", Path: "/api/v1/addresses", Action: public, Handler: web.JSON(p.addressesAPI, q, limit), Summary: "Addresses by what somebody typed"},
	}
}

// The ground changes with the program; places and street maps when somebody imports some.
const (
	cacheGround = "public, max-age=86400"
	cacheTiles  = "public, max-age=600"
)

func (p *Places) groundTile(w http.ResponseWriter, r *web.Request) error {
	return p.serveTile(w, r, basemap.GroundZoom, cacheGround, p.basemap.Ground.Tile)
}

func (p *Places) placesTile(w http.ResponseWriter, r *web.Request) error {
	return p.serveTile(w, r, TileZoom, cacheTiles, p.Tile)
}

func (p *Places) streetsTile(w http.ResponseWriter, r *web.Request) error {
	return p.serveTile(w, r, tile.Deepest, cacheTiles, func(a tile.Address) ([]byte, error) { return p.basemap.Tile(r.Context(), a) })
}

func (p *Places) serveTile(w http.ResponseWriter, r *web.Request, most int, cache string, draw func(tile.Address) ([]byte, error)) error {
	a, err := r.Tile(most)
	if err != nil {
		return err
	}
	body, err := draw(a)
	if err != nil {
		return err
	}
	return web.WriteTile(w, r, body, cache)
}

func (p *Places) baseAPI(r *web.Request, _ web.None) (PublicBaseMap, error) {
	out := PublicBaseMap{Streets: []PublicStreetMap{}, Ground: PublicGround{MaxZoom: basemap.GroundZoom}, Addresses: p.HasAddresses()}
	credit := []string{basemap.GroundAttribution}
	for _, m := range p.basemap.Streets() {
		b := m.Bounds
		out.Streets = append(out.Streets, PublicStreetMap{Name: m.Name, Bounds: [4]float64{b.MinLon, b.MinLat, b.MaxLon, b.MaxLat},
			MinZoom: m.MinZoom, MaxZoom: m.MaxZoom, Attribution: m.Attribution})
		if !slices.Contains(credit, m.Attribution) {
			credit = append(credit, m.Attribution)
		}
	}
	out.Attribution = strings.Join(credit, " · ")
	return out, nil
}

// addressesAPI answers with addresses. The query stands in no log: the server logs routes, not addresses.
func (p *Places) addressesAPI(r *web.Request, _ web.None) (out PublicAddresses, err error) {
	out.Items = []PublicAddress{}
	limit, err := r.Int("limit", 10, 1, 50)
	if err != nil {
		return out, err
	}
	var found []Address
	err = r.Read(func(s *db.Snapshot) error {
		found, err = p.addresses.Search(s, r.URL.Query().Get("q"), limit)
		return err
	})
	for _, a := range found {
		v := PublicAddress{Label: a.Label(), Street: a.Street, Number: orNull(a.Number), Postcode: orNull(a.Postcode), Lat: a.At.Lat, Lon: a.At.Lon}
		if c := a.Community; c != nil {
			v.Community = &PublicRef{Code: c.Code, Name: c.Names}
		}
		out.Items = append(out.Items, v)
	}
	return out, err
}
