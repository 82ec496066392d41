package threatmap

import (
	"math"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/places"
	"reeve/modules/threatmap/atlas"
	"reeve/modules/threatmap/stats"
)

// Filter is what a list, a count, a tile or an export is asked for. Public lists know nothing but published places
// and public times.
type Filter struct {
	Categories []string // one of these; nil = all
	States     []string // one of these; nil = all
	Community  string   // code of a place; what lies below it counts
	From, To   stats.Month
	BBox       *atlas.Box // of the published place
	After      string
	Limit      int
}

// filterParams are the filters as the query names them.
func filterParams() []web.Param {
	return []web.Param{{Name: "category", Description: "codes of categories; repeated or with commas"}, {Name: "state", Description: "states of the report; repeated or with commas"},
		{Name: "community", Description: "code of a place; what lies below it counts"}, {Name: "from", Description: "first month of filing, YYYY-MM"},
		{Name: "to", Description: "last month of filing, YYYY-MM"}, {Name: "bbox", Description: "west,south,east,north of the published place; west is greater than east across the date line"}}
}

// listParams are those of lists.
func listParams() []web.Param {
	return append(filterParams(), web.Param{Name: "limit", Description: "most items of a page"}, web.Param{Name: "after", Description: "cursor from next"})
}

// readQuery is readFilter for programs: what makes no sense as a filter is a malformed address.
func (m *Map) readQuery(r *web.Request, limit, most int) (Filter, error) {
	if _, bad := m.readWhat(r); len(bad) > 0 {
		return Filter{}, &errs.Error{Kind: errs.Malformed, Key: "threatmap.stats.filter_wrong", Fields: bad}
	}
	return m.readFilter(r, limit, most)
}

// readFilter reads the query parameters of public lists.
func (m *Map) readFilter(r *web.Request, limit, most int) (f Filter, err error) {
	f, bad := m.readWhat(r)
	f.After = r.URL.Query().Get("after")
	if f.Limit, err = r.Int("limit", limit, 1, most); err != nil {
		bad = append(bad, errs.Of(err).Fields...)
	}
	return f, bad.Err()
}

// readWhat reads what is asked for, without paging.
func (m *Map) readWhat(r *web.Request) (f Filter, bad errs.Fields) {
	q := r.URL.Query()
	f = Filter{Categories: several(q["category"]), States: several(q["state"]), Community: q.Get("community")}
	for _, code := range f.Categories {
		if _, ok := m.Categories.Get(code); !ok {
			bad.Add("category", "threatmap.category_unknown", "category", code)
		}
	}
	for _, code := range f.States {
		if _, ok := m.Process.Definition(Kind).State(code); !ok {
			bad.Add("state", "threatmap.state_unknown", "state", code)
		}
	}
	if _, ok := m.Places.Snapshot().ByCode(f.Community); f.Community != "" && !ok {
		bad.Add("community", "threatmap.place_unknown", "place", f.Community)
	}
	for _, end := range []struct {
		name string
		to   *stats.Month
	}{{"from", &f.From}, {"to", &f.To}} {
		if s := q.Get(end.name); s != "" {
			var ok bool
			if *end.to, ok = stats.ParseMonth(s); !ok {
				bad.Add(end.name, "threatmap.stats.month_wrong", "month", s)
			}
		}
	}
	if f.From != 0 && f.To != 0 && f.To < f.From {
		bad.Add("to", "threatmap.stats.months_backwards")
	}
	if s := q.Get("bbox"); s != "" {
		var err error
		if f.BBox, err = parseBox(s); err != nil {
			bad.Add("bbox", "threatmap.bbox_wrong")
		}
	}
	return f, bad
}

// several reads values that are repeated or separated by commas.
func several(values []string) (all []string) {
	for _, v := range values {
		for one := range strings.SplitSeq(v, ",") {
			if one = strings.TrimSpace(one); one != "" {
				all = append(all, one)
			}
		}
	}
	return all
}

func parseBox(s string) (*atlas.Box, error) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return nil, strconv.ErrSyntax
	}
	var v [4]float64
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, strconv.ErrSyntax
		}
		v[i] = f
	}
	b := &atlas.Box{West: v[0], South: v[1], East: v[2], North: v[3]}
	if b.South > b.North || b.South < -90 || b.North > 90 || math.Abs(b.West) > 180 || math.Abs(b.East) > 180 {
		return nil, strconv.ErrRange
	}
	return b, nil
}

// chosen is a filter as the index takes it.
func (m *Map) chosen(f Filter) atlas.Filter {
	out := atlas.Filter{Categories: f.Categories, States: f.States, From: atlas.Month(f.From), To: atlas.Month(f.To), Box: f.BBox}
	if f.Community == "" {
		return out
	}
	p, ok := m.Places.Snapshot().ByCode(f.Community)
	switch {
	case !ok:
		out.Communities = []string{}
	case p.Role == places.Community:
		out.Communities = []string{p.ID}
	case p.Role == places.Beat:
		out.Beats = []string{p.ID}
	default:
		out.Communities = m.Index.below(p.ID)
	}
	return out
}
