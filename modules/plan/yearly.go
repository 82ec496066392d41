package plan

import (
	"slices"

	"reeve/kernel/db"
	"reeve/modules/plan/advice"
	"reeve/modules/plan/register"
	"reeve/modules/plan/report"
)

// mostAdvice is how many recommendations a report lists.
const mostAdvice = 500

// advised are the adopted recommendations about a plan with what became of each, for its yearly report.
func (p *Plan) advised(q db.Reader, of register.Plan, _ int) (out []report.Recommendation, err error) {
	all, _, err := advice.List(q, advice.Filter{Plan: of.ID, Limit: mostAdvice}, nil)
	if err != nil {
		return nil, err
	}
	snap := p.Register.Places.Snapshot()
	for _, a := range all {
		if !slices.Contains([]string{advice.Adopted, advice.Sent, advice.Settled}, a.State) {
			continue
		}
		r := report.Recommendation{Number: a.Ref, Text: a.Body, State: "plan.advice.state." + a.State}
		for _, x := range a.Answers {
			if o, ok := snap.Org(x.Org); ok {
				r.To = append(r.To, report.Who{Unit: o.ID, Names: o.Names})
			}
		}
		out = append(out, r)
	}
	return out, nil
}
