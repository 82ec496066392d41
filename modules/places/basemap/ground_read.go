package basemap

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt"
	"reeve/kernel/geo/tile"
)

// layers of the ground's tiles, in the order in which they are drawn; names as in the OpenMapTiles schema where it
// has them.
func layers() []string { return []string{"land", "landuse", "water", "waterway", "boundary", "place"} }

// thing is a feature of the ground. One of shape, lines and point is set.
type thing struct {
	layer int // index in layers
	from  int // first zoom
	props []mvt.Prop
	shape *tile.Shape
	lines []tile.Sketch
	point *tile.Spot
	box   tile.Box
}

// line is one line of the data file: a GeoJSON feature with the layer it goes into and its first zoom.
type line struct {
	Layer      string         `json:"layer"`
	From       int            `json:"from"`
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// readGround reads the data file.
func readGround() ([]thing, error) {
	file, err := data.Open("data/ground.geojsonl.gz")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	in := bufio.NewScanner(z)
	in.Buffer(nil, 4<<20)
	var all []thing
	areas := map[string][]geo.MultiPolygon{}
	of := map[string][]int{}
	for n := 1; in.Scan(); n++ {
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("ground, line %d: %w", n, err)
		}
		t := thing{layer: slices.Index(layers(), l.Layer), from: l.From, props: props(l.Properties)}
		area, err := t.take(l)
		if err != nil || t.layer < 0 {
			return nil, fmt.Errorf("ground, line %d, layer %q: %w", n, l.Layer, err)
		}
		if area != nil {
			areas[l.Layer], of[l.Layer] = append(areas[l.Layer], area), append(of[l.Layer], len(all))
		}
		all = append(all, t)
	}
	for layer, shapes := range areas {
		for k, s := range tile.Shapes(shapes) {
			t := &all[of[layer][k]]
			t.shape, t.box = &s, s.Box
		}
	}
	return all, in.Err()
}

// take reads the geometry; an area comes back, to be sketched together with those beside it.
func (t *thing) take(l line) (area geo.MultiPolygon, err error) {
	switch raw := l.Geometry.Coordinates; l.Geometry.Type {
	case "Point":
		var p [2]float64
		err = json.Unmarshal(raw, &p)
		at := tile.Project(geo.Point{Lon: p[0], Lat: p[1]})
		t.point, t.box = &at, tile.Around(tile.Line{at})
	case "MultiLineString":
		var parts [][][2]float64
		err = json.Unmarshal(raw, &parts)
		lines := make([]tile.Line, len(parts))
		for i, part := range parts {
			for _, p := range part {
				lines[i] = append(lines[i], tile.Project(geo.Point{Lon: p[0], Lat: p[1]}))
			}
		}
		t.lines, t.box = tile.Lines(lines), tile.Around(lines...)
	case "MultiPolygon":
		var parts [][][][2]float64
		err = json.Unmarshal(raw, &parts)
		for _, part := range parts {
			var polygon geo.Polygon
			for _, ring := range part {
				var r geo.Ring
				for _, p := range ring[:max(0, len(ring)-1)] {
					r = append(r, geo.Point{Lon: p[0], Lat: p[1]})
				}
				polygon = append(polygon, r)
			}
			area = append(area, polygon)
		}
	default:
		err = fmt.Errorf("no geometry of the type %q", l.Geometry.Type)
	}
	return area, err
}

func props(all map[string]any) []mvt.Prop {
	var list []mvt.Prop
	for _, key := range slices.Sorted(maps.Keys(all)) {
		switch v := all[key].(type) {
		case string:
			list = append(list, mvt.Str(key, v))
		case float64:
			list = append(list, mvt.Int(key, int64(v)))
		}
	}
	return list
}
