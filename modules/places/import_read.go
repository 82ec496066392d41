package places

import (
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// item is a good feature of a file, measured.
type item struct {
	number     int
	code       string
	names      i18n.Text
	population *int64
	parent     string // code named by the file
	shape      geo.MultiPolygon
	geometry   string // as it is stored
	area       float64
	at         geo.Point
}

// readItems reads a file; what is wrong with single features goes into r. A file that is no GeoJSON is
// errs.Invalid.
func readItems(o Options, r *Result) ([]item, error) {
	file, err := os.Open(o.File)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "places.import.cannot_open", "file", o.File)
	}
	defer file.Close()
	return parseItems(file, o, r)
}

func parseItems(in io.Reader, o Options, r *Result) ([]item, error) {
	var limits geo.Limits
	l, known, err := landOf(o.Country)
	if err != nil {
		return nil, err
	}
	if known {
		limits.Near = l.box()
	}
	var items []item
	first := map[string]int{}
	for f, err := range geo.ReadFeatures(in, limits) {
		if err != nil {
			return nil, fileError(err)
		}
		it, ok := itemOf(f, o, r)
		if !ok {
			continue
		}
		if n := first[it.code]; n > 0 {
			r.reject(it, o.CodeField, "places.import.code_twice", "places.import.remedy.code_twice", "number", n)
			continue
		}
		first[it.code] = it.number
		items = append(items, it)
	}
	return parentsFirst(items, r, o), nil
}

func itemOf(f geo.Feature, o Options, r *Result) (item, bool) {
	it := item{number: f.Number, code: Code(o.Country, f.Text(o.CodeField)), names: i18n.Text{}}
	for tag, field := range o.NameFields {
		if name := f.Text(field); name != "" {
			it.names[tag] = name
		}
	}
	if it.code == "" {
		r.reject(it, o.CodeField, "places.import.code_missing", "places.import.remedy.code_missing", "field", o.CodeField)
		return it, false
	}
	if strings.ContainsAny(it.code, " \t\r\n/?#%") || len(it.code) > 60 {
		r.reject(it, o.CodeField, "places.code_wrong", "places.import.remedy.code_missing", "code", it.code, "field", o.CodeField)
		return it, false
	}
	if p := f.Problem; p != nil {
		r.reject(it, "geometry", "places.shape."+p.Problem, "places.import.remedy.shape",
			"part", p.Part, "ring", p.Ring, "lat", degrees(p.At.Lat), "lon", degrees(p.At.Lon))
		return it, false
	}
	if len(it.names) == 0 {
		r.reject(it, "name", "places.name_missing", "places.import.remedy.name_missing")
		return it, false
	}
	if o.PopulationField != "" {
		if text := f.Text(o.PopulationField); text != "" {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil || n < 0 || n > 1e9 || n != float64(int64(n)) {
				r.reject(it, o.PopulationField, "places.population_wrong", "places.import.remedy.population", "value", text)
				return it, false
			}
			whole := int64(n)
			it.population = &whole
		}
	}
	if o.ParentField != "" {
		it.parent = Code(o.Country, f.Text(o.ParentField))
	}
	geometry, err := f.Shape.MarshalJSON()
	if err != nil {
		r.reject(it, "geometry", "places.shape."+geo.ProblemCoordinates, "places.import.remedy.shape")
		return it, false
	}
	it.shape, it.geometry = f.Shape, string(geometry)
	it.area, it.at = geo.AreaM2(f.Shape), geo.InteriorPoint(f.Shape)
	return it, true
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// parentsFirst orders items so that a parent in the same file comes before its children, and refuses those
// that are above themselves.
func parentsFirst(items []item, r *Result, o Options) []item {
	if o.ParentField == "" {
		return items
	}
	byCode := map[string]int{}
	for i, it := range items {
		byCode[it.code] = i
	}
	const busy, done = 1, 2
	state := make([]int, len(items))
	ordered := make([]item, 0, len(items))
	var visit func(i int) bool
	visit = func(i int) bool {
		if state[i] != 0 {
			return state[i] == done
		}
		state[i] = busy
		if above, ok := byCode[items[i].parent]; ok && !visit(above) {
			r.reject(items[i], o.ParentField, "places.parent_below", "places.import.remedy.unknown_parent", "place", items[i].code)
			return false
		}
		state[i] = done
		ordered = append(ordered, items[i])
		return true
	}
	for i := range items {
		visit(i)
	}
	return ordered
}

// fileError says what is wrong with a whole file; errors of the disk stay what they are.
func fileError(err error) error {
	var fe *geo.FileError
	if errors.As(err, &fe) {
		return errs.Wrap(err, errs.Invalid, "places.import.file_"+fe.Problem, "offset", fe.Offset, "detail", fe.Detail)
	}
	return err
}
