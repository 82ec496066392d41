package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// keptStates is how many states are kept in memory.
const keptStates = 32

// State is everything that the figures of a year are made of, and the figures. It is shared and never changed.
type State struct {
	Plan       register.Plan
	Assessment Assessment
	Base       *register.Edition
	Amended    *register.Edition // in force at the end of the year; nil = the base
	Result     rates.Result      // on the base version
	Second     *rates.Result     // on the amended one, with the same ratings; nil = the base
	Standings  []Standing        // activities in the order of the plan
	Digest     string            // over versions and ratings; equal digests have equal figures

	at      map[string]int // number to place in Standings
	ratings map[string]*pair
	groups  []group
}

// Standing is an activity in the year.
type Standing struct {
	ID             string // of the node, the same in all versions
	Node           tree.Node
	Timing         rates.Timing
	Status         rates.Status // that counts
	Dropped        bool         // by a version after the base
	Unit, Reviewer *Rating      // nil = none given
}

type pair struct{ unit, reviewer *Rating }

// Row finds an activity of the base version that is part of the year.
func (st *State) Row(number string) (Standing, bool) {
	n, ok := st.at[number]
	if !ok {
		return Standing{}, false
	}
	return st.Standings[n], true
}

func (st *State) rating(node string, side Side) *Rating {
	p := st.ratings[node]
	switch {
	case p == nil:
		return nil
	case side == Unit:
		return p.unit
	}
	return p.reviewer
}

// State is that of a plan in a year, which must have been opened.
func (s *Assess) State(q db.Reader, p register.Plan, year int) (*State, error) {
	a, err := Of(q, p, year)
	if err != nil {
		return nil, err
	}
	return s.Load(q, p, a)
}

// Load makes the state of an assessment, from memory where nothing has changed.
func (s *Assess) Load(q db.Reader, p register.Plan, a Assessment) (*State, error) {
	all, err := register.Versions(q, p.ID)
	if err != nil {
		return nil, err
	}
	base, err := register.Numbered(all, a.Base)
	if err != nil {
		return nil, err
	}
	_, later, err := register.Base(all, a.Year)
	if err != nil {
		return nil, err
	}
	if later != nil && later.Number == base.Number {
		later = nil
	}
	key := fmt.Sprint(a.ID, " ", a.Version, " ", a.State, " ", base.Row, base.Digest)
	if later != nil {
		key += fmt.Sprint(" ", later.Row, later.Digest)
	}
	s.mu.Lock()
	st := s.kept[key]
	s.mu.Unlock()
	if st != nil {
		return st, nil
	}
	if st, err = s.make(q, p, a, base, later); err != nil {
		return nil, err
	}
	if _, writing := q.(*db.Tx); writing {
		return st, nil // a version that may yet be taken back must not be kept under its number
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[key] == nil {
		s.kept[key], s.order = st, append(s.order, key)
		if len(s.order) > keptStates {
			delete(s.kept, s.order[0])
			s.order = s.order[1:]
		}
	}
	return st, nil
}

func (s *Assess) make(q db.Reader, p register.Plan, a Assessment, base register.Version, later *register.Version) (*State, error) {
	st := &State{Plan: p, Assessment: a, at: map[string]int{}, ratings: map[string]*pair{}}
	var err error
	if st.Base, err = s.Register.Edition(q, p, base); err != nil {
		return nil, err
	}
	dropped := map[string]bool{}
	if later != nil {
		if st.Amended, err = s.Register.Edition(q, p, *later); err != nil {
			return nil, err
		}
		dropped = rates.DroppedIn(st.Base.Plan, st.Amended.Plan)
	}
	all, err := Ratings(q, a.ID)
	if err != nil {
		return nil, err
	}
	st.take(all)
	if st.Result, err = rates.Assess(rates.Round{Year: a.Year, Plan: st.Base.Plan, Ratings: st.counting(st.Base), Dropped: dropped}); err != nil {
		return nil, err
	}
	if st.Amended != nil {
		second, err := rates.Assess(rates.Round{Year: a.Year, Plan: st.Amended.Plan, Ratings: st.counting(st.Amended)})
		if err != nil {
			return nil, err
		}
		st.Second = &second
	}
	for _, r := range st.Result.Rows {
		n, _ := st.Base.Node(r.Number)
		one := Standing{ID: st.Base.ID(r.Number), Node: n, Timing: r.Timing, Status: r.Status, Dropped: dropped[r.Number]}
		if p := st.ratings[st.Base.ID(r.Number)]; p != nil {
			one.Unit, one.Reviewer = p.unit, p.reviewer
		}
		st.at[r.Number] = len(st.Standings)
		st.Standings = append(st.Standings, one)
	}
	st.group()
	return st, nil
}

// take sorts ratings to their activities and makes the digest.
func (st *State) take(all []Rating) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s %d\n", st.Plan.Code, st.Base.Version.Digest, st.Assessment.Year)
	if st.Amended != nil {
		fmt.Fprintln(sum, st.Amended.Version.Digest)
	}
	for _, r := range all {
		p := st.ratings[r.Node]
		if p == nil {
			p = &pair{}
			st.ratings[r.Node] = p
		}
		if r.Side == Unit {
			p.unit = &r
		} else {
			p.reviewer = &r
		}
		fmt.Fprintf(sum, "%s %s %s %q\n", r.Node, r.Side, r.Status, r.Comment)
	}
	st.Digest = hex.EncodeToString(sum.Sum(nil))
}

