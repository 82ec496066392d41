package reader

import "reeve/modules/plan/tree"

// Draft is a plan as it was read, not yet stored.
type Draft struct {
	Plan       tree.Plan          `json:"plan"` // Code and Titles where the file tells them; From and Until as the Options say, else as found
	Remarks    []Remark           `json:"remarks"`
	Totals     []Total            `json:"totals"`
	Tables     []Table            `json:"tables"`     // how each table was understood; for a mapping screen
	Counts     map[tree.Level]int `json:"counts"`     // nodes that went in
	Indicators int                `json:"indicators"` // that went in
	Left       int                `json:"left"`       // rows that did not go in; each has a Remark of severity Wrong
	Places     map[string]Place   `json:"places"`     // number of a node to where it stands in the file
}

// Place is a cell: of a sheet by its name ("Plan", "C14"), of a table of a document by its number ("#2", "C3").
type Place struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
}

// Remark is something in the file that a person should know of.
type Remark struct {
	Place
	Number   string         `json:"number"` // of the node concerned; may be empty
	Severity Severity       `json:"severity"`
	Key      string         `json:"key"` // message key
	Args     map[string]any `json:"args"`
}

// Severity tells what a Remark means for what goes in.
type Severity string

// Severities, the gravest first.
const (
	Wrong Severity = "wrong" // a row or a value did not go in
	Look  Severity = "look"  // it went in; somebody should look at it
	Note  Severity = "note"  // what the program did with it
)

// Total is a row of totals, which is no activity, and what came out when it was added up again.
type Total struct {
	Place
	Label   string `json:"label"`
	Of      string `json:"of"`      // number of the node it sums; empty = of all
	What    string `json:"what"`    // "activities" or "budget"
	Year    int    `json:"year"`    // of a budget; 0 = none
	Written int64  `json:"written"` // a count, or cents
	Counted int64  `json:"counted"`
}

// Table is one sheet, or one table of a document, and what was made of it.
type Table struct {
	Sheet   string   `json:"sheet"`
	Header  int      `json:"header"` // first row of the header, from 1; 0 = no header was found and the table left alone
	Rows    int      `json:"rows"`   // of data
	Columns []Column `json:"columns"`
}

// Column is what a column is taken for.
type Column struct {
	Letter  string   `json:"letter"`
	Header  string   `json:"header"` // as written; several header rows joined
	Field   Field    `json:"field"`
	Lang    string   `json:"lang"` // BCP 47; empty = the column has no language
	Year    int      `json:"year"` // of a budget, baseline or target; 0 = none
	Sure    Sure     `json:"sure"`
	Samples []string `json:"samples"` // up to three values
}

// Sure tells where the meaning of a column comes from.
type Sure string

// How sure a column is.
const (
	Said    Sure = "said"    // a Map says it
	Certain Sure = "certain" // its header is a word of the dictionary
	Likely  Sure = "likely"  // its header has a word of the dictionary among others
	Unsure  Sure = "unsure"  // by its values, or not known: somebody should say
)

// Field is what a column means.
type Field string

// Fields. Those of texts may stand in several columns, one for each language.
const (
	Skip            Field = "skip" // means nothing to the plan
	PlanCode        Field = "plan_code"
	Number          Field = "number"
	LevelName       Field = "level"
	Parent          Field = "parent"
	Text            Field = "text" // of a node of whatever level
	Objective       Field = "objective"
	SubObjective    Field = "sub_objective"
	Activity        Field = "activity"
	Task            Field = "task"
	Weight          Field = "weight"
	Tags            Field = "tags"
	Contributes     Field = "contributes"
	Assumption      Field = "assumption"
	Risk            Field = "risk"
	Start           Field = "start"
	Deadline        Field = "deadline"
	Lead            Field = "lead"
	Supporting      Field = "supporting"
	Output          Field = "output"
	Budget          Field = "budget"
	FundingSource   Field = "funding_source"
	CurrencyName    Field = "currency"
	Reference       Field = "reference"
	Evidence        Field = "evidence"
	Indicator       Field = "indicator"
	IndicatorNumber Field = "indicator_number"
	IndicatorLevel  Field = "indicator_level"
	Definition      Field = "definition"
	Unit            Field = "unit"
	Direction       Field = "direction"
	Baseline        Field = "baseline"
	BaselineYear    Field = "baseline_year"
	BaselineSource  Field = "baseline_source"
	Target          Field = "target"
	Source          Field = "source" // of an indicator: means of verification
	Method          Field = "method"
	Owner           Field = "owner"
	Frequency       Field = "frequency"
	Numerator       Field = "numerator"
	Denominator     Field = "denominator"
)

// Fields are all fields, in the order in which a form offers them.
func Fields() []Field {
	return []Field{Skip, Number, LevelName, Parent, Text, Objective, SubObjective, Activity, Task, Start, Deadline, Lead, Supporting, Output, Budget,
		FundingSource, CurrencyName, Reference, Evidence, Weight, Tags, Contributes, Assumption, Risk, Indicator, IndicatorNumber, IndicatorLevel,
		Definition, Unit, Direction, Baseline, BaselineYear, BaselineSource, Target, Source, Method, Owner, Frequency, Numerator, Denominator, PlanCode}
}
