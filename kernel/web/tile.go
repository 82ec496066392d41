package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/geo/tile"
)

// Tile reads the address of a map tile from the path's {z}, {x} and {file}; errs.Malformed if there is no such
// tile up to zoom most.
func (r *Request) Tile(most int) (tile.Address, error) {
	z, x, file := r.PathValue("z"), r.PathValue("x"), r.PathValue("file")
	a, ok := tile.Parse(z, x, file, most)
	if !ok {
		return a, errs.New(errs.Malformed, "web.tile_wrong", "tile", z+"/"+x+"/"+file, "most", min(most, tile.Deepest))
	}
	return a, nil
}

// mostUnpacked is how large a tile may become for a reader who takes no gzip.
const mostUnpacked = 32 << 20

// WriteTile answers with a vector tile, gzipped or not, as the reader takes it. An empty tile is 204, an unchanged
// one 304. cache is the Cache-Control.
func WriteTile(w http.ResponseWriter, r *Request, body []byte, cache string) error {
	h := w.Header()
	h.Set("Cache-Control", cache)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Access-Control-Allow-Origin", "*")
	if len(body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:12])
	packed := len(body) > 1 && body[0] == 0x1f && body[1] == 0x8b
	if packed && takesGzip(r.Header.Get("Accept-Encoding")) {
		etag += "-gz"
		h.Set("Content-Encoding", "gzip")
	} else if packed {
		plain, err := unpack(body)
		if err != nil {
			return err
		}
		body = plain
	}
	etag += `"`
	h.Set("ETag", etag)
	if none := r.Header.Get("If-None-Match"); none == "*" || strings.Contains(none, etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/vnd.mapbox-vector-tile")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3); gzip;q=0 refuses it.
func takesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" || name == "*" {
			q := strings.ReplaceAll(params, " ", "")
			n, err := strconv.ParseFloat(strings.TrimPrefix(q, "q="), 64)
			return err != nil || n > 0
		}
	}
	return false
}

func unpack(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(z, mostUnpacked+1))
	if err == nil && len(plain) > mostUnpacked {
		err = errs.New(errs.TooLarge, "web.too_large", "limit", mostUnpacked)
	}
	return plain, err
}
