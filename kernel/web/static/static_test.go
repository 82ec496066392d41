package static_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"reeve/kernel/web/static"
)

func built() fstest.MapFS {
	return fstest.MapFS{
		"manifest.json":   {Data: []byte(`{"reeve.css":"reeve-1a.css","a.woff2":"a-2b.woff2"}`)},
		"reeve-1a.css":    {Data: []byte("plain")},
		"reeve-1a.css.br": {Data: []byte("brotli")},
		"reeve-1a.css.gz": {Data: []byte("gzip")},
		"a-2b.woff2":      {Data: []byte("font")},
		"secret.txt":      {Data: []byte("not in the manifest")},
	}
}

func load(t *testing.T, dir fstest.MapFS) *static.Assets {
	t.Helper()
	assets, err := static.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

func TestNotReadyWithoutManifest(t *testing.T) {
	assets := load(t, fstest.MapFS{".keep": {}})
	if assets.Ready() {
		t.Error("ready without a manifest")
	}
	if !load(t, built()).Ready() {
		t.Error("not ready with a manifest")
	}
}

func TestLoadNamesMissingFile(t *testing.T) {
	dir := built()
	delete(dir, "a-2b.woff2")
	if _, err := static.Load(dir); err == nil {
		t.Error("a file that the manifest names is missing, and Load said nothing")
	}
}

func TestURL(t *testing.T) {
	assets := load(t, built())
	if got := assets.URL("reeve.css"); got != "/static/reeve-1a.css" {
		t.Errorf("URL = %q", got)
	}
	if got := assets.URL("gone.css"); got != "/static/gone.css" || assets.Has("gone.css") {
		t.Errorf("URL of an unknown name = %q", got)
	}
}

func TestHandler(t *testing.T) {
	handler := load(t, built()).Handler()
	tests := []struct {
		name, method, path, accept string
		status                     int
		encoding, body             string
	}{
		{"brotli first", "GET", "/static/reeve-1a.css", "gzip, br", 200, "br", "brotli"},
		{"gzip where brotli is refused", "GET", "/static/reeve-1a.css", "br;q=0, gzip;q=0.5", 200, "gzip", "gzip"},
		{"plain", "GET", "/static/reeve-1a.css", "", 200, "", "plain"},
		{"no compressed form", "GET", "/static/a-2b.woff2", "br", 200, "", "font"},
		{"head", "HEAD", "/static/reeve-1a.css", "", 200, "", ""},
		{"post", "POST", "/static/reeve-1a.css", "", 405, "", ""},
		{"not in the manifest", "GET", "/static/secret.txt", "", 404, "", ""},
		{"compressed form by name", "GET", "/static/reeve-1a.css.br", "", 404, "", ""},
		{"climbing", "GET", "/static/../static.go", "", 404, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, "http://h"+test.path, nil)
			r.Header.Set("Accept-Encoding", test.accept)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			body, err := io.ReadAll(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if w.Code != test.status || string(body) != test.body || w.Header().Get("Content-Encoding") != test.encoding {
				t.Errorf("got %d %q %q", w.Code, body, w.Header().Get("Content-Encoding"))
			}
		})
	}
}

func TestRevalidation(t *testing.T) {
	handler := load(t, built()).Handler()
	first := httptest.NewRecorder()
	handler.ServeHTTP(first, httptest.NewRequest("GET", "http://h/static/reeve-1a.css", nil))
	if got := first.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control = %q", got)
	}
	for tag, want := range map[string]int{
		first.Header().Get("ETag"):        http.StatusNotModified,
		"W/" + first.Header().Get("ETag"): http.StatusNotModified,
		`"other"`:                         http.StatusOK,
	} {
		r := httptest.NewRequest("GET", "http://h/static/reeve-1a.css", nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("If-None-Match %s: %d, want %d", tag, w.Code, want)
		}
	}
}
