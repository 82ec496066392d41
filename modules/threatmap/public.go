package threatmap

import (
	"time"

	"reeve/kernel/disclosure"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
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
	Lang          *string         `json:"lang"`   // of the text; null as long as the text is not public
	Photos        []string        `json:"photos"` // addresses of published photos
	Confirmations int64           `json:"confirmations"`
	ReadBy        *string         `json:"read_by"`   // civil date
	VerifyBy      *string         `json:"verify_by"` // civil date
	History       []PublicStep    `json:"history"`
	// DuplicateOf is the report that this one is treated together with, where its number may be told; null else.
	DuplicateOf *string `json:"duplicate_of"`
	Together    bool    `json:"together"` // treated together with another report
	// Source is the feed that it was imported from; null for a report filed here.
	Source *PublicSource `json:"source"`
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

// PublicSource is a feed from which reports were imported.
type PublicSource struct {
	Code        string    `json:"code"`
	Names       i18n.Text `json:"names"`
	Attribution string    `json:"attribution"` // as the owner of the data wants to be named
	Licence     string    `json:"licence"`
	Link        *string   `json:"link"`
}

// PublicSources are all of them.
type PublicSources struct {
	Items []PublicSource `json:"items"`
	Next  *string        `json:"next"`
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
	// Confirmations is how many others have said that they have seen it too.
	Confirmations int64 `json:"confirmations"`
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

// PublicFacets are the numbers beside the choices of a filter: how many reports it lets through; by state, how many
// that state alone would let through in place of the states chosen, under the rest of the filter; by category, the same.
type PublicFacets struct {
	Count      int64         `json:"count"`
	States     []PublicFacet `json:"states"`     // all of them
	Categories []PublicFacet `json:"categories"` // those that occur
}

// PublicFacet is a choice and its number.
type PublicFacet struct {
	Code  string `json:"code"`
	Count int64  `json:"count"`
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
	CrimeTip  bool             `json:"crime_tip"` // nothing of such a report becomes public
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

// PublicStats are figures about public reports, by the month of their public filing time. Definitions are at Method.
type PublicStats struct {
	Community     *CommunityRef         `json:"community"` // asked for; null = the whole installation
	Category      *string               `json:"category"`
	From          *string               `json:"from"` // YYYY-MM, inclusive; null = from the first report on
	To            *string               `json:"to"`
	Method        string                `json:"method"`          // address of the definitions
	TimeUnitHours int64                 `json:"time_unit_hours"` // all times are multiples of it
	Totals        PublicFigures         `json:"totals"`
	ByMonth       []PublicMonthStats    `json:"by_month"` // without gaps
	ByCategory    []PublicCategoryStats `json:"by_category"`
	ByCommunity   []PublicPlaceStats    `json:"by_community"` // regions, communities of a region, beats of a community
}

// PublicFigures are the figures of a group of reports.
type PublicFigures struct {
	Received         int64       `json:"received"` // all
	Imported         int64       `json:"imported"` // with the state that their source gave; in no other figure but received
	Open             int64       `json:"open"`
	Checked          int64       `json:"checked"` // here
	Confirmed        int64       `json:"confirmed"`
	Eliminated       int64       `json:"eliminated"`
	ConfirmedPercent PublicRate  `json:"confirmed_percent"` // confirmed of checked
	Per1000          PublicRate  `json:"per_1000"`          // received without the imported ones, per 1,000 residents
	PopulationDate   *string     `json:"population_date"`
	WithoutClocks    int64       `json:"without_clocks"` // left out of the times: the imported ones, and those imported to be worked on here
	Read             PublicTimes `json:"read"`
	Verify           PublicTimes `json:"verify"`
	Close            PublicTimes `json:"close"`
}

// PublicRate is a rate with one decimal. Without Status known, the rest is null.
type PublicRate struct {
	Status      measure.Status `json:"status"` // known, missing, not_applicable, suppressed
	Value       *float64       `json:"value"`
	Numerator   *int64         `json:"numerator"`
	Denominator *int64         `json:"denominator"`
}

// PublicTimes tell how long something took from filing, in parts of the day of 6 hours, and how many wait for it.
type PublicTimes struct {
	Status      measure.Status `json:"status"`
	Measured    int64          `json:"measured"`
	Waiting     int64          `json:"waiting"`
	MedianHours *int64         `json:"median_hours"` // nearest rank
	P90Hours    *int64         `json:"p90_hours"`
}

// PublicMonthStats are the figures of a month.
type PublicMonthStats struct {
	Month string `json:"month"` // YYYY-MM
	PublicFigures
}

// PublicCategoryStats are the figures of a category.
type PublicCategoryStats struct {
	Category string `json:"category"`
	PublicFigures
}

// PublicPlaceStats are the figures of a place; null = in none of them, or published without telling in which.
type PublicPlaceStats struct {
	Community *CommunityRef `json:"community"`
	PublicFigures
}

// PublicSimilar is a public report that may be about the same thing as one that is being written.
type PublicSimilar struct {
	ID            string          `json:"id"`
	Ref           string          `json:"ref"`
	Category      string          `json:"category"`
	State         string          `json:"state"`
	Community     CommunityRef    `json:"community"`
	Published     *PublishedPlace `json:"published"`
	FiledDate     string          `json:"filed_date"`
	FiledPart     DayPart         `json:"filed_part"`
	Confirmations int64           `json:"confirmations"`
	Distance      int64           `json:"distance_m"` // from the asker's point to the published place, in tens of metres
}

// PublicSimilarList are the likeliest ones, best first.
type PublicSimilarList struct {
	Items []PublicSimilar `json:"items"`
	Next  *string         `json:"next"`
}

// Confirmation is the answer to who has seen the same thing.
type Confirmation struct {
	Ref           string `json:"ref"`
	Confirmations int64  `json:"confirmations"`
}
