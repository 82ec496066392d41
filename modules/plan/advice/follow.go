package advice

import (
	"maps"
	"slices"
	"strconv"

	"reeve/kernel/i18n"
	"reeve/modules/plan/tree"
)

// Which activities a continuation takes over.
const (
	KeepAll        = "all"
	KeepUnfinished = "unfinished" // those that were not implemented, and what goes on
	KeepOngoing    = "ongoing"    // those without an end: ongoing and recurring
	KeepNone       = "none"
)

// Keeps lists them.
func Keeps() []string { return []string{KeepUnfinished, KeepAll, KeepOngoing, KeepNone} }

// What becomes of numbers and deadlines.
const (
	KeepNumbers    = "keep"
	Renumber       = "renumber"
	ShiftDeadlines = "shift" // by the years between the beginnings of the plans
	ClearDeadlines = "clear"
)

// Rules say how a plan is continued.
type Rules struct {
	Code        string
	Titles      i18n.Text
	From, Until string   // civil days
	Activities  string   // which ones are taken over
	Leave       []string // numbers of nodes left out, with all below them
	Numbers     string
	Deadlines   string
	Rest        i18n.Text // title of the objective for recommendations that belong nowhere else
}

// Known is what became of the old plan.
type Known struct {
	Implemented func(number string) bool                     // an activity, at its latest assessment
	Last        func(indicator string) (tree.Baseline, bool) // its last approved value
}

// Proposal is a recommendation that shall become an activity.
type Proposal struct {
	ID    string
	Text  i18n.Text
	About string // number of the node of the old plan, may be empty
	Org   string // id of the organisation that carries it out, may be empty
	Lead  string // its name
	Due   string // civil day
}

// Pair is a node of the new plan and what it comes from: the number of a node of the old plan, or a proposal's id.
type Pair struct{ To, From, Proposal string }

// Continue makes a new plan out of an old one. Dropped activities stay behind. Budgets and targets are of the old period:
// they are left out. An ongoing, recurring, inherited or relative deadline holds on; a day is shifted or cleared as the
// rules say, and cleared where it would lie outside of the new period. The order of the old plan is kept.
func Continue(old tree.Plan, r Rules, k Known, proposals []Proposal) (tree.Plan, []Pair) {
	now := tree.Plan{Code: r.Code, Titles: r.Titles, Authoritative: slices.Clone(old.Authoritative), Kind: old.Kind, Owner: old.Owner, From: r.From, Until: r.Until, RollUp: old.RollUp, Scheme: old.Scheme}
	numbers, pairs := map[string]string{}, []Pair(nil) // old to new
	below := map[string]int{}                          // how many nodes stand below a new number
	for _, n := range old.Nodes {
		if _, ok := numbers[n.Parent]; n.Parent != "" && !ok || slices.Contains(r.Leave, n.Number) || !taken(n, r, k) {
			continue
		}
		to, parent := n.Number, numbers[n.Parent]
		if below[parent]++; r.Numbers == Renumber {
			to = under(parent, below[parent])
		}
		numbers[n.Number] = to
		pairs = append(pairs, Pair{To: to, From: n.Number})
		n.Number, n.Parent = to, parent
		now.Nodes = append(now.Nodes, carried(n, old, r, k))
	}
	there := tree.Places(old)
	for i := range now.Nodes {
		now.Nodes[i].Contributes = renamed(now.Nodes[i].Contributes, old.Code, there, numbers)
	}
	if old.RollUp == tree.Weights {
		rescale(now.Nodes)
	}
	for _, p := range proposals {
		var to string
		now.Nodes, to = place(now, p, r, numbers[p.About])
		pairs = append(pairs, Pair{To: to, Proposal: p.ID})
	}
	return now, pairs
}

func under(parent string, n int) string {
	if parent == "" {
		return strconv.Itoa(n)
	}
	return parent + "." + strconv.Itoa(n)
}

// taken tells whether a node goes over. What is no activity does.
func taken(n tree.Node, r Rules, k Known) bool {
	if n.Activity == nil {
		return true
	}
	goesOn := n.Activity.Deadline.Kind == tree.Ongoing || n.Activity.Deadline.Kind == tree.Recurring
	switch {
	case n.Activity.Dropped || r.Activities == KeepNone:
		return false
	case r.Activities == KeepOngoing:
		return goesOn
	case r.Activities == KeepUnfinished:
		return goesOn || k.Implemented == nil || !k.Implemented(n.Number)
	}
	return true
}

// carried is a node as it goes over, under its new number.
func carried(n tree.Node, old tree.Plan, r Rules, k Known) tree.Node {
	if a := n.Activity; a != nil {
		c := *a
		c.Budget, c.BudgetText, c.Decision = nil, "", ""
		c.Deadline, c.Start = moved(c, old, r), ""
		n.Activity = &c
	}
	all := slices.Clone(n.Indicators)
	for i := range all {
		if k.Last != nil {
			if b, ok := k.Last(all[i].Number); ok {
				all[i].Baseline = b
			}
		}
		all[i].Targets = nil
		if r.Numbers == Renumber {
			all[i].Number = n.Number + "-" + strconv.Itoa(i+1)
		}
	}
	n.Indicators = all
	return n
}

