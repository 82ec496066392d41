package problem

import (
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
)

// The types of this file are all that public handlers may answer with.

// PublicPriorities is a page of a list, the latest half-year first.
type PublicPriorities struct {
	Items []PublicPriority `json:"items"`
	Next  *string          `json:"next"`
}

// PublicPriority is what everybody may know of a priority.
type PublicPriority struct {
	ID         string           `json:"id"`
	Title      i18n.Text        `json:"title"`
	Summary    i18n.Text        `json:"summary"`
	Place      PublicPlace      `json:"place"`
	Community  PublicPlace      `json:"community"`
	Post       *string          `json:"post"` // code; null = none answers for it
	Category   *string          `json:"category"`
	From       string           `json:"from"` // half-year, both days included
	Until      string           `json:"until"`
	State      string           `json:"state"`
	Area       geo.MultiPolygon `json:"area"` // GeoJSON geometry
	Actions    []PublicAction   `json:"actions"`
	Counts     *PublicCounts    `json:"counts"`
	Own        []PublicOwn      `json:"own_counts"` // of the police's own registers
	Assessment i18n.Text        `json:"assessment"`
}

// PublicPlace is a place by code and name.
type PublicPlace struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// PublicAction is something that is done against the problem.
type PublicAction struct {
	What     string   `json:"what"`
	On       string   `json:"on"`
	Partners []string `json:"partners"`
	DoneOn   *string  `json:"done_on"`
}

// PublicCounts are reports before and after.
type PublicCounts struct {
	Before  PublicWindow `json:"before"`
	After   PublicWindow `json:"after"`
	Running bool         `json:"running"` // the window after is not over
	Area    PublicTally  `json:"area"`
	Ring    PublicTally  `json:"ring"` // around the area, as large as it
	RingM   int64        `json:"ring_m"`
	Control *PublicTally `json:"control"`
	Reading string       `json:"reading"` // thin, few, fewer, everywhere, moved, more, unclear
}

// PublicWindow is civil days, both included.
type PublicWindow struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// PublicTally is what was counted in one area.
type PublicTally struct {
	Reports   PublicPair `json:"reports"`
	Confirmed PublicPair `json:"confirmed"`
}

// PublicPair is a count in both windows. Percent is null where the base is smaller than five, or was not
// counted in all of the window before.
type PublicPair struct {
	Before  int64  `json:"before"`
	After   int64  `json:"after"`
	Percent *int64 `json:"percent"` // negative = fewer, by day
}

// PublicOwn is a figure of the police's own.
type PublicOwn struct {
	What   string `json:"what"`
	Source string `json:"source"`
	Before int64  `json:"before"`
	After  int64  `json:"after"`
}
