package plan

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/plan/advice"
)

// FromElsewhere is the kind of a recommendation's source that has no kind of its own.
const FromElsewhere = advice.FromElsewhere

// FromEvent is the kind of a source that is an event of practice; its id is the event's.
const FromEvent = advice.FromEvent

// What else others need to follow a recommendation, under the name of this module.
type (
	// RecommendationStep is a step of a recommendation's life or of an answer's.
	RecommendationStep = advice.StepInput
	// RecommendationAnswer is what one organisation says and does about it.
	RecommendationAnswer = advice.Answer
)

// RecommendationByRef reads a recommendation with its answers; errs.NotFound if there is none.
func RecommendationByRef(q db.Reader, ref string) (Recommended, error) { return advice.ByRef(q, ref) }

// PublicRecommendation reads a recommendation that everybody may see; errs.NotFound for every other. Of its answers only
// the counts leave.
func PublicRecommendation(q db.Reader, ref string) (Recommended, error) {
	v, err := advice.ByRef(q, ref)
	if err == nil && (!v.Public || v.State != advice.Adopted && v.State != advice.Sent && v.State != advice.Settled) {
		err = errs.New(errs.NotFound, "plan.advice.no_such_advice")
	}
	return v, err
}
