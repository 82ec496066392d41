// Package web is the one way out to people and programs: routes with their permission, who is asking, in which
// language, pages, JSON, errors, idempotency, and the OpenAPI description made from the same routes.
//
// Nouns: a Route (method, path, the action it needs, a handler); a Surface (a listener that shows some routes);
// a Request (the HTTP request with who asks, the language and the time); a Handler made by [JSON], [View],
// [Form] or [Raw].
//
// Invariants:
//   - Every route names an action of the policy; a principal without any grant for it never reaches the handler.
//   - GET changes nothing but the log of consultations; cross-origin POSTs are refused (CSRF).
//   - An error becomes a status, a page or problem+json (RFC 9457) and a language here and nowhere else.
//   - A POST with an Idempotency-Key is answered once and repeated from the store, in the same transaction.
package web

import (
	"embed"
	"io/fs"
)

//go:embed schema lang page
var files embed.FS

// Files holds this package's schema and texts.
func Files() fs.FS { return files }
