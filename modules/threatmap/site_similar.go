package threatmap

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// pageSimilar comes after the category where something like it is public nearby. It belongs to that step and is
// left out where there is nothing to show.
const pageSimilar = "similar"

type similarPage struct {
	filingPage
	Items []similarView
}

type similarView struct {
	Line    look.Listing
	Confirm confirmForm
}

// similarTo is the duplicate help for a draft: nil where there is nothing like it.
func (s *site) similarTo(r *web.Request, d draft) ([]PublicSimilar, error) {
	c, known := s.m.Categories.Get(d.Category)
	at, err := s.located(d)
	if !known || err != nil {
		return nil, nil // the pages that ask for these complain
	}
	n := near{category: c, at: at.At, reach: float64(c.RadiusM), text: d.Text}
	if !at.Exact {
		n.reach = max(n.reach, areaReach)
	}
	return s.m.similar(r, n)
}

// offerSimilar is the page between category and details; nil where there is nothing to show.
func (s *site) offerSimilar(r *web.Request, d draft) (web.Reply, error) {
	items, err := s.similarTo(r, d)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	v := similarPage{filingPage: s.filing(r, d, pageCategory, nil)}
	v.Title, v.Carry = r.Text.T("threatmap.site.similar.title"), d.carry(pageSimilar)
	for _, it := range items {
		v.Items = append(v.Items, similarView{Line: look.Listing{Items: []look.ListItem{s.similarLine(r, it, true)}},
			Confirm: s.confirmForm(r, it.Ref, d.Token, it.Ref)})
	}
	return s.similar.With(v), nil
}
