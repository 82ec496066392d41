package rates

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/modules/plan/tree"
)

// drawRound is any plan of objectives, sub-objectives and activities, weighted soundly, with any ratings.
func drawRound(t *rapid.T, mode tree.RollUp) Round {
	p := tree.Plan{Code: "P", From: "2021-01-01", Until: "2025-12-31", RollUp: mode, Scheme: tree.Usual()}
	r := Round{Year: 2024, Ratings: map[string]Status{}, Dropped: map[string]bool{}}
	share := func(n int) []int64 { // weights that sum to a million
		out, left := make([]int64, n), int64(1_000_000-n)
		for i := range out {
			out[i] = 1
			if part := rapid.Int64Range(0, left).Draw(t, "weight"); i < n-1 {
				out[i], left = 1+part, left-part
			} else {
				out[i] += left
			}
		}
		return out
	}
	activities := func(parent string) {
		n := rapid.IntRange(0, 4).Draw(t, "activities of "+parent)
		for i, w := range share(max(n, 1))[:n] {
			number := fmt.Sprintf("%s.a%d", parent, i)
			d := tree.Deadline{Kind: rapid.SampledFrom([]tree.DeadlineKind{"", tree.Ongoing, tree.Recurring, tree.OnDate}).Draw(t, "kind"), Day: rapid.SampledFrom([]string{"2023-01-01", "2024-06-01", "2025-06-01"}).Draw(t, "day")}
			p.Nodes = append(p.Nodes, tree.Node{Number: number, Parent: parent, Level: tree.ActivityNode, Weight: w, Activity: &tree.Activity{Deadline: d}})
			if rapid.Bool().Draw(t, "rated") {
				r.Ratings[number] = rapid.SampledFrom(Ratings()).Draw(t, "rating")
			}
			r.Dropped[number] = rapid.Bool().Draw(t, "dropped")
		}
	}
	n := rapid.IntRange(1, 3).Draw(t, "objectives")
	for i, w := range share(n) {
		number := fmt.Sprint(i + 1)
		p.Nodes = append(p.Nodes, tree.Node{Number: number, Level: tree.Objective, Weight: w})
		subs := rapid.IntRange(0, 3).Draw(t, "sub-objectives")
		if subs == 0 {
			activities(number)
			continue
		}
		for k, w := range share(subs) {
			sub := fmt.Sprintf("%s.%d", number, k+1)
			p.Nodes = append(p.Nodes, tree.Node{Number: sub, Parent: number, Level: tree.SubObjective, Weight: w})
			activities(sub)
		}
	}
	r.Plan = p
	return r
}

func ratOf(r measure.Rate) *big.Rat {
	if r.Status != measure.Known {
		return nil
	}
	return big.NewRat(r.Num, r.Den)
}

// shown is a rate with twelve digits: what is compared is what can be shown, since a long fraction is cut behind them.
func shown(r measure.Rate) int64 {
	n, _ := r.Per(1, 12)
	return n
}

// TestRatesHold wants of every line, in every mode: rates between 0 and 1, silence and partial credit on the right side,
// and no figure where nothing was planned.
func TestRatesHold(t *testing.T) {
	for _, mode := range []tree.RollUp{tree.Activities, tree.SubObjectives, tree.Weights} {
		rapid.Check(t, func(t *rapid.T) {
			res, err := Assess(drawRound(t, mode))
			if err != nil {
				t.Fatal(err)
			}
			zero, one := new(big.Rat), big.NewRat(1, 1)
			for _, l := range append(res.Lines, res.Total) {
				strict, partial, reported := ratOf(l.Three.Strict), ratOf(l.Three.Partial), ratOf(l.Three.Reported)
				if (strict == nil) != (l.Tally.Planned() == 0) || (partial == nil) != (strict == nil) || (reported == nil) != (l.Tally.Planned() == l.Tally.NoReport) {
					t.Fatalf("%s: a figure of nothing, or none of something: %+v", l.Number, l)
				}
				for _, r := range []*big.Rat{strict, partial, reported} {
					if r != nil && (r.Cmp(zero) < 0 || r.Cmp(one) > 0) {
						t.Fatalf("%s: %s lies outside: %+v", l.Number, r, l)
					}
				}
				if strict != nil && shown(l.Three.Strict) > shown(l.Three.Partial) || reported != nil && shown(l.Three.Strict) > shown(l.Three.Reported) {
					t.Fatalf("%s: the strict rate is not the lowest: %+v", l.Number, l)
				}
			}
		})
	}
}

