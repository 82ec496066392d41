package demo

import (
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/modules/plan"
	"reeve/modules/practice"
)

// recommended is a recommendation made of a practice, with what became of it. Days are counted from the end of the story.
type recommended struct {
	Chapter  int       `json:"chapter"` // of the booklet, from 0
	From     string    `json:"from"`    // key of the practice
	Org      string    `json:"org"`     // code of who recommends
	By       string    `json:"by"`
	Day      int       `json:"day"` // on which it is put to consultation; adopted and sent three days later
	Due      int       `json:"due"`
	To       []string  `json:"to"` // codes
	Decision string    `json:"decision"`
	Body     i18n.Text `json:"body"`
	Answers  []struct {
		Org      string `json:"org"`
		By       string `json:"by"`
		As       string `json:"as"`
		Day      int    `json:"day"`
		Step     string `json:"step"`
		Reason   string `json:"reason"`
		Done     int    `json:"done"` // day; 0 = not yet
		Evidence string `json:"evidence"`
		Verified int    `json:"verified"` // day; 0 = not yet
	} `json:"answers"`
}

// practiceAdvice is what was recommended because of practices, and who answered what.
func (l *loader) practiceAdvice(list []recommended) (all []happening, err error) {
	for n, v := range list {
		at := func(day, hour int) time.Time { return l.day(day, time.UTC).Add(time.Duration(hour) * time.Hour) }
		step := func(day, hour int, in plan.RecommendationStep) {
			in.ID = l.madeID("practice advice "+in.Step, n)
			all = append(all, happening{at: at(day, hour), by: v.By, do: func(tx *db.Tx) error {
				a, err := l.recommended(tx, v)
				if err == nil {
					_, err = l.a.Plan.Advice.Take(tx, a, in)
				}
				return err
			}})
		}
		step(v.Day, 9, plan.RecommendationStep{Step: "consult"})
		step(v.Day+3, 9, plan.RecommendationStep{Step: "adopt", Decision: v.Decision, Public: true})
		step(v.Day+3, 10, plan.RecommendationStep{Step: "send"})
		for k, x := range v.Answers {
			reply := func(day, hour int, by, as string, in plan.RecommendationStep) {
				in.ID, in.Lang = l.madeID("practice answer "+in.Step, n, k), "pl"
				all = append(all, happening{at: at(day, hour), by: by, post: as, do: func(tx *db.Tx) error { return l.replied(tx, v, x.Org, in) }})
			}
			reply(x.Day, 11, x.By, x.As, plan.RecommendationStep{Step: x.Step, Reason: x.Reason})
			if x.Done != 0 {
				reply(x.Done, 12, x.By, x.As, plan.RecommendationStep{Step: "done", Evidence: x.Evidence})
			}
			if x.Verified != 0 {
				reply(x.Verified, 13, "reviewer", "", plan.RecommendationStep{Step: "verify"})
			}
		}
	}
	return all, nil
}

// recommended writes a recommendation, or gives the one that is there.
func (l *loader) recommended(tx *db.Tx, v recommended) (a plan.Recommended, err error) {
	row, err := practice.BankByID(tx, l.bankID(v.From))
	if err != nil {
		return a, err
	}
	n := plan.Recommendation{Body: v.Body, Public: true, Due: civilDay(l.day(v.Due, time.UTC)), Source: plan.RecommendationSource{Kind: plan.FromElsewhere, ID: row.Ref, Label: row.Content.Titles["pl"]}}
	if n.Org, err = l.orgNamed(v.Org); err != nil {
		return a, err
	}
	for _, code := range v.To {
		org, err := l.orgNamed(code)
		if err != nil {
			return a, err
		}
		n.To = append(n.To, org)
	}
	return l.a.Plan.Recommend(tx, n)
}

func (l *loader) replied(tx *db.Tx, v recommended, code string, in plan.RecommendationStep) error {
	a, err := l.recommended(tx, v)
	if err != nil {
		return err
	}
	org, err := l.orgNamed(code)
	if err != nil {
		return err
	}
	x, ok := a.For(org)
	if !ok {
		return fmt.Errorf("recommendation %s is not addressed to %s", a.Ref, code)
	}
	_, err = l.a.Plan.Advice.Reply(tx, a, x, in)
	return err
}
