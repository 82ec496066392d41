package tree

// Deadline is until when something is to be done.
type Deadline struct {
	Kind    DeadlineKind `json:"kind,omitempty"`    // empty = none given
	Day     string       `json:"day,omitempty"`     // last day, YYYY-MM-DD: of a date and of the ends of month, quarter, half-year, year
	Every   Every        `json:"every,omitempty"`   // of recurring ones
	Days    int          `json:"days,omitempty"`    // of relative ones: this many calendar days ...
	After   string       `json:"after,omitempty"`   // ... after this, as written
	Written string       `json:"written,omitempty"` // what stood in the document
}

// DeadlineKind tells how a deadline is meant.
type DeadlineKind string

// Kinds of deadlines.
const (
	OnDate     DeadlineKind = "date"
	MonthEnd   DeadlineKind = "month_end"
	QuarterEnd DeadlineKind = "quarter_end"
	HalfEnd    DeadlineKind = "half_end"
	YearEnd    DeadlineKind = "year_end"
	Recurring  DeadlineKind = "recurring"
	Ongoing    DeadlineKind = "ongoing"
	Relative   DeadlineKind = "relative"
	Inherited  DeadlineKind = "inherited" // that of the parent
	Unread     DeadlineKind = "unread"    // written in words that were not understood: shown as they are
)

// Every is how often something recurs.
type Every string

// Recurrences.
const (
	Monthly    Every = "month"
	Quarterly  Every = "quarter"
	HalfYearly Every = "half_year"
	Yearly     Every = "year"
)
