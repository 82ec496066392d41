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
	*to = stats.Report{Month: stats.Month(e.Month), Category: e.Category, Open: e.Open, Clocks: !e.Imported,
		Read: e.ToRead, Verify: e.ToVerify, Close: e.ToClose}
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

// tallyKey is what a tally is about. A whole one was offered the reports outside of the period too, and knows when the
// first one came.
type tallyKey struct {
	place, category string
	from, to        stats.Month
	whole           bool
}

// tallyStats counts what a filter lets through, grouped by places of a level.
func (m *Map) tallyStats(sn *places.Snapshot, f StatsFilter, level string, whole bool) *stats.Tally {
	key := tallyKey{f.Place.ID, f.Category, f.From, f.To, whole}
	return m.tallies.get(key, time.Now, func() *stats.Tally {
		t := stats.NewTally(f.From, f.To)
		group := statsGrouping(sn, level)
		var r stats.Report
		m.Index.Each(m.chosen(f.asList(whole)), func(e *atlas.Entry) {
			statsOf(e, &r)
			r.Group = group(e)
			t.Add(&r)
		})
		return t
	})
}

// asList is the filter as the list of reports takes it, so that both are about the same reports.
func (f StatsFilter) asList(whole bool) Filter {
	out := Filter{Community: f.Place.Code}
	if f.Category != "" {
		out.Categories = []string{f.Category}
	}
	if !whole {
		out.From, out.To = f.From, f.To
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

// Tallies over millions of reports take a good part of a second, and anybody may ask. One is made at a time, and one
// that was slow to make is given again for some multiple of the time that it took.
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
