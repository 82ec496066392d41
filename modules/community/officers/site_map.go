package officers

import (
	"reeve/kernel/geo"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// findMap is the map of the finder: pointing at a place leads to its officer. nil where no boundary is known. region is
// the id of the one that is looked at, empty for all.
func (s *site) findMap(r *web.Request, d *directory, region string) *look.Map {
	l := r.Text
	m := look.Map{Kind: "pick", Label: l.T("officers.point"), Streets: l.T("officers.map_streets"), Failed: l.T("officers.map_failed"), NoScript: l.T("officers.map_script"),
		NoPosition: l.T("officers.here_refused"), Locate: l.T("officers.here"), ZoomIn: l.T("officers.map_closer"), ZoomOut: l.T("officers.map_farther"), Set: l.T("officers.point_set")}
	of := d.s.WithRole(places.Region)
	if p, ok := d.s.Place(region); ok {
		of, m.Own = []places.Place{p}, p.Code
	} else if len(of) == 0 {
		of = d.s.WithRole(places.Community)
	}
	all := geo.Box{MinLat: 90, MinLon: 180, MaxLat: -90, MaxLon: -180}
	for _, p := range of {
		if box, ok := d.s.Box(p.ID); ok {
			all = geo.Box{MinLat: min(all.MinLat, box.MinLat), MinLon: min(all.MinLon, box.MinLon), MaxLat: max(all.MaxLat, box.MaxLat), MaxLon: max(all.MaxLon, box.MaxLon)}
		}
	}
	if all.MinLat > all.MaxLat {
		return nil
	}
	m.Bounds = [4]float64{all.MinLon, all.MinLat, all.MaxLon, all.MaxLat}
	return &m
}
