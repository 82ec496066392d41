package static

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// file is one built file with the forms in which it can be sent.
type file struct {
	contentType string
	forms       []form // best first; the last one is plain
}

type form struct {
	encoding string // "br", "gzip" or "" for the file as it is
	body     []byte
	etag     string
}

func loadFile(dir fs.FS, name string) (file, error) {
	loaded := file{contentType: contentType(name)}
	for _, f := range []struct{ encoding, ext string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		body, err := fs.ReadFile(dir, name+f.ext)
		if errors.Is(err, fs.ErrNotExist) && f.encoding != "" {
			continue
		}
		if err != nil {
			return file{}, err
		}
		sum := sha256.Sum256(body)
		loaded.forms = append(loaded.forms, form{f.encoding, body, `"` + hex.EncodeToString(sum[:12]) + `"`})
	}
	return loaded, nil
}

// contentType is a fixed list: what the system's own table says must not change what is served.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".json":
		return "application/json"
	case ".png":
		return "image/png"
	}
	return "application/octet-stream"
}

// Handler serves the built files below Prefix by GET and HEAD, and nothing else.
func (a *Assets) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		found, ok := a.files[strings.TrimPrefix(r.URL.Path, Prefix)]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		found.send(w, r)
	})
}

func (f file) send(w http.ResponseWriter, r *http.Request) {
	chosen := f.choose(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", chosen.etag)
	if len(f.forms) > 1 {
		h.Set("Vary", "Accept-Encoding")
	}
	if matches(r.Header.Get("If-None-Match"), chosen.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if chosen.encoding != "" {
		h.Set("Content-Encoding", chosen.encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(chosen.body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		// An error here means that the reader has gone; there is nobody left to tell.
		_, _ = w.Write(chosen.body)
	}
}

// choose takes the best form that the header allows (RFC 9110, 12.5.3): named, and not with quality 0.
func (f file) choose(accept string) form {
	allowed := map[string]bool{}
	for _, part := range strings.Split(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		quality := strings.TrimPrefix(strings.TrimSpace(params), "q=")
		value, err := strconv.ParseFloat(quality, 64)
		allowed[strings.ToLower(strings.TrimSpace(name))] = err != nil || value > 0
	}
	for _, candidate := range f.forms {
		if candidate.encoding == "" || allowed[candidate.encoding] {
			return candidate
		}
	}
	return f.forms[len(f.forms)-1]
}

// matches compares If-None-Match weakly (RFC 9110, 13.1.2).
func matches(header, etag string) bool {
	for _, tag := range strings.Split(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
