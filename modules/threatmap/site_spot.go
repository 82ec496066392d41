package threatmap

import (
	"strconv"
	"strings"

	"reeve/kernel/geo"
	"reeve/kernel/web"
)

// A place of a draft is the code of a community or settlement, or a spot: "at:" latitude "," longitude, then where
// known ":" and the words of the address it was found by. Both are the value of one field, so that a page without
// script offers spots as it offers places.
const spotMark = "at:"

// spotValue writes a spot as the value of the field.
func spotValue(p geo.Point, words string) string {
	v := spotMark + strconv.FormatFloat(p.Lat, 'f', 6, 64) + "," + strconv.FormatFloat(p.Lon, 'f', 6, 64)
	if words != "" {
		v += ":" + words
	}
	return v
}

// spot reads a place that is a point; ok is false for a code.
func (d draft) spot() (p geo.Point, words string, ok bool) {
	rest, ok := strings.CutPrefix(d.Place, spotMark)
	if !ok {
		return p, "", false
	}
	rest, words, _ = strings.Cut(rest, ":")
	lat, lon, _ := strings.Cut(rest, ",")
	var err1, err2 error
	p.Lat, err1 = strconv.ParseFloat(lat, 64)
	p.Lon, err2 = strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil || !p.Valid() {
		return geo.Point{}, "", false
	}
	return p, words, true
}

// sent is the filing as it is checked and stored: with the point instead of the spot.
func (d draft) sent() Filing {
	f := d.Filing
	if p, _, ok := d.spot(); ok {
		f.Place, f.Lat, f.Lon = "", &p.Lat, &p.Lon
	}
	return f
}

// located finds community and beat of a draft's place; the complaint is about the field place.
func (s *site) located(d draft) (located, error) {
	if p, _, ok := d.spot(); ok {
		return s.m.locate(p)
	}
	return s.m.named(d.Place)
}

// placeWord names the place of a draft; empty where none is chosen or it is not known.
func (s *site) placeWord(r *web.Request, d draft) string {
	if d.Place == "" {
		return ""
	}
	if _, words, ok := d.spot(); ok {
		at, err := s.located(d)
		switch {
		case words != "":
			return words
		case err != nil:
			return r.Text.T("threatmap.site.spot.outside")
		case at.Beat.ID != "":
			return r.Text.T("threatmap.site.spot.in_beat", "community", s.nameOf(r, at.Community), "beat", s.nameOf(r, at.Beat))
		}
		return r.Text.T("threatmap.site.spot.in", "community", s.nameOf(r, at.Community))
	}
	if p, ok := s.places().ByCode(d.Place); ok {
		return s.nameOf(r, p)
	}
	return ""
}
