package rates

import (
	"math/big"

	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// figures are the three rates of one thing as exact fractions; nil where there is none.
type figures [3]*big.Rat

// fold carries the statuses of activities up to their parents, once for a whole plan.
type fold struct {
	plan     tree.Plan
	children map[string][]int // by number of the parent, in the order of the plan
	status   map[string]Status
	tallies  map[string]Tally
	exact    map[string]figures
}

func newFold(p tree.Plan, status map[string]Status) *fold {
	f := &fold{plan: p, children: tree.Children(p), status: status, tallies: map[string]Tally{}, exact: map[string]figures{}}
	f.count("")
	if p.RollUp == tree.Weights {
		f.weigh("")
	}
	return f
}

// count fills the tallies. A tree.Plan that was checked has no circle, and one that has is not reached from the top.
func (f *fold) count(parent string) Tally {
	var t Tally
	for _, i := range f.children[parent] {
		n := f.plan.Nodes[i]
		if n.Level != tree.ActivityNode {
			t.Add(f.count(n.Number))
		} else if s, ok := f.status[n.Number]; ok {
			t.Count(s)
		}
	}
	f.tallies[parent] = t
	return t
}

func (f *fold) line(n tree.Node) Line {
	l := Line{Number: n.Number, Parent: n.Parent, Level: n.Level, Tally: f.tallies[n.Number]}
	switch f.plan.RollUp {
	case tree.SubObjectives:
		l.Three = f.mean(n.Number).three()
	case tree.Weights:
		l.Three = f.exact[n.Number].three()
	default:
		l.Three = l.Tally.Rates(f.plan.Scheme.Credit)
	}
	return l
}

// mean is the mean of the groups below a node. A group is what hangs on one node directly: a sub-objective, or an
// objective whose activities have no sub-objective. Groups without a figure are left out, never 0.
func (f *fold) mean(number string) figures {
	var sum figures
	var n [3]int64
	f.groups(number, func(t Tally) {
		for i, r := range t.figures(f.plan.Scheme.Credit) {
			if r != nil {
				sum[i] = plus(sum[i], r)
				n[i]++
			}
		}
	})
	for i := range sum {
		if sum[i] != nil {
			sum[i].Quo(sum[i], new(big.Rat).SetInt64(n[i]))
		}
	}
	return sum
}

// groups hands over the activities of every group at and below a node.
func (f *fold) groups(number string, each func(Tally)) {
	var own Tally
	for _, i := range f.children[number] {
		n := f.plan.Nodes[i]
		if n.Level != tree.ActivityNode {
			f.groups(n.Number, each)
		} else if s, ok := f.status[n.Number]; ok {
			own.Count(s)
		}
	}
	if own.All() > 0 {
		each(own)
	}
}

// weigh fills the figures by weights. The weight of what has no figure is shared by its siblings in proportion.
// Activities are added up as integers first, since there are many.
func (f *fold) weigh(number string) figures {
	var sum, weight figures
	var num, den [3]int64 // of activities: weight times thousandths, weight
	for _, i := range f.children[number] {
		n := f.plan.Nodes[i]
		if n.Level == tree.ActivityNode {
			for k, share := range f.status[n.Number].shares(f.plan.Scheme.Credit) {
				if share >= 0 {
					num[k], den[k] = num[k]+share*n.Weight, den[k]+n.Weight
				}
			}
			continue
		}
		w := new(big.Rat).SetInt64(n.Weight)
		for k, r := range f.weigh(n.Number) {
			if r != nil && n.Weight > 0 {
				sum[k], weight[k] = plus(sum[k], new(big.Rat).Mul(r, w)), plus(weight[k], w)
			}
		}
	}
	for k := range sum {
		if den[k] > 0 {
			sum[k], weight[k] = plus(sum[k], big.NewRat(num[k], 1000)), plus(weight[k], big.NewRat(den[k], 1))
		}
		if sum[k] != nil {
			sum[k].Quo(sum[k], weight[k])
		}
	}
	f.exact[number] = sum
	return sum
}

// shares are what one activity adds to each of the three rates, in thousandths; -1 where it does not count. Nothing
// counts that has no status, since it is no longer in the plan.
func (s Status) shares(credit int64) [3]int64 {
	switch {
	case s == "" || !s.Planned():
		return [3]int64{-1, -1, -1}
	case s.Done():
		return [3]int64{1000, 1000, 1000}
	case s == Partly:
		return [3]int64{0, credit, 0}
	case s == NoReport:
		return [3]int64{0, 0, -1}
	}
	return [3]int64{}
}

// plus adds to a sum that may not have begun.
func plus(sum, r *big.Rat) *big.Rat {
	if sum == nil {
		return new(big.Rat).Set(r)
	}
	return sum.Add(sum, r)
}

// figures are the rates of a tally as exact fractions.
func (t Tally) figures(credit int64) figures {
	var out figures
	three := t.Rates(credit)
	for i, r := range []measure.Rate{three.Strict, three.Partial, three.Reported} {
		if r.Status == measure.Known {
			out[i] = big.NewRat(r.Num, r.Den)
		}
	}
	return out
}

func (f figures) three() Three {
	return Three{Strict: rateOf(f[0]), Partial: rateOf(f[1]), Reported: rateOf(f[2])}
}
