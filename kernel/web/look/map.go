package look

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Map is a place on the page for a map, drawn by a script that is fetched after the page is usable. What the map
// says must stand on the page in words too.
type Map struct {
	Kind   string     // "reports", "pick" (point at a place), "spot" (show places)
	Label  string     // name of the map for screen readers
	Bounds [4]float64 // where it opens: west, south, east, north
	Own    string     // code of the community or region that is outlined

	Query string            // kind reports: the filters as an address carries them
	Icons map[string]string // kind reports: the icon of each category
	List  string            // kind reports: address of the list
	Card  string            // kind reports: below it stands what is told of one report, by its ref

	Spots  []MapSpot // kind spot
	Chosen *MapSpot  // kind pick: where the pin stands already

	// Words. Area is the chip of what only a community tells, with {n}; Streets is said where no street map is
	// installed, Failed where the map cannot be drawn, NoScript where no script runs, NoPosition where the reader's
	// position is refused. Legend explains the discs.
	Area, Streets, Failed, NoScript, NoPosition, Legend string
	ZoomIn, ZoomOut, Locate, Close, Set                 string
	Out                                                 *Act // the way out beside Streets and Failed: the list
}

// MapSpot is one place on a map.
type MapSpot struct {
	Lat, Lon  float64
	Precision int64 // metres; 0 is drawn as a point alone
	Icon      string
	State     string // as in the domain; empty has no shape
	NoPin     bool   // the circle alone
}

// BoundsText is "west,south,east,north".
func (m Map) BoundsText() string {
	parts := make([]string, 4)
	for i, v := range m.Bounds {
		parts[i] = strconv.FormatFloat(v, 'f', 5, 64)
	}
	return strings.Join(parts, ",")
}

// ChosenText is "lat,lon" of the pin that stands already, or empty.
func (m Map) ChosenText() string {
	if m.Chosen == nil {
		return ""
	}
	return strconv.FormatFloat(m.Chosen.Lat, 'f', 6, 64) + "," + strconv.FormatFloat(m.Chosen.Lon, 'f', 6, 64)
}

// IconsText is Icons for the script.
func (m Map) IconsText() (string, error) {
	b, err := json.Marshal(m.Icons)
	return string(b), err
}

// WordsText is what the script writes onto the map itself.
func (m Map) WordsText() (string, error) {
	b, err := json.Marshal(map[string]string{"title": m.Label, "area": m.Area})
	return string(b), err
}

// SpotsText is Spots for the script.
func (m Map) SpotsText() (string, error) {
	type spot struct {
		Image     string  `json:"image"`
		Lat       float64 `json:"lat"`
		Lon       float64 `json:"lon"`
		Precision int64   `json:"precision"`
	}
	all := make([]spot, 0, len(m.Spots))
	for _, s := range m.Spots {
		one := spot{Lat: s.Lat, Lon: s.Lon, Precision: s.Precision}
		if !s.NoPin {
			one.Image = "chosen/" + s.Icon + "/" + strings.ReplaceAll(s.State, "_", "-")
		}
		all = append(all, one)
	}
	b, err := json.Marshal(all)
	return string(b), err
}
