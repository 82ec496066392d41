package geo

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
)

// position is a GeoJSON position; heights and what follows are dropped.
type position Point

func (p *position) UnmarshalJSON(raw []byte) error {
	var v []*float64
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	// null decodes into 0 where a number is expected; a boundary with holes
	// in its numbers must not end at 0° N 0° E.
	if len(v) < 2 || v[0] == nil || v[1] == nil {
		return errors.New("a position has two numbers")
	}
	*p = position{Lon: *v[0], Lat: *v[1]}
	return nil
}

// readShape decodes and checks a Polygon or MultiPolygon.
func readShape(kind string, coordinates []byte, limits Limits) (MultiPolygon, []Note, *ShapeError) {
	parts, problem := readCoordinates(kind, coordinates)
	if problem != nil {
		return nil, nil, problem
	}
	total := 0
	for _, part := range parts {
		for _, ring := range part {
			total += len(ring)
		}
	}
	if total > limits.Positions {
		return nil, nil, &ShapeError{Problem: ProblemTooManyPoints}
	}
	if problem := onEarth(parts, limits.Near); problem != nil {
		return nil, nil, problem
	}
	mp := make(MultiPolygon, len(parts))
	for i, part := range parts {
		for j, ring := range part {
			open, problem := opened(ring)
			if problem != nil {
				problem.Part, problem.Ring = i+1, j+1
				return nil, nil, problem
			}
			mp[i] = append(mp[i], open)
		}
	}
	return check(mp)
}

func readCoordinates(kind string, raw []byte) ([][][]position, *ShapeError) {
	bad := &ShapeError{Problem: ProblemCoordinates}
	switch kind {
	case "Polygon":
		var part [][]position
		if json.Unmarshal(raw, &part) != nil {
			return nil, bad
		}
		return [][][]position{part}, nil
	case "MultiPolygon":
		var parts [][][]position
		if json.Unmarshal(raw, &parts) != nil {
			return nil, bad
		}
		return parts, nil
	}
	return nil, &ShapeError{Problem: ProblemNotPolygon}
}

// onEarth refuses positions outside ±180, ±90, and says whether they look
// exchanged or projected.
func onEarth(parts [][][]position, near *Box) *ShapeError {
	as, exchanged := near == nil, near != nil
	var first *position
	for i, part := range parts {
		for j, ring := range part {
			for k, p := range ring {
				if first == nil {
					first = &ring[k]
				}
				if !Point(p).Valid() {
					e := &ShapeError{Problem: ProblemProjected, Part: i + 1, Ring: j + 1, At: Point(p)}
					if math.Abs(p.Lat) <= 180 && math.Abs(p.Lon) <= 90 {
						e.Problem = ProblemSwapped
					}
					return e
				}
				if near != nil {
					as = as || near.Holds(Point(p))
					exchanged = exchanged && near.Holds(Point{Lat: p.Lon, Lon: p.Lat})
				}
			}
		}
	}
	if !as && exchanged && first != nil {
		return &ShapeError{Problem: ProblemSwapped, Part: 1, Ring: 1, At: Point(*first)}
	}
	return nil
}

// opened drops the closing position of a ring, which must be there
// (RFC 7946 section 3.1.6).
func opened(ring []position) (Ring, *ShapeError) {
	if len(ring) == 0 {
		return nil, &ShapeError{Problem: ProblemTooFewPoints}
	}
	first, last := ring[0], ring[len(ring)-1]
	if spotOf(Point(first)) != spotOf(Point(last)) {
		return nil, &ShapeError{Problem: ProblemUnclosed, At: Point(last)}
	}
	if len(ring) < 4 {
		return nil, &ShapeError{Problem: ProblemTooFewPoints, At: Point(first)}
	}
	out := make(Ring, len(ring)-1)
	for i := range out {
		out[i] = Point(ring[i])
	}
	return out, nil
}

// MarshalJSON writes a GeoJSON geometry without spaces, at most seven
// decimals; a single polygon becomes a Polygon.
func (mp MultiPolygon) MarshalJSON() ([]byte, error) {
	out := make([]byte, 0, 64+24*mp.Positions())
	if len(mp) == 1 {
		out = append(out, `{"type":"Polygon","coordinates":`...)
		out = appendPolygon(out, mp[0])
		return append(out, '}'), nil
	}
	out = append(out, `{"type":"MultiPolygon","coordinates":[`...)
	for i, poly := range mp {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendPolygon(out, poly)
	}
	return append(out, "]}"...), nil
}

func appendPolygon(out []byte, poly Polygon) []byte {
	out = append(out, '[')
	for i, ring := range poly {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '[')
		for j := 0; j <= len(ring) && len(ring) > 0; j++ {
			if j > 0 {
				out = append(out, ',')
			}
			p := ring[j%len(ring)].Snap()
			out = append(out, '[')
			out = strconv.AppendFloat(out, p.Lon, 'f', -1, 64)
			out = append(out, ',')
			out = strconv.AppendFloat(out, p.Lat, 'f', -1, 64)
			out = append(out, ']')
		}
		out = append(out, ']')
	}
	return append(out, ']')
}

// UnmarshalJSON reads what MarshalJSON wrote. It looks at numbers and closed
// rings but not for crossings: what comes from outside goes through
// ReadFeatures or Check.
func (mp *MultiPolygon) UnmarshalJSON(raw []byte) error {
	var in struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	parts, problem := readCoordinates(in.Type, in.Coordinates)
	if problem == nil {
		problem = onEarth(parts, nil)
	}
	if problem != nil {
		return problem
	}
	out := make(MultiPolygon, 0, len(parts))
	for _, part := range parts {
		poly := make(Polygon, 0, len(part))
		for _, ring := range part {
			open, problem := opened(ring)
			if problem != nil {
				return problem
			}
			poly = append(poly, open)
		}
		out = append(out, poly)
	}
	*mp = out
	return nil
}
