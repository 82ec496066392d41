package places

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"reeve/kernel/db"
	"reeve/kernel/disclosure/zone"
	"reeve/kernel/geo"
)

// Zone is what is published in place of a point inside it.
type Zone struct {
	ID         string // of the boundary's version, and a number
	At         geo.Point
	PrecisionM int64 // nothing of the zone is farther from At, metres
	Shape      geo.MultiPolygon
}

// zoneWait is how long [Places.Zone] waits for zones that have to be made first.
const zoneWait = 2 * time.Second

// zonesKept bounds the zones in memory, over all boundaries.
const zonesKept = 200_000

// zones are the zones read so far. What is in it never changes.
type zones struct {
	flights singleflight.Group
	making  sync.Mutex // one at a time: it is work for the processor

	mu    sync.Mutex
	sets  map[string]*zoneSet // by boundary
	order []string            // in which they came
	kept  int
}

// zoneSet are the zones of one version of a boundary.
type zoneSet struct {
	zones  []Zone
	index  *geo.Index
	usable bool
}

// territory is the boundary that is divided for a place.
type territory struct {
	boundary   string
	population *int64 // of the community
	areaM2     float64
}

// Zone finds the zone of a point by the beat in which it lies, or by the community where that has no beats at all.
// ok is false where there is no zone that could hide it: in a gap between beats, in a beat of fewer than three
// zones, outside the boundary, or when zones are not made within a moment; they are then there the next time.
func (p *Places) Zone(ctx context.Context, community, beat string, at geo.Point) (z Zone, ok bool) {
	g, ok := p.Snapshot().zoneGround(community, beat)
	if !ok {
		return Zone{}, false
	}
	set := p.zones.get(g.boundary)
	if set == nil {
		made := p.zones.flights.DoChan(g.boundary, func() (any, error) {
			return p.zonesOf(context.WithoutCancel(ctx), g)
		})
		timer := time.NewTimer(zoneWait)
		defer timer.Stop()
		select {
		case <-timer.C:
			return Zone{}, false
		case <-ctx.Done():
			return Zone{}, false
		case got := <-made:
			if got.Err != nil {
				slog.Warn("zones", "boundary", g.boundary, "error", got.Err)
				return Zone{}, false
			}
			set = got.Val.(*zoneSet)
		}
	}
	return set.find(at)
}

// zoneGround is the boundary that holds now of the beat, or of the community if none of its beats is drawn.
func (s *Snapshot) zoneGround(community, beat string) (g territory, ok bool) {
	c := s.places[community]
	place := beat
	if place == "" {
		place = community
	}
	boundary := s.shapes.current[place]
	if c == nil || boundary == "" || beat == "" && s.beaten[community] {
		return g, false
	}
	return territory{boundary: boundary, population: c.Population, areaM2: s.shapes.area[community]}, true
}

// perKm2 is how many people live on a square kilometre, negative if not known.
func (g territory) perKm2() float64 {
	if g.population == nil || g.areaM2 <= 0 {
		return -1
	}
	return float64(*g.population) / g.areaM2 * 1e6
}

// find gives the zone of a point. Borders of zones are bent by millimetres where they were put on the grid.
func (s *zoneSet) find(at geo.Point) (Zone, bool) {
	if !s.usable {
		return Zone{}, false
	}
	number, _, ok := s.index.Nearest(at, 0.02)
	if !ok {
		return Zone{}, false
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return Zone{}, false
	}
	return s.zones[n], true
}

func newZoneSet(boundary string, of zone.Set) *zoneSet {
	s := &zoneSet{usable: of.Usable(), zones: make([]Zone, len(of.Zones))}
	shapes := make([]geo.Place, len(of.Zones))
	for n, z := range of.Zones {
		s.zones[n] = Zone{ID: boundary + "." + strconv.Itoa(n+1), At: z.At, PrecisionM: z.PrecisionM, Shape: z.Shape}
		shapes[n] = geo.Place{ID: strconv.Itoa(n), Shape: z.Shape}
	}
	s.index = geo.NewIndex(shapes)
	return s
}

func (z *zones) get(boundary string) *zoneSet {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.sets[boundary]
}

// keep holds a set in memory and lets the oldest ones go.
func (z *zones) keep(boundary string, s *zoneSet) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.sets == nil {
		z.sets = map[string]*zoneSet{}
	}
	if z.sets[boundary] != nil {
		return
	}
	z.sets[boundary], z.order, z.kept = s, append(z.order, boundary), z.kept+len(s.zones)
	for z.kept > zonesKept && len(z.order) > 1 {
		z.kept -= len(z.sets[z.order[0]].zones)
		delete(z.sets, z.order[0])
		z.order = z.order[1:]
	}
}

// zonesOf reads the zones of a boundary, which are made if they are not there.
func (p *Places) zonesOf(ctx context.Context, g territory) (*zoneSet, error) {
	set, ok, err := p.readZones(ctx, g.boundary)
	if err != nil || ok {
		return set, err
	}
	p.zones.making.Lock()
	defer p.zones.making.Unlock()
	shape, err := p.shapeOf(ctx, g.boundary)
	if err != nil {
		return nil, err
	}
	made, err := zone.Divide(shape, g.perKm2())
	if err != nil {
		return nil, err
	}
	failed := p.d.Write(ctx, db.System(), func(tx *db.Tx) error { return p.storeZones(tx, g, made) })
	if set, ok, err = p.readZones(ctx, g.boundary); err != nil || ok {
		return set, err
	}
	return nil, failed
}
