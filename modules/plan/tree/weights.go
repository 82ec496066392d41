package tree

import (
	"strconv"

	"reeve/kernel/errs"
)

// whole is the sum of the weights under a parent, in millionths.
const whole = 1_000_000

// WeightsFit refuses a plan that is rolled up by weights where those under a parent do not sum to 1, naming the parent
// by its number. What was dropped counts for nothing. Each weight may be off by half a millionth, as thirds are: three
// times 0.333333 is 1.
func WeightsFit(p Plan) error {
	var f errs.Fields
	for _, r := range weightRemarks(p) {
		f.Add("weight", r.Key, errs.Arguments(r.Args)...)
	}
	return f.Err()
}

// weightRemarks are what is wrong with the weights, in the order of the plan.
func weightRemarks(p Plan) (out []Remark) {
	if p.RollUp != Weights {
		return nil
	}
	children := Children(p)
	look := func(parent string) {
		var sum, n int64
		weighted := false
		for _, i := range children[parent] {
			c := p.Nodes[i]
			if c.IsDropped() || c.Level == Task {
				continue
			}
			n++
			sum += c.Weight
			weighted = weighted || c.Weight != 0
			if c.Weight <= 0 {
				out = append(out, fault(c.Number, "weight", "plan.tree.weight_none", "number", c.Number, "parent", p.name(parent)))
			}
		}
		if off := 2 * (sum - whole); n > 0 && weighted && (off > n || off < -n) {
			out = append(out, fault(parent, "weight", "plan.tree.weight_sum", "parent", p.name(parent), "sum", float64(sum)/whole))
		}
	}
	look("")
	for _, n := range p.Nodes {
		look(n.Number)
	}
	return out
}

// name is a number, at the top the code of the plan.
func (p Plan) name(number string) string {
	if number == "" {
		return p.Code
	}
	return number
}

// Millionths writes millionths as a decimal number, with a full stop and without zeros at the end: 999999 is 0.999999.
func Millionths(n int64) string { return strconv.FormatFloat(float64(n)/whole, 'f', -1, 64) }
