package officers

import (
	"encoding/json"
	"strconv"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// locateAPI is GET /api/v1/locate?lat=&lon=: by boundaries alone. A point outside all of them is a good question with
// the answer "nobody".
func (o *Officers) locateAPI(r *web.Request, _ web.None) (PublicLocated, error) {
	q := r.URL.Query()
	at, err := readPoint(q.Get("lat"), q.Get("lon"))
	if err != nil {
		return PublicLocated{}, err
	}
	return o.Locate(at)
}

// readPoint reads a position in degrees, written as plain decimals.
func readPoint(lat, lon string) (at geo.Point, err error) {
	var f errs.Fields
	at.Lat = readDegrees(&f, "lat", lat, 90)
	at.Lon = readDegrees(&f, "lon", lon, 180)
	return at, f.Err()
}

func readDegrees(f *errs.Fields, name, s string, most float64) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || len(s) > 40 || !(v >= -most && v <= most) { // the comparison also refuses what is no number
		f.Add(name, "officers.degrees_wrong", "most", int64(most))
		return 0
	}
	return v
}

// Locate tells who answers for a point. All points of one beat have the same answer, so it is written once for each
// snapshot.
func (o *Officers) Locate(at geo.Point) (PublicLocated, error) {
	d := o.directory()
	w, ok := d.s.Locate(at)
	if !ok {
		return PublicLocated{}, nil
	}
	key := whose{idOf(w.Region), idOf(w.Community), idOf(w.Beat)}
	if kept, ok := d.answers.Load(key); ok {
		return PublicLocated{kept: kept.([]byte)}, nil
	}
	v := d.answer(w)
	b, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	d.answers.Store(key, b)
	return PublicLocated{kept: b}, nil
}

// whose is all that an answer depends on within a snapshot.
type whose struct{ region, community, beat string }

func idOf(p *places.Place) string {
	if p == nil {
		return ""
	}
	return p.ID
}

// answer is who answers for a place. Where there is no community nobody does: a region is too wide for an answer.
func (d *directory) answer(w places.Where) PublicLocated {
	v := PublicLocated{Region: publicPlace(w.Region), Community: publicPlace(w.Community), Beat: publicPlace(w.Beat)}
	place := idOf(w.Beat)
	if place == "" {
		place = idOf(w.Community)
	}
	if place == "" {
		return v
	}
	c, ok := d.post(place)
	if !ok && w.Community != nil {
		c, ok = d.post(w.Community.ID) // a beat that the tree does not hang below its community
	}
	if !ok {
		v.Contact = d.publicContact(nil, place)
		return v
	}
	v.Post = &PublicPost{c.Code, c.Title}
	v.Officer, v.Substitute, v.Acting, v.Vacancy = publicPerson(c.Officer), publicPerson(c.Substitute), publicPerson(c.Acting), c.Vacancy
	v.Contact = d.publicContact(&c, place)
	return v
}
