package plan

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/plan/advice"
)

// FromElsewhere is the kind of a recommendation's source that has no kind of its own.
const FromElsewhere = advice.FromElsewhere

// PublicRecommendation reads a recommendation that everybody may see; errs.NotFound for every other. Of its answers only
// the counts leave.
func PublicRecommendation(q db.Reader, ref string) (Recommended, error) {
	v, err := advice.ByRef(q, ref)
	if err == nil && (!v.Public || v.State != advice.Adopted && v.State != advice.Sent && v.State != advice.Settled) {
		err = errs.New(errs.NotFound, "plan.advice.no_such_advice")
	}
	return v, err
}
