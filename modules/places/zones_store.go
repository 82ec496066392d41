package places

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/disclosure/zone"
	"reeve/kernel/geo"
)

// storedZone is a zone as it is stored: GeoJSON in place of points.
type storedZone struct {
	At         [2]float64       `json:"at"` // longitude, latitude
	PrecisionM int64            `json:"precision_m"`
	Shape      geo.MultiPolygon `json:"shape"`
}

// storeZones keeps zones. It fails where another process was faster: then its zones count.
func (p *Places) storeZones(tx *db.Tx, g territory, s zone.Set) error {
	list := make([]storedZone, len(s.Zones))
	for n, z := range s.Zones {
		list[n] = storedZone{[2]float64{z.At.Lon, z.At.Lat}, z.PrecisionM, z.Shape}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	var population any
	if g.population != nil {
		population = *g.population
	}
	if _, err := tx.Exec(`INSERT INTO place_zones (boundary, level, population, zones, made_at) VALUES ($1, $2, $3, $4, $5)`,
		g.boundary, s.Level, population, string(text), db.Micros(tx.Now())); err != nil {
		return err
	}
	return p.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "places.zones.make", Kind: KindZones, ID: g.boundary})
}

// readZones gives the zones that are stored; ok is false if there are none yet.
func (p *Places) readZones(ctx context.Context, boundary string) (set *zoneSet, ok bool, err error) {
	var text string
	var of zone.Set
	err = p.d.Read(ctx, func(r *db.Snapshot) error {
		var level int64
		err := r.QueryRow(`SELECT z.level, z.zones FROM place_zones z WHERE z.boundary = $1`, boundary).Scan(&level, &text)
		of.Level = int(level)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	var list []storedZone
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, false, err
	}
	for _, z := range list {
		of.Zones = append(of.Zones, zone.Zone{At: geo.Point{Lat: z.At[1], Lon: z.At[0]}, PrecisionM: z.PrecisionM, Shape: z.Shape})
	}
	set = newZoneSet(boundary, of)
	p.zones.keep(boundary, set)
	return set, true, nil
}

func (p *Places) shapeOf(ctx context.Context, boundary string) (shape geo.MultiPolygon, err error) {
	var text string
	err = p.d.Read(ctx, func(r *db.Snapshot) error {
		return r.QueryRow(`SELECT b.geometry FROM place_boundary b WHERE b.id = $1`, boundary).Scan(&text)
	})
	if err != nil {
		return nil, err
	}
	return shape, shape.UnmarshalJSON([]byte(text))
}

// MakeZones makes the zones of beats that have none yet, so that the first report does not have to wait for them.
// Beats in communities of unknown population are left until they are needed: perhaps it becomes known.
func (p *Places) MakeZones(ctx context.Context) error {
	made := map[string]bool{}
	err := p.d.Read(ctx, func(r *db.Snapshot) error {
		return db.Each(r, func(scan db.Scan) error {
			var boundary string
			err := scan(&boundary)
			made[boundary] = true
			return err
		}, `SELECT z.boundary FROM place_zones z`)
	})
	if err != nil {
		return err
	}
	s := p.Snapshot()
	for _, beat := range s.WithRole(Beat) {
		c, ok := s.Above(beat.ID, Community)
		if !ok || c.Population == nil {
			continue
		}
		g, ok := s.zoneGround(c.ID, beat.ID)
		if !ok || made[g.boundary] {
			continue
		}
		if _, err := p.zonesOf(ctx, g); errors.Is(err, geo.ErrNotCut) {
			continue
		} else if err != nil {
			return err
		}
	}
	return nil
}

// ZonesAreCoarse tells whether a community's zones are, or will be, wide for want of its population.
func (s *Snapshot) ZonesAreCoarse(community string) bool {
	c := s.places[community]
	return c != nil && c.Population == nil
}
