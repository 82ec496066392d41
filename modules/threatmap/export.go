package threatmap

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"reeve/kernel/web"
)

// geojson is GET /api/v1/reports.geojson (RFC 7946): what has no published place has a null geometry.
func (m *Map) geojson(w http.ResponseWriter, r *web.Request) error {
	items, next, err := m.exportPage(r)
	if err != nil {
		return err
	}
	out := featureCollection{Type: "FeatureCollection", Features: []feature{}, Next: next}
	for _, it := range items {
		f := feature{Type: "Feature", ID: it.Ref, Properties: it}
		if p := it.Published; p != nil {
			f.Geometry = &pointGeometry{Type: "Point", Coordinates: [2]float64{p.Lon, p.Lat}}
		}
		out.Features = append(out.Features, f)
	}
	w.Header().Set("Content-Type", "application/geo+json")
	return json.NewEncoder(w).Encode(out)
}

type featureCollection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
	Next     *string   `json:"next"`
}

type feature struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Geometry   *pointGeometry `json:"geometry"`
	Properties PublicItem     `json:"properties"`
}

type pointGeometry struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"` // lon, lat
}

// csv is GET /api/v1/reports.csv (RFC 4180), names in the reader's language.
func (m *Map) csv(w http.ResponseWriter, r *web.Request) error {
	items, next, err := m.exportPage(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="reports.csv"`)
	if next != nil {
		w.Header().Set("Link", "<"+nextLink(r, *next)+`>; rel="next"`)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write([]string{"ref", "category", "category_name", "state", "state_name", "community", "community_name", "lat", "lon", "precision_m", "filed_date", "filed_part", "confirmations"})
	fallback := m.Settings.Get().Fallback
	for _, it := range items {
		name, _ := it.Community.Name.Best(r.Text.Lang(), fallback)
		lat, lon, precision := "", "", ""
		if p := it.Published; p != nil {
			lat, lon, precision = strconv.FormatFloat(p.Lat, 'f', -1, 64), strconv.FormatFloat(p.Lon, 'f', -1, 64), strconv.FormatInt(p.Precision, 10)
		}
		out.Write([]string{it.Ref, it.Category, defuse(m.categoryName(it.Category, r)), it.State, defuse(r.Text.T("threatmap.state." + it.State)),
			it.Community.Code, defuse(name), lat, lon, precision, it.FiledDate, string(it.FiledPart), strconv.FormatInt(it.Confirmations, 10)})
	}
	out.Flush()
	return out.Error()
}

// defuse keeps a spreadsheet from taking a text for a formula.
func defuse(s string) string {
	if strings.IndexAny(s, "=+-@\t\r") == 0 {
		return "'" + s
	}
	return s
}

// CategoryWord is what a kind of report is called in the reader's language; a code that is none is given back.
func (m *Map) CategoryWord(r *web.Request, code string) string { return m.categoryName(code, r) }

func (m *Map) categoryName(code string, r *web.Request) string {
	c, ok := m.Categories.Get(code)
	if !ok {
		return code
	}
	name, _ := c.Names.Best(r.Text.Lang(), m.Settings.Get().Fallback)
	return name
}

func (m *Map) exportPage(r *web.Request) (items []PublicItem, next *string, err error) {
	f, err := m.readQuery(r, 1000, 10_000)
	if err != nil {
		return nil, nil, err
	}
	page, cursor, err := m.public(f)
	if err != nil {
		return nil, nil, err
	}
	if cursor != "" {
		next = &cursor
	}
	return m.publicItems(page), next, nil
}

func nextLink(r *web.Request, cursor string) string {
	u := *r.URL
	q := u.Query()
	q.Set("after", cursor)
	u.RawQuery = q.Encode()
	return u.RequestURI()
}
