package community

import (
	"net/url"
	"slices"

	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// deskOut writes an agreement for staff. What was not read of it is empty.
func (o *office) deskOut(r *web.Request, a openAgreement) deskAgreement {
	s := o.c.Places.Snapshot()
	place, _ := s.Place(a.Place)
	v := deskAgreement{ID: a.Ref, Kind: a.Kind, Number: a.Number, Title: a.Titles, Community: place.Code, Territory: []string{}, Parties: []deskParty{}, Ceremony: a.Ceremony,
		Languages: a.Languages, Signed: orNull(a.Signed), From: orNull(a.From), Until: orNull(a.Until), Extended: orNull(a.Extended), Ended: orNull(a.Ended), RenewMonths: a.RenewMonths,
		OpensPosts: a.OpensPosts, Posts: a.PostsAgreed, OpensChannel: a.OpensChannel, Clauses: a.Clauses, State: a.inst.State, Version: a.inst.Version, Steps: []string{},
		History: []deskTaken{}, Obligations: []deskObligation{}, OpenedPosts: []string{}}
	if v.Languages == nil {
		v.Languages = []string{}
	}
	for _, id := range a.Territory {
		if p, ok := s.Place(id); ok {
			v.Territory = append(v.Territory, p.Code)
		}
	}
	for _, p := range a.Parties {
		party := deskParty{Name: p.Name, Signatories: []deskSigner{}}
		for _, by := range p.Signatories {
			party.Signatories = append(party.Signatories, deskSigner(by))
		}
		if org, ok := s.Org(p.Org); ok {
			party.Org = &org.Code
		}
		if c, ok := s.Place(p.Place); ok {
			party.Community = &c.Code
		}
		v.Parties = append(v.Parties, party)
	}
	for _, step := range o.c.Process.Definition(Kind).StepsFrom(a.inst.State) {
		open := a.write && !slices.Contains(step.Who, "system")
		if step.Name == "regional_approve" && !needsRegion(a.Kind) || step.Name == "sign" && needsRegion(a.Kind) && a.inst.State != RegionalApproved {
			open = false
		}
		if open {
			v.Steps = append(v.Steps, step.Name)
		}
	}
	for _, t := range a.taken {
		v.History = append(v.History, deskTaken{t.Step, t.OccurredAt, t.RecordedAt})
	}
	for _, ob := range a.obligations {
		v.Obligations = append(v.Obligations, deskObligation{ob.ID, ob.Party, ob.Body, orNull(ob.Due), ob.State})
	}
	for _, p := range a.posts {
		if f, ok := s.Post(p.Post); ok {
			v.OpenedPosts = append(v.OpenedPosts, f.Post.Code)
		}
	}
	return v
}

// filterPlace reads region and community of a question; the narrower of the two counts.
func (c *Community) filterPlace(q url.Values) (place string, err error) {
	for _, name := range []string{"region", "community"} {
		code := q.Get(name)
		if code == "" {
			continue
		}
		p, ok := c.Places.Snapshot().ByCode(code)
		if !ok || p.Role != name {
			return "", errs.Bad(name, "places.no_such_place", "place", code)
		}
		place = p.ID
	}
	return place, nil
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
