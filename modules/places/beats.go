package places

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// Finding is an overlap of two beats of one community, or a gap between its beats.
type Finding struct {
	Kind      string // overlap or gap
	Community string // code
	A, B      string // codes of the beats that overlap; empty for a gap
	AreaM2    float64
	At        geo.Point // in its widest part
}

// In tells the finding in the reader's language.
func (f Finding) In(text *i18n.Localizer) string {
	args := []any{"community", f.Community, "a", f.A, "b", f.B, "area", text.Number(int64(math.Round(f.AreaM2))),
		"lat", degrees(f.At.Lat), "lon", degrees(f.At.Lon)}
	if f.Kind == "gap" {
		return text.T("places.finding.gap", args...)
	}
	return text.T("places.finding.overlap", args...)
}

// SliverM2 is how large a gap or an overlap must be to be worth a line: neighbours do not share every vertex.
const SliverM2 = 1000

// CheckBeats lists the overlaps and gaps between the beats of a community on a day, without those smaller
// than least square metres, largest first. A community without beats has no gaps.
func CheckBeats(r db.Reader, community, day string, least float64) ([]Finding, error) {
	whole, err := GetPlace(r, community)
	if err != nil {
		return nil, err
	}
	type beat struct {
		code  string
		shape geo.MultiPolygon
	}
	beats, err := db.All(r, func(scan db.Scan) (v beat, err error) {
		var geometry string
		if err := scan(&v.code, &geometry); err != nil {
			return v, err
		}
		return v, v.shape.UnmarshalJSON([]byte(geometry))
	}, `SELECT p.code, b.geometry FROM place_ancestor a JOIN place p ON p.id = a.place JOIN place_boundary b ON b.place = p.id
		WHERE a.ancestor = $1 AND p.role = $2 AND COALESCE(b.valid_from, '') <= $3 AND (b.valid_until IS NULL OR b.valid_until > $3)
		AND COALESCE(p.valid_from, '') <= $3 AND (p.valid_until IS NULL OR p.valid_until > $3) ORDER BY p.code`, community, Beat, day)
	if err != nil || len(beats) == 0 {
		return nil, err
	}
	var all []Finding
	shapes := make([]geo.MultiPolygon, len(beats))
	for i, a := range beats {
		shapes[i] = a.shape
		for _, b := range beats[i+1:] {
			for _, piece := range geo.Overlaps(a.shape, b.shape, least) {
				all = append(all, Finding{"overlap", whole.Code, a.code, b.code, piece.AreaM2, piece.At})
			}
		}
	}
	boundary, err := BoundaryOn(r, community, day)
	if err != nil {
		return all, found(err, "places.no_boundary", "place", whole.Code)
	}
	for _, piece := range geo.Gaps(boundary.Shape, shapes, least) {
		all = append(all, Finding{"gap", whole.Code, "", "", piece.AreaM2, piece.At})
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return cmp.Compare(b.AreaM2, a.AreaM2) })
	return all, nil
}

// communitiesOf are the communities in which the beats of a file lie, by code.
func (p *Places) communitiesOf(items []item) (all []Place) {
	s, known := p.Snapshot(), map[string]Place{}
	for _, it := range items {
		if beat, ok := s.ByCode(it.code); ok {
			if c, ok := s.Above(beat.ID, Community); ok {
				known[c.Code] = c
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(known)) {
		all = append(all, known[code])
	}
	return all
}

// crowded are the beats with more people than a beat may have, in the communities in which the beats of a file lie.
func (p *Places) crowded(items []item) (all []BeatPeople) {
	for _, c := range p.communitiesOf(items) {
		for _, b := range p.Snapshot().BeatsOf(c.ID) {
			if b.OverRural() {
				all = append(all, b)
			}
		}
	}
	return all
}

// checkBeatsOf checks the communities in which the beats of a file lie.
func (p *Places) checkBeatsOf(ctx context.Context, items []item) ([]Finding, error) {
	var all []Finding
	s := p.Snapshot()
	err := p.d.Read(ctx, func(r *db.Snapshot) error {
		for _, c := range p.communitiesOf(items) {
			found, err := CheckBeats(r, c.ID, s.dayOf(c.Country), SliverM2)
			if err != nil {
				return err
			}
			all = append(all, found...)
		}
		return nil
	})
	return all, err
}

// tryBeats is checkBeatsOf within the transaction of a dry run, where the snapshot does not know the beats yet.
func (p *Places) tryBeats(tx *db.Tx, items []item, res *Result) error {
	known := map[string]string{} // communities by code
	for _, it := range items {
		all, err := db.All(tx, func(scan db.Scan) (c Place, err error) { return c, scan(&c.ID, &c.Code) },
			`SELECT c.id, c.code FROM place b JOIN place_ancestor a ON a.place = b.id JOIN place c ON c.id = a.ancestor WHERE b.code = $1 AND c.role = $2`, it.code, Community)
		if err != nil {
			return err
		}
		for _, c := range all {
			known[c.Code] = c.ID
		}
	}
	s := p.Snapshot()
	for _, code := range slices.Sorted(maps.Keys(known)) {
		c, _ := s.Place(known[code])
		found, err := CheckBeats(tx, c.ID, s.dayOf(c.Country), SliverM2)
		if err != nil {
			return err
		}
		res.Findings = append(res.Findings, found...)
	}
	return nil
}
