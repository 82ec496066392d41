package plan

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/plan/advice"
	"reeve/modules/plan/register"
	"reeve/modules/plan/workshop"
)

// What other modules need to recommend something, under the name of this module.
type (
	// Recommendation is what somebody recommends.
	Recommendation = advice.Input
	// RecommendationSource is where a recommendation comes from.
	RecommendationSource = advice.Source
	// Recommended is a recommendation as it is kept.
	Recommended = advice.Advice
)

// Recommend keeps a recommendation as a draft of the organisation that recommends. The same text from the same source is
// kept once. The caller has asked whether the actor may.
func (p *Plan) Recommend(tx *db.Tx, rec Recommendation) (Recommended, error) {
	return p.Advice.Recommend(tx, rec)
}

// fromRoom keeps what a workshop recommended for a row.
func (p *Plan) fromRoom(tx *db.Tx, rec workshop.Recommendation) error {
	of, err := register.ByID(tx, rec.Plan)
	if err != nil {
		return err
	}
	lang := rec.Lang
	if lang == "" {
		lang = p.Register.Settings.Get().Default
	}
	where := of.Code + " " + rec.Number + ", " + rec.At.In(p.Register.Zone()).Format(time.DateOnly)
	_, err = p.Advice.Recommend(tx, advice.Input{Plan: rec.Plan, Node: rec.Node, Body: i18n.Text{lang: rec.Text}, Public: true,
		Source: advice.Source{Kind: advice.FromWorkshop, ID: where, Label: where}})
	return err
}
