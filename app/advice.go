package app

import (
	"reeve/kernel/db"
	"reeve/modules/community"
)

// adviceForMunicipality puts the recommendations that wait for a municipality on its page.
func (a *App) adviceForMunicipality() community.MunicipalityProvider {
	return community.MunicipalityProvider{Code: "recommendations", Icon: "lightbulb", Title: "plan.advice.waiting", List: func(q db.Reader, who community.MunicipalityAsker) (all []community.MunicipalityItem, err error) {
		items, err := a.Plan.Advice.For(q, who.Orgs, who.Scope("plan.advice.read"), who.Text, who.Now)
		for _, it := range items {
			all = append(all, community.MunicipalityItem{ID: it.ID, Title: it.Title, Lang: it.Lang, Meta: it.Meta, Href: it.Href, Due: it.Due, Late: it.Late})
		}
		return all, err
	}}
}
