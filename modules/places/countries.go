package places

import (
	"encoding/json"

	"reeve/kernel/geo"
)

// land is what the program knows of a country before any of its places is loaded.
type land struct {
	Language string  `json:"language"` // of names whose language nobody named
	South    float64 `json:"south"`    // where its places lie, to notice exchanged latitude and longitude
	West     float64 `json:"west"`
	North    float64 `json:"north"`
	East     float64 `json:"east"`
}

func (l land) box() *geo.Box {
	return &geo.Box{MinLat: l.South, MinLon: l.West, MaxLat: l.North, MaxLon: l.East}
}

// landOf reads data/countries.json; ok is false for a country that is not in it.
func landOf(country string) (l land, ok bool, err error) {
	raw, err := files.ReadFile("data/countries.json")
	if err != nil {
		return l, false, err
	}
	var all map[string]land
	if err := json.Unmarshal(raw, &all); err != nil {
		return l, false, err
	}
	l, ok = all[country]
	return l, ok, nil
}
