package places

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt"
	"reeve/kernel/geo/tile"
	"reeve/kernel/i18n"
	"reeve/modules/places/basemap"
)

// TileZoom is the last zoom of the tiles of places; maps enlarge them for what lies below.
const TileZoom = 14

// tileCache is how many bytes of drawn tiles are kept.
const tileCache = 4 << 20

// firstZoom is from which zoom on places of a role are drawn; others are not.
func firstZoom(role string) (zoom int, drawn bool) {
	switch role {
	case Region:
		return 0, true
	case Community:
		return 6, true
	case Beat:
		return 10, true
	}
	return 0, false
}

// atlas draws the places of a snapshot into tiles. What is costly is kept as long as the boundaries are the same.
type atlas struct {
	mu     sync.Mutex
	from   *Snapshot
	shapes *shapes
	plates map[string]*tile.Shape // by place
	sheet  *sheet
}

// sheet is what is drawn of one snapshot.
type sheet struct {
	places []plate
	drawn  *tile.Cache
}

// plate is a place ready for drawing.
type plate struct {
	from  int
	shape *tile.Shape // nil = no boundary
	at    tile.Spot
	props []mvt.Prop
}

// sheetOf gives the sheet of the snapshot that counts now.
func (a *atlas) sheetOf(s *Snapshot) *sheet {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.from == s {
		return a.sheet
	}
	if a.shapes != s.shapes || a.plates == nil {
		a.plates, a.shapes = sketch(s), s.shapes
	}
	out := &sheet{drawn: tile.NewCache(tileCache)}
	home := map[string]i18n.Lang{}
	for id, p := range s.places {
		from, drawn := firstZoom(p.Role)
		if !drawn || !s.holds(p) {
			continue
		}
		if home[p.Country] == "" {
			home[p.Country] = homeLang(p.Country)
		}
		out.places = append(out.places, plate{from: from, shape: a.plates[id], at: tile.Project(p.At), props: propsOf(p, home[p.Country])})
	}
	// Large before small, so that what lies inside is drawn above.
	slices.SortFunc(out.places, func(p, q plate) int {
		return cmp.Or(cmp.Compare(p.from, q.from), cmp.Compare(p.at.X, q.at.X), cmp.Compare(p.at.Y, q.at.Y))
	})
	a.from, a.sheet = s, out
	return out
}

// sketch makes the boundaries ready, all together, so that regions, communities and beats that share a border are
// thinned out alike.
func sketch(s *Snapshot) map[string]*tile.Shape {
	var ids []string
	var all []geo.MultiPolygon
	for _, ix := range []*geo.Index{s.shapes.communities, s.shapes.others} {
		for id, shape := range ix.Shapes() {
			if p := s.places[id]; p != nil {
				if _, drawn := firstZoom(p.Role); drawn {
					ids, all = append(ids, id), append(all, shape)
				}
			}
		}
	}
	plates := make(map[string]*tile.Shape, len(ids))
	for i, shape := range tile.Shapes(all) {
		plates[ids[i]] = &shape
	}
	return plates
}

// propsOf are a place's properties. name is its own; name:latin the same in Latin where it is not; name:LANGUAGE for
// all languages in which it has one, Serbian in both scripts.
func propsOf(p *Place, home i18n.Lang) []mvt.Prop {
	name, _ := p.Names.Best(home, nil)
	props := []mvt.Prop{mvt.Str("code", p.Code), mvt.Str("role", p.Role), mvt.Str("level", p.Level), mvt.Str("name", name)}
	if latin, _ := p.Names.Best(i18n.English, nil); latin != name {
		props = append(props, mvt.Str("name:latin", latin))
	}
	for _, tag := range slices.Sorted(maps.Keys(p.Names)) {
		props = append(props, mvt.Str("name:"+tag, p.Names[tag]))
	}
	for _, serbian := range []i18n.Lang{i18n.Serbian, i18n.SerbianLatin} { // "sr-Cyrl" is "sr" for maps, as everywhere
		if tag := serbian.HTML(); p.Names[tag] == "" && p.Names.In(serbian) != "" {
			props = append(props, mvt.Str("name:"+tag, p.Names.In(serbian)))
		}
	}
	return props
}

// homeLang is the language of a country's own names; English where the program does not know the country.
func homeLang(country string) i18n.Lang {
	if l, known, err := landOf(country); err == nil && known {
		if lang, ok := i18n.ParseLang(l.Language); ok {
			return lang
		}
	}
	return i18n.English
}

// Tile draws the places on a tile, gzipped; nil where there are none.
func (p *Places) Tile(a tile.Address) ([]byte, error) {
	s := p.atlas.sheetOf(p.Snapshot())
	return s.drawn.Get(a, func() ([]byte, error) { return basemap.Pack(s.draw(a)) })
}

func (s *sheet) draw(a tile.Address) []byte {
	f := a.Frame()
	reach, units := f.Reach(), 4.0
	if a.Z >= TileZoom {
		units = 1
	}
	areas, labels := mvt.NewLayer("places", tile.Extent), mvt.NewLayer("labels", tile.Extent)
	for _, p := range s.places {
		if a.Z < p.from {
			break
		}
		if p.shape != nil && p.shape.Box.Meets(reach) {
			if polygons := f.Shape(p.shape, units); polygons != nil {
				areas.Polygon(0, polygons, p.props...)
			}
		}
		if f.Owns(p.at) {
			at := f.At(p.at)
			labels.Point(0, at.X, at.Y, p.props...)
		}
	}
	return mvt.Encode(areas, labels)
}
