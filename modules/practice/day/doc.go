// Package day is the day of an event: who came and for how long, the certificates, and how many people were trained.
//
// Nouns: an Attendance (one person at one event), its Marks (came in, went out), the Human it belongs to (all attendances
// of one person within a programme, named by the earliest), a Question (are these two the same person?), a Certificate.
//
// Stored: the tables of schema/. Whether a nominated person came is also a step of the nomination's life.
//
// Invariants:
//   - A mark counts at the time at which it was made, whenever it is sent; the same mark sent twice is taken once.
//   - A person has one attendance at an event. Seats are attendances, people are humans: a human is counted once in a
//     programme.
//   - Who is the same person is decided when the attendance is stored, by [Decide], or by a person; how it was decided
//     stands in the attendance.
//   - Names are sealed. Once they are erased, the keyed hashes keep the humans apart and the counts as they were.
//
// Sources: the rules of erasure follow Regulation (EU) 2016/679, art. 5(1)(e).
package day

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang page
var files embed.FS

// Files holds this package's schema, texts and pages.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	KindAttendance  = "practice.attendance"
	KindQuestion    = "practice.same_person"
	KindCertificate = "practice.certificate"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindAttendance, Name: "practice_attendance", Key: "id", Version: "version", Columns: []string{"ref", "event", "programme", "nomination", "org", "country", "unit", "person", "name_key", "mail_key",
			"human", "decided", "score", "listed", "marks", "minutes", "void", "version"}},
		{Kind: KindQuestion, Name: "practice_same_person", Key: "id", Version: "version", Columns: []string{"ref", "programme", "one", "other", "score", "state", "at", "version"}},
		{Kind: KindCertificate, Name: "practice_certificate", Key: "id", Version: "version", Columns: []string{"number", "attendance", "event", "minutes", "issued_at", "revoked", "version"}},
	}
}
