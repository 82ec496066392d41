package places

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// SettlementOptions say where settlements come from.
type SettlementOptions struct {
	In     io.Reader // CSV, UTF-8, with a header
	Source string
	DryRun bool
	Actor  db.Actor
	// Progress may be nil; called between transactions.
	Progress func(done, total int)
}

// town is a good row.
type town struct {
	item
	country string
}

// ImportSettlements reads places that are a point and a name, for filing by the name of a place: columns
// code, name (or name:LANGUAGE), lat, lon, country and, if known, population, in any order. The parent is the
// smallest place that holds the point, beats aside. A bad row is told in the result and the others go in.
func (p *Places) ImportSettlements(ctx context.Context, o SettlementOptions) (Result, error) {
	var r Result
	towns, err := readTowns(o.In, &r)
	if err != nil {
		return r, err
	}
	grounds := map[string]*ground{}
	for _, t := range towns {
		if grounds[t.country] == nil {
			if grounds[t.country], err = p.ground(ctx, t.country); err != nil {
				return r, err
			}
		}
	}
	var steps []step
	for part := range slices.Chunk(towns, chunk) {
		parents := make([]string, len(part))
		for i, t := range part {
			parents[i] = grounds[t.country].holderOf(t.at)
		}
		steps = append(steps, step{len(part), func(tx *db.Tx, r *Result) error {
			for i, t := range part {
				if err := p.takeTown(tx, o, t, parents[i], r); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	all := Options{DryRun: o.DryRun, Actor: o.Actor, Progress: o.Progress}
	if o.DryRun {
		return r, p.tryOut(ctx, all, steps, &r)
	}
	if err := p.carryOut(ctx, all, steps, &r); err != nil {
		return r, err
	}
	return r, p.Reload(ctx)
}

func (p *Places) takeTown(tx *db.Tx, o SettlementOptions, t town, parent string, r *Result) error {
	old, err := PlaceByCode(tx, t.code)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	known := err == nil
	if known && old.Level != Settlement {
		r.reject(t.item, "code", "places.import.other_level", "places.import.remedy.other_level", "level", old.Level, "country", old.Country)
		return nil
	}
	v := old
	if !known {
		v = Place{Code: t.code, Country: t.country, Level: Settlement, Names: i18n.Text{}}
	}
	v.Names = maps.Clone(v.Names)
	maps.Copy(v.Names, t.names)
	v.At = t.at
	if t.population != nil && (v.Population == nil || *v.Population != *t.population) {
		v.Population, v.PopulationSource = t.population, o.Source
	}
	if parent != "" && v.ParentBy != ByHand {
		above, err := PlaceByCode(tx, parent)
		if err != nil {
			return err
		}
		v.Parent, v.ParentBy = above.ID, ByPoint
	}
	switch {
	case !known:
		_, err = p.AddPlace(tx, v)
	case samePlace(old, v) && old.At == v.At:
		r.Unchanged++
		return nil
	default:
		_, err = p.SavePlace(tx, v)
	}
	if err != nil {
		return r.refuse(t.item, err)
	}
	r.Imported++
	return nil
}

// readTowns reads the rows; a header without what is needed is errs.Invalid.
func readTowns(in io.Reader, r *Result) ([]town, error) {
	c := csv.NewReader(in)
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "places.import.csv_wrong", "row", 1)
	}
	column, err := columns(header)
	if err != nil {
		return nil, err
	}
	var towns []town
	first := map[string]int{}
	for n := 1; ; n++ {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return towns, nil
		}
		if err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "places.import.csv_wrong", "row", n)
		}
		t, ok, err := townOf(row, column, n, r)
		if err != nil {
			return nil, err
		}
		if before := first[t.code]; ok && before > 0 {
			r.reject(t.item, "code", "places.import.code_twice", "places.import.remedy.code_twice", "number", before)
		} else if ok {
			first[t.code] = n
			towns = append(towns, t)
		}
	}
}

// columns finds the columns by their names; names in a language are name:LANGUAGE.
func columns(header []string) (map[string]int, error) {
	column, named := map[string]int{}, false
	var wrong errs.Fields
	for i, name := range header {
		name = strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")
		if tag, ok := strings.CutPrefix(name, "name:"); ok {
			parsed, err := language.Raw.Parse(tag)
			if err != nil {
				wrong.Add(name, "places.import.name_field_wrong", "value", name)
			}
			name = "name:" + parsed.String()
			named = true
		}
		column[name] = i
		named = named || name == "name"
	}
	for _, name := range []string{"code", "lat", "lon", "country"} {
		if _, ok := column[name]; !ok {
			wrong.Add(name, "places.import.column_missing", "column", name)
		}
	}
	if !named {
		wrong.Add("name", "places.import.column_missing", "column", "name")
	}
	return column, wrong.Err()
}

// tagOf is the language of a name in the bare name column. Lists of the world write Cyrillic names in Latin.
func tagOf(l land, name string) string {
	switch {
	case l.Language == "uk" && !hasCyrillic(name):
		return "en"
	case l.Language == "sr" && !hasCyrillic(name):
		return "sr-Latn"
	}
	return l.Language
}

// settlementCode keeps the codes of settlements apart from those of communities, which other registers count
// from 1 as well.
func settlementCode(country, code string) string {
	if strings.HasPrefix(code, country) {
		return code
	}
	return country + "-s" + code
}

func townOf(row []string, column map[string]int, n int, r *Result) (town, bool, error) {
	value := func(name string) string {
		if i, ok := column[name]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	t := town{item: item{number: n, names: i18n.Text{}}, country: strings.ToUpper(value("country"))}
	bad := func(field, key, value string) (town, bool, error) {
		r.reject(t.item, field, key, "places.import.remedy.row", "field", field, "value", value)
		return t, false, nil
	}
	l, known, err := landOf(t.country)
	if err != nil {
		return t, false, err
	}
	if value("code") == "" {
		return bad("code", "places.import.code_missing", "")
	}
	t.code = settlementCode(t.country, value("code"))
	if name := value("name"); name != "" && known {
		t.names[tagOf(l, name)] = name
	}
	for name := range column {
		if tag, named := strings.CutPrefix(name, "name:"); named && value(name) != "" {
			t.names[tag] = value(name)
		}
	}
	if len(t.names) == 0 {
		return bad("name", "places.name_missing", "")
	}
	lat, err1 := strconv.ParseFloat(value("lat"), 64)
	lon, err2 := strconv.ParseFloat(value("lon"), 64)
	t.at = geo.Point{Lat: lat, Lon: lon}
	if err1 != nil || err2 != nil || !t.at.Valid() || known && !l.box().Holds(t.at) {
		return bad("lat", "places.point_wrong", value("lat")+" "+value("lon"))
	}
	if text := value("population"); text != "" {
		people, err := strconv.ParseInt(text, 10, 64)
		if err != nil || people < 0 {
			return bad("population", "places.population_wrong", text)
		}
		t.population = &people
	}
	return t, true, nil
}