// counting are the ratings that count, by the numbers of a version.
func (st *State) counting(e *register.Edition) map[string]rates.Status {
	out := map[string]rates.Status{}
	for _, n := range e.Activities() {
		if p := st.ratings[e.ID(n.Number)]; p != nil {
			out[n.Number] = rates.Counts(said(p.unit), said(p.reviewer))
		}
	}
	return out
}

// said is the status of a rating; one that was taken back is none.
func said(r *Rating) rates.Status {
	if r == nil || r.Status == rates.NoReport {
		return ""
	}
	return r.Status
}

// Agreement counts the activities that both sides rated, by how the two compare.
type Agreement struct{ Same, Lower, Higher, Other int64 }

// Agreement compares the unit's ratings with the reviewer's.
func (st *State) Agreement() (g Agreement) {
	for _, row := range st.Standings {
		unit, reviewer := said(row.Unit), said(row.Reviewer)
		switch u, r := rank(unit), rank(reviewer); {
		case unit == "" || reviewer == "":
		case unit == reviewer:
			g.Same++
		case u < 0 || r < 0:
			g.Other++
		case r < u:
			g.Lower++
		case r > u:
			g.Higher++
		default:
			g.Other++
		}
	}
	return g
}

// rank orders what can be compared, from not done to done; -1 is beside the order.
func rank(s rates.Status) int {
	return slices.Index([]rates.Status{rates.NotImplemented, rates.Late, rates.Partly, rates.OnSchedule, rates.Implemented}, s)
}

// Silence is how many activities of one lead are without a report.
type Silence struct {
	Unit    string // id; empty where the lead is only written
	Lead    string // as written
	Silent  int64
	Planned int64
}

// Silences are the leads with activities without a report, those with most first.
func (st *State) Silences() []Silence {
	by, order := map[string]*Silence{}, []string{}
	for _, row := range st.Standings {
		a := row.Node.Activity
		if a == nil {
			a = &tree.Activity{}
		}
		key := a.LeadUnit + "\x00"
		if a.LeadUnit == "" {
			key += a.Lead
		}
		if by[key] == nil {
			by[key] = &Silence{Unit: a.LeadUnit, Lead: a.Lead}
			order = append(order, key)
		}
		if row.Status.Planned() {
			by[key].Planned++
		}
		if row.Status == rates.NoReport {
			by[key].Silent++
		}
	}
	var out []Silence
	for _, key := range order {
		if by[key].Silent > 0 {
			out = append(out, *by[key])
		}
	}
	slices.SortStableFunc(out, func(a, b Silence) int { return int(b.Silent - a.Silent) })
	return out
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
