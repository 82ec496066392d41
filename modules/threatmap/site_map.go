package threatmap

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// findPage is the map or the list: the same filter, the same total, the same reports.
type findPage struct {
	look.Page
	Where   string // the community chosen, empty for all
	Period  string
	Views   []look.NavItem
	Filter  facetsView
	Total   string
	States  []look.State // how many of each state, for the phone's legend
	Listing look.Listing
	Empty   look.Empty
	Pages   look.Pagination
	CSV     string
	GeoJSON string
	Stats   string // figures of the same place and period
	Sources []sourceLine
	Map     *look.Map // nil on the page of the list
	InView  string    // word of the button that narrows the list to what the map shows
}

// sourceLine names a feed whose reports may be among those shown.
type sourceLine struct{ Name, Lang, By string }

// cardPage is what the map tells of the report that was chosen.
type cardPage struct {
	look.Page
	Listing look.Listing
}

// showMap is GET /{lang}/map.
func (s *site) showMap(r *web.Request) (web.Reply, error) {
	v, a, n, err := s.find(r, "/map", 30)
	if err != nil {
		return nil, err
	}
	l := r.Text
	v.Page.Title = l.T("threatmap.site.map.title")
	if v.Where != "" {
		v.Page.Title = l.T("threatmap.site.map.title_in", "place", v.Where)
	}
	v.Description = l.T("threatmap.site.home.lead")
	icons := map[string]string{}
	for _, c := range s.m.Categories.List() {
		if n.ever[c.Code] > 0 {
			icons[c.Code] = c.Icon
		}
	}
	m := s.mapOf(r, "reports")
	m.Query, m.Icons, m.List, m.Card = a.with("bbox").encode(), icons, address(r, "/list"), address(r, "/map/report")
	m.Own = a.one("community")
	m.Bounds = s.extent(m.Own, n.places)
	m.Out = &look.Act{Word: l.T("threatmap.site.map.to_list"), Href: a.at(address(r, "/list"))}
	m.Close, m.Area, m.Legend = l.T("threatmap.site.map.close"), l.T("threatmap.site.map.area", "n", "{n}"), l.T("threatmap.site.map.legend")
	v.Map, v.InView = &m, l.T("threatmap.site.map.in_view")
	return s.mapView.With(v), nil
}

// mapOf is a map of this site with the words that every one has.
func (s *site) mapOf(r *web.Request, kind string) look.Map {
	return mapWords(r.Text, kind)
}

// mapWords is a map with the words that every one has, wherever it stands.
func mapWords(l *i18n.Localizer, kind string) look.Map {
	return look.Map{Kind: kind, Label: l.T("threatmap.site.map.label"), Streets: l.T("threatmap.site.map.no_streets"), Failed: l.T("threatmap.site.map.failed"),
		NoScript: l.T("threatmap.site.map.no_script"), NoPosition: l.T("threatmap.site.spot.no_position"), Locate: l.T("threatmap.site.spot.own"),
		ZoomIn: l.T("threatmap.site.map.zoom_in"), ZoomOut: l.T("threatmap.site.map.zoom_out")}
}

// showCard is GET /{lang}/map/report/{ref}: a piece of a page, fetched by the map.
func (s *site) showCard(r *web.Request) (web.Reply, error) {
	var item PublicItem
	err := r.Read(func(q *db.Snapshot) error {
		rep, err := s.m.visible(q, r.PathValue("ref"))
		if err != nil {
			return err
		}
		p, err := s.m.publicReport(q, rep)
		item = PublicItem{ID: p.ID, Ref: p.Ref, Category: p.Category, State: p.State, Community: p.Community, Published: p.Published, FiledDate: p.FiledDate, FiledPart: p.FiledPart}
		return err
	})
	if err != nil {
		return nil, err
	}
	v := cardPage{Page: look.Page{Lang: r.Text.Lang().HTML(), T: r.Text.T}, Listing: look.Listing{Items: []look.ListItem{s.listItem(r, item)}}}
	return s.card.With(v), nil
}

