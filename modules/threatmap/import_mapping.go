package threatmap

import (
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

// Mapping tells what the columns of a foreign file mean. It is a YAML file; docs/modules/import.md explains it.
type Mapping struct {
	Source      string            `yaml:"source"`      // name of the feed: with the key it knows a row again
	Names       map[string]string `yaml:"names"`       // of the feed and of its own set of categories, by language
	Attribution string            `yaml:"attribution"` // as the owner of the data wants to be named
	Licence     string            `yaml:"licence"`
	Link        string            `yaml:"link"` // https address of the source
	Format      mappedFormat      `yaml:"format"`
	Key         []string          `yaml:"key"` // columns; none = the whole row
	Category    mappedCategory    `yaml:"category"`
	When        mappedWhen        `yaml:"when"`
	Place       mappedPlace       `yaml:"place"`
	Text        mappedText        `yaml:"text"`
	State       string            `yaml:"state"`       // a state of the life; new = as if filed here
	Clocks      string            `yaml:"clocks"`      // none
	Publication string            `yaml:"publication"` // public, held; empty = as the category's class says
	Categories  []ownCategory     `yaml:"categories"`  // the source's own set
	zone        *time.Location
}

type mappedFormat struct {
	Encoding  string `yaml:"encoding"`
	Delimiter string `yaml:"delimiter"`
	Sheet     string `yaml:"sheet"`
}

type mappedCategory struct {
	Column  string            `yaml:"column"`
	Map     map[string]string `yaml:"map"`
	Default string            `yaml:"default"`
	Skip    []string          `yaml:"skip"` // values whose rows are left out
	Each    *eachCategory     `yaml:"each"` // every value not mapped becomes a category
}

// eachCategory is what the categories have in common that are made of the values themselves.
type eachCategory struct {
	Lang  string `yaml:"lang"`
	Class string `yaml:"class"`
	Icon  string `yaml:"icon"`
}

// ownCategory is a category of the source's own set, whose name is the source's.
type ownCategory struct {
	Code   string            `yaml:"code"`
	Names  map[string]string `yaml:"names"`
	Class  string            `yaml:"class"`
	Icon   string            `yaml:"icon"`
	Values []string          `yaml:"values"` // source values, besides those of category.map
}

type mappedWhen struct {
	Style   string `yaml:"style"` // one of whenStyles
	Column  string `yaml:"column"`
	Time    string `yaml:"time"` // column of the time of day, where it is not in the same one
	Year    string `yaml:"year"`
	Month   string `yaml:"month"`
	Day     string `yaml:"day"`
	Hour    string `yaml:"hour"`
	Zone    string `yaml:"zone"`
	Meaning string `yaml:"meaning"` // occurred (default), published: then it does not say when it was seen
}

type mappedPlace struct {
	Lat       string      `yaml:"lat"`
	Lon       string      `yaml:"lon"`
	Point     string      `yaml:"point"` // one column: POINT (lon lat), or lat,lon
	UTM       *mappedUTM  `yaml:"utm"`
	Name      *mappedName `yaml:"name"`
	Precision string      `yaml:"precision"` // exact, area
}

type mappedUTM struct {
	X     string `yaml:"x"`
	Y     string `yaml:"y"`
	Zone  int    `yaml:"zone"`
	South bool   `yaml:"south"`
}

type mappedName struct {
	Column   string            `yaml:"column"`
	Country  string            `yaml:"country"`
	Suffixes []nameSuffix      `yaml:"suffixes"`
	Aliases  map[string]string `yaml:"aliases"` // value to a place's code
}

// nameSuffix is an ending that tells the role of a place and is no part of its name.
type nameSuffix struct {
	Ending string `yaml:"ending"`
	Role   string `yaml:"role"`
}

type mappedText struct {
	Columns []string `yaml:"columns"`
	Lang    string   `yaml:"lang"`
	Public  bool     `yaml:"public"` // the text is public already, as official feeds are
}

// ReadMapping reads a mapping and tells everything that is wrong with it. Unknown words are refused.
func ReadMapping(r io.Reader) (m Mapping, err error) {
	d := yaml.NewDecoder(io.LimitReader(r, 1<<20))
	d.KnownFields(true)
	if err := d.Decode(&m); err != nil {
		return m, errs.Wrap(err, errs.Invalid, "threatmap.import.mapping_wrong", "why", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	return m, m.check()
}

func (m *Mapping) check() error {
	var bad errs.Fields
	must := func(field, value string) {
		if value == "" {
			bad.Add(field, "threatmap.import.setting_missing")
		}
	}
	among := func(field, value string, known ...string) {
		if !slices.Contains(known, value) {
			bad.Add(field, "threatmap.import.setting_wrong", "value", value, "known", strings.TrimPrefix(strings.Join(known, ", "), ", "))
		}
	}
	must("source", m.Source)
	for tag := range m.Names {
		if _, err := language.Parse(tag); err != nil {
			bad.Add("names."+tag, "threatmap.lang_unknown", "lang", tag)
		}
	}
	if m.Link != "" && !strings.HasPrefix(m.Link, "https://") {
		bad.Add("link", "threatmap.import.setting_wrong", "value", m.Link, "known", "https://…")
	}
	among("state", m.State, States()...)
	among("clocks", m.Clocks, "none")
	among("publication", m.Publication, "", PublicNow, Held)
	among("place.precision", m.Place.Precision, "exact", "area")
	among("when.style", m.When.Style, whenStyles()...)
	among("when.meaning", m.When.Meaning, "", "occurred", "published")
	if m.When.Style == styleSplit {
		must("when.year", m.When.Year)
		must("when.month", m.When.Month)
	} else {
		must("when.column", m.When.Column)
	}
	must("when.zone", m.When.Zone)
	var err error
	if m.zone, err = time.LoadLocation(m.When.Zone); err != nil || m.When.Zone == "Local" {
		bad.Add("when.zone", "threatmap.import.setting_wrong", "value", m.When.Zone, "known", "Europe/Stockholm, …")
	}
	m.checkPlace(&bad, must)
	if m.Category.Column == "" {
		must("category.default", m.Category.Default)
	}
	if len(m.Text.Columns) > 0 {
		if _, err := language.Parse(m.Text.Lang); err != nil {
			bad.Add("text.lang", "threatmap.lang_unknown", "lang", m.Text.Lang)
		}
	}
	classes := []string{string(disclosure.A), string(disclosure.B), string(disclosure.C)}
	for _, c := range m.Categories {
		must("categories.code", c.Code)
		among("categories."+c.Code+".class", c.Class, classes...)
		if len(c.Names) == 0 {
			bad.Add("categories."+c.Code+".names", "threatmap.import.setting_missing")
		}
	}
	if e := m.Category.Each; e != nil {
		among("category.each.class", e.Class, classes...)
		must("category.each.lang", e.Lang)
	}
	return bad.Err()
}

func (m *Mapping) checkPlace(bad *errs.Fields, must func(field, value string)) {
	ways := 0
	for _, given := range []bool{m.Place.Lat != "" || m.Place.Lon != "", m.Place.Point != "", m.Place.UTM != nil, m.Place.Name != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		bad.Add("place", "threatmap.import.place_ways")
	}
	if m.Place.Lat != "" || m.Place.Lon != "" {
		must("place.lat", m.Place.Lat)
		must("place.lon", m.Place.Lon)
	}
	if u := m.Place.UTM; u != nil {
		must("place.utm.x", u.X)
		must("place.utm.y", u.Y)
		if u.Zone < 1 || u.Zone > 60 {
			bad.Add("place.utm.zone", "threatmap.import.setting_wrong", "value", u.Zone, "known", "1–60")
		}
	}
	if n := m.Place.Name; n != nil {
		must("place.name.column", n.Column)
		must("place.name.country", n.Country)
		if m.Place.Precision == "exact" {
			bad.Add("place.precision", "threatmap.import.setting_wrong", "value", "exact", "known", "area")
		}
	}
}

// columns are those that the file must have.
func (m *Mapping) columns() []string {
	all := append([]string{m.Category.Column, m.When.Column, m.When.Time, m.When.Year, m.When.Month, m.When.Day, m.When.Hour, m.Place.Lat, m.Place.Lon, m.Place.Point}, m.Key...)
	all = append(all, m.Text.Columns...)
	if u := m.Place.UTM; u != nil {
		all = append(all, u.X, u.Y)
	}
	if n := m.Place.Name; n != nil {
		all = append(all, n.Column)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(c string) bool { return c == "" })
}

// from is the source that the mapping describes.
func (m *Mapping) from() Source {
	return Source{Code: m.Source, Names: textOf(m.Names), Attribution: m.Attribution, Licence: m.Licence, Link: m.Link}
}

func (m *Mapping) format() tabular.Format {
	return tabular.Format{Encoding: m.Format.Encoding, Delimiter: m.Format.Delimiter, Sheet: m.Format.Sheet}
}

func textOf(names map[string]string) i18n.Text {
	t := i18n.Text{}
	for tag, name := range names {
		t[tag] = name
	}
	return t
}
