package threatmap

import (
	"time"

	"reeve/kernel/disclosure"
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// The types of this file are all that public handlers may answer with. They hold nothing that the privacy gate
// has not let through: published place, state, day and part of day, released text.

// CommunityRef names a community.
type CommunityRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

func communityRef(p places.Place) CommunityRef { return CommunityRef{Code: p.Code, Name: p.Names} }

// PublishedPlace is the place that the public sees.
type PublishedPlace struct {
	Lat       float64 `json:"lat"`
	Lon       float64 `json:"lon"`
	Precision int64   `json:"precision_m"` // distance to the farthest point it may really be, metres
}

// PublicReport is a report as everybody may see it.
type PublicReport struct {
	ID            string          `json:"id"`
	Ref           string          `json:"ref"`
	Category      string          `json:"category"`
	State         string          `json:"state"`
	Community     CommunityRef    `json:"community"`
	Published     *PublishedPlace `json:"published"`
	Publication   string          `json:"publication"`
	SeenDate      *string         `json:"seen_date"` // civil date
	DayPart       *DayPart        `json:"day_part"`
	FiledDate     string          `json:"filed_date"` // civil date
	FiledPart     DayPart         `json:"filed_part"`
	Text          *string         `json:"text"`
	Lang          string          `json:"lang"`   // of the text
	Photos        []string        `json:"photos"` // addresses of published photos
	Confirmations int64           `json:"confirmations"`
	ReadBy        *string         `json:"read_by"`   // civil date
	VerifyBy      *string         `json:"verify_by"` // civil date
	History       []PublicStep    `json:"history"`
}

// PublicStep is one step as everybody may see it.
type PublicStep struct {
	Step   string    `json:"step"`
	State  string    `json:"state"`
	At     time.Time `json:"at"` // start of the part of day
	Reason *string   `json:"reason"`
	// VisitInside tells whether a visit fell into the days and hours that the resident gave; null for other steps.
	VisitInside *bool `json:"visit_inside"`
	// Body took the report over; null for other steps than hand_over.
	Body *PublicBody `json:"body"`
}

// PublicBody names an organisation to which a report was handed over.
type PublicBody struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// PublicItem is a report in a list.
type PublicItem struct {
	ID        string          `json:"id"`
	Ref       string          `json:"ref"`
	Category  string          `json:"category"`
	State     string          `json:"state"`
	Community CommunityRef    `json:"community"`
	Published *PublishedPlace `json:"published"`
	FiledDate string          `json:"filed_date"`
	FiledPart DayPart         `json:"filed_part"`
}

// PublicList is a page of reports.
type PublicList struct {
	Items []PublicItem `json:"items"`
	Next  *string      `json:"next"`
}

// PublicCount is how many reports a filter lets through.
type PublicCount struct {
	Count int64 `json:"count"`
}

// PublicCategory is a category with the words for it in every language.
type PublicCategory struct {
	Code      string           `json:"code"`
	Names     i18n.Text        `json:"names"`
	Class     disclosure.Class `json:"privacy_class"`
	Icon      string           `json:"icon"`
	Questions []PublicQuestion `json:"questions"`
	Mandatory []string         `json:"mandatory"`
	Read      string           `json:"read"`   // period, for example 3d
	Verify    string           `json:"verify"` // period
	RadiusM   int              `json:"radius_m"`
	Route     string           `json:"route"`
}

// PublicQuestion is a question with its answers.
type PublicQuestion struct {
	Code    string         `json:"code"`
	Names   i18n.Text      `json:"names"`
	Options []PublicOption `json:"options"`
}

// PublicOption is one answer.
type PublicOption struct {
	Code  string    `json:"code"`
	Names i18n.Text `json:"names"`
}

// PublicCategories are all categories that can be chosen.
type PublicCategories struct {
	Items []PublicCategory `json:"items"`
	Next  *string          `json:"next"`
}

// Filed is the answer to a filing. Key is told once and never again, except to the same request repeated.
type Filed struct {
	ID        string       `json:"id"`
	Ref       string       `json:"ref"`
	Key       string       `json:"key"`
	State     string       `json:"state"`
	Community CommunityRef `json:"community"`
	ReadBy    time.Time    `json:"read_by"`
	VerifyBy  time.Time    `json:"verify_by"`
}

// Challenge is a proof of work by the ALTCHA protocol, version 1: find the number that, written after the salt,
// gives the challenge by SHA-256.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	MaxNumber int    `json:"maxnumber"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// StepTaken is the answer to a step.
type StepTaken struct {
	Version int64  `json:"version"`
	State   string `json:"state"`
}