// extent is what a map shows at first: the place asked for, else the communities that have reports, else all.
func (s *site) extent(code string, reports map[string]int64) [4]float64 {
	sn := s.places()
	b := noBounds()
	if p, ok := sn.ByCode(code); ok && code != "" {
		if box, ok := sn.Box(p.ID); ok {
			return [4]float64{box.MinLon, box.MinLat, box.MaxLon, box.MaxLat}
		}
		b = b.add(p, sn.AreaM2(p.ID))
		if p.Role != places.Community {
			for _, c := range sn.Having(places.Community) {
				if above, ok := sn.Above(c.ID, places.Region); ok && above.ID == p.ID {
					b = b.add(c, sn.AreaM2(c.ID))
				}
			}
		}
		return b.orEurope()
	}
	all := sn.Having(places.Community)
	for _, some := range []bool{true, false} {
		for _, c := range all {
			if !some || reports[c.ID] > 0 {
				b = b.add(c, sn.AreaM2(c.ID))
			}
		}
		if b[0] <= b[2] {
			break
		}
	}
	return b.orEurope()
}

// bounds are west, south, east, north in degrees.
type bounds [4]float64

func noBounds() bounds { return bounds{180, 90, -180, -90} }

// add takes in a place: a square of twice its area around its point, since no more of its shape is needed here.
func (b bounds) add(p places.Place, areaM2 float64) bounds {
	const metres = 111_320 // of a degree of latitude
	half := max(math.Sqrt(areaM2)*0.7, 400) / metres
	if areaM2 == 0 { // without a boundary: the size of a usual municipality
		half = 6_000.0 / metres
	}
	wide := half / max(math.Cos(p.At.Lat*math.Pi/180), 0.1)
	return bounds{min(b[0], p.At.Lon-wide), min(b[1], p.At.Lat-half), max(b[2], p.At.Lon+wide), max(b[3], p.At.Lat+half)}
}

func (b bounds) orEurope() [4]float64 {
	if b[0] > b[2] {
		return [4]float64{-10, 36, 40, 70}
	}
	return b
}

// reportHere is the primary act of a page that is about one place.
func (s *site) reportHere(r *web.Request, p places.Place) *look.Act {
	return &look.Act{Word: r.Text.T("threatmap.site.report"), Icon: "map-pin", Href: address(r, "/report?step=place&place="+url.QueryEscape(p.Code))}
}

// reportMap shows what everybody may know of a report's place; the facts below it say it in words.
func (s *site) reportMap(r *web.Request, p PublicReport) look.Map {
	return s.publishedMap(r, p.Community.Code, p.Published, p.Category, p.State)
}

// publishedMap shows a published place, or the community where none is published.
func (s *site) publishedMap(r *web.Request, community string, at *PublishedPlace, category, state string) look.Map {
	m := s.mapOf(r, "spot")
	m.Label, m.Failed, m.NoScript = r.Text.T("threatmap.site.map.published"), r.Text.T("threatmap.site.map.spot_failed"), r.Text.T("threatmap.site.map.spot_failed")
	m.Locate, m.Streets = "", ""
	if at == nil {
		m.Own, m.Bounds = community, s.extent(community, nil)
		return m
	}
	spot := look.MapSpot{Lat: at.Lat, Lon: at.Lon, Precision: at.Precision, Icon: "circle-help", State: state}
	if c, ok := s.m.Categories.Get(category); ok {
		spot.Icon = c.Icon
	}
	m.Spots, m.Bounds = []look.MapSpot{spot}, around(spot)
	return m
}

// around is what a map of some spots shows: all of them, and never less than a few streets.
func around(spots ...look.MapSpot) [4]float64 {
	b := noBounds()
	for _, s := range spots {
		reach := max(float64(s.Precision)*1.3, 400)
		b = b.add(places.Place{At: geo.Point{Lat: s.Lat, Lon: s.Lon}}, reach*reach/0.49)
	}
	return b
}

// onMap is the address of the map that shows a report.
func (s *site) onMap(r *web.Request, p PublicReport) string {
	if p.Published == nil {
		return mapHref(r, p.Community.Code)
	}
	return mapHref(r, "") + "#at=" + strings.Join([]string{"15", ftoa(p.Published.Lat), ftoa(p.Published.Lon)}, "/")
}

func ftoa(v float64) string { return strconv.FormatFloat(v, 'f', 5, 64) }
