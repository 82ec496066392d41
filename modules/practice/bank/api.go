package bank

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
)

// listAPI is GET /api/v1/practices?q=&theme=&country=&evidence=&cost=&did_not_work=&limit=&after=.
func (b *Bank) listAPI(r *web.Request, _ web.None) (PublicPractices, error) {
	out := PublicPractices{Items: []PublicPractice{}}
	limit, err := r.Int("limit", 20, 1, 100)
	if err != nil {
		return out, err
	}
	f, err := filterOf(r)
	if err != nil {
		return out, err
	}
	f.Form, f.Limit = Practice, limit
	err = r.Read(func(s *db.Snapshot) error {
		rows, next, err := Find(s, f)
		if err != nil {
			return err
		}
		if next != "" {
			out.Next = &next
		}
		for _, row := range rows {
			all, err := AdoptionsOf(s, row.ID)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, b.public(row, all))
		}
		return nil
	})
	return out, err
}

// filterOf reads the filter of an address; what is no value of a filter is refused.
func filterOf(r *web.Request) (f Filter, err error) {
	q := r.URL.Query()
	least, err := r.Int("evidence", 0, 0, MostEvidence)
	if err != nil {
		return f, err
	}
	f = Filter{Query: q.Get("q"), Theme: q.Get("theme"), Country: strings.ToUpper(q.Get("country")), Cost: q.Get("cost"), Evidence: int64(least), After: q.Get("after"),
		Failed: q.Get("did_not_work") != "" && q.Get("did_not_work") != "false"}
	switch {
	case f.Theme != "" && !slices.Contains(Themes(), f.Theme):
		err = errs.Bad("theme", "practice.bank.theme_wrong")
	case f.Cost != "" && !slices.Contains(Costs(), f.Cost):
		err = errs.Bad("cost", "practice.bank.cost_wrong")
	case len(f.Query) > 300:
		err = errs.Bad("q", "practice.bank.text_long", "most", 300)
	}
	return f, err
}

// oneAPI is GET /api/v1/practices/{id}.
func (b *Bank) oneAPI(r *web.Request, _ web.None) (out PublicPractice, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		row, err := PublishedByRef(s, r.PathValue("id"))
		if err != nil {
			return err
		}
		if row.Form != Practice {
			return errs.New(errs.NotFound, "practice.bank.no_such")
		}
		all, err := AdoptionsOf(s, row.ID)
		out = b.public(row, all)
		return err
	})
	return out, err
}

// public is what leaves of a published practice.
func (b *Bank) public(row Row, adoptions []Adoption) PublicPractice {
	c, s := *row.Shown, b.Places.Snapshot()
	text := func(name string) i18n.Text {
		if t := c.Texts[name]; t != nil {
			return t
		}
		return i18n.Text{}
	}
	out := PublicPractice{ID: row.Ref, Title: c.Titles, Theme: c.Theme, Country: orNull(c.Country), Organisation: b.named(row.Org), Problem: text("problem"), Context: text("context"),
		Partners: text("partners"), Response: text("response"), Cost: PublicCost{c.Cost, text("cost")}, LegalBasis: text("legal"), DidNotWork: c.Failed, Failed: text("failed"),
		Transfer: text("transfer"), AdoptedBy: row.Adoptions, PublishedAt: row.ShownAt, Adoptions: []PublicAdoption{},
		Evidence: PublicEvidence{Level: c.Evidence, Results: text("results"), From: orNull(c.From), Until: orNull(c.Until), Evaluator: orNull(c.Evaluator), Links: append([]string{}, c.Links...)}}
	if c.N > 0 {
		out.Evidence.N = &c.N
	}
	if at, ok := s.Place(c.Place); ok {
		out.Place = &PublicNamed{at.Code, at.Names}
	}
	if card, ok := s.Card(c.Post); ok {
		out.Post = &PublicPost{Code: card.Code, Title: card.Title, Phone: orNull(card.Call()), Mail: orNull(mailOf(card.Mail, card.UnitMail))}
	}
	for _, a := range adoptions {
		out.Adoptions = append(out.Adoptions, PublicAdoption{Organisation: b.named(a.Org), On: a.On, Evidence: a.Evidence, EndedOn: orNull(a.EndedOn)})
	}
	return out
}

func (b *Bank) named(org string) PublicNamed {
	o, _ := b.Places.Snapshot().Org(org)
	return PublicNamed{o.Code, o.Names}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// mailOf is the post's address, else that of its unit.
func mailOf(post, unit string) string {
	if post != "" {
		return post
	}
	return unit
}
