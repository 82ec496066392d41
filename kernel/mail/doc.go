// Package mail sends letters by SMTP (RFC 5321) from an outbox in the database.
//
// Nouns: a [Message] (one reader, plain text in the reader's language); the outbox (messages that wait, each a row and a
// job of the transaction that wants it sent); a [Letter] (a message as the list of the outbox shows it, without
// address and words); a dead letter (given up, kept until somebody looks at it); [Settings] (the server that takes them).
//
// Stored: the tables of schema/. Address, subject and words are sealed under the record they are about, so that erasing
// the record erases what was still to be sent; once sent they are forgotten and the row without them is kept for 30 days.
//
// Invariants:
//   - A message exists exactly when the transaction that wanted it did; of one key there is one message.
//   - A message keeps its Message-ID however often it is tried. After a crash at most the message that was under way is
//     sent once more, with that same Message-ID.
//   - A server that says no for ever (5xx) makes a dead letter at once; one that says not now (4xx), or cannot be reached,
//     is asked again with growing pauses for four days (RFC 5321, section 4.5.4.1).
//   - Neither address, words nor password stand in a log line, an error that is kept, or an audit entry.
package mail

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang
var files embed.FS

// Files holds this package's schema and texts.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	KindSettings = "mail.settings"
	KindLetter   = "mail.letter"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{{Kind: KindSettings, Name: "mail_settings", Key: "id", Version: "version", Columns: []string{"host", "port", "tls", "username", "sender", "version"}}}
}
