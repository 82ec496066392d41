package basemap

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"reeve/kernel/geo"
	"reeve/kernel/geo/mvt/mvttest"
	"reeve/kernel/geo/tile"
)

// read takes a tile of the ground apart.
func read(t testing.TB, g *Ground, a tile.Address) map[string]mvttest.Layer {
	t.Helper()
	packed, err := g.Tile(a)
	must(t, err)
	all := map[string]mvttest.Layer{}
	if packed == nil {
		return all
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	must(t, err)
	body, err := io.ReadAll(z)
	must(t, err)
	layers, err := mvttest.Decode(body)
	must(t, err)
	for _, l := range layers {
		if l.Extent != tile.Extent || len(l.Features) == 0 {
			t.Errorf("%v: layer %s, extent %d, %d features", a, l.Name, l.Extent, len(l.Features))
		}
		all[l.Name] = l
	}
	return all
}

// over is the tile that holds a point.
func over(p geo.Point, zoom int) tile.Address {
	s, n := tile.Project(p), float64(int(1)<<zoom)
	return tile.Address{Z: zoom, X: int(s.X * n), Y: int(s.Y * n)}
}

// holders are the iso codes of the land under a point, by the rings as they are drawn.
func holders(l mvttest.Layer, a tile.Address, p geo.Point) (all []string) {
	at := a.Frame().At(tile.Project(p))
	for _, f := range l.Features {
		in := false
		for _, r := range f.Parts {
			for i, b := range r {
				c := r[(i+len(r)-1)%len(r)]
				if (b[1] > int64(at.Y)) != (c[1] > int64(at.Y)) &&
					float64(at.X) < float64(c[0]-b[0])*float64(int64(at.Y)-b[1])/float64(c[1]-b[1])+float64(b[0]) {
					in = !in
				}
			}
		}
		if in {
			all = append(all, f.Text("iso_a2"))
		}
	}
	return all
}

func TestGroundIsWhereItIs(t *testing.T) {
	g := NewGround()
	for _, v := range []struct {
		name     string
		lat, lon float64
		want     string
	}{
		{"Konin", 52.22, 18.25, "PL"}, {"Vinnytsia", 49.23, 28.47, "UA"}, {"Simferopol", 44.95, 34.10, "UA"}, {"Dzhankoi", 45.71, 34.39, "UA"}, {"Sevastopol", 44.55, 33.62, "UA"},
		{"Donetsk", 48.00, 37.80, "UA"}, {"Prizren", 42.21, 20.74, "XK"}, {"Niš", 43.32, 21.90, "RS"}, {"Vaduz", 47.14, 9.52, "LI"}, {"Tallinn", 59.40, 24.75, "EE"}, {"Brno", 49.20, 16.61, "CZ"},
		{"Rostov", 47.23, 39.72, "RU"}, {"Murmansk", 68.5, 33.0, "RU"}, {"Tromsø", 69.4, 19.5, "NO"}, {"the Norwegian Sea", 68.5, 3, ""}, {"the Baltic", 56.0, 18.5, ""}, {"the Black Sea", 43.5, 34, ""},
	} {
		for zoom := 4; zoom <= GroundZoom; zoom++ {
			p := geo.Point{Lat: v.lat, Lon: v.lon}
			a := over(p, zoom)
			got := holders(read(t, g, a)["land"], a, p)
			if v.want == "" && len(got) > 0 || v.want != "" && (len(got) != 1 || got[0] != v.want) {
				t.Errorf("%s at zoom %d lies in %v, want %q", v.name, zoom, got, v.want)
			}
		}
	}
}

// TestNoBorderCutsCrimeaOff looks at the isthmus: borders are drawn where two countries meet and nowhere else.
func TestNoBorderCutsCrimeaOff(t *testing.T) {
	g := NewGround()
	for zoom := 4; zoom <= GroundZoom; zoom++ {
		a := over(geo.Point{Lat: 46.1, Lon: 33.7}, zoom)
		f := a.Frame()
		low, high := f.At(tile.Project(geo.Point{Lat: 46.3, Lon: 32.4})), f.At(tile.Project(geo.Point{Lat: 44.3, Lon: 36.2}))
		for _, b := range read(t, g, a)["boundary"].Features {
			for _, part := range b.Parts {
				for _, p := range part {
					if p[0] > int64(low.X) && p[0] < int64(high.X) && p[1] > int64(low.Y) && p[1] < int64(high.Y) {
						t.Fatalf("zoom %d: a border passes %v", zoom, p)
					}
				}
			}
		}
	}
}

func TestGroundHasItsLayersAndNames(t *testing.T) {
	g := NewGround()
	towns := map[string]string{}
	all := map[string]bool{}
	for _, p := range []geo.Point{{Lat: 50.45, Lon: 30.52}, {Lat: 52.23, Lon: 21.01}, {Lat: 42.66, Lon: 21.16}, {Lat: 44.6, Lon: 33.52}, {Lat: 59.9, Lon: 10.7}} {
		for name, l := range read(t, g, over(p, GroundZoom)) {
			all[name] = true
			for _, f := range l.Features {
				if name == "place" {
					if f.Text("name") == "" || f.Text("class") == "" || f.Int("rank") == 0 {
						t.Errorf("a place without name, class or rank: %v", f.Props)
					}
					towns[f.Text("name")] = f.Text("iso_a2") + " " + f.Text("name:latin") + " " + f.Text("name:sr")
				}
			}
		}
	}
	for _, name := range layers() {
		if !all[name] {
			t.Errorf("no layer %s", name)
		}
	}
	for name, want := range map[string]string{"Київ": "UA Kyiv ", "Севастополь": "UA Sevastopol ", "Warszawa": "PL  Варшава", "Prishtinë": "XK  Приштина"} {
		if towns[name] != want {
			t.Errorf("%s is %q, want %q", name, towns[name], want)
		}
	}
	if n := len(read(t, g, tile.Address{})["land"].Features); n < 40 {
		t.Errorf("the world has %d countries", n)
	}
	if b, err := g.Tile(tile.Address{Z: 7, X: 3, Y: 64}); err != nil || b != nil {
		t.Errorf("the Pacific: %d bytes, %v", len(b), err)
	}
}
