package wire

import (
	"strings"
	"time"

	"reeve/modules/codes"
)

// MaxEntity is the longest JSON of a structured item.
const MaxEntity = 64 << 10

// PersonData is an item of type person.
type PersonData struct {
	Version     int            `json:"v"`
	Names       []PersonName   `json:"names,omitempty"`
	Born        string         `json:"born,omitempty"` // 1984, 1984-02 or 1984-02-29: as much as is known
	BornAt      string         `json:"born_at,omitempty"`
	Died        string         `json:"died,omitempty"`
	Sex         string         `json:"sex,omitempty"`         // f, m, x; empty = not known
	Nationality []string       `json:"nationality,omitempty"` // ISO 3166-1 alpha-2; XX = stateless
	Numbers     []Number       `json:"numbers,omitempty"`
	Addresses   []string       `json:"addresses,omitempty"`
	Category    codes.Category `json:"category"` // what the person is in this matter
	Note        string         `json:"note,omitempty"`
}

// PersonName is a name in one script: the passport's Cyrillic and its transliteration are two.
type PersonName struct {
	Kind       string `json:"kind"` // primary, alias, former
	Given      string `json:"given,omitempty"`
	Family     string `json:"family,omitempty"`
	Patronymic string `json:"patronymic,omitempty"`
	Whole      string `json:"whole,omitempty"` // where the parts are not known
	Script     string `json:"script"`          // ISO 15924: Latn, Cyrl …
}

// Number is a number that an authority or a maker gave.
type Number struct {
	Type    string `json:"type"` // passport, id_card, driving_licence, residence, personal_code, imei, serial, other
	Number  string `json:"number"`
	Country string `json:"country,omitempty"`
	Until   string `json:"until,omitempty"` // civil date
}

// VehicleData is an item of type vehicle.
type VehicleData struct {
	Version int    `json:"v"`
	Plate   string `json:"plate,omitempty"`
	Country string `json:"country,omitempty"` // of the plate
	VIN     string `json:"vin,omitempty"`     // ISO 3779
	Kind    string `json:"kind,omitempty"`    // car, van, lorry, bus, motorcycle, trailer, boat, aircraft, other
	Make    string `json:"make,omitempty"`
	Model   string `json:"model,omitempty"`
	Colour  string `json:"colour,omitempty"`
	Year    string `json:"year,omitempty"`
	State   string `json:"state,omitempty"` // see States
	Note    string `json:"note,omitempty"`
}

// DocumentData is an item of type document: a paper, not a file.
type DocumentData struct {
	Version int    `json:"v"`
	Type    string `json:"type"` // as Number
	Number  string `json:"number"`
	Country string `json:"country,omitempty"` // that issued it
	Issued  string `json:"issued,omitempty"`  // civil date
	Until   string `json:"until,omitempty"`   // civil date
	Holder  string `json:"holder,omitempty"`
	State   string `json:"state,omitempty"`
	Note    string `json:"note,omitempty"`
}

// ObjectData is an item of type object: a weapon, a telephone, a picture.
type ObjectData struct {
	Version  int      `json:"v"`
	Kind     string   `json:"kind"` // free, short: "weapon", "mobile telephone"
	Make     string   `json:"make,omitempty"`
	Model    string   `json:"model,omitempty"`
	Numbers  []Number `json:"numbers,omitempty"`
	Quantity int64    `json:"quantity,omitempty"` // 0 = not said
	State    string   `json:"state,omitempty"`
	Note     string   `json:"note,omitempty"`
}

// NumberTypes are the types of numbers and documents.
func NumberTypes() []string {
	return []string{"passport", "id_card", "driving_licence", "residence", "personal_code", "imei", "serial", "other"}
}

// VehicleKinds are the kinds of vehicles.
func VehicleKinds() []string {
	return []string{"car", "van", "lorry", "bus", "motorcycle", "trailer", "boat", "aircraft", "other"}
}

// NameKinds are the kinds of a person's names.
func NameKinds() []string { return []string{"primary", "alias", "former"} }

// States are what can be the matter with a vehicle, document or object.
func States() []string {
	return []string{"stolen", "lost", "misappropriated", "invalidated", "forged", "found", "seized", "in_order"}
}

