package assess

import "reeve/kernel/i18n"

// The types of this file are all that public handlers may answer with.

// PublicAssessment is the figures of a year. Rates are fractions of 1, rounded once to six digits, and null where there
// is nothing to divide by.
type PublicAssessment struct {
	Code         string            `json:"code"`
	Year         int               `json:"year"`
	State        string            `json:"state"` // filling, review, locked, published
	BaseVersion  int64             `json:"base_version"`
	RollUp       string            `json:"roll_up"` // activities, sub_objectives, weights
	Credit       float64           `json:"credit"`  // what partly counts in the partial rate
	Planned      int64             `json:"planned"`
	ByStatus     PublicByStatus    `json:"by_status"`
	Strict       *float64          `json:"strict"`
	Partial      *float64          `json:"partial"`
	ReportedOnly *float64          `json:"reported_only"`
	Objectives   []PublicObjective `json:"objectives"`
	Amended      *PublicAmended    `json:"amended"` // the second column: on the version in force at the end of the year; null = the base
	Digest       string            `json:"digest"`  // of versions and ratings: equal digests have equal figures
}

// PublicByStatus counts activities by status. Planned is the sum of all but not_due.
type PublicByStatus struct {
	Implemented    int64 `json:"implemented"`
	Partly         int64 `json:"partly"`
	NotImplemented int64 `json:"not_implemented"`
	OnSchedule     int64 `json:"ongoing_on_schedule"`
	Late           int64 `json:"ongoing_late"`
	NotDue         int64 `json:"not_due"`
	Dropped        int64 `json:"dropped"`
	NoReport       int64 `json:"no_report"`
}

// PublicObjective is the figures of one strategic objective.
type PublicObjective struct {
	Number       string         `json:"number"`
	Text         i18n.Text      `json:"text"`
	Planned      int64          `json:"planned"`
	ByStatus     PublicByStatus `json:"by_status"`
	Strict       *float64       `json:"strict"`
	Partial      *float64       `json:"partial"`
	ReportedOnly *float64       `json:"reported_only"`
}

// PublicAmended is the same figures on a later version.
type PublicAmended struct {
	Version      int64          `json:"version"`
	Planned      int64          `json:"planned"`
	ByStatus     PublicByStatus `json:"by_status"`
	Strict       *float64       `json:"strict"`
	Partial      *float64       `json:"partial"`
	ReportedOnly *float64       `json:"reported_only"`
}
