package threatmap

import (
	"time"

	"reeve/kernel/geo"
	"reeve/modules/places"
	"reeve/modules/threatmap/atlas"
)

// Published is a report as the public map tells of it, for modules that count reports.
type Published struct {
	Ref, Category, State string
	Community, Beat      string    // ids; Beat may be empty
	PubAt                time.Time // start of the part of day of the filing
	Open                 bool
	Confirmed            bool // found true by whoever checked it
	Placed               bool // it has a published place
	At                   geo.Point
}

// PublishedFilter chooses published reports; an empty one chooses all.
type PublishedFilter struct {
	Category    string
	Place       string    // id; what lies below it counts
	Box         *geo.Box  // of the published place; what has none is outside
	From, Until time.Time // [From, Until) of PubAt; zero = open
}

// publishedPage is how many reports are taken from the index at a time.
const publishedPage = 1000

// EachPublished tells of the chosen reports, newest first, as the public map knows them now.
func (m *Map) EachPublished(f PublishedFilter, tell func(Published)) error {
	if err := m.Index.Fresh(); err != nil {
		return err
	}
	chosen := m.publishedFilter(f)
	for after := (atlas.Cursor{}); ; {
		page, more, _ := m.Index.Page(chosen, after, publishedPage)
		for _, e := range page {
			if !f.From.IsZero() && e.PubAt.Before(f.From) || !f.Until.IsZero() && !e.PubAt.Before(f.Until) {
				continue
			}
			tell(Published{Ref: e.Ref, Category: e.Category, State: e.State, Community: e.Community, Beat: e.Beat, PubAt: e.PubAt, Open: e.Open,
				Confirmed: e.State == Confirmed || e.State == HandedOver || e.State == Eliminated, Placed: e.Placed, At: e.At})
		}
		if !more {
			return nil
		}
		after = atlas.Cursor{PubAt: page[len(page)-1].PubAt, Ref: page[len(page)-1].Ref}
	}
}

// publishedFilter is the filter as the index takes it. Months are local, so a month more is looked at on both sides.
func (m *Map) publishedFilter(f PublishedFilter) (out atlas.Filter) {
	if f.Category != "" {
		out.Categories = []string{f.Category}
	}
	if p, ok := m.Places.Snapshot().Place(f.Place); ok && p.Role == places.Beat {
		out.Beats = []string{p.ID}
	} else if f.Place != "" {
		out.Communities = m.Index.below(f.Place)
	}
	if f.Box != nil {
		out.Box = &atlas.Box{West: f.Box.MinLon, South: f.Box.MinLat, East: f.Box.MaxLon, North: f.Box.MaxLat}
	}
	month := func(t time.Time, by int) atlas.Month {
		if t.IsZero() {
			return 0
		}
		return atlas.MonthOf(t.Year(), t.Month()) + atlas.Month(by)
	}
	out.From, out.To = month(f.From, -1), month(f.Until, 1)
	return out
}

// FirstDayIn is the first day of the month of the first published report in the region of a place, YYYY-MM-DD; empty
// without any. What lies before it was not counted, which is not the same as nothing.
func (m *Map) FirstDayIn(place string) string {
	if region, ok := m.Places.Snapshot().Above(place, places.Region); ok {
		place = region.ID
	}
	var first atlas.Month
	m.Index.Survey(m.publishedFilter(PublishedFilter{Place: place}), func() { first = 0 }, func(s *atlas.Sighting, _ int) {
		if first == 0 || s.Month < first {
			first = s.Month
		}
	})
	if first == 0 {
		return ""
	}
	year, month := first.Date()
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
