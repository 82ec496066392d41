package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"reeve/kernel/i18n"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/tree"
)

// Data is everything that a report of a year says, without a language. Its JSON is what is frozen and what programs read.
// Numbers are fractions, or say why there is none (tree.Quantity).
type Data struct {
	Code          string           `json:"code"`
	Titles        i18n.Text        `json:"titles"`
	Authoritative []string         `json:"authoritative"`
	From          string           `json:"from"`
	Until         string           `json:"until"`
	Year          int              `json:"year"`
	State         string           `json:"state"` // of the assessment
	Held          string           `json:"held"`  // civil day of the meeting that assessed; empty = none
	AsOf          int64            `json:"as_of"` // instant of the last rating, else of the opening: µs UTC
	RollUp        tree.RollUp      `json:"roll_up"`
	Scheme        tree.Scheme      `json:"scheme"`
	Base          VersionData      `json:"base"`
	Total         Figures          `json:"total"`
	Amended       *VersionData     `json:"amended"` // null = the base held all year
	Second        *Figures         `json:"second"`  // the same ratings on the amended version
	Lines         []Line           `json:"lines"`
	Leads         []Lead           `json:"leads"`
	Rounds        []Round          `json:"rounds"`
	Matrix        []Pair           `json:"matrix"`
	Rows          []Row            `json:"rows"`
	Slipped       []Slip           `json:"slipped"`
	Indicators    []Indicator      `json:"indicators"`
	Advice        []Recommendation `json:"recommendations"`
	Present       []Participant    `json:"participants"`
	Assessment    string           `json:"assessment_digest"` // over versions and ratings
}

// VersionData is a version of the plan as a report names it.
type VersionData struct {
	Number   int64  `json:"number"`
	From     string `json:"from"` // civil day from which it is in force
	Decision string `json:"decision"`
}

// Figures are activities counted by status, and the three rates.
type Figures struct {
	ByStatus assess.PublicByStatus `json:"by_status"`
	Planned  int64                 `json:"planned"`
	Done     int64                 `json:"done"`
	Strict   tree.Quantity         `json:"strict"`
	Partial  tree.Quantity         `json:"partial"`
	Reported tree.Quantity         `json:"reported_only"`
}

// Line is an objective or a sub-objective.
type Line struct {
	Number string     `json:"number"`
	Level  tree.Level `json:"level"`
	Text   i18n.Text  `json:"text"`
	Base   Figures    `json:"base"`
	Second *Figures   `json:"second"` // null = no amended version, or not in it
}

// Who is a unit or an organisation: by its names where it is known, else as written.
type Who struct {
	Unit    string    `json:"unit,omitempty"` // id
	Names   i18n.Text `json:"names,omitempty"`
	Written string    `json:"written,omitempty"`
}

// Lead is what one lead answers for.
type Lead struct {
	Who     Who     `json:"who"`
	Figures Figures `json:"figures"`
}

// Round is one year of the plan.
type Round struct {
	Year    int      `json:"year"`
	Base    int64    `json:"base"`
	Figures Figures  `json:"figures"`
	Second  *Figures `json:"second"`
}

// Pair is how many activities the unit rated one way and the reviewer another. Empty = not rated.
type Pair struct {
	Unit     rates.Status `json:"unit"`
	Reviewer rates.Status `json:"reviewer"`
	Count    int64        `json:"count"`
}

// Row is one activity.
type Row struct {
	Number   string        `json:"number"`
	Parent   string        `json:"parent"`
	Text     i18n.Text     `json:"text"`
	Who      Who           `json:"who"`
	Start    string        `json:"start"`
	Deadline tree.Deadline `json:"deadline"`
	Timing   rates.Timing  `json:"timing"`
	Unit     *Said         `json:"unit"`     // null = no report
	Reviewer *Said         `json:"reviewer"` // null = not reviewed
	Status   rates.Status  `json:"status"`   // that counts

	Challenges string `json:"challenges"` // what stands in the way, as the unit says it; of rows that were handed in
}

// Said is one side's rating.
type Said struct {
	Status  rates.Status `json:"status"`
	Comment string       `json:"comment"`
}

// Slip is a deadline that moved.
type Slip struct {
	Number   string        `json:"number"`
	Text     i18n.Text     `json:"text"`
	Was      tree.Deadline `json:"was"`
	Is       tree.Deadline `json:"is"`
	Version  int64         `json:"version"`
	Reason   string        `json:"reason"`
	Decision string        `json:"decision"`
}

// Indicator is an indicator in the year.
type Indicator struct {
	Number   string        `json:"number"`
	Text     i18n.Text     `json:"text"`
	Measure  tree.Measure  `json:"measure"`
	Unit     string        `json:"unit"`
	Baseline tree.Quantity `json:"baseline"`
	BaseYear int           `json:"baseline_year"` // 0 = not known
	Target   tree.Quantity `json:"target"`
	For      string        `json:"target_period"`
	Value    tree.Quantity `json:"value"`
	Period   string        `json:"period"` // of the value; empty = none entered
	State    string        `json:"state"`  // of the value
	Computed string        `json:"computed"`
	Rows     int64         `json:"rows"` // records behind a computed value
	Hash     string        `json:"hash"`
	Fulfil   tree.Quantity `json:"fulfilment"`
	Why      string        `json:"why"`   // message key of why there is no fulfilment
	Light    rates.Light   `json:"light"` // what it shows
}

// Recommendation is what the assessment asks for.
type Recommendation struct {
	Number string    `json:"number"`
	Text   i18n.Text `json:"text"`
	To     []Who     `json:"to"`
	State  string    `json:"state"` // message key; empty = none
}

// Participant is who took part in the assessment.
type Participant struct {
	Name string `json:"name"`
	Body string `json:"body"` // whom they came for
}

// Digest is the SHA-256 of the JSON, in hex.
func (d *Data) Digest() (digest string, body []byte, err error) {
	if body, err = json.Marshal(d); err != nil {
		return "", nil, err
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), body, nil
}

// FiguresOf are a tally and three rates as a report keeps them.
func FiguresOf(t rates.Tally, r rates.Three) Figures {
	return Figures{ByStatus: byStatus(t), Planned: t.Planned(), Done: t.Done(), Strict: quantity(r.Strict), Partial: quantity(r.Partial), Reported: quantity(r.Reported)}
}

// Tally is the count by status.
func (f Figures) Tally() rates.Tally {
	b := f.ByStatus
	return rates.Tally{Implemented: b.Implemented, Partly: b.Partly, NotImplemented: b.NotImplemented, OnSchedule: b.OnSchedule, Late: b.Late, NotDue: b.NotDue, Dropped: b.Dropped, NoReport: b.NoReport}
}

func byStatus(t rates.Tally) assess.PublicByStatus {
	return assess.PublicByStatus{Implemented: t.Implemented, Partly: t.Partly, NotImplemented: t.NotImplemented, OnSchedule: t.OnSchedule, Late: t.Late, NotDue: t.NotDue, Dropped: t.Dropped, NoReport: t.NoReport}
}