// TestOrderDoesNotMatter wants the same figures whatever order the rows have.
func TestOrderDoesNotMatter(t *testing.T) {
	for _, mode := range []tree.RollUp{tree.Activities, tree.SubObjectives, tree.Weights} {
		rapid.Check(t, func(t *rapid.T) {
			r := drawRound(t, mode)
			a, err := Assess(r)
			if err != nil {
				t.Fatal(err)
			}
			r.Plan.Nodes = rapid.Permutation(r.Plan.Nodes).Draw(t, "order")
			b, err := Assess(r)
			if err != nil || a.Total != b.Total {
				t.Fatalf("%+v became %+v, %v", a.Total, b.Total, err)
			}
			for _, l := range a.Lines {
				if o, ok := b.Of(l.Number); !ok || o != l {
					t.Fatalf("%+v became %+v", l, o)
				}
			}
		})
	}
}

// TestMeanOfMeans wants what somebody gets who adds up the sub-objectives by hand.
func TestMeanOfMeans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		res, err := Assess(drawRound(t, tree.SubObjectives))
		if err != nil {
			t.Fatal(err)
		}
		done, planned := map[string]int64{}, map[string]int64{}
		for _, row := range res.Rows {
			if row.Status.Planned() {
				planned[row.Parent]++
			}
			if row.Status.Done() {
				done[row.Parent]++
			}
		}
		sum, n := new(big.Rat), int64(0)
		for group, of := range planned {
			sum.Add(sum, big.NewRat(done[group], of))
			n++
		}
		got := ratOf(res.Total.Three.Strict)
		if n == 0 {
			if got != nil {
				t.Fatalf("%s of nothing", got)
			}
			return
		}
		if want := sum.Quo(sum, new(big.Rat).SetInt64(n)); got == nil || got.Cmp(want) != 0 {
			t.Fatalf("%s, by hand %s", got, want)
		}
	})
}

// TestActivitiesIsTheTally wants the rates of the whole to be those of the counts.
func TestActivitiesIsTheTally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		res, err := Assess(drawRound(t, tree.Activities))
		if err != nil {
			t.Fatal(err)
		}
		var tally, above Tally
		for _, row := range res.Rows {
			tally.Count(row.Status)
		}
		for _, l := range res.Lines {
			if l.Parent == "" {
				above.Add(l.Tally)
			}
		}
		if res.Total.Tally != tally || above != tally || res.Total.Three != tally.Rates(500) {
			t.Fatalf("%+v, rows %+v, objectives %+v", res.Total, tally, above)
		}
	})
}

// TestRoundedOnce wants of a fraction that is too long to keep what one gets who rounds the exact one.
func TestRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exact := new(big.Rat)
		for range rapid.IntRange(1, 12).Draw(t, "terms") {
			exact.Add(exact, big.NewRat(rapid.Int64Range(-1000, 1000).Draw(t, "num"), rapid.Int64Range(1, 100_000).Draw(t, "den")))
		}
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		got, ok := rateOf(exact).Per(100, digits)
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
		scaled := new(big.Rat).Mul(exact, new(big.Rat).SetInt(scale.Mul(scale, big.NewInt(100))))
		half := big.NewRat(1, 2)
		abs := new(big.Rat).Abs(scaled)
		want := new(big.Int).Quo(new(big.Int).Add(new(big.Int).Mul(abs.Num(), half.Denom()), abs.Denom()), new(big.Int).Mul(abs.Denom(), half.Denom()))
		if scaled.Sign() < 0 {
			want.Neg(want)
		}
		if !ok || want.Cmp(big.NewInt(got)) != 0 {
			t.Fatalf("%s: %d, want %s", exact, got, want)
		}
	})
}

