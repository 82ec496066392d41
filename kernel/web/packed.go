package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// WritePacked answers with a body that is kept nowhere on the way, gzipped where the reader takes it. An unchanged one
// is 304.
func WritePacked(w http.ResponseWriter, r *Request, media string, body []byte) error {
	h := w.Header()
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:12])
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	packed := takesGzip(r.Header.Get("Accept-Encoding"))
	if packed {
		etag += "-gz"
	}
	etag += `"`
	h.Set("ETag", etag)
	if none := r.Header.Get("If-None-Match"); none == "*" || strings.Contains(none, etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", media)
	if packed {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(body); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		body = b.Bytes()
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}
