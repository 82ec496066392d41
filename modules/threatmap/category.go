package threatmap

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/i18n"
	"reeve/kernel/process/clock"
)

// Category is a kind of threat. It is data: an installation adds and retires categories without losing reports.
type Category struct {
	Code      string           `json:"code"`
	Set       string           `json:"-"`
	Names     i18n.Text        `json:"names"`
	Class     disclosure.Class `json:"privacy_class"`
	Icon      string           `json:"icon"`      // name of a symbol of kernel/web/look
	Route     string           `json:"route"`     // beat, traffic, body
	RadiusM   int              `json:"radius_m"`  // within which another report may be the same
	Questions []string         `json:"questions"` // codes; their words are in the catalogue
	Mandatory []string         `json:"mandatory"` // fields that must be filled: text
	Read      clock.Period     `json:"read"`
	Verify    clock.Period     `json:"verify"`
	CrimeTip  bool             `json:"crime_tip,omitempty"` // reports of it are never public: they go to the desk alone
	Retired   bool             `json:"-"`
	Version   int64            `json:"-"`
}

// Question is what a category asks beyond the text; its answers are codes.
type Question struct {
	Code    string
	Options []string
}

// Questions are the questions that categories may ask, by code. The last option is always "unknown".
func Questions() map[string]Question {
	q := map[string]Question{}
	for code, options := range map[string][]string{
		"vehicle": {"cars", "trucks", "motorcycles", "quads", "unknown"},
		"parking": {"pavement", "crossing", "disabled", "green", "unknown"},
		"people":  {"one", "few", "group", "unknown"},
		"minors":  {"yes", "no", "unknown"},
		"waste":   {"small", "large", "hazardous", "unknown"},
		"animals": {"one", "several", "unknown"},
	} {
		q[code] = Question{Code: code, Options: options}
	}
	return q
}

// Categories is the copy in memory of the categories of an installation.
type Categories struct {
	d       *db.DB
	all     atomic.Pointer[[]Category]
	routes  atomic.Pointer[[]RouteRule]
	sources atomic.Pointer[[]Source]
}

// RouteRule sends the categories of a route within a place to a post. It is data of the installation.
type RouteRule struct {
	ID, Route, Place, Post string
}

// AddRoute adds a rule; the first one that fits counts.
func (m *Map) AddRoute(tx *db.Tx, r RouteRule) error {
	if _, err := tx.Exec("INSERT INTO route_rule (id, route, place, post, version) VALUES ($1, $2, $3, $4, 1)", r.ID, r.Route, r.Place, r.Post); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.route.add", Kind: "threatmap.route", ID: r.ID, Version: 1, Place: r.Place})
}

func (c *Categories) rules(route string) (fit []RouteRule) {
	if p := c.routes.Load(); p != nil {
		for _, r := range *p {
			if r.Route == route {
				fit = append(fit, r)
			}
		}
	}
	return fit
}

// List gives the categories in their order, retired ones too.
func (c *Categories) List() []Category {
	if p := c.all.Load(); p != nil {
		return *p
	}
	return nil
}

// Get finds a category by its code.
func (c *Categories) Get(code string) (Category, bool) {
	for _, k := range c.List() {
		if k.Code == code {
			return k, true
		}
	}
	return Category{}, false
}

// Subject is a category's name and icon by its code, for lists of work.
func (c *Categories) Subject(code string) (name i18n.Text, icon string, ok bool) {
	k, ok := c.Get(code)
	return k.Names, k.Icon, ok
}

// Refresh reads the categories, the route rules and the sources again.
func (c *Categories) Refresh(ctx context.Context) error {
	return c.d.Read(ctx, func(s *db.Snapshot) error {
		all, err := db.All(s, func(scan db.Scan) (k Category, err error) {
			var body string
			if err = scan(&k.Code, &k.Set, &body, &k.Retired, &k.Version); err != nil {
				return k, err
			}
			return k, json.Unmarshal([]byte(body), &k)
		}, "SELECT id, set_code, body, retired, version FROM category ORDER BY position, id")
		if err != nil {
			return err
		}
		routes, err := db.All(s, func(scan db.Scan) (r RouteRule, err error) {
			return r, scan(&r.ID, &r.Route, &r.Place, &r.Post)
		}, "SELECT id, route, place, post FROM route_rule ORDER BY id")
		if err != nil {
			return err
		}
		sources, err := readSources(s)
		if err == nil {
			c.all.Store(&all)
			c.routes.Store(&routes)
			c.sources.Store(&sources)
		}
		return err
	})
}

// seed puts the categories that ship with the program into a new installation.
func seed(tx *db.Tx, log *audit.Log) error {
	raw, err := files.ReadFile("data/categories.json")
	if err != nil {
		return err
	}
	var all []json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	for i, body := range all {
		var k Category
		if err := json.Unmarshal(body, &k); err != nil {
			return err
		}
		n, err := tx.Exec(`INSERT INTO category (id, set_code, body, position, retired, version) VALUES ($1, 'threats', $2, $3, FALSE, 1)
			ON CONFLICT (id) DO NOTHING`, k.Code, string(body), i+1)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.category.add", Kind: "threatmap.category", ID: k.Code, Version: 1}); err != nil {
			return err
		}
	}
	return nil
}
