package threatmap

import (
	"sync"
	"time"

	"reeve/modules/places"
	"reeve/modules/threatmap/atlas"
	"reeve/modules/threatmap/stats"
)

// statsOf tells the rules what they look at. Everything in an entry is public: times are parts of the day, the beat is
// told only where the published place tells it, and what is held or hidden is not in the index.
func statsOf(e *atlas.Entry, to *stats.Report) {
	*to = stats.Report{Month: stats.Month(e.Month), Category: e.Category, Open: e.Open, Imported: e.Settled, Clocks: !e.Imported,
		Read: e.ToRead, Verify: e.ToVerify, Close: e.ToClose}
	if e.Settled { // whoever found out what, it was not here
		return
	}
	switch e.State {
	case Confirmed, HandedOver:
		to.Checked, to.Confirmed = true, true
	case Eliminated:
		to.Checked, to.Confirmed, to.Eliminated = true, true, true
	case NotConfirmed:
		to.Checked = true
	}
	if e.Open { // perhaps again
		to.Close = stats.None
	}
}

// tallyKey is what a tally is about.
type tallyKey struct {
	place, category string
	from, to        stats.Month
}

// tallyStats counts what a filter lets through, grouped by places of a level.
func (m *Map) tallyStats(sn *places.Snapshot, f StatsFilter, level string) *stats.Tally {
	key := tallyKey{f.Place.ID, f.Category, f.From, f.To}
	if key == (tallyKey{}) {
		m.Index.now() // as fresh as can be had
		return m.allStats.tally(m.Index, statsGrouping(sn, level))
	}
	return m.tallies.get(key, time.Now, func() *stats.Tally {
		return countStats(m.Index, m.chosen(f.asList()), f, statsGrouping(sn, level))
	})
}

// surveyor tells of reports: the index of the map or one of its own.
type surveyor interface {
	Survey(f atlas.Filter, begin func(), tell func(s *atlas.Sighting, by int))
}

// countStats counts the chosen reports of a period in groups.
func countStats(from surveyor, chosen atlas.Filter, f StatsFilter, group func(e *atlas.Entry) string) *stats.Tally {
	var w statsWatch
	from.Survey(chosen, func() { w = statsWatch{counter: stats.NewCounter(f.From, f.To), group: group} }, func(s *atlas.Sighting, by int) { w.add(s, by) })
	return w.counter.Sum(nil)
}

// statsWatch counts what a survey tells.
type statsWatch struct {
	counter *stats.Counter
	group   func(e *atlas.Entry) string
	lines   []*stats.Line  // by number of the category
	groups  []*stats.Count // by number of the ground
	report  stats.Report
}

func (w *statsWatch) add(s *atlas.Sighting, by int) {
	line, count := slot(&w.lines, s.CategoryNo), slot(&w.groups, s.GroundNo)
	if *line == nil {
		*line = w.counter.Line(s.Category)
	}
	if *count == nil {
		*count = w.counter.Group(w.group(&s.Entry))
	}
	statsOf(&s.Entry, &w.report)
	(*line).Add(&w.report, *count, int64(by))
}

// slot is a place in a list, which grows to hold it.
func slot[T any](list *[]T, i int) *T {
	for len(*list) <= i {
		*list = append(*list, *new(T))
	}
	return &(*list)[i]
}

// asList is the filter as the list of reports takes it, so that both are about the same reports.
func (f StatsFilter) asList() Filter {
	out := Filter{Community: f.Place.Code, From: f.From, To: f.To}
	if f.Category != "" {
		out.Categories = []string{f.Category}
	}
	return out
}

// statsGrouping gives the place of a level in which a report lies; empty for none.
func statsGrouping(sn *places.Snapshot, level string) func(e *atlas.Entry) string {
	switch level {
	case places.Beat:
		return func(e *atlas.Entry) string { return e.Beat }
	case places.Community:
		return func(e *atlas.Entry) string { return e.Community }
	case places.Region:
		regions := map[string]string{}
		return func(e *atlas.Entry) string {
			id, known := regions[e.Community]
			if !known {
				region, _ := sn.Above(e.Community, places.Region)
				id = region.ID
				regions[e.Community] = id
			}
			return id
		}
	}
	return func(*atlas.Entry) string { return "" }
}

// Tallies over millions of reports take a while, and anybody may ask. One is made at a time, and one that was slow to
// make is given again for some multiple of the time that it took.
const (
	slowTally   = 20 * time.Millisecond
	tallyReuse  = 10
	mostTallies = 64
)

// tallyCache keeps what was slow to count. The zero value is empty.
type tallyCache struct {
	mu   sync.Mutex
	kept map[tallyKey]keptTally
}

type keptTally struct {
	*stats.Tally
	until time.Time
}

// get gives a tally that nobody may change.
func (c *tallyCache) get(key tallyKey, clock func() time.Time, count func() *stats.Tally) *stats.Tally {
	c.mu.Lock()
	defer c.mu.Unlock()
	start := clock()
	if k, ok := c.kept[key]; ok && start.Before(k.until) {
		return k.Tally
	}
	t := count()
	end := clock()
	took := end.Sub(start)
	if took < slowTally {
		return t
	}
	if len(c.kept) >= mostTallies || c.kept == nil {
		c.kept = map[tallyKey]keptTally{}
	}
	c.kept[key] = keptTally{t, end.Add(tallyReuse * took)}
	return t
}
