package problem

import (
	"time"

	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// Count counts the reports of a problem as the map knows them now. nil where it has no area or no windows yet.
func (p *Problems) Count(v Problem, now time.Time) (*Score, error) {
	if p.Map == nil || v.Area.None() || v.Before.Days() == 0 || v.After.Days() == 0 {
		return nil, nil
	}
	zone := p.Zone(v.Place)
	ring := v.Area.RingM
	if ring == 0 {
		ring = RingM(v.Area.Shape)
	}
	c := NewCounter(v.Area.Shape, v.Control.Shape, ring, v.Before, v.After, p.Map.FirstDayIn(v.Place), p.dayAt(v.Place, now))
	f := threatmap.PublishedFilter{Category: v.Category, From: midnight(v.Before.From, zone), Until: midnight(shift(v.After.Until, 1), zone)}
	sighting := func(r threatmap.Published) Sighting {
		return Sighting{Day: r.PubAt.In(zone).Format(time.DateOnly), At: r.At, Confirmed: r.Confirmed}
	}
	seen := map[string]bool{} // boxes overlap
	for _, box := range c.Boxes() {
		f.Box = &box
		if err := p.Map.EachPublished(f, func(r threatmap.Published) {
			if r.Placed && !seen[r.Ref] {
				seen[r.Ref] = true
				c.Add(sighting(r))
			}
		}); err != nil {
			return nil, err
		}
	}
	f.Box = nil
	community, _ := p.Places.Snapshot().Above(v.Place, places.Community)
	f.Place = community.ID
	whole := v.Area.Kind == WholePlace && v.Area.Place == community.ID
	if err := p.Map.EachPublished(f, func(r threatmap.Published) {
		if !r.Placed {
			c.AddUnplaced(sighting(r), whole)
		}
	}); err != nil {
		return nil, err
	}
	s := c.Score()
	return &s, nil
}

func midnight(day string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return time.Time{}
	}
	return t
}
