// Package secrets keeps what must be unreadable without the installation's key, and erases it for good.
//
// Nouns: the master key in DIR/keys/master.key, outside the database and the ordinary backup; a data key for
// each record, stored wrapped; sealed content; the erasure ledger. Erasing a record deletes its data key, so
// that every copy of its sealed content is unreadable from then on.
//
// The ledger (record, kind, instant, reason, hash; never content) is kept twice: in the table erasure and in
// DIR/erasures.jsonl. The file outlives the restoring of an older database into the folder; replaying it
// erases again what the older database still had.
//
// Invariants:
//   - The master key never reaches the database, a log or an address; every use of it is by a key derived for
//     one purpose (HKDF, RFC 5869).
//   - Sealed content opens only for the record and the field it was sealed for.
//   - A record once erased is never sealed again under the same id.
//
// Erasure and storage limitation: Directive (EU) 2016/680 art. 5 and 16, Regulation (EU) 2016/679 art. 17.
package secrets

import (
	"embed"
	"io/fs"
)

//go:embed schema lang
var files embed.FS

// Files are the folders schema (for [db.DB.Migrate]) and lang of this package.
func Files() fs.FS { return files }
