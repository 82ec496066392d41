package address

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/tabular"
)

// columns are the columns of a file by what they mean; empty where it has none.
type columns struct{ street, number, postcode, place, lat, lon, source, licence string }

// columnsOf finds the columns by the names that they have in OpenStreetMap, in registers and in everyday files.
func columnsOf(r *tabular.Reader) (c columns, err error) {
	for _, v := range []struct {
		to    *string
		names string
	}{
		{&c.street, "street addr:street street_name road ulica улица вулиця rruga gatve iela tanav ulice gate strasse"},
		{&c.number, "number housenumber house_number addr:housenumber numer nr"},
		{&c.postcode, "postcode addr:postcode postal_code zip plz"},
		{&c.place, "community place city municipality locality addr:city addr:place addr:hamlet"},
		{&c.lat, "lat latitude y"},
		{&c.lon, "lon lng long longitude x"},
		{&c.source, "source"},
		{&c.licence, "licence license"},
	} {
		for _, name := range strings.Fields(v.names) {
			for _, have := range r.Header {
				if *v.to == "" && strings.EqualFold(have, name) {
					*v.to = have
				}
			}
		}
	}
	var bad errs.Fields
	for _, v := range [][2]string{{"street", c.street}, {"lat", c.lat}, {"lon", c.lon}} {
		if v[1] == "" {
			bad.Add(v[0], "places.address.no_column", "column", v[0])
		}
	}
	return c, bad.Err()
}

// arrival is a good row.
type arrival struct {
	source, licence          string
	street, number, postcode string
	locality                 string
	at                       geo.Point
	community                string // id, empty = none known
	streetID                 string
	spellings                []string
}

// Limits of what a row may hold, in bytes.
const (
	mostName   = 200
	mostNumber = 40
)

func (i *importer) read(row tabular.Row, c columns) (v arrival, problem *errs.Field) {
	if row.Problem != nil {
		return v, row.Problem
	}
	get := func(column string) string { s, _ := row.Get(column); return strings.Join(strings.Fields(s), " ") }
	wrong := func(field, key string, args ...any) (arrival, *errs.Field) {
		return v, &errs.Bad(field, "places.address."+key, args...).Fields[0]
	}
	v = arrival{source: get(c.source), licence: get(c.licence), street: get(c.street), number: get(c.number), postcode: get(c.postcode), locality: get(c.place)}
	if v.source == "" {
		v.source = i.o.Source
	}
	if v.licence == "" {
		v.licence = i.o.Licence
	}
	switch {
	case v.source == "":
		return wrong("source", "source_missing")
	case v.street == "" && v.number != "" && v.locality != "":
		v.street = v.locality // villages without street names number their houses
	case v.street == "":
		return wrong("street", "street_missing")
	}
	if len(v.street) > mostName || len(v.locality) > mostName || len(v.number) > mostNumber || len(v.postcode) > mostNumber {
		return wrong("street", "too_long")
	}
	var ok bool
	if v.at, ok = point(get(c.lat), get(c.lon)); !ok {
		return wrong("lat", "point_wrong", "value", get(c.lat)+" "+get(c.lon))
	}
	if v.spellings = i.ground.Spellings(v.street); len(v.spellings) == 0 || v.spellings[0] == "" {
		return wrong("street", "street_missing")
	}
	i.place(&v)
	return v, nil
}

// point reads degrees; a comma may stand for the point. 0° N 0° E is where missing positions end up.
func point(lat, lon string) (p geo.Point, ok bool) {
	var err1, err2 error
	p.Lat, err1 = strconv.ParseFloat(strings.Replace(lat, ",", ".", 1), 64)
	p.Lon, err2 = strconv.ParseFloat(strings.Replace(lon, ",", ".", 1), 64)
	return p.Snap(), err1 == nil && err2 == nil && p.Valid() && p != geo.Point{}
}

// place finds the community, by the point, else by the name where only one has it, and which street of that name
// this is: that of its community, or of the neighbourhood where none is known.
func (i *importer) place(v *arrival) {
	where := fmt.Sprintf("%.1f %.1f", v.at.Lat, v.at.Lon)
	c, ok := i.ground.At(v.at)
	if !ok && v.locality != "" {
		if ids := i.ground.Named(v.locality); len(ids) == 1 {
			c, ok = i.ground.ByID(ids[0])
		}
	}
	if ok {
		v.community, where = c.ID, c.Code
		if i.means(v.locality, c) {
			v.locality = ""
		}
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{v.source, v.spellings[0], strings.ToLower(v.locality), where}, "\x00")))
	v.streetID = hex.EncodeToString(sum[:16])
}

// means tells whether a locality is the community itself: files name it in one row and leave it out in the next.
func (i *importer) means(locality string, c Community) bool {
	if locality == c.Code {
		return true
	}
	folded := i.ground.Spellings(locality)[0]
	for _, name := range c.Names {
		if slices.Contains(i.ground.Spellings(name), folded) {
			return true
		}
	}
	return false
}

// hash is what an address is known by, in short.
func (v arrival) hash() uint64 { return hashOf(v.streetID, foldNumber(v.number), v.postcode) }

func hashOf(street, number, postcode string) uint64 {
	sum := sha256.Sum256([]byte(street + "\x00" + number + "\x00" + postcode))
	return binary.BigEndian.Uint64(sum[:])
}
