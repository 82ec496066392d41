package static

import "net/http"

// Fixed serves one built file by its logical name at an address that never changes, as a service worker needs: a browser
// asks for it anew each time, and scope is how far down the site the worker may reach.
func (a *Assets) Fixed(name, scope string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, ok := a.files[a.manifest[name]]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		chosen := found.choose("")
		h := w.Header()
		h.Set("Content-Type", found.contentType)
		h.Set("Cache-Control", "no-cache")
		h.Set("Service-Worker-Allowed", scope)
		h.Set("ETag", chosen.etag)
		if matches(r.Header.Get("If-None-Match"), chosen.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(chosen.body) // an error means that the reader has gone
	})
}
