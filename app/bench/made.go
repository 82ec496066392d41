package bench

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"reeve/kernel/geo"
	"reeve/modules/threatmap"
	"reeve/modules/threatmap/atlas"
)

// made is a set of invented reports: the same for the same number and area. They lie around towns, some of which
// are much larger than others, as towns are; one in eight has no published place.
type made struct {
	n          int
	area       string
	categories []string
	towns      []geo.Point
}

const madeTowns = 2477 // as many as Poland has communities

// newMade makes reports in an area: country (as large as Poland) or world.
func newMade(n int, area string, categories []string) *made {
	m := &made{n: n, area: area, categories: categories}
	r := rand.New(rand.NewPCG(20, 26))
	for range madeTowns {
		p := geo.Point{Lat: 49 + 6*r.Float64(), Lon: 14 + 10*r.Float64()}
		if area == "world" {
			p = geo.Point{Lat: -56 + 126*r.Float64(), Lon: -180 + 360*r.Float64()}
		}
		m.towns = append(m.towns, p.Snap())
	}
	return m
}

func townID(i int) string { return fmt.Sprintf("bench-%04d", i) }

// locate gives the places of the towns for the index.
func (m *made) locate(id string) (atlas.Community, bool) {
	var i int
	if _, err := fmt.Sscanf(id, "bench-%d", &i); err != nil || i >= len(m.towns) {
		return atlas.Community{}, false
	}
	return atlas.Community{Code: "PL-" + id, At: m.towns[i]}, true
}

// each gives the reports one by one; the report is valid during the call.
func (m *made) each(do func(*atlas.Report) error) error {
	r := rand.New(rand.NewPCG(20, 27))
	size := rand.NewZipf(r, 1.1, 20, madeTowns-1)
	states := threatmap.States()
	begin := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	var rep atlas.Report
	for i := range m.n {
		town := int(size.Uint64())
		at := begin.Add(time.Duration(r.IntN(96*30*4)) * 6 * time.Hour)
		rep = atlas.Report{Ref: madeRef(uint64(i)), Entry: atlas.Entry{Category: m.categories[r.IntN(len(m.categories))], State: states[r.IntN(len(states))],
			Community: townID(town), PubAt: at, Month: atlas.MonthOf(at.Year(), at.Month()), Confirmations: int64(r.IntN(4)),
			ToRead: r.IntN(20), ToVerify: r.IntN(30), ToClose: r.IntN(120)}}
		if r.IntN(8) > 0 {
			spread := 0.003 + 0.08/float64(1+town/20)
			rep.Placed, rep.Precision = true, 1
			rep.At = geo.Point{Lat: m.towns[town].Lat + spread*r.NormFloat64(), Lon: m.towns[town].Lon + 1.6*spread*r.NormFloat64()}
			rep.At = geo.Point{Lat: float64(int(rep.At.Lat*1e5)) / 1e5, Lon: float64(int(rep.At.Lon*1e5)) / 1e5}
			if rep.At.Lon > 180 || rep.At.Lon < -180 {
				rep.At.Lon = m.towns[town].Lon
			}
		}
		if err := do(&rep); err != nil {
			return err
		}
	}
	return nil
}

// madeRef is a reference that looks as scattered as a real one.
func madeRef(i uint64) string {
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	n := (i + 1) * 0x9e3779b97f4a7c15 >> 14
	var b [10]byte
	for k := range b {
		b[k] = crockford[n>>(5*k)&31]
	}
	return string(b[:])
}

// write puts the reports that have a published place into a CSV, for a peer to be measured with the same points.
func (m *made) write(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "lon,lat,category,state,month")
	err = m.each(func(r *atlas.Report) error {
		if !r.Placed {
			return nil
		}
		y, month := r.Month.Date()
		_, err := fmt.Fprintf(w, "%.5f,%.5f,%s,%s,%04d-%02d\n", r.At.Lon, r.At.Lat, r.Category, r.State, y, month)
		return err
	})
	for _, end := range []func() error{w.Flush, f.Close} {
		if e := end(); err == nil {
			err = e
		}
	}
	return err
}
