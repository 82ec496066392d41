package community

import "reeve/kernel/i18n"

// The types of this file are all that public handlers may answer with.

// PublicCoverage is how far agreements reach on a day.
type PublicCoverage struct {
	At            string                 `json:"at"` // YYYY-MM-DD
	Regions       []PublicRegionCoverage `json:"regions"`
	Total         PublicTotalCoverage    `json:"total"`
	FirstComplete *PublicFirst           `json:"first_complete"` // null = no region was complete until then
}

// PublicRegionCoverage counts the communities of a region that are valid on the day.
type PublicRegionCoverage struct {
	Code        string    `json:"code"`
	Name        i18n.Text `json:"name"`
	Communities int64     `json:"communities"`
	InForce     int64     `json:"in_force"` // with an agreement in force
	Share       *float64  `json:"share"`    // in_force/communities, to six digits; null without communities
	RenewalDue  int64     `json:"renewal_due"`
	Officers    int64     `json:"officers"` // posts that agreements in force have opened and that somebody holds
}

// PublicTotalCoverage counts all communities, those of no known region included.
type PublicTotalCoverage struct {
	Communities int64    `json:"communities"`
	InForce     int64    `json:"in_force"`
	Share       *float64 `json:"share"`
	RenewalDue  int64    `json:"renewal_due"`
	Officers    int64    `json:"officers"`
	Regions     int64    `json:"regions"` // in which at least one community has an agreement in force
}

// PublicFirst is the region in which every community had an agreement in force first.
type PublicFirst struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
	Date string    `json:"date"`
}

// PublicAgreements is a page of a list, the latest signature first.
type PublicAgreements struct {
	Items []PublicAgreement `json:"items"`
	Next  *string           `json:"next"`
}

// PublicAgreement is what everybody may know of a signed agreement. Who signed it stays inside.
type PublicAgreement struct {
	ID        string       `json:"id"`
	Kind      string       `json:"kind"`
	Number    string       `json:"number"`
	Title     i18n.Text    `json:"title"`
	Community string       `json:"community"` // code
	Parties   []i18n.Text  `json:"parties"`
	Signed    string       `json:"signed"`
	From      string       `json:"from"`
	Until     *string      `json:"until"` // last day in force; null = without end
	State     string       `json:"state"`
	Files     []PublicFile `json:"files"`
}

// PublicFile is a file that was handed in as public.
type PublicFile struct {
	Href   string `json:"href"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}
