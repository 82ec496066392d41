// Package backup makes a copy of an installation while it serves, and makes an installation of a copy.
//
// Nouns: a Source (what is copied); an archive (the copy: a tar.gz); its Manifest (what is in it, with counts
// and hashes); Options (where a copy becomes an installation again); keys (a file of their own).
//
// An archive is logical: rows as JSON lines with typed values, the same for both engines. A copy of SQLite
// restores to PostgreSQL and the other way round; moving an installation is a Write piped into a Restore.
//
//	head.json                     what is to come
//	files/<digest>                bytes of documents, as they are stored
//	tables/<name>/<part>.jsonl    a header line in the first part, then a JSON array for each row
//	erasures.jsonl                the erasure ledger
//	manifest.json                 head.json with counts and SHA-256 of everything; last, so that a cut archive is known
//
// The end of the file seals every byte before it (seal.go).
//
// Invariants:
//   - All rows come from one snapshot. What was acknowledged before Write began is in it.
//   - The installation's keys are never in an archive, nor is what lives for a moment only: sessions, salts,
//     leases, kept answers ([WriteKeys] writes the keys elsewhere).
//   - Restore goes into an empty place and is whole or nothing: what does not have the hashes of its manifest
//     leaves the place empty again, and what a crash leaves behind is cleared by the next Restore.
//   - What was erased stays erased: the ledger of the copy and the newer one of the folder are replayed
//     (Regulation (EU) 2016/679 art. 17, Directive (EU) 2016/680 art. 16).
//   - A restored log may be shorter than what others have seen of it; it begins a new epoch and says why.
package backup

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files are this package's message catalogues.
func Files() fs.FS { return files }

// Progress hears how far a step has come. step is a message key (StepWrite, …); done and total count rows and
// files, for StepVerify steps of the verification. It is called often; who shows it leaves some out.
type Progress func(step string, done, total int64)

// Steps of the work.
const (
	StepWrite  = "backup.step.write"
	StepLoad   = "backup.step.load"
	StepVerify = "backup.step.verify"
)

func (p Progress) call(step string, done, total int64) {
	if p != nil {
		p(step, done, total)
	}
}
