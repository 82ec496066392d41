package problem

import (
	"cmp"
	"context"
	"slices"
	"time"

	"reeve/kernel/geo"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// Suggestion is a cluster of reports that might be a problem: one category in one zone.
type Suggestion struct {
	Category        string
	Place           string           // id: beat, else community
	Zone            string           // id; empty = the reports lie in no zone
	Shape           geo.MultiPolygon // of the zone
	At              geo.Point
	Reports         []string // refs, newest first
	Open, Confirmed int
}

// leastCluster is how many reports make a cluster.
const leastCluster = 3

// seen is a report as suggestions look at it.
type seen struct {
	Ref, Category   string
	Place           string
	Zone            string
	Shape           geo.MultiPolygon
	At              geo.Point
	Open, Confirmed bool
}

// cluster puts reports of one category and zone together, the largest first. What was not confirmed and is not open
// counts for nothing.
func cluster(all []seen) []Suggestion {
	type key struct{ category, place, zone string }
	at := map[key]*Suggestion{}
	for _, r := range all {
		if !r.Open && !r.Confirmed {
			continue
		}
		k := key{r.Category, r.Place, r.Zone}
		s := at[k]
		if s == nil {
			s = &Suggestion{Category: r.Category, Place: r.Place, Zone: r.Zone, Shape: r.Shape, At: r.At}
			at[k] = s
		}
		s.Reports = append(s.Reports, r.Ref)
		if r.Open {
			s.Open++
		}
		if r.Confirmed {
			s.Confirmed++
		}
	}
	var out []Suggestion
	for _, s := range at {
		if len(s.Reports) >= leastCluster {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(len(b.Reports), len(a.Reports)), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Zone, b.Zone))
	})
	return out
}

// Suggest finds clusters in a place among the reports of the last half-year. Zones that are not made yet are left out
// until they are.
func (p *Problems) Suggest(ctx context.Context, place string, now time.Time) ([]Suggestion, error) {
	if p.Map == nil {
		return nil, nil
	}
	var all []seen
	zones := map[geo.Point]places.Zone{}
	err := p.Map.EachPublished(threatmap.PublishedFilter{Place: place, From: now.AddDate(0, -6, 0)}, func(r threatmap.Published) {
		v := seen{Ref: r.Ref, Category: r.Category, Place: cmp.Or(r.Beat, r.Community), At: r.At, Open: r.Open, Confirmed: r.Confirmed}
		if r.Placed && (r.Open || r.Confirmed) {
			z, known := zones[r.At]
			if !known {
				z, _ = p.Places.Zone(ctx, r.Community, r.Beat, r.At)
				zones[r.At] = z
			}
			if v.Zone, v.Shape = z.ID, z.Shape; v.Zone != "" {
				v.At = z.At
			}
		}
		all = append(all, v)
	})
	return cluster(all), err
}
