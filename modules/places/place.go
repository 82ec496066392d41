package places

import (
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/process/calendar"
)

// Roles mark which level of a country's tree is which. Levels between them have none.
const (
	Region    = "region"
	Community = "community"
	Beat      = "beat"
)

// Settlement is the level of a place that is a point with a name and has no boundary.
const Settlement = "settlement"

// How a place came to its parent; an import changes only what an import has found by itself.
const (
	ByHand    = "hand"
	ByField   = "field"   // the file named it
	ByOverlap = "overlap" // it covers most of the place
	ByPoint   = "point"   // it holds the point of a settlement
)

// Place is one node of the tree of places.
type Place struct {
	ID               string
	Code             string // country and national code, see [Code]
	Country          string // ISO 3166-1 alpha-2, XK for Kosovo
	Level            string // what the country calls it: gmina, powiat, hromada
	Role             string // Region, Community, Beat or empty
	Names            i18n.Text
	Parent           string // id, empty at the top
	ParentBy         string // one of the By constants; empty without parent
	Population       *int64 // nil = not known
	PopulationSource string
	PopulationDate   string // YYYY-MM-DD, empty = not known
	Calendar         string // country code of its calendar; empty = as above it, at the top its country
	Valid            Span
	At               geo.Point // the fixed point inside
	Version          int64
}

// Code is a place's code: "PL-3062011" for 3062011 in PL. A national code that begins with the country, as
// the Ukrainian ones do, stays as it is.
func Code(country, national string) string {
	country, national = strings.ToUpper(country), strings.TrimSpace(national)
	if national == "" || strings.HasPrefix(national, country) {
		return national
	}
	return country + "-" + national
}

func (p Place) check() error {
	var f errs.Fields
	if p.Code == "" || len(p.Code) > 60 || strings.ContainsAny(p.Code, " \t\r\n/?#%") {
		f.Add("code", "places.code_wrong", "code", p.Code)
	}
	if len(p.Country) != 2 || strings.ToUpper(p.Country) != p.Country {
		f.Add("country", "places.country_wrong", "country", p.Country)
	}
	if p.Level == "" {
		f.Add("level", "places.level_missing")
	}
	if !knownRole(p.Role) {
		f.Add("role", "places.role_wrong", "role", p.Role)
	}
	if named(p.Names) == 0 {
		f.Add("names", "places.name_missing")
	}
	if p.Population != nil && *p.Population < 0 {
		f.Add("population", "places.population_wrong")
	}
	if _, err := calendar.ParseDate(p.PopulationDate); p.PopulationDate != "" && err != nil {
		f.Add("population_date", "places.date_wrong", "date", p.PopulationDate)
	}
	if !p.At.Valid() {
		f.Add("lat", "places.point_wrong")
	}
	p.Valid.check(&f)
	return f.Err()
}

func knownRole(role string) bool {
	return role == "" || role == Region || role == Community || role == Beat
}

func named(t i18n.Text) (n int) {
	for _, text := range t {
		if strings.TrimSpace(text) != "" {
			n++
		}
	}
	return n
}

// Boundary is one version of a place's shape.
type Boundary struct {
	ID      string
	Place   string
	Number  int64 // from 1
	Valid   Span
	Shape   geo.MultiPolygon
	AreaM2  float64
	Source  string
	Licence string
}

// Succession tells that, from Date on, Num/Den of the old place belongs to the new one.
type Succession struct {
	ID       string
	Old, New string
	Date     string
	Num, Den int64
}
