package places

import (
	"context"
	"sync"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// divided makes a community of 0.2 by 0.2 degrees with 30,000 people and beats in its west half; the second beat
// is too small for zones.
func divided(t *testing.T, p *Places) (community string, beats []string) {
	t.Helper()
	p.write(t, func(tx *db.Tx) error {
		people := int64(30_000)
		c, err := p.AddPlace(tx, Place{Code: "PL-1", Country: "PL", Level: "gmina", Role: Community, Names: i18n.Text{"pl": "Jeden"},
			At: geo.Point{Lat: 52.1, Lon: 18.1}, Population: &people})
		if err != nil {
			return err
		}
		if _, err := p.SetBoundary(tx, Boundary{Place: c.ID, Shape: square(18, 52, 0.2)}); err != nil {
			return err
		}
		community = c.ID
		for code, shape := range map[string]geo.MultiPolygon{"PL-1-1": square(18, 52, 0.1), "PL-1-2": square(18.05, 52.15, 0.002)} {
			b, err := p.AddBeat(tx, NewBeat{Code: code, Names: i18n.Text{"pl": code}, Community: "PL-1", Shape: shape})
			if err != nil {
				return err
			}
			beats = append(beats, b.ID)
		}
		return nil
	})
	must(t, p.Reload(context.Background()))
	s := p.Snapshot()
	one, _ := s.ByCode("PL-1-1")
	two, _ := s.ByCode("PL-1-2")
	return community, []string{one.ID, two.ID}
}

func TestZone(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		ctx := context.Background()
		community, beats := divided(t, p)
		at := geo.Point{Lat: 52.05, Lon: 18.05}
		z, ok := p.Zone(ctx, community, beats[0], at)
		if !ok || !geo.PlanarContains(z.Shape, at) || !geo.PlanarContains(z.Shape, z.At) || geo.DistanceM(z.At, at) > float64(z.PrecisionM) || z.PrecisionM > 1000 {
			t.Fatalf("zone %s at %v ± %d m, %v", z.ID, z.At, z.PrecisionM, ok)
		}
		if other, ok := p.Zone(ctx, community, beats[0], geo.Point{Lat: 52.09, Lon: 18.09}); !ok || other.ID == z.ID {
			t.Errorf("5 km away: %s, %v", other.ID, ok)
		}
		for name, asked := range map[string]struct {
			beat string
			at   geo.Point
		}{"a beat too small": {beats[1], geo.Point{Lat: 52.151, Lon: 18.051}}, "a gap between beats": {"", geo.Point{Lat: 52.18, Lon: 18.18}},
			"outside the beat": {beats[0], geo.Point{Lat: 52.18, Lon: 18.18}}} {
			if z, ok := p.Zone(ctx, community, asked.beat, asked.at); ok {
				t.Errorf("%s has zone %s", name, z.ID)
			}
		}
	})
}

// TestZonesStay: zones are made once, whoever asks and however often, stay when the population changes, and are
// made anew for a new version of the boundary alone.
func TestZonesStay(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		ctx := context.Background()
		community, beats := divided(t, p)
		at := geo.Point{Lat: 52.0501, Lon: 18.0501}
		found := make([]Zone, 8)
		var all sync.WaitGroup
		for n := range found {
			all.Go(func() { found[n], _ = p.Zone(ctx, community, beats[0], at) })
		}
		all.Wait()
		other, err := New(p.d, p.log) // another process
		must(t, err)
		p.write(t, func(tx *db.Tx) error {
			c, err := GetPlace(tx, community)
			if err != nil {
				return err
			}
			c.Population = nil
			_, err = p.SavePlace(tx, c)
			return err
		})
		must(t, other.Reload(ctx))
		again, ok := other.Zone(ctx, community, beats[0], at)
		if !ok {
			t.Fatal("no zone in another process")
		}
		for _, z := range found {
			if z.ID == "" || z.ID != again.ID || z.At != again.At || z.PrecisionM != again.PrecisionM {
				t.Fatalf("%s %v and %s %v", z.ID, z.At, again.ID, again.At)
			}
		}
		p.write(t, func(tx *db.Tx) error {
			_, err := p.SetBoundary(tx, Boundary{Place: beats[0], Shape: square(18, 52, 0.11), Valid: Span{From: "2020-01-01"}})
			return err
		})
		must(t, other.Reload(ctx))
		if z, ok := other.Zone(ctx, community, beats[0], at); !ok || z.ID == again.ID {
			t.Errorf("in the new boundary: %s, %v", z.ID, ok)
		}
	})
}

// TestMakeZones: beats get their zones before they are needed, unless the community's population is unknown.
func TestMakeZones(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		_, beats := divided(t, p)
		must(t, p.MakeZones(context.Background()))
		must(t, p.MakeZones(context.Background()))
		p.reader(t, func(s *db.Snapshot) error {
			var n int
			if err := s.QueryRow("SELECT count(*) FROM place_zones").Scan(&n); err != nil {
				return err
			}
			if n != len(beats) {
				t.Errorf("%d beats have zones, want %d", n, len(beats))
			}
			return nil
		})
	})
}
