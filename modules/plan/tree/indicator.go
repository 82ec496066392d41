package tree

import (
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
)

// Quantity is a number as a fraction, or why there is none. The fraction is kept as it was given: a percentage of
// counted things has the counts, a typed 12.5 has 125/10.
type Quantity struct {
	Status measure.Status `json:"status"`
	Num    int64          `json:"num,omitempty"`
	Den    int64          `json:"den,omitempty"` // above 0 when Known
}

// Indicator is how one sees whether a node succeeds.
type Indicator struct {
	Number         string         `json:"number"` // unique in the plan: "2.3-1"
	Level          IndicatorLevel `json:"level"`
	Text           i18n.Text      `json:"text"` // what it is
	Definition     i18n.Text      `json:"definition,omitempty"`
	Unit           string         `json:"unit,omitempty"` // people, per cent, patrols
	Measure        Measure        `json:"measure"`
	Direction      Direction      `json:"direction"`
	Cumulative     bool           `json:"cumulative,omitempty"` // a period's value holds those before it
	Numerator      string         `json:"numerator,omitempty"`
	Denominator    string         `json:"denominator,omitempty"`
	Disaggregation []string       `json:"disaggregation,omitempty"` // by sex, by region, ...
	Source         string         `json:"source,omitempty"`
	Method         string         `json:"method,omitempty"`
	Owner          string         `json:"owner,omitempty"` // as written
	OwnerUnit      string         `json:"owner_unit,omitempty"`
	Frequency      Every          `json:"frequency,omitempty"`
	Baseline       Baseline       `json:"baseline"`
	Targets        []Target       `json:"targets,omitempty"`  // one for each period, in order of time
	Computed       string         `json:"computed,omitempty"` // name of the measure that gives its values; empty = typed
}

// Baseline is where an indicator began.
type Baseline struct {
	Quantity Quantity `json:"quantity"`
	Year     int      `json:"year,omitempty"`
	Source   string   `json:"source,omitempty"`
}

// Target is what is to be reached in a period.
type Target struct {
	Period   string   `json:"period"` // "2024", "2024-Q3", "2024-H1"
	Quantity Quantity `json:"quantity"`
}

// IndicatorLevel is where in the chain of results an indicator measures.
type IndicatorLevel string

// Levels of indicators, as planning laws name them.
const (
	Impact  IndicatorLevel = "impact"
	Outcome IndicatorLevel = "outcome"
	Output  IndicatorLevel = "output"
	Process IndicatorLevel = "process"
)

// Measure is what kind of number an indicator has.
type Measure string

// Kinds of numbers.
const (
	Number  Measure = "number"
	Percent Measure = "percent" // Quantity holds the part and the whole: 3/4 is 75 per cent
	Ratio   Measure = "ratio"
	Score   Measure = "score"
	YesNo   Measure = "yes_no" // 1/1 or 0/1
)

// Direction is which way is better.
type Direction string

// Directions.
const (
	Rising  Direction = "rising"
	Falling Direction = "falling"
	Hold    Direction = "hold"
)
