// Package events is series and events (workshops, trainings, conferences), who registers for them, and who gets a seat.
//
// Nouns: a Series of a programme; an Event with its Pools of seats; a Registration (an organisation asks for seats, at one
// event or several of a series); a Nomination (a person named for one event, with a life of its own: [Definition]).
//
// Stored: the tables of schema/. States are kernel/process's.
//
// Invariants:
//   - Never one seat more than there is, on both engines and with several processes: seats of an event are given under one
//     lock, in the order of arrival.
//   - A request after the deadline is kept and marked late.
//   - Times of an event are civil times in its zone. A moved event keeps every time at which it stood, and its
//     registrations.
//   - Who a nominated person is, and what they answered to the organiser's questions, is sealed under a key of the
//     nomination and can be erased; counts of seats stay.
package events

import (
	"embed"
	"io/fs"

	"reeve/kernel/audit"
)

//go:embed schema lang policy page
var files embed.FS

// Files holds this package's schema, texts and policy.
func Files() fs.FS { return files }

// Kinds of records in the audit log.
const (
	KindSeries       = "practice.series"
	KindEvent        = "practice.event"
	KindRegistration = "practice.registration"
	KindNomination   = "practice.nomination"
	KindInvitation   = "practice.invitation"
	KindMessage      = "practice.message"
	KindQuestions    = "practice.questions"
	KindAnswers      = "practice.answers"
)

// Tables are the records of this package that the log covers.
func Tables() []audit.Table {
	return []audit.Table{
		{Kind: KindSeries, Name: "practice_series", Key: "id", Version: "version", Columns: seriesColumns()},
		{Kind: KindEvent, Name: "practice_event", Key: "id", Version: "version", Columns: eventColumns()},
		{Kind: KindRegistration, Name: "practice_registration", Key: "id", Version: "version", Columns: []string{"ref", "event", "org", "by_kind", "at", "late", "version"}},
		{Kind: KindNomination, Name: "practice_nomination", Key: "id", Version: "version", Columns: nominationColumns()},
		{Kind: KindInvitation, Name: "practice_invitation", Key: "id", Version: "version", Columns: []string{"ref", "event", "org", "note", "approve", "expires_at", "revoked", "version"}},
		{Kind: KindMessage, Name: "practice_message", Key: "id", Version: "version", Columns: []string{"ref", "event", "audience", "subjects", "texts", "readers", "at", "version"}},
		{Kind: KindQuestions, Name: "practice_questions", Key: "id", Version: "version", Columns: []string{"body", "version"}},
		{Kind: KindAnswers, Name: "practice_answers", Key: "id", Version: "version", Columns: []string{"event", "answers", "version"}},
	}
}
