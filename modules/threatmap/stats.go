package threatmap

import (
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/places"
	"reeve/modules/threatmap/stats"
)

// StatsFilter is what statistics are asked for.
type StatsFilter struct {
	Place    places.Place // zero = the whole installation
	Category string
	From, To stats.Month // inclusive; 0 = without end
}

// longestStats is how many months an answer may list.
const longestStats = 600

// statsParams are the filters as the query names them. There are no others: a filter that is not understood must
// not give figures about something else.
func statsParams() []web.Param {
	return []web.Param{{Name: "community", Description: "code of a region, community or beat; what lies below it counts"}, {Name: "category", Description: "code of a category"},
		{Name: "from", Description: "first month of filing, YYYY-MM"}, {Name: "to", Description: "last month of filing, YYYY-MM"}}
}

// readStatsFilter reads the query. What is wrong comes back as complaints about fields, with the rest of the filter.
func (m *Map) readStatsFilter(r *web.Request) (f StatsFilter, bad errs.Fields) {
	q := r.URL.Query()
	f.Category = q.Get("category")
	if _, ok := m.Categories.Get(f.Category); f.Category != "" && !ok {
		bad.Add("category", "threatmap.category_unknown", "category", f.Category)
		f.Category = ""
	}
	if code := q.Get("community"); code != "" {
		var ok bool
		if f.Place, ok = m.Places.Snapshot().ByCode(code); !ok {
			bad.Add("community", "threatmap.place_unknown", "place", code)
		}
	}
	for _, end := range []struct {
		name string
		to   *stats.Month
	}{{"from", &f.From}, {"to", &f.To}} {
		s := q.Get(end.name)
		month, ok := stats.ParseMonth(s)
		if s != "" && !ok {
			bad.Add(end.name, "threatmap.stats.month_wrong", "month", s)
		}
		*end.to = month
	}
	last := f.To
	if last == 0 {
		last = stats.MonthOf(r.Now)
	}
	switch {
	case f.From != 0 && f.To != 0 && f.To < f.From:
		bad.Add("to", "threatmap.stats.months_backwards")
		f.To = 0
	case f.From != 0 && last-f.From >= longestStats:
		bad.Add("from", "threatmap.stats.period_long", "months", longestStats)
		f.From = 0
	}
	return f, bad
}

// strictStatsFilter refuses what readStatsFilter complains about, and filters that there are not.
func (m *Map) strictStatsFilter(r *web.Request) (StatsFilter, error) {
	f, bad := m.readStatsFilter(r)
	for name := range r.URL.Query() {
		if !slices.ContainsFunc(statsParams(), func(p web.Param) bool { return p.Name == name }) {
			bad.Add(name, "threatmap.stats.filter_unknown", "filter", name)
		}
	}
	if len(bad) == 0 {
		return f, nil
	}
	slices.SortFunc(bad, func(a, b errs.Field) int { return strings.Compare(a.Field, b.Field) })
	return f, &errs.Error{Kind: errs.Malformed, Key: "threatmap.stats.filter_wrong", Fields: bad}
}

// statistics are the figures of a filter, with the places by which they are grouped.
type statistics struct {
	Filter StatsFilter
	*stats.Tally
	Until     stats.Month // last month of the answer; 0 = where the reports end
	Groups    []groupRow
	Residents residents // of the place asked for
}

// groupRow is the figures of a region, community or beat; Place is zero for what lies in none of them, or is
// published without telling in which.
type groupRow struct {
	Place     places.Place
	Residents residents
	*stats.Count
}

// Months are the months of the answer; up to now where a beginning was asked for and no end.
func (s statistics) Months() []stats.MonthCount { return s.Tally.Months(s.Until) }

// statistics counts what a filter lets through.
func (m *Map) statistics(r *web.Request, f StatsFilter) statistics {
	sn := m.Places.Snapshot()
	level := m.statsLevel(r, sn, f.Place)
	out := statistics{Filter: f, Tally: m.tallyStats(sn, f, level), Until: f.To, Residents: m.census.of(sn, f.Place)}
	if f.From != 0 && f.To == 0 {
		out.Until = max(stats.MonthOf(r.Now), out.Last(), f.From)
	}
	if level == "" {
		return out
	}
	seen := map[string]bool{}
	add := func(p places.Place) {
		c := out.Tally.Groups[p.ID]
		if c == nil {
			c = &stats.Count{}
		}
		seen[p.ID] = true
		out.Groups = append(out.Groups, groupRow{Place: p, Residents: m.census.of(sn, p), Count: c})
	}
	for _, p := range statsGroups(r, m, sn, f.Place, level) {
		add(p)
	}
	for id := range out.Tally.Groups { // places that hold no longer and have reports
		if p, ok := sn.Place(id); ok && !seen[id] {
			add(p)
		}
	}
	if c := out.Tally.Groups[""]; c != nil {
		out.Groups = append(out.Groups, groupRow{Count: c})
	}
	return out
}
