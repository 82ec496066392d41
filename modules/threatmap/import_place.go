package threatmap

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/tabular"
	"reeve/modules/places"
)

// gazetteer finds places of one country by name or code, whatever their spelling.
type gazetteer struct {
	how    *mappedName
	byName map[string][]places.Place // folded name or code; communities come before regions
	s      *places.Snapshot
}

func newGazetteer(s *places.Snapshot, how *mappedName) *gazetteer {
	g := &gazetteer{how: how, byName: map[string][]places.Place{}, s: s}
	for _, role := range []string{places.Community, places.Region, places.Beat} {
		for _, p := range s.WithRole(role) {
			if p.Country != how.Country {
				continue
			}
			keys := map[string]bool{tabular.Fold(p.Code): true, tabular.Fold(strings.TrimPrefix(p.Code, p.Country+"-")): true}
			for _, name := range p.Names {
				keys[tabular.Fold(name)], keys[asWritten(name)] = true, true
			}
			for key := range keys {
				g.byName[key] = append(g.byName[key], p)
			}
		}
	}
	return g
}

// asWritten is a name with its marks: Håbo and Habo are two places, and only who writes no marks means either.
func asWritten(name string) string {
	return "=" + strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
}

// find gives the place that a value names. A bare name is a community's before it is a region's.
func (g *gazetteer) find(value string) (places.Place, error) {
	none := errs.Bad(g.how.Column, "threatmap.import.place_unknown", "place", value, "country", g.how.Country)
	if code, ok := g.how.Aliases[value]; ok {
		if p, ok := g.s.ByCode(code); ok {
			return p, nil
		}
		return places.Place{}, none
	}
	var tries []nameSuffix
	for _, s := range g.how.Suffixes { // an ending that was said to tell the role tells it
		if strings.HasSuffix(value, s.Ending) {
			tries = append(tries, nameSuffix{Role: s.Role}, s) // the place may have it in its name
		}
	}
	if len(tries) == 0 {
		tries = []nameSuffix{{}}
	}
	for _, try := range tries {
		var fit []places.Place
		name := strings.TrimSuffix(value, try.Ending)
		named := g.byName[asWritten(name)]
		if len(named) == 0 {
			named = g.byName[tabular.Fold(name)]
		}
		for _, p := range named {
			if (try.Role == "" || p.Role == try.Role) && (len(fit) == 0 || p.Role == fit[0].Role) {
				fit = append(fit, p)
			}
		}
		switch len(fit) {
		case 0:
		case 1:
			return fit[0], nil
		default:
			return places.Place{}, errs.Bad(g.how.Column, "threatmap.import.place_ambiguous", "place", value, "first", fit[0].Code, "second", fit[1].Code)
		}
	}
	return places.Place{}, none
}

// placed finds where a row lies.
func (i *importer) placed(row tabular.Row) (located, error) {
	how := i.o.Mapping.Place
	if how.Name != nil {
		value, _ := row.Get(how.Name.Column)
		if known, ok := i.named[value]; ok {
			return known, nil
		}
		p, err := i.gazetteer.find(value)
		if err != nil {
			return located{}, err
		}
		l := located{Community: p, At: p.At} // of a region too, where the source knows no more
		if p.Role == places.Beat {
			if above, ok := i.gazetteer.s.Above(p.ID, places.Community); ok {
				l.Community, l.Beat = above, p
			}
		}
		i.named[value] = l
		return l, nil
	}
	at, column, value, ok := how.point(row)
	if !ok || !at.Valid() {
		return located{}, errs.Bad(column, "threatmap.import.place_wrong", "value", value)
	}
	l, err := i.m.locate(at)
	if err != nil {
		return l, errs.Bad(column, "threatmap.place_outside")
	}
	if how.Precision == "area" { // the point is somewhere in the area and says nothing about a beat
		l.Exact, l.Beat = false, places.Place{}
	}
	return l, nil
}

var wktPoint = regexp.MustCompile(`(?i)^\s*(?:SRID=4326;)?POINT\s*\(\s*([-+0-9.eE]+)\s+([-+0-9.eE]+)\s*\)\s*$`)

// point reads a point in the way the mapping names; column and value are for complaints.
func (how mappedPlace) point(row tabular.Row) (p geo.Point, column, value string, ok bool) {
	switch {
	case how.Point != "":
		value, _ = row.Get(how.Point)
		if m := wktPoint.FindStringSubmatch(value); m != nil {
			lon, okLon := degrees(m[1])
			lat, okLat := degrees(m[2])
			return geo.Point{Lat: lat, Lon: lon}, how.Point, value, okLon && okLat
		}
		first, second, found := strings.Cut(strings.Trim(value, "()[] "), ",")
		lat, okLat := degrees(first)
		lon, okLon := degrees(second)
		return geo.Point{Lat: lat, Lon: lon}, how.Point, value, found && okLat && okLon
	case how.UTM != nil:
		a, _ := row.Get(how.UTM.X)
		b, _ := row.Get(how.UTM.Y)
		x, okX := degrees(a)
		y, okY := degrees(b)
		p, ok = fromUTM(x, y, how.UTM.Zone, how.UTM.South)
		return p, how.UTM.X, a + " " + b, ok && okX && okY
	}
	a, _ := row.Get(how.Lat)
	b, _ := row.Get(how.Lon)
	lat, okLat := degrees(a)
	lon, okLon := degrees(b)
	return geo.Point{Lat: lat, Lon: lon}, how.Lat, a + " " + b, okLat && okLon
}

// degrees reads a number with a point or a comma.
func degrees(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}
