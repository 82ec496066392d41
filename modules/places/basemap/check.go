package basemap

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/geo"
)

// The formats of archives.
const (
	formatMBTiles = "mbtiles"
	formatPMTiles = "pmtiles"
)

// bad is an error about the file, with what to do about it.
func bad(key string, args ...any) error {
	e := errs.Bad("file", "places.basemap."+key, args...)
	e.Fields[0].Remedy = "places.basemap.remedy." + remedy(key)
	return e
}

// remedy is what helps against a problem.
func remedy(key string) string {
	switch key {
	case "cut", "damaged", "metadata_wrong", "tile_damaged", "tile_nowhere":
		return "copy"
	case "compression":
		return "gzip"
	case "bounds_wrong":
		return "bounds"
	case "attribution_missing":
		return "attribution"
	case "packed":
		return "unpack"
	}
	return "make"
}

// metadata is what an archive says of itself: TileJSON 3.0, as both formats carry it.
type metadata struct {
	Attribution string `json:"attribution"`
	Layers      []struct {
		ID string `json:"id"`
	} `json:"vector_layers"`
	JSON string `json:"json"` // converters from MBTiles leave the layers in here
}

// wanted are the layers of the OpenMapTiles schema without which there are no streets to be seen.
func wanted() []string { return []string{"transportation", "water"} }

func (m metadata) check() error {
	var missing []string
	for _, name := range wanted() {
		if !slices.ContainsFunc(m.Layers, func(l struct {
			ID string `json:"id"`
		}) bool {
			return l.ID == name
		}) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return bad("layers_missing", "layers", strings.Join(missing, ", "))
	}
	return nil
}

func readMetadata(raw []byte) (m metadata, err error) {
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, bad("metadata_wrong", "detail", err.Error())
	}
	if m.Layers == nil && m.JSON != "" {
		attribution := m.Attribution
		if err := json.Unmarshal([]byte(m.JSON), &m); err != nil {
			return m, bad("metadata_wrong", "detail", err.Error())
		}
		m.Attribution = cmp.Or(attribution, m.Attribution)
	}
	m.Attribution = plainText(m.Attribution)
	return m, nil
}

// plainText takes the links out of an attribution.
func plainText(s string) string {
	tags := regexp.MustCompile(`<[^>]*>`)
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(s, ""))), " ")
}

func checkBounds(b geo.Box) error {
	for _, p := range []geo.Point{{Lat: b.MinLat, Lon: b.MinLon}, {Lat: b.MaxLat, Lon: b.MaxLon}} {
		if !p.Valid() {
			return bad("bounds_wrong")
		}
	}
	if b.MinLat >= b.MaxLat || b.MinLon >= b.MaxLon {
		return bad("bounds_wrong")
	}
	return nil
}

// mostTile is how large a tile may be, packed and unpacked: real ones are below 1 MiB.
const (
	mostPacked   = 8 << 20
	mostUnpacked = 32 << 20
)

// checkTile looks whether the bytes are a vector tile, gzipped or plain.
func checkTile(body []byte) error {
	switch {
	case len(body) == 0:
		return nil
	case bytes.HasPrefix(body, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return bad("tile_damaged")
		}
		plain, err := io.ReadAll(io.LimitReader(z, mostUnpacked+1))
		if err != nil || len(plain) > mostUnpacked {
			return bad("tile_damaged")
		}
		body = plain
	case bytes.HasPrefix(body, []byte("\x89PNG")), bytes.HasPrefix(body, []byte("\xff\xd8\xff")), bytes.HasPrefix(body, []byte("RIFF")):
		return bad("raster", "type", "image")
	case bytes.HasPrefix(body, []byte("\x28\xb5\x2f\xfd")):
		return bad("compression", "compression", "zstd")
	}
	if !layersOnly(body) {
		return bad("tile_damaged")
	}
	return nil
}

// layersOnly walks over the message: a tile is layers (field 3) with their lengths, and nothing else.
func layersOnly(body []byte) bool {
	for len(body) > 0 {
		if body[0] != 3<<3|2 {
			return false
		}
		n, used := uvarint(body[1:])
		if used <= 0 || n > uint64(len(body)-1-used) {
			return false
		}
		body = body[1+used+int(n):]
	}
	return true
}
