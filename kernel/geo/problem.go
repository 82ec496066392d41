package geo

import "fmt"

// What can be wrong with one shape. The values are stable: callers map them
// to message keys.
const (
	ProblemNotFeature    = "not_feature"     // the element is not a GeoJSON Feature
	ProblemNoGeometry    = "no_geometry"     // geometry is null or absent
	ProblemNotPolygon    = "not_polygon"     // a point, a line or a collection
	ProblemCoordinates   = "coordinates"     // not arrays of two or more numbers
	ProblemTooManyPoints = "too_many_points" // more positions than Limits.Positions
	ProblemSwapped       = "swapped"         // latitude stands where longitude belongs
	ProblemProjected     = "projected"       // metres or another grid, not degrees
	ProblemTooFewPoints  = "too_few_points"  // a ring of fewer than four positions
	ProblemUnclosed      = "unclosed"        // the last position is not the first
	ProblemDegenerate    = "degenerate"      // a ring without area
	ProblemSelfCrossing  = "self_crossing"   // a ring crosses itself
	ProblemRingsCross    = "rings_cross"     // two rings cross or lie on one another
	ProblemHoleOutside   = "hole_outside"    // a hole is not inside its shell
	ProblemHoleInHole    = "hole_in_hole"    // a hole lies in another hole
	ProblemPartsOverlap  = "parts_overlap"   // a part lies inside another part
	ProblemEmpty         = "empty"           // no polygon, or a polygon without rings
)

// ShapeError says what is wrong with a shape and where.
type ShapeError struct {
	Problem string // one of the Problem constants
	Part    int    // which polygon of a MultiPolygon, from 1; 0 if none is meant
	Ring    int    // which ring of it, from 1 (the shell); 0 if none is meant
	At      Point  // where, as far as it can be said
}

func (e *ShapeError) Error() string {
	s := "shape: " + e.Problem
	if e.Part > 0 {
		s += fmt.Sprintf(", part %d ring %d", e.Part, e.Ring)
	}
	if e.At != (Point{}) {
		s += fmt.Sprintf(", at lat %.7f lon %.7f", e.At.Lat, e.At.Lon)
	}
	return s
}

// What Check mended without being asked; only NoteCrossings changes the area.
const (
	NoteDuplicates = "duplicates" // points equal to their neighbour were dropped
	NoteSpikes     = "spikes"     // lines of no width, out and back, were dropped
	NoteWinding    = "winding"    // rings were turned to RFC 7946's direction
	NoteCrossings  = "crossings"  // crossings were undone that hardly change the area, see mend.go
	NoteSlivers    = "slivers"    // holes or parts without area were dropped
)

// Note says what was mended in a shape, how often, and where first.
type Note struct {
	Kind  string
	Count int
	At    Point
}

// notes keeps one Note a kind.
type notes []Note

func (n *notes) add(kind string, at Point) {
	for i := range *n {
		if (*n)[i].Kind == kind {
			(*n)[i].Count++
			return
		}
	}
	*n = append(*n, Note{Kind: kind, Count: 1, At: at})
}

// What can be wrong with a whole file.
const (
	FileNotJSON         = "not_json"
	FileTopoJSON        = "topojson"
	FileNotCollection   = "not_collection" // no FeatureCollection at the top
	FileTooLarge        = "too_large"
	FileTooManyFeatures = "too_many_features"
	FileOtherGrid       = "other_grid" // a "crs" that is not WGS 84
)

// FileError ends the reading of a file.
type FileError struct {
	Problem string // one of the File constants
	Offset  int64  // bytes read until then
	Detail  string // the decoder's words, or the name of the grid
}

func (e *FileError) Error() string {
	return fmt.Sprintf("geojson: %s at byte %d: %s", e.Problem, e.Offset, e.Detail)
}
