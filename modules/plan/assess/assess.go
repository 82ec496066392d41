package assess

import (
	"sync"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// Needs is what the package works with.
type Needs struct {
	DB       *db.DB
	Log      *audit.Log
	Process  *process.Engine
	Register *register.Register
	Now      func() time.Time
	Mail     *mail.Outbox  // nil where no mail is sent
	BaseURL  func() string // of the program as staff see it, without a slash at the end

	Values *Values // nil where sheets have no values of indicators

	// Acts and Tabs are what later features add to the page of a plan; nil where there is none.
	Acts func(r *web.Request, p register.Plan, year int) []look.Act
	Tabs func(r *web.Request, p register.Plan, year int) []look.NavItem

	// Beside are the tables that later features add to the page of a node; nil where there is none.
	Beside func(q db.Reader, r *web.Request, p register.Plan, e *register.Edition, n tree.Node) ([]look.Table, error)
}

// Assess is the service. Safe for concurrent use.
type Assess struct {
	Needs

	mu    sync.Mutex
	kept  map[string]*State // by what it was made of
	order []string
}

// New makes the service of a database whose schema is up to date.
func New(n Needs) *Assess { return &Assess{Needs: n, kept: map[string]*State{}} }

// Side is who gives a rating.
type Side string

// The two sides.
const (
	Unit     Side = "unit"
	Reviewer Side = "reviewer"
)

// Assessment is the assessment of a plan in a year.
type Assessment struct {
	ID, Plan string
	Year     int
	Base     int64  // number of the base version
	Held     string // civil day of the meeting that assessed; empty = none
	Public   string // civil day from which the counts are public; empty = they are not
	OpenedAt time.Time
	Version  int64
	State    string
}

// Rating is what one side said of an activity.
type Rating struct {
	ID, Assessment, Node, Number string
	Side                         Side
	Status                       rates.Status
	Comment                      string
	Account, Post                string
	At                           time.Time
}
