package demo

import (
	"encoding/csv"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/geo"
)

// town is a settlement by whose name a report can be filed.
type town struct {
	code string
	at   geo.Point
	beat string // in which it lies
}

// grounds reads beats, hromadas with a community officer, and the towns that lie in beats.
func (s *scene) grounds() error {
	rnd := rand.New(rand.NewPCG(7, 1))
	beats, err := shapes("beats.geojson")
	if err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(beats)) {
		weight := 4 // the gminas around
		if strings.HasPrefix(code, "3062011-") {
			weight = map[string]int{"2": 80, "3": 30, "1": 28, "4": 26, "5": 24, "6": 12, "7": 10}[code[len(code)-1:]]
		}
		s.beats = append(s.beats, newGround(rnd, "PL-"+code, weight, beats[code]))
	}
	hromadas, err := shapes("ua_hromadas.geojson")
	if err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(hromadas)) {
		if s.posts[code].Code != "" {
			s.hromadas = append(s.hromadas, newGround(rnd, code, 1, hromadas[code]))
		}
	}
	if err := s.readStreets(); err != nil {
		return err
	}
	return s.readTowns()
}

func newGround(rnd *rand.Rand, code string, weight int, shape geo.MultiPolygon) ground {
	g := ground{code: code, weight: weight, shape: shape}
	for range 5 {
		g.spots = append(g.spots, anywhere(rnd, shape))
	}
	return g
}

// anywhere is a point in a shape.
func anywhere(rnd *rand.Rand, shape geo.MultiPolygon) geo.Point {
	box := shape.Box()
	for {
		p := geo.Point{Lat: box.MinLat + rnd.Float64()*(box.MaxLat-box.MinLat), Lon: box.MinLon + rnd.Float64()*(box.MaxLon-box.MinLon)}
		if geo.PlanarContains(shape, p) {
			return p
		}
	}
}

// near is a point of the ground, mostly within some 200 m of one of its spots.
func (g ground) near(rnd *rand.Rand) geo.Point {
	if rnd.IntN(4) > 0 {
		spot := pick(rnd, g.spots)
		for range 20 {
			p := geo.Point{Lat: spot.Lat + rnd.NormFloat64()*0.0018, Lon: spot.Lon + rnd.NormFloat64()*0.003}
			if geo.PlanarContains(g.shape, p) {
				return p
			}
		}
	}
	return anywhere(rnd, g.shape)
}

// place draws where a report lies: a point, or now and then only the name of a town or a gmina.
func (s *scene) place(rnd *rand.Rand, r *report) {
	if r.alpine {
		t := pick(rnd, s.streets)
		r.filing.Lat, r.filing.Lon, r.where = &t.at.Lat, &t.at.Lon, t.beat
		return
	}
	grounds := s.beats
	if r.abroad {
		grounds = s.hromadas
	}
	switch k := rnd.IntN(40); {
	case !r.abroad && k < 3:
		t := pick(rnd, s.towns)
		r.filing.Place, r.where = t.code, t.beat
		return
	case !r.abroad && (k < 5 || r.n%25 == 9 && r.n < 60):
		g := pick(rnd, grounds)
		r.filing.Place = g.code[:strings.LastIndexByte(g.code, '-')] // the gmina
		return
	}
	total := 0
	for _, g := range grounds {
		total += g.weight
	}
	k := rnd.IntN(total)
	for _, g := range grounds {
		if k -= g.weight; k < 0 {
			p := g.near(rnd)
			p.Lat, p.Lon = round(p.Lat), round(p.Lon)
			r.filing.Lat, r.filing.Lon, r.where = &p.Lat, &p.Lon, g.code
			return
		}
	}
}

// round keeps six decimals, as phones send them.
func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }

func (s *scene) readTowns() error {
	in, err := files.Open("data/towns.csv")
	if err != nil {
		return err
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		at, err := pointOf(row[5], row[6])
		if err != nil {
			return err
		}
		t := town{code: row[1] + "-s" + row[0], at: at}
		for _, g := range s.beats {
			if geo.PlanarContains(g.shape, t.at) {
				t.beat = g.code
				s.towns = append(s.towns, t)
			}
		}
	}
	return nil
}

// readStreets reads the streets of Liechtenstein whose point lies in the community that the file names.
func (s *scene) readStreets() error {
	in, err := files.Open("data/li_communities.geojson")
	if err != nil {
		return err
	}
	defer in.Close()
	communities := map[string]geo.Feature{}
	for f, err := range geo.ReadFeatures(in, geo.Limits{}) {
		if err != nil {
			return err
		}
		communities[f.Text("name")] = f
	}
	list, err := files.Open("data/liechtenstein_streets.csv")
	if err != nil {
		return err
	}
	defer list.Close()
	rows, err := csv.NewReader(list).ReadAll()
	if err != nil {
		return err
	}
	for _, row := range rows[1:] { // street, community, lat, lon
		at, err := pointOf(row[2], row[3])
		if err != nil {
			return err
		}
		if c, ok := communities[row[1]]; ok && geo.PlanarContains(c.Shape, at) {
			s.streets = append(s.streets, town{at: at, beat: c.Text("code")})
		}
	}
	return nil
}

func pointOf(lat, lon string) (p geo.Point, err error) {
	if p.Lat, err = strconv.ParseFloat(lat, 64); err != nil {
		return p, err
	}
	p.Lon, err = strconv.ParseFloat(lon, 64)
	return p, err
}
