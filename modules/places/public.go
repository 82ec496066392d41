package places

import (
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// The types of this file are all that public handlers may answer with.

// PublicRef names a place.
type PublicRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// PublicPlace is a region or a community.
type PublicPlace struct {
	Code             string     `json:"code"`
	Name             i18n.Text  `json:"name"`
	Country          string     `json:"country"`
	Level            string     `json:"level"`
	Region           *PublicRef `json:"region"` // null for a region itself and where none is known
	Population       *int64     `json:"population"`
	PopulationDate   *string    `json:"population_date"`
	PopulationSource *string    `json:"population_source"`
	AreaM2           *float64   `json:"area_m2"`
	Lat              float64    `json:"lat"` // of a fixed point inside
	Lon              float64    `json:"lon"`
	ValidFrom        *string    `json:"valid_from"`  // null = since ever
	ValidUntil       *string    `json:"valid_until"` // first day on which it no longer is; null = open
	Communities      *int       `json:"communities"` // in a region; null for a community
}

// PublicPlaces is a page of a list by code.
type PublicPlaces struct {
	Items []PublicPlace `json:"items"`
	Next  *string       `json:"next"`
}

// PublicBoundary is a GeoJSON feature (RFC 7946).
type PublicBoundary struct {
	Type       string           `json:"type"` // Feature
	ID         string           `json:"id"`
	Properties PublicShape      `json:"properties"`
	Geometry   geo.MultiPolygon `json:"geometry"`
}

// PublicShape tells where a boundary comes from and when it holds.
type PublicShape struct {
	Code       string    `json:"code"`
	Name       i18n.Text `json:"name"`
	Version    int64     `json:"version"`
	ValidFrom  *string   `json:"valid_from"`
	ValidUntil *string   `json:"valid_until"`
	AreaM2     float64   `json:"area_m2"`
	Source     string    `json:"source"`
	Licence    string    `json:"licence"`
}

// PublicBaseMap tells a map program what it can draw from.
type PublicBaseMap struct {
	Ground      PublicGround      `json:"ground"`        // tiles at /tiles/base
	Streets     []PublicStreetMap `json:"streets"`       // all at /tiles/streets; empty = no streets are drawn
	Addresses   bool              `json:"has_addresses"` // whether /api/v1/addresses can find any
	Attribution string            `json:"attribution"`   // to be shown beside every map
}

// PublicGround tells how deep the ground's tiles go.
type PublicGround struct {
	MaxZoom int `json:"maxzoom"`
}

// PublicStreetMap is one imported street map.
type PublicStreetMap struct {
	Name        string     `json:"name"`
	Bounds      [4]float64 `json:"bounds"` // west, south, east, north in degrees
	MinZoom     int        `json:"minzoom"`
	MaxZoom     int        `json:"maxzoom"`
	Attribution string     `json:"attribution"` // must be shown
}

// PublicAddress is an address, or a street where number is null.
type PublicAddress struct {
	Label     string     `json:"label"`
	Street    string     `json:"street"`
	Number    *string    `json:"number"`
	Postcode  *string    `json:"postcode"`
	Lat       float64    `json:"lat"`
	Lon       float64    `json:"lon"`
	Community *PublicRef `json:"community"` // null where none is known
}

// PublicAddresses are the best matches; there are no further pages.
type PublicAddresses struct {
	Items []PublicAddress `json:"items"`
	Next  *string         `json:"next"`
}

func (s *Snapshot) public(p Place) PublicPlace {
	v := PublicPlace{Code: p.Code, Name: p.Names, Country: p.Country, Level: p.Level, Population: p.Population,
		PopulationDate: orNull(p.PopulationDate), PopulationSource: orNull(p.PopulationSource), Lat: p.At.Lat, Lon: p.At.Lon,
		ValidFrom: orNull(p.Valid.From), ValidUntil: orNull(p.Valid.Until)}
	if area := s.AreaM2(p.ID); area > 0 {
		v.AreaM2 = &area
	}
	if region, ok := s.Above(p.ID, Region); ok && region.ID != p.ID {
		v.Region = &PublicRef{region.Code, region.Names}
	}
	return v
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