// drawQuantity is a number, zero among them, or one of the reasons for none.
func drawQuantity(t *rapid.T, name string) tree.Quantity {
	s := rapid.SampledFrom([]measure.Status{measure.Known, measure.Known, measure.Missing, measure.NotApplicable, measure.Suppressed, ""}).Draw(t, name+" status")
	if s != measure.Known {
		return tree.Quantity{Status: s}
	}
	return tree.Fraction(rapid.Int64Range(-3, 3).Draw(t, name), rapid.Int64Range(1, 3).Draw(t, name+" of"))
}

// TestFourKinds wants zero, missing, not applicable and suppressed never to become one another in a fulfilment.
func TestFourKinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, g := drawQuantity(t, "actual"), drawQuantity(t, "baseline"), drawQuantity(t, "target")
		f := Fulfil(a, b, g, rapid.SampledFrom([]tree.Direction{tree.Rising, tree.Falling, tree.Hold, ""}).Draw(t, "direction"))
		all := a.Known() && b.Known() && g.Known()
		if all != (f.Rate.Status == measure.Known) || (f.Why == "") != all || f.Met && !all {
			t.Fatalf("%+v %+v %+v: %+v", a, b, g, f)
		}
		if (f.Rate.Status == measure.NotApplicable) != (a.Why() == measure.NotApplicable || g.Why() == measure.NotApplicable) {
			t.Fatalf("not applicable: %+v %+v %+v: %+v", a, b, g, f)
		}
		if f.Rate.Status == measure.Suppressed && a.Why() != measure.Suppressed && b.Why() != measure.Suppressed && g.Why() != measure.Suppressed {
			t.Fatalf("nothing was suppressed: %+v", f)
		}
		if f.Rate.Status != measure.Known && (f.Rate.Num != 0 || f.Rate.Den != 0) {
			t.Fatalf("no figure with digits: %+v", f)
		}
		if _, ok := Bar(f.Rate); ok != all {
			t.Fatalf("a bar of nothing: %+v", f)
		}
	})
}

// TestSumKeepsKinds wants the same of sums, and no order of the values to matter.
func TestSumKeepsKinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []tree.Quantity
		for i := range rapid.IntRange(0, 5).Draw(t, "n") {
			all = append(all, drawQuantity(t, fmt.Sprint(i)))
		}
		m := rapid.SampledFrom([]tree.Measure{tree.Number, tree.Percent}).Draw(t, "measure")
		s := SumOf(m, all)
		if o := SumOf(m, rapid.Permutation(all).Draw(t, "order")); o != s {
			t.Fatalf("%+v, in another order %+v", s, o)
		}
		if s.Known+s.Missing+s.NotApplicable+s.Suppressed != int64(len(all)) {
			t.Fatalf("%+v of %d", s, len(all))
		}
		switch {
		case s.Suppressed > 0:
			if s.Quantity.Why() != measure.Suppressed {
				t.Fatalf("what was suppressed can be worked out: %+v", s)
			}
		case s.Quantity.Known():
			if s.Known == 0 || m == tree.Number && s.Missing > 0 {
				t.Fatalf("a number out of nothing: %+v", s)
			}
		case s.Known > 0 && s.Missing == 0 || s.Quantity.Why() == measure.Suppressed:
			t.Fatalf("a number was lost: %+v", s)
		}
	})
}

// TestWeightsRefused wants a weight that is off to be refused by the number of its parent, whatever the plan.
func TestWeightsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRound(t, tree.Weights)
		i := rapid.IntRange(0, len(r.Plan.Nodes)-1).Draw(t, "node")
		off := rapid.Int64Range(10, 1_000_000).Draw(t, "off")
		r.Plan.Nodes[i].Weight += off
		parent := r.Plan.Nodes[i].Parent
		if parent == "" {
			parent = r.Plan.Code
		}
		_, err := Assess(r)
		e := errs.Of(err)
		if e == nil || len(e.Fields) != 1 || e.Fields[0].Key != "plan.tree.weight_sum" || e.Fields[0].Args["parent"] != parent {
			t.Fatalf("%s weighs %d too much: %v", r.Plan.Nodes[i].Number, off, err)
		}
	})
}
