package community

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// at reads the day of a question; today where none is named.
func (c *Community) at(r *web.Request) (string, error) {
	day := r.URL.Query().Get("at")
	if day == "" {
		return c.Today(r.Now), nil
	}
	if _, err := calendar.ParseDate(day); err != nil {
		return "", errs.Bad("at", "community.date_wrong", "date", day)
	}
	return day, nil
}

// coverageAPI is GET /api/v1/agreements/coverage?at=.
func (c *Community) coverageAPI(r *web.Request, _ web.None) (PublicCoverage, error) {
	out := PublicCoverage{Regions: []PublicRegionCoverage{}}
	day, err := c.at(r)
	if err != nil {
		return out, err
	}
	var reach Reach
	if err := r.Read(func(s *db.Snapshot) error { reach, err = c.Reach(s, day); return err }); err != nil {
		return out, err
	}
	out.At = day
	for _, v := range reach.Regions {
		out.Regions = append(out.Regions, PublicRegionCoverage{Code: v.Region.Code, Name: v.Region.Names, Communities: v.Communities, InForce: v.InForce,
			Share: fraction(v.share), RenewalDue: v.RenewalDue, Officers: v.Officers})
	}
	t := reach.Total
	out.Total = PublicTotalCoverage{Communities: t.Communities, InForce: t.InForce, Share: fraction(t.share), RenewalDue: t.RenewalDue, Officers: t.Officers, Regions: reach.HasRegions}
	if p, ok := c.Places.Snapshot().Place(reach.FirstID); ok && reach.FirstID != "" {
		out.FirstComplete = &PublicFirst{p.Code, p.Names, reach.FirstDay}
	}
	return out, nil
}

// fraction is a share as a number between 0 and 1, divided and rounded once.
func fraction(s share) *float64 {
	const digits, unit = 6, 1e6
	n, ok := s.Rate(digits)
	if !ok {
		return nil
	}
	f := float64(n) / unit
	return &f
}

// listAPI is GET /api/v1/agreements?community=&region=&state=.
func (c *Community) listAPI(r *web.Request, _ web.None) (PublicAgreements, error) {
	out := PublicAgreements{Items: []PublicAgreement{}}
	q := r.URL.Query()
	limit, err := r.Int("limit", 100, 1, 500)
	if err != nil {
		return out, err
	}
	f := Filter{Signed: true, State: q.Get("state"), Kind: q.Get("kind"), After: q.Get("after"), Limit: limit}
	if f.Place, err = c.filterPlace(q); err != nil {
		return out, err
	}
	err = r.Read(func(q *db.Snapshot) error {
		rows, next, err := c.list(q, f, nil)
		if err != nil {
			return err
		}
		out = PublicAgreements{Items: []PublicAgreement{}}
		if next != "" {
			out.Next = &next
		}
		for _, row := range rows {
			item, err := c.public(q, row.Agreement, row.Instance)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, item)
		}
		return nil
	})
	return out, err
}

// public is what leaves of an agreement.
func (c *Community) public(q db.Reader, a Agreement, i process.Instance) (PublicAgreement, error) {
	s := c.Places.Snapshot()
	place, _ := s.Place(a.Place)
	v := PublicAgreement{ID: a.Ref, Kind: a.Kind, Number: a.Number, Title: a.Titles, Community: place.Code, Parties: []i18n.Text{}, Signed: a.Signed, From: a.Begins(),
		State: publicState(a, i.State, c.dayAt(a.Place, c.Now())), Files: []PublicFile{}}
	if last := a.Last(); last != "" {
		v.Until = &last
	}
	for _, p := range a.Parties {
		v.Parties = append(v.Parties, partyName(s, p))
	}
	files, err := filesOf(q, a.ID)
	for _, f := range files {
		if f.Public {
			v.Files = append(v.Files, PublicFile{Href: "/agreement-files/" + f.ID, Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256})
		}
	}
	return v, err
}

// publicState is the state that the public sees: that of the days, which nobody has to write down first, but what
// people have decided stays.
func publicState(a Agreement, state, day string) string {
	if state == Renewed || state == Terminated || state == Amended && a.HoldsOn(day) {
		return state
	}
	return a.StateOn(day)
}

// partyName is what a party is called: by the register where it is known there.
func partyName(s *places.Snapshot, p Party) i18n.Text {
	if o, ok := s.Org(p.Org); ok {
		return o.Names
	}
	if v, ok := s.Place(p.Place); ok {
		return v.Names
	}
	return i18n.Text{"und": p.Name}
}
