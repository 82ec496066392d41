package problem

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/places"
)

// listAPI is GET /api/v1/priorities?community=&half=&limit=&after=.
func (p *Problems) listAPI(r *web.Request, _ web.None) (PublicPriorities, error) {
	out := PublicPriorities{Items: []PublicPriority{}}
	q := r.URL.Query()
	limit, err := r.Int("limit", 20, 1, 100)
	if err != nil {
		return out, err
	}
	f := Filter{Limit: limit, After: q.Get("after"), Half: q.Get("half")}
	if code := q.Get("community"); code != "" {
		at, ok := p.Places.Snapshot().ByCode(code)
		if !ok {
			return out, errs.New(errs.NotFound, "places.no_such_place", "place", code)
		}
		f.Place = at.ID
	}
	var rows []Row
	var next string
	if err := r.Read(func(s *db.Snapshot) (err error) { rows, next, err = list(s, f, nil); return err }); err != nil {
		return out, err
	}
	if next != "" {
		out.Next = &next
	}
	for _, row := range rows {
		v, err := p.public(r, row)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

// public is what leaves of a problem.
func (p *Problems) public(r *web.Request, row Row) (PublicPriority, error) {
	s := p.Places.Snapshot()
	at, _ := s.Place(row.Place)
	community, _ := s.Above(row.Place, places.Community)
	h := p.cadenceAt(row.Place).At(row.Half)
	out := PublicPriority{ID: row.Ref, Title: row.Titles, Summary: row.Summaries, Place: PublicPlace{at.Code, at.Names}, Community: PublicPlace{community.Code, community.Names},
		From: h.From, Until: h.Until, State: row.Instance.State, Area: row.Area.Shape, Actions: []PublicAction{}, Own: []PublicOwn{}, Assessment: row.Assessments}
	if out.Area == nil {
		out.Area = geo.MultiPolygon{}
	}
	for _, t := range []*i18n.Text{&out.Summary, &out.Assessment} {
		if *t == nil {
			*t = i18n.Text{}
		}
	}
	if f, ok := s.Post(row.Instance.Post); ok {
		out.Post = &f.Post.Code
	}
	if row.Category != "" {
		out.Category = &row.Category
	}
	for _, a := range byDate(row.Actions) {
		action := PublicAction{What: a.What, On: a.On, Partners: a.Partners}
		if a.DoneOn != "" {
			action.DoneOn = &a.DoneOn
		}
		out.Actions = append(out.Actions, action)
	}
	for _, o := range row.Own {
		out.Own = append(out.Own, PublicOwn{o.What, o.Source, o.Before, o.After})
	}
	score, err := p.scoreOf(r, row.Problem)
	if err == nil && score != nil {
		out.Counts = publicCounts(*score)
	}
	return out, err
}

// scoreOf is the score that was taken, else what is counted so far.
func (p *Problems) scoreOf(r *web.Request, v Problem) (*Score, error) {
	if v.Score != nil {
		return v.Score, nil
	}
	return p.Count(v, r.Now)
}

func publicCounts(s Score) *PublicCounts {
	pair := func(p Pair) PublicPair {
		out := PublicPair{Before: p.Before, After: p.After}
		c := s.Change(p)
		if percent, ok := c.Percent(); ok {
			percent *= int64(c.Sign)
			out.Percent = &percent
		}
		return out
	}
	tally := func(t Tally) PublicTally { return PublicTally{pair(t.Reports), pair(t.Confirmed)} }
	out := &PublicCounts{Before: PublicWindow(s.Before), After: PublicWindow(s.After), Running: s.Running, Area: tally(s.Area), Ring: tally(s.Ring), RingM: s.RingM, Reading: s.Reading()}
	if s.Control != nil {
		t := tally(*s.Control)
		out.Control = &t
	}
	return out
}
