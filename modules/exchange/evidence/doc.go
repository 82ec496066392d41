// Package evidence puts into one file what proves that a message was sent and received, and checks such a file on any
// machine, without an installation.
//
// Nouns: a File; a Proof (C2SP tlog-proof: the place of an entry in a log, the path to its root, the signed checkpoint,
// with the cosignature of the other node where there is one); an Act (an entry of the log with its body); a Finding.
//
// What holds together: the envelope is signed by a key of the sender's card, the card by itself, and the sender's id is the
// hash of its first key; each receipt likewise; each receipt names a place of its node's log, where the proof shows its
// commitment. Which organisation stands behind an id, two people have compared by the fingerprint: a check prints it.
//
// Content is not in the file: a message that was erased proves as well that it was there, and that and when it was erased.
package evidence

import (
	"embed"
	"io/fs"

	"reeve/modules/exchange/wire"
)

//go:embed lang
var files embed.FS

// Files are this package's texts.
func Files() fs.FS { return files }

// Format is the first field of a file.
const Format = "reeve-evidence-1"

// File is what a file says; it is written as indented JSON. Signed texts are as they were signed.
type File struct {
	Format   string    `json:"format"`
	Message  wire.ID   `json:"message"`
	Made     string    `json:"made"` // RFC 3339
	By       wire.Org  `json:"by"`
	Envelope string    `json:"envelope"`
	Anew     []string  `json:"anew"`  // the same message signed again after a restore, under other names
	Cards    []string  `json:"cards"` // of all nodes concerned
	Receipts []Receipt `json:"receipts"`
	Acts     []Act     `json:"acts"` // of the node that made the file
}

// Receipt is a signed receipt with the proof of its place. Proof is empty where the log could not be asked.
type Receipt struct {
	Signed string `json:"signed"`
	Proof  string `json:"proof"`
}

// Act is an entry of the log about the message. Body is empty when its retention is over: the place is proven all the same.
type Act struct {
	Body       string `json:"body"`
	Commitment string `json:"commitment"` // base64url
	Proof      string `json:"proof"`
}

// MaxFile is the largest file that is read.
const MaxFile = 8 << 20

// Finding is one thing that was checked.
type Finding struct {
	OK   bool
	Key  string // message key
	Args map[string]any
}

// Report is what a check found.
type Report struct {
	Message  wire.ID
	Findings []Finding
}

// OK tells whether everything holds.
func (r Report) OK() bool {
	for _, f := range r.Findings {
		if !f.OK {
			return false
		}
	}
	return len(r.Findings) > 0
}

func (r *Report) add(ok bool, key string, args ...any) bool {
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i].(string)] = args[i+1]
	}
	r.Findings = append(r.Findings, Finding{ok, key, m})
	return ok
}