// Check tells all that is wrong with a person.
func (p PersonData) Check() error {
	var c checks
	c.version(p.Version)
	if len(p.Names) == 0 && len(p.Numbers) == 0 {
		c.bad("names", "wire.missing")
	}
	if c.count("names", len(p.Names), 50) {
		for i, n := range p.Names {
			one(&c, at("names", i, ".kind"), n.Kind, NameKinds()...)
			for _, part := range []string{n.Given, n.Family, n.Patronymic, n.Whole} {
				c.line(at("names", i, ""), part, 0, 200)
			}
			if n.Given+n.Family+n.Patronymic+n.Whole == "" {
				c.bad(at("names", i, ""), "wire.missing")
			}
			if !isScript(n.Script) {
				c.bad(at("names", i, ".script"), "wire.script")
			}
		}
	}
	partial(&c, "born", p.Born)
	partial(&c, "died", p.Died)
	c.line("born_at", p.BornAt, 0, 200)
	if p.Sex != "" {
		one(&c, "sex", p.Sex, "f", "m", "x")
	}
	if c.count("nationality", len(p.Nationality), 16) {
		for i, n := range p.Nationality {
			c.country(at("nationality", i, ""), n, true)
		}
	}
	numbers(&c, p.Numbers)
	if c.count("addresses", len(p.Addresses), 50) {
		for i, a := range p.Addresses {
			c.line(at("addresses", i, ""), a, 1, 300)
		}
	}
	if p.Category == "" {
		c.bad("category", "wire.missing")
	} else if !p.Category.Valid() {
		c.bad("category", "wire.category")
	}
	c.text("note", p.Note, 0, 4000)
	return c.err("entity")
}

// Check tells all that is wrong with a vehicle.
func (v VehicleData) Check() error {
	var c checks
	c.version(v.Version)
	if v.Plate+v.VIN+v.Make+v.Note == "" {
		c.bad("plate", "wire.missing")
	}
	c.line("plate", v.Plate, 0, 20)
	c.country("country", v.Country, false)
	if v.VIN != "" && !isVIN(v.VIN) {
		c.bad("vin", "wire.vin")
	}
	maybe(&c, "kind", v.Kind, VehicleKinds())
	c.line("make", v.Make, 0, 100)
	c.line("model", v.Model, 0, 100)
	c.line("colour", v.Colour, 0, 100)
	if len(v.Year) > 4 {
		c.bad("year", "wire.date")
	} else {
		partial(&c, "year", v.Year)
	}
	maybe(&c, "state", v.State, States())
	c.text("note", v.Note, 0, 4000)
	return c.err("entity")
}

// Check tells all that is wrong with a document.
func (d DocumentData) Check() error {
	var c checks
	c.version(d.Version)
	one(&c, "type", d.Type, NumberTypes()...)
	c.line("number", d.Number, 1, 100)
	c.country("country", d.Country, false)
	c.date("issued", d.Issued)
	c.date("until", d.Until)
	c.line("holder", d.Holder, 0, 300)
	maybe(&c, "state", d.State, States())
	c.text("note", d.Note, 0, 4000)
	return c.err("entity")
}

// Check tells all that is wrong with an object.
func (o ObjectData) Check() error {
	var c checks
	c.version(o.Version)
	c.line("kind", o.Kind, 1, 100)
	c.line("make", o.Make, 0, 100)
	c.line("model", o.Model, 0, 100)
	numbers(&c, o.Numbers)
	c.number("quantity", o.Quantity, 0, maxNumber)
	maybe(&c, "state", o.State, States())
	c.text("note", o.Note, 0, 4000)
	return c.err("entity")
}

func numbers(c *checks, all []Number) {
	if !c.count("numbers", len(all), 50) {
		return
	}
	for i, n := range all {
		one(c, at("numbers", i, ".type"), n.Type, NumberTypes()...)
		c.line(at("numbers", i, ".number"), n.Number, 1, 100)
		c.country(at("numbers", i, ".country"), n.Country, false)
		c.date(at("numbers", i, ".until"), n.Until)
	}
}

func maybe(c *checks, field, v string, list []string) {
	if v != "" {
		one(c, field, v, list...)
	}
}

func (c *checks) country(field, s string, must bool) {
	if s == "" && !must {
		return
	}
	if len(s) != 2 || s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z' {
		c.bad(field, "wire.country")
	}
}

// partial demands a year, a month, a day, or nothing.
func partial(c *checks, field, s string) {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1800 {
			return
		}
	}
	if s != "" {
		c.bad(field, "wire.date")
	}
}

func isScript(s string) bool {
	if len(s) != 4 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.IndexFunc(s[1:], func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

func isVIN(s string) bool {
	return len(s) == 17 && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' && r != 'I' && r != 'O' && r != 'Q')
	}) < 0
}
