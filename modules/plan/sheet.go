package plan

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// values lets the sheets of units carry the values of their indicators, which a feature to the right of theirs keeps.
func (p *Plan) values() *assess.Values {
	return &assess.Values{
		Known: func(q db.Reader, of register.Plan, period string) (map[string]tree.Quantity, error) {
			all, err := indicator.InPeriod(q, of.ID, period)
			out := make(map[string]tree.Quantity, len(all))
			for _, v := range all {
				out[v.Indicator] = v.Quantity
			}
			return out, err
		},
		Parse: func(m tree.Measure, value, part, whole string) (tree.Quantity, error) {
			return indicator.Read(m, "", value, part, whole)
		},
		May: func(r *web.Request, of register.Plan, n tree.Node, i tree.Indicator) bool {
			return r.Allowed("plan.value.enter", p.Indicators.Resource(indicator.At{Plan: of, Node: n, Indicator: i})) == nil
		},
		Enter: func(tx *db.Tx, of register.Plan, e *register.Edition, number, period string, q tree.Quantity, note string) error {
			at, ok := indicator.Find(of, e, number)
			if !ok {
				return errs.New(errs.NotFound, "plan.register.no_such_node", "number", number)
			}
			_, err := p.Indicators.Enter(tx, at, period, q, note)
			return err
		},
	}
}
