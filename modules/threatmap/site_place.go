package threatmap

import (
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// shortestAddress is how many letters an address must have before it is looked for.
const shortestAddress = 3

// placePage is the first page of filing that asks something: a point on the map, the reader's own position, an
// address, or the name of a place. All four give the one field place.
type placePage struct {
	filingPage
	Map         look.Map
	Where       whereView
	Search      look.Field
	NoAddresses string // said where none are installed
	Query       string
	Found       look.Choices
	Any         bool // there is something to choose
	More        bool
}

// whereView tells what a spot means: whose place it is and who gets the report. It is a piece of the page that the
// script fetches again when the pin moves.
type whereView struct {
	look.Page
	Value, Word string // Value is empty where no spot is set, or where it lies outside
	GoesTo      string
	Nearest     string
	Error       string
}

func (s *site) placePage(r *web.Request, d draft, bad []errs.Field) placePage {
	l := r.Text
	v := placePage{filingPage: s.filing(r, d, pagePlace, bad), Query: d.Query, Where: s.where(r, d), Map: s.pickMap(r, d)}
	v.Search = look.Field{Name: "q", Type: "search", Label: l.T("threatmap.site.place.search_address"), Help: l.T("threatmap.site.place.search_help"),
		Value: d.Query, Autocomplete: "off", Error: complaint(r, bad, "q")}
	if !s.m.Places.HasAddresses() {
		v.Search.Label = l.T("threatmap.site.place.search")
		v.NoAddresses = l.T("threatmap.site.place.no_addresses")
	}
	_, _, spot := d.spot()
	var items []look.Choice
	if p, ok := s.places().ByCode(d.Place); ok && d.Place != "" {
		items = append(items, s.placeChoice(r, p, true))
	}
	if d.Query != "" {
		more := s.findPlaces(d.Query, mostFound+1)
		v.More = len(more) > mostFound
		for _, p := range more[:min(len(more), mostFound)] {
			if p.Code != d.Place {
				items = append(items, s.placeChoice(r, p, false))
			}
		}
		items = append(items, s.addressChoices(r, d)...)
	}
	v.Any = len(items) > 0
	v.Found = look.Choices{Name: "place", Legend: l.T("threatmap.site.place.found"), Groups: []look.ChoiceGroup{{Items: items}}}
	if v.Any {
		v.Found.Error = complaint(r, bad, "place")
	} else if !spot { // nothing to choose from: the search is what has to be filled
		v.Search.Error = or(v.Search.Error, complaint(r, bad, "place"))
		for i := range v.Errors.Items {
			v.Errors.Items[i].ID = "q"
		}
	}
	return v
}

func (s *site) placeChoice(r *web.Request, p places.Place, checked bool) look.Choice {
	return look.Choice{Value: p.Code, Word: s.nameOf(r, p), Note: s.above(r, p), Checked: checked}
}

// addressChoices are the addresses that a query finds; the chosen one is told by where.
func (s *site) addressChoices(r *web.Request, d draft) (items []look.Choice) {
	if len([]rune(d.Query)) < shortestAddress || !s.m.Places.HasAddresses() {
		return nil
	}
	found, err := s.m.Places.Addresses(r.Context(), d.Query, mostFound)
	if err != nil {
		return nil // the other ways remain
	}
	for _, a := range found {
		c := look.Choice{Value: spotValue(a.At, a.Label()), Word: a.Label()}
		if a.Community != nil {
			if p, ok := s.places().ByCode(a.Community.Code); ok {
				if name := s.nameOf(r, p); !strings.Contains(c.Word, name) {
					c.Note = name
				}
			}
		}
		if c.Value != d.Place && !slices.ContainsFunc(items, func(o look.Choice) bool { return o.Value == c.Value }) {
			items = append(items, c)
		}
	}
	return items
}

// where tells what the spot of a draft means.
func (s *site) where(r *web.Request, d draft) whereView {
	v := whereView{Page: look.Page{Lang: r.Text.Lang().HTML(), T: r.Text.T}}
	if _, _, ok := d.spot(); !ok {
		return v
	}
	at, err := s.located(d)
	if err != nil {
		v.Error = r.Text.T("threatmap.place_outside")
		return v
	}
	v.Value, v.Word = d.Place, s.placeWord(r, d)
	v.GoesTo = r.Text.T("threatmap.site.goes_to_whom", "whom", s.goesTo(r, RouteTo(s.m.facts(at, Category{Route: "beat"}))))
	if at.Nearest {
		v.Nearest = r.Text.T("threatmap.site.spot.nearest", "community", s.nameOf(r, at.Community))
	}
	return v
}

// pickMap is the map on which a place is pointed at: around the place chosen so far.
func (s *site) pickMap(r *web.Request, d draft) look.Map {
	l := r.Text
	m := s.mapOf(r, "pick")
	m.Label = l.T("threatmap.site.spot.map")
	m.Failed, m.NoScript, m.Streets = l.T("threatmap.site.spot.failed"), l.T("threatmap.site.spot.no_script"), l.T("threatmap.site.spot.no_streets")
	m.Locate, m.Set = "", l.T("threatmap.site.spot.set")
	code := ""
	if p, _, ok := d.spot(); ok {
		m.Chosen = &look.MapSpot{Lat: p.Lat, Lon: p.Lon}
	} else if c, ok := s.places().ByCode(d.Place); ok {
		code = c.Code
		m.Own = c.Code
	}
	m.Bounds = s.extent(code, nil)
	return m
}
