package tree

import "reeve/kernel/i18n"

// Plan is one version of a plan, whole. Days are civil days, YYYY-MM-DD.
type Plan struct {
	Code          string // what the authority calls it: "KS-2021"; unique in the installation
	Titles        i18n.Text
	Authoritative []string // BCP 47 tags in which it must be published, all at once; empty = none must
	Kind          Kind
	Owner         string // id of the organisation
	From, Until   string // period, both days included
	RollUp        RollUp
	Scheme        Scheme
	Nodes         []Node // in the order of the plan, parents before children
}

// Kind tells what sort of plan it is.
type Kind string

// Kinds of plans.
const (
	Strategy Kind = "strategy" // strategy with its action plan
	Local    Kind = "local"    // plan of a local programme
)

// RollUp says how figures of nodes become those of their parent. A plan has one; it is printed beside every figure.
type RollUp string

// Modes of rolling up.
const (
	Activities    RollUp = "activities"     // every activity counts the same
	SubObjectives RollUp = "sub_objectives" // every sub-objective counts the same: mean of means
	Weights       RollUp = "weights"        // the weights of the nodes; they sum to 1 under each parent
)

// Scheme is how an assessment of the plan is rated. Thousandths.
type Scheme struct {
	Credit int64 `json:"credit"` // what "partly" counts; 500 where nothing else is said
	Green  int64 `json:"green"`  // from this share on a light is green
	Amber  int64 `json:"amber"`  // from this share on it is amber, below it is red
}

// Usual is the scheme where a plan says nothing.
func Usual() Scheme { return Scheme{Credit: 500, Green: 800, Amber: 500} }

// Level is where a node stands.
type Level string

// Levels from the top down. An activity may hang on an objective itself; a task hangs on an activity.
const (
	Objective    Level = "objective"
	SubObjective Level = "sub_objective"
	ActivityNode Level = "activity"
	Task         Level = "task"
)

// Levels are all levels from the top down.
func Levels() []Level { return []Level{Objective, SubObjective, ActivityNode, Task} }

// Node is one line of a plan.
type Node struct {
	Number      string    `json:"number"` // as the plan writes it, without a full stop at the end: "2.3.1"
	Parent      string    `json:"parent"` // number; empty at the top
	Level       Level     `json:"level"`
	Text        i18n.Text `json:"text"`
	Weight      int64     `json:"weight"` // millionths of the parent; 0 = none given
	Tags        []string  `json:"tags,omitempty"`
	Contributes []string  `json:"contributes,omitempty"` // numbers of other nodes, or of nodes of other plans as CODE/NUMBER
	Assumption  i18n.Text `json:"assumption,omitempty"`
	Risk        i18n.Text `json:"risk,omitempty"`

	Activity   *Activity   `json:"activity,omitempty"` // of activities and tasks
	Indicators []Indicator `json:"indicators,omitempty"`
}

// Activity is what is to be done.
type Activity struct {
	Start      string    `json:"start,omitempty"` // empty = from the plan's beginning
	Deadline   Deadline  `json:"deadline"`
	Lead       string    `json:"lead,omitempty"`      // as written
	LeadUnit   string    `json:"lead_unit,omitempty"` // id of the unit, where it is known
	LeadOrg    string    `json:"lead_org,omitempty"`  // id of the organisation, where it is known
	Supporting []string  `json:"supporting,omitempty"`
	Output     i18n.Text `json:"output,omitempty"`
	Budget     []Budget  `json:"budget,omitempty"`
	BudgetText string    `json:"budget_text,omitempty"` // what was written and is no amount
	Reference  string    `json:"reference,omitempty"`
	Evidence   string    `json:"evidence,omitempty"` // what must be shown to call it done
	Dropped    bool      `json:"dropped,omitempty"`  // taken out by an amendment; kept in sight
	Decision   string    `json:"decision,omitempty"` // of the amendment that dropped it
}

// Budget is money for one year.
type Budget struct {
	Year     int    `json:"year"`  // 0 = the document does not divide it by years
	Minor    int64  `json:"minor"` // cents
	Currency string `json:"currency"`
	Source   string `json:"source,omitempty"`
}
