// Package document keeps files: photos of residents, attachments, pictures of pages.
//
// Nouns: a Blob is bytes that are stored once, whoever refers to them, addressed by the SHA-256 of what is
// stored; a Store keeps blobs, in a folder or in the database; a File is a row that gives a blob an owner, a
// type and a visibility; an Archive joins the two. Images cleans pictures from outside before they become blobs.
//
// Invariants:
//   - Bytes are flushed to disk before a row refers to them. A crash in between leaves a blob without a
//     row, which Sweep finds.
//   - A row that is attached more than [AttachWithin] after its bytes were stored is refused, and no blob
//     younger than [Grace] is removed; so bytes never vanish between the two steps, on any number of nodes.
//   - Files that are not public are sealed: their bytes are encrypted under a key of their own, which
//     kernel/secrets keeps under the file's record key. Removing a file erases that key, and with it the
//     file in every backup (Directive (EU) 2016/680 art. 16(2)).
//   - A picture from outside is kept only as this program has drawn it anew: upright, without metadata.
package document

import (
	"embed"
	"io/fs"
	"time"
)

//go:embed schema lang
var files embed.FS

// Files are this package's schema and message catalogues.
func Files() fs.FS { return files }

const (
	// AttachWithin is how long after Put a row may still be attached.
	AttachWithin = 30 * time.Minute
	// Grace is the age below which a blob without rows is left alone.
	Grace = time.Hour
)
