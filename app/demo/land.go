package demo

import (
	"context"
	"fmt"
	"os"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/modules/places"
)

const (
	prg     = "GUGiK, Państwowy Rejestr Granic"
	prgFree = "state register, free re-use with the name GUGiK"
	ukraine = "Sławomir Matuszak; codes KSE"
	ccMIT   = "CC BY 4.0 (geometry), MIT (codes)"
	kosovo  = "Who's On First; names corrected by hand"
	czech   = "ČÚZK, RÚIAN, by way of RCzechia; simplified"
	osm     = "© OpenStreetMap contributors, extract of 3 August 2013"
	hull    = "synthetic: the hull of the burglaries' points and 300 m around it, no official boundary"
)

// boundaries are the files of data/ from the largest level to the smallest.
func boundaries() []places.Options {
	return []places.Options{
		{File: "pl_wojewodztwo.geojson", Country: "PL", Level: "województwo", Role: places.Region, NameFields: map[string]string{"pl": "name"}, Source: prg, Licence: "public domain"},
		{File: "pl_powiaty.geojson", Country: "PL", Level: "powiat", NameFields: map[string]string{"pl": "name"}, ParentField: "wojewodztwo_code", Source: prg, Licence: prgFree},
		{File: "pl_gminy.geojson", Country: "PL", Level: "gmina", Role: places.Community, NameFields: map[string]string{"pl": "name"}, ParentField: "powiat_code", Source: prg, Licence: prgFree},
		{File: "beats.geojson", Country: "PL", Level: places.Beat, Role: places.Beat, NameFields: map[string]string{"pl": "name"}, ParentField: "gmina_code", Source: "synthetic, cut from " + prg, Licence: prgFree},
		{File: "ua_oblast.geojson", Country: "UA", Level: "oblast", Role: places.Region, NameFields: map[string]string{"uk": "name", "en": "name_en"}, Source: ukraine, Licence: ccMIT},
		{File: "ua_raions.geojson", Country: "UA", Level: "raion", NameFields: map[string]string{"uk": "name"}, ParentField: "oblast_code", Source: ukraine, Licence: ccMIT},
		{File: "ua_hromadas.geojson", Country: "UA", Level: "hromada", Role: places.Community, NameFields: map[string]string{"uk": "name"}, ParentField: "raion_code",
			PopulationField: "population_2022", PopulationDate: "2022-01-01", Source: ukraine, Licence: ccMIT},
		{File: "xk_districts.geojson", Country: "XK", Level: "rajon", Role: places.Region, NameFields: map[string]string{"sq": "name", "sr-Cyrl": "name_sr_cyrl"}, Source: kosovo, Licence: "CC0"},
		{File: "xk_municipalities.geojson", Country: "XK", Level: "komunë", Role: places.Community, NameFields: map[string]string{"sq": "name", "sr-Latn": "name_sr_latn", "sr-Cyrl": "name_sr_cyrl"},
			ParentField: "district_code", Source: kosovo, Licence: "CC0"},
		{File: "cz_kraje.geojson", Country: "CZ", Level: "kraj", Role: places.Region, NameFields: map[string]string{"cs": "name"}, Source: czech, Licence: "CC BY 4.0"},
		{File: "cz_orp.geojson", Country: "CZ", Level: "ORP", Role: places.Community, NameFields: map[string]string{"cs": "name"}, ParentField: "kraj_code", Source: czech, Licence: "CC BY 4.0"},
		{File: "li_country.geojson", Country: "LI", Level: "Land", Role: places.Region, NameFields: map[string]string{"de": "name"}, Source: osm, Licence: "ODbL 1.0"},
		{File: "li_communities.geojson", Country: "LI", Level: "Gemeinde", Role: places.Community, NameFields: map[string]string{"de": "name"}, ParentField: "country_code", Source: osm, Licence: "ODbL 1.0"},
		{File: "gb_nottingham.geojson", Country: "GB", Level: "city", Role: places.Community, NameFields: map[string]string{"en": "name"}, Source: hull, Licence: "OGL 3.0 (points)"},
	}
}

// land imports boundaries, towns and places without a boundary; what is there already stays as it is.
func (l *loader) land(ctx context.Context) error {
	if err := l.bounded(ctx); err != nil {
		return err
	}
	if err := l.towns(ctx); err != nil {
		return err
	}
	return l.pointed(ctx)
}

// bounded imports the places that have a boundary.
func (l *loader) bounded(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "reeve-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	all := boundaries()
	for i, o := range all {
		name := o.File
		if o.File, err = unpack(dir, name); err != nil {
			return err
		}
		o.CodeField, o.Actor = "code", db.System()
		r, err := l.a.Places.Import(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if r.Rejected > 0 {
			return fmt.Errorf("%s: %d features rejected, first %+v", name, r.Rejected, r.Bad[0])
		}
		l.progress("app.demo.places", i+1, len(all)+1)
	}
	return nil
}

func (l *loader) towns(ctx context.Context) error {
	in, err := files.Open("data/towns.csv")
	if err != nil {
		return err
	}
	defer in.Close()
	r, err := l.a.Places.ImportSettlements(ctx, places.SettlementOptions{In: in, Source: "GeoNames, CC BY 4.0", Actor: db.System()})
	if err == nil && r.Rejected > 0 {
		err = fmt.Errorf("towns.csv: %d rows rejected, first %+v", r.Rejected, r.Bad[0])
	}
	return err
}

// shapes reads the shapes of a boundary file by their national codes.
func shapes(name string) (map[string]geo.MultiPolygon, error) {
	in, err := files.Open("data/" + name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	all := map[string]geo.MultiPolygon{}
	for f, err := range geo.ReadFeatures(in, geo.Limits{}) {
		if err != nil {
			return nil, err
		}
		all[f.Text("code")] = f.Shape
	}
	return all, nil
}
