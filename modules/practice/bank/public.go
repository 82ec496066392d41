package bank

import (
	"time"

	"reeve/kernel/i18n"
)

// The types of this file are all that public handlers may answer with.

// PublicPractices is a page of a list.
type PublicPractices struct {
	Items []PublicPractice `json:"items"`
	Next  *string          `json:"next"`
}

// PublicPractice is a practice as it was published, with who works by it.
type PublicPractice struct {
	ID           string           `json:"id"`
	Title        i18n.Text        `json:"title"`
	Theme        string           `json:"theme"`
	Country      *string          `json:"country"` // ISO 3166-1 alpha-2
	Place        *PublicNamed     `json:"place"`
	Organisation PublicNamed      `json:"organisation"`
	Problem      i18n.Text        `json:"problem"`
	Context      i18n.Text        `json:"context"`
	Partners     i18n.Text        `json:"partners"`
	Response     i18n.Text        `json:"response"`
	Cost         PublicCost       `json:"cost"`
	LegalBasis   i18n.Text        `json:"legal_basis"`
	Evidence     PublicEvidence   `json:"evidence"`
	DidNotWork   bool             `json:"did_not_work"`
	Failed       i18n.Text        `json:"what_failed"`
	Transfer     i18n.Text        `json:"conditions_for_transfer"`
	Post         *PublicPost      `json:"post"` // who can be asked
	Adoptions    []PublicAdoption `json:"adoptions"`
	AdoptedBy    int64            `json:"adopted_by"` // organisations that work by it now
	PublishedAt  time.Time        `json:"published_at"`
}

// PublicNamed is a place or an organisation by code and name.
type PublicNamed struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// PublicCost is what a practice costs in a year: unknown, none, low (below 1,000 euros), medium (below 10,000), high.
type PublicCost struct {
	Band string    `json:"band"`
	Note i18n.Text `json:"note"`
}

// PublicEvidence is how sure it is that a practice works: 0 idea, 1 tried, 2 results measured, 3 evaluated by the
// organisation, 4 independently evaluated.
type PublicEvidence struct {
	Level     int64     `json:"level"`
	Results   i18n.Text `json:"results"`
	N         *int64    `json:"n"`
	From      *string   `json:"from"`
	Until     *string   `json:"until"`
	Evaluator *string   `json:"evaluated_by"`
	Links     []string  `json:"links"`
}

// PublicPost is a post with its public numbers.
type PublicPost struct {
	Code  string    `json:"code"`
	Title i18n.Text `json:"title"`
	Phone *string   `json:"phone"`
	Mail  *string   `json:"mail"`
}

// PublicAdoption is an organisation that works by a practice, or did.
type PublicAdoption struct {
	Organisation PublicNamed `json:"organisation"`
	On           string      `json:"on"`
	Evidence     string      `json:"evidence"`
	EndedOn      *string     `json:"ended_on"`
}
