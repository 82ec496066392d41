// Package basemap is what lies below everything else on a map: the ground, which is in the program, and the street
// maps that an installation brings along.
//
// Nouns: the Ground (countries, waters, towns and borders of Europe, drawn into vector tiles up to [GroundZoom]); a
// StreetMap (an archive of ready-made vector tiles of one area, from OpenStreetMap as a rule, with the attribution
// that must be shown); an archive (the file of one: MBTiles 1.3 or PMTiles 3, layers by the OpenMapTiles schema).
//
// Stored: a row of the table basemap for each street map, and its file in the folder basemap of the data folder.
// The row says which file; the file's name carries its digest.
//
// Invariants:
//   - A file is copied, checked from end to end and flushed before a row names it; the one it takes the place of is
//     removed after that. Whatever happens in between, a whole file serves.
//   - A row whose file is not on this machine is passed over: with several servers each needs its own copy.
//   - Street maps of different names stand beside each other.
//   - The ground is read when the first tile is asked for, not at the start.
package basemap

import "embed"

//go:embed data/ground.geojsonl.gz
var data embed.FS
