package register

import "reeve/kernel/i18n"

// The types of this file are all that public handlers may answer with.

// PublicPlans is all plans in force.
type PublicPlans struct {
	Items []PublicPlan `json:"items"`
	Next  *string      `json:"next"` // always null: plans are few
}

// PublicPlan counts what a plan in force holds. Its lines stay inside.
type PublicPlan struct {
	Code          string    `json:"code"`
	Titles        i18n.Text `json:"titles"`
	Version       int64     `json:"version"` // in force
	From          string    `json:"from"`    // period of the plan, YYYY-MM-DD
	Until         string    `json:"until"`
	Objectives    int64     `json:"objectives"`
	SubObjectives int64     `json:"sub_objectives"`
	Activities    int64     `json:"activities"`
}

func public(p Plan, v Version) PublicPlan {
	return PublicPlan{Code: p.Code, Titles: v.Head.Titles, Version: v.Number, From: v.Head.From, Until: v.Head.Until,
		Objectives: v.Objectives, SubObjectives: v.SubObjectives, Activities: v.Active}
}
