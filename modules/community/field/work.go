package field

import (
	"time"

	"reeve/modules/threatmap"
)

// Today is the own work of a day. Reports are those that have changed after the number asked for; Keep names all.
type Today struct {
	Seq         int64        `json:"seq"` // to ask with next time
	At          time.Time    `json:"at"`
	Day         string       `json:"day"`
	Zone        string       `json:"zone"`
	Owner       string       `json:"owner"`   // the same for the same account
	Session     string       `json:"session"` // the same for the same session
	Name        string       `json:"name"`
	Post        Named        `json:"post"`
	Community   Named        `json:"community"`
	Categories  []Category   `json:"categories"` // null where they have not changed
	Reports     []Work       `json:"reports"`
	Keep        []string     `json:"keep"` // refs of all reports that are still the officer's
	Meetings    []Meeting    `json:"meetings"`
	Commitments []Commitment `json:"commitments"`
	Duty        []Entry      `json:"duty"`
	RosterMin   *int64       `json:"roster_min"` // null without a roster
}

// Named is something with a code and a name in the reader's language.
type Named struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Category is what a report on the spot may be about.
type Category struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Icon string `json:"icon"`
}

// Work is a report that waits for the officer.
type Work struct {
	Ref      string               `json:"ref"`
	Version  int64                `json:"version"`
	State    string               `json:"state"`
	Category string               `json:"category"`
	Place    string               `json:"place"`
	Lat      float64              `json:"lat"`
	Lon      float64              `json:"lon"`
	Exact    bool                 `json:"exact"`
	Text     string               `json:"text"`
	Lang     string               `json:"lang"`
	Seen     threatmap.InsideSeen `json:"seen"`
	FiledAt  time.Time            `json:"filed_at"`
	Photos   int                  `json:"photos"`
	CrimeTip bool                 `json:"crime_tip"`
	Clocks   []Clock              `json:"clocks"` // that run, the next limit first
	Steps    []string             `json:"steps"`  // that may be taken now
	Visits   []Visit              `json:"visits"`
}

// Clock is a limit that runs.
type Clock struct {
	Name      string    `json:"name"`
	StartedAt time.Time `json:"started_at"`
	DueAt     time.Time `json:"due_at"`
	Status    string    `json:"status"`
}

// Visit is what was found before.
type Visit struct {
	At    time.Time `json:"at"`
	Found string    `json:"found"`
}

// Meeting is one of the day, or one to come within a week.
type Meeting struct {
	Ref         string `json:"ref"`
	Kind        string `json:"kind"`
	Title       string `json:"title"`
	Starts      string `json:"starts"`
	Ends        string `json:"ends"`
	Venue       string `json:"venue"`
	Place       string `json:"place"`
	Commitments int    `json:"commitments"` // that wait to be answered there
}

// Commitment waits for an answer of the own posts.
type Commitment struct {
	Ref  string `json:"ref"`
	Body string `json:"body"`
	Due  string `json:"due"`
}

// Entry is own duty of the day.
type Entry struct {
	ID     string    `json:"id"`
	Type   string    `json:"type"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Inside bool      `json:"inside"`
}