// moved is a deadline in the new plan.
func moved(a tree.Activity, old tree.Plan, r Rules) tree.Deadline {
	d := a.Deadline
	switch d.Kind {
	case tree.Ongoing, tree.Recurring, tree.Inherited, tree.Relative:
		d.Written, d.Day = "", ""
		return d
	case tree.OnDate, tree.MonthEnd, tree.QuarterEnd, tree.HalfEnd, tree.YearEnd:
		if r.Deadlines != ShiftDeadlines || civil(d.Day).IsZero() {
			return tree.Deadline{}
		}
		years := civil(r.From).Year() - civil(old.From).Year()
		at := civil(d.Day)
		to := at.AddDate(years, 0, 0)
		if to.Month() != at.Month() { // 29 February
			to = to.AddDate(0, 0, -to.Day())
		}
		shifted := tree.EndOf(d.Kind, to.Format("2006-01-02"))
		if shifted < r.From || shifted > r.Until {
			return tree.Deadline{}
		}
		return tree.Deadline{Kind: d.Kind, Day: shifted}
	}
	return tree.Deadline{}
}

// renamed are the links of a node under the new numbers; those to nodes that stay behind go to the old plan.
func renamed(all []string, code string, there map[string]int, numbers map[string]string) (out []string) {
	for _, c := range all {
		if _, own := there[c]; !own {
			out = append(out, c)
			continue
		}
		if to, ok := numbers[c]; ok {
			out = append(out, to)
		} else {
			out = append(out, code+"/"+c)
		}
	}
	return out
}

// rescale makes the weights under each parent sum to 1 again. Parents of which a node has no weight stay as they are.
func rescale(nodes []tree.Node) {
	const whole = 1_000_000
	by, sums := map[string][]int{}, map[string]int64{}
	for i, n := range nodes {
		by[n.Parent] = append(by[n.Parent], i)
		sums[n.Parent] += n.Weight
	}
	for _, parent := range slices.Sorted(maps.Keys(by)) {
		all, sum := by[parent], sums[parent]
		if sum == 0 || slices.ContainsFunc(all, func(i int) bool { return nodes[i].Weight == 0 }) {
			continue
		}
		rest, most := int64(whole), all[0]
		for _, i := range all {
			nodes[i].Weight = nodes[i].Weight * whole / sum
			rest -= nodes[i].Weight
			if nodes[i].Weight > nodes[most].Weight {
				most = i
			}
		}
		nodes[most].Weight += rest
	}
}

// place puts a proposal under the objective of the node that it is about, or of the rest; it gives its number.
func place(p tree.Plan, from Proposal, r Rules, about string) ([]tree.Node, string) {
	nodes := p.Nodes
	parent := ""
	at := slices.IndexFunc(nodes, func(n tree.Node) bool { return n.Number == about && about != "" })
	switch {
	case at >= 0 && nodes[at].Activity == nil:
		parent = about
	case at >= 0:
		parent = nodes[at].Parent
	}
	if parent == "" {
		rest := slices.IndexFunc(nodes, func(n tree.Node) bool { return n.Level == tree.Objective && maps.Equal(n.Text, r.Rest) })
		if rest < 0 {
			nodes = append(nodes, tree.Node{Number: free(nodes, ""), Level: tree.Objective, Text: r.Rest})
			rest = len(nodes) - 1
		}
		parent = nodes[rest].Number
	}
	n := Activity(from, p, free(nodes, parent), parent)
	return slices.Insert(nodes, behind(nodes, parent), n), n.Number
}

// Activity is a proposal as an activity of a plan, under a number and a parent.
func Activity(from Proposal, p tree.Plan, number, parent string) tree.Node {
	a := tree.Activity{Lead: from.Lead, LeadOrg: from.Org}
	if from.Due != "" && from.Due >= p.From && from.Due <= p.Until {
		a.Deadline = tree.Deadline{Kind: tree.OnDate, Day: from.Due}
	}
	return tree.Node{Number: number, Parent: parent, Level: tree.ActivityNode, Text: maps.Clone(from.Text), Activity: &a}
}

// free is the next number below a parent.
func free(nodes []tree.Node, parent string) string {
	taken, n := map[string]bool{}, 1
	for _, x := range nodes {
		taken[x.Number] = true
		if x.Parent == parent {
			n++
		}
	}
	for taken[under(parent, n)] {
		n++
	}
	return under(parent, n)
}

// behind is the place behind all that is below a node.
func behind(nodes []tree.Node, parent string) int {
	below, end := map[string]bool{parent: true}, len(nodes)
	for i, n := range nodes {
		if below[n.Number] || below[n.Parent] {
			below[n.Number], end = true, i+1
		}
	}
	return end
}
