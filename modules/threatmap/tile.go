package threatmap

import (
	"net/http"

	"reeve/kernel/web"
	"reeve/modules/threatmap/atlas"
)

// tileCaching lets a map ask again after some seconds: what is hidden has to leave soon. An unchanged tile is not
// sent again.
const tileCaching = "public, max-age=10"

// tile is GET /tiles/reports/{z}/{x}/{y}.mvt: the public reports as a vector tile (layer reports), under the
// filters of the list. The counts of all tiles of a zoom add up to the list's.
func (m *Map) tile(w http.ResponseWriter, r *web.Request) error {
	at, err := r.Tile(atlas.MaxZoom)
	if err != nil {
		return err
	}
	f, err := m.readQuery(r, 1, 1)
	if err != nil {
		return err
	}
	if err := m.Index.Fresh(); err != nil {
		return err
	}
	return web.WriteTile(w, r, m.Index.Tile(at.Z, at.X, at.Y, m.chosen(f)), tileCaching)
}
