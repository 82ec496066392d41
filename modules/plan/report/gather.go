package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/measure"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// mostSlips is how many moved deadlines a report lists.
const mostSlips = 20_000

// valuesAtOnce is how many indicators one query asks for.
const valuesAtOnce = 500

// Gather makes the data of a year as they are now. all are the states of all years of the plan, in order.
func (s *Reports) Gather(q db.Reader, st *assess.State, all []*assess.State) (*Data, error) {
	d := s.Head(st, all)
	filled, err := assess.Rows(q, st.Assessment.ID)
	if err != nil {
		return nil, err
	}
	d.Rows, d.Matrix, d.Leads = s.rows(st, filled), matrix(st), s.Leads(st)
	moved, err := register.MovedDeadlines(q, st.Plan, lastVersion(st), mostSlips)
	if err != nil {
		return nil, err
	}
	for _, a := range moved {
		was, is, _ := a.Slipped()
		d.Slipped = append(d.Slipped, Slip{Number: a.Number, Text: a.Is.Text, Was: was, Is: is, Version: a.Version, Reason: a.Reason, Decision: a.Decision})
	}
	if d.Indicators, err = s.indicators(q, st); err != nil {
		return nil, err
	}
	if s.Advice != nil {
		if d.Advice, err = s.Advice(q, st.Plan, st.Assessment.Year); err != nil {
			return nil, err
		}
	}
	if s.Present != nil {
		if d.Present, err = s.Present(q, st.Plan, st.Assessment.Year); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Head is the data without what is as long as the plan.
func (s *Reports) Head(st *assess.State, all []*assess.State) *Data {
	p := st.Base.Plan
	d := &Data{Code: st.Plan.Code, Titles: p.Titles, Authoritative: p.Authoritative, From: p.From, Until: p.Until, Year: st.Assessment.Year, State: st.Assessment.State, Held: st.Assessment.Held,
		AsOf: db.Micros(asOf(st)), RollUp: st.Result.RollUp, Scheme: p.Scheme, Base: versionData(st.Base.Version), Total: FiguresOf(st.Result.Total.Tally, st.Result.Total.Three), Assessment: st.Digest}
	second := map[string]rates.Line{}
	if st.Second != nil {
		v, f := versionData(st.Amended.Version), FiguresOf(st.Second.Total.Tally, st.Second.Total.Three)
		d.Amended, d.Second = &v, &f
		for _, l := range st.Second.Lines {
			second[l.Number] = l
		}
	}
	for _, l := range st.Result.Lines {
		n, _ := st.Base.Node(l.Number)
		line := Line{Number: l.Number, Level: l.Level, Text: n.Text, Base: FiguresOf(l.Tally, l.Three)}
		if o, ok := second[l.Number]; ok {
			f := FiguresOf(o.Tally, o.Three)
			line.Second = &f
		}
		d.Lines = append(d.Lines, line)
	}
	for _, one := range all {
		r := Round{Year: one.Assessment.Year, Base: one.Assessment.Base, Figures: FiguresOf(one.Result.Total.Tally, one.Result.Total.Three)}
		if one.Second != nil {
			f := FiguresOf(one.Second.Total.Tally, one.Second.Total.Three)
			r.Second = &f
		}
		d.Rounds = append(d.Rounds, r)
	}
	return d
}

// asOf is when the year's ratings last changed.
func asOf(st *assess.State) time.Time {
	at := st.Assessment.OpenedAt
	for _, x := range st.Standings {
		for _, r := range []*assess.Rating{x.Unit, x.Reviewer} {
			if r != nil && r.At.After(at) {
				at = r.At
			}
		}
	}
	return at
}

func versionData(v register.Version) VersionData {
	return VersionData{Number: v.Number, From: v.From, Decision: v.Decision}
}

// lastVersion is the newest version that the year has seen.
func lastVersion(st *assess.State) int64 {
	if st.Amended != nil {
		return st.Amended.Version.Number
	}
	return st.Base.Version.Number
}

func (s *Reports) rows(st *assess.State, filled map[string]assess.Row) (out []Row) {
	names := s.namer()
	for _, x := range st.Standings {
		a := activity(x.Node)
		row := Row{Number: x.Node.Number, Parent: x.Node.Parent, Text: x.Node.Text, Who: names(a), Start: a.Start, Deadline: a.Deadline, Timing: x.Timing,
			Unit: saidOf(x.Unit), Reviewer: saidOf(x.Reviewer), Status: x.Status}
		if f := filled[st.Base.ID(x.Node.Number)]; f.State == assess.Submitted || f.State == assess.Reviewed {
			row.Challenges = f.Challenges
		}
		out = append(out, row)
	}
	return out
}

func activity(n tree.Node) tree.Activity {
	if n.Activity == nil {
		return tree.Activity{}
	}
	return *n.Activity
}

// saidOf is a rating; one that was taken back is none.
func saidOf(r *assess.Rating) *Said {
	if r == nil || r.Status == rates.NoReport && r.Comment == "" {
		return nil
	}
	return &Said{r.Status, r.Comment}
}

// namer tells who leads an activity.
func (s *Reports) namer() func(tree.Activity) Who {
	snap := s.Register.Places.Snapshot()
	return func(a tree.Activity) Who {
		if u, ok := snap.Unit(a.LeadUnit); ok {
			return Who{Unit: u.ID, Names: u.Names}
		}
		return Who{Written: a.Lead}
	}
}

// Leads are the activities of a year by who leads them, those with most silent ones first. Rates are of counts: every
// activity counts the same, whatever the plan's roll-up, which knows no leads.
func (s *Reports) Leads(st *assess.State) []Lead {
	names := s.namer()
	tallies, who := map[string]*rates.Tally{}, []Who{}
	for _, x := range st.Standings {
		w := names(activity(x.Node))
		k := w.key()
		if tallies[k] == nil {
			tallies[k], who = &rates.Tally{}, append(who, w)
		}
		tallies[k].Count(x.Status)
	}
	out := make([]Lead, 0, len(who))
	for _, w := range who {
		t := *tallies[w.key()]
		out = append(out, Lead{w, FiguresOf(t, t.Rates(st.Base.Plan.Scheme.Credit))})
	}
	slices.SortStableFunc(out, func(a, b Lead) int {
		return cmp.Or(cmp.Compare(b.Figures.ByStatus.NoReport, a.Figures.ByStatus.NoReport), strings.Compare(a.Who.key(), b.Who.key()))
	})
	return out
}

// key is the same for the same lead.
func (w Who) key() string { return w.Unit + "\x00" + w.Written }

// matrix counts pairs of ratings, in the order of the statuses.
func matrix(st *assess.State) (out []Pair) {
	n := map[[2]rates.Status]int64{}
	for _, x := range st.Standings {
		n[[2]rates.Status{statusOf(x.Unit), statusOf(x.Reviewer)}]++
	}
	order := append([]rates.Status{""}, rates.Statuses()...)
	for _, u := range order {
		for _, r := range order {
			if c := n[[2]rates.Status{u, r}]; c > 0 {
				out = append(out, Pair{u, r, c})
			}
		}
	}
	return out
}

func statusOf(r *assess.Rating) rates.Status {
	if r == nil || r.Status == rates.NoReport {
		return ""
	}
	return r.Status
}

func (s *Reports) indicators(q db.Reader, st *assess.State) (out []Indicator, err error) {
	part, _ := indicator.Part(st.Plan, st.Base, 0, len(st.Base.Plan.Nodes)*100)
	if len(part) == 0 {
		return nil, nil
	}
	var values []indicator.Value
	for some := range slices.Chunk(part, valuesAtOnce) {
		more, err := indicator.Values(q, some, st.Assessment.Year)
		if err != nil {
			return nil, err
		}
		values = append(values, more...)
	}
	for _, l := range indicator.Lines(part, values, st.Assessment.Year) {
		i := l.At.Indicator
		x := Indicator{Number: i.Number, Text: i.Text, Measure: i.Measure, Unit: i.Unit, Baseline: plain(i.Baseline.Quantity), BaseYear: i.Baseline.Year, Target: tree.None(measure.Missing),
			Value: tree.None(measure.Missing), Computed: i.Computed, Fulfil: quantity(l.Fulfilment.Rate), Why: l.Fulfilment.Why, Light: l.Fulfilment.Signal(st.Base.Plan.Scheme).Light}
		if l.Target != nil {
			x.Target, x.For = plain(l.Target.Quantity), l.Target.Period
		}
		if v := l.Value; v != nil {
			x.Value, x.Period, x.State = plain(v.Quantity), v.Period, v.State
			if v.Proof != nil {
				x.Rows, x.Hash = v.Proof.Rows, v.Proof.Hash
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// plain gives every quantity one form: what says nothing is missing.
func plain(q tree.Quantity) tree.Quantity {
	if !q.Known() {
		return tree.None(q.Why())
	}
	return q
}

func quantity(r measure.Rate) tree.Quantity {
	if r.Status != measure.Known {
		return tree.None(r.Status)
	}
	return tree.Fraction(r.Num, r.Den)
}
