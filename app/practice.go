package app

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/plan"
	"reeve/modules/practice"
)

// recommendations are those of some refs that everybody may see, for publications: counts, and not who said what.
func (a *App) recommendations(q db.Reader, refs []string) (all []practice.Recommendation, err error) {
	for _, ref := range refs {
		v, err := plan.PublicRecommendation(q, ref)
		if errs.KindOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		n := v.Count()
		all = append(all, practice.Recommendation{ID: v.Ref, Texts: v.Body, Due: v.Due, Addressed: n.Asked,
			Uptake: map[string]int64{"waiting": n.Waiting, "accepted": n.Accepted, "partly": n.Partly, "rejected": n.Rejected, "done": n.Done, "verified": n.Verified}})
	}
	return all, nil
}

// recommend keeps a recommendation that was made of a practice or of an event.
func (a *App) recommend(tx *db.Tx, n practice.Recommending) (string, error) {
	title, _ := n.Title.Best(a.defaultLang(), a.Settings.Get().Fallback)
	source := plan.RecommendationSource{Kind: plan.FromElsewhere, ID: n.Practice, Label: title}
	if n.Event != "" {
		source.Kind, source.ID = plan.FromEvent, n.Event
	}
	v, err := a.Plan.Recommend(tx, plan.Recommendation{Org: n.Org, Body: n.Text, To: n.To, Due: n.Due, Public: true, Source: source})
	return v.Ref, err
}
