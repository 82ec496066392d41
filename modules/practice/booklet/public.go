package booklet

import (
	"time"

	"reeve/kernel/i18n"
)

// The types of this file are all that leaves of an edition.

// Data is everything that an edition shows, as it stood when it was published. It is stored as JSON and never changed.
type Data struct {
	ID           string           `json:"id"` // of the booklet
	Edition      int64            `json:"edition"`
	Titles       i18n.Text        `json:"title"`
	Abstracts    i18n.Text        `json:"abstract"`
	Languages    []string         `json:"languages"`
	Organisation Named            `json:"organisation"`
	PublishedAt  time.Time        `json:"published_at"`
	Zone         string           `json:"zone"` // IANA
	Chapters     []ChapterData    `json:"chapters"`
	Annexes      []AnnexData      `json:"annexes"`
	Uptake       map[string]int64 `json:"uptake"` // sums over all recommendations, by what was decided
}

// Named is an organisation.
type Named struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// ChapterData is a chapter with what it shows.
type ChapterData struct {
	Titles          i18n.Text            `json:"title"`
	Texts           i18n.Text            `json:"text"`
	Problems        []ProblemData        `json:"typical_problems"`
	Practices       []PracticeData       `json:"practices"`
	Recommendations []RecommendationData `json:"recommendations"`
}

// ProblemData is a typical problem as it was published.
type ProblemData struct {
	ID          string    `json:"id"`
	Titles      i18n.Text `json:"title"`
	Description i18n.Text `json:"description"`
	Actors      i18n.Text `json:"actors"`
	Legal       i18n.Text `json:"legal_basis"`
	Methodology i18n.Text `json:"methodology"`
	Steps       i18n.Text `json:"steps"` // one a line
}

// PracticeData is a practice as it was published.
type PracticeData struct {
	ID           string         `json:"id"`
	Titles       i18n.Text      `json:"title"`
	Organisation Named          `json:"organisation"`
	Problem      i18n.Text      `json:"problem"`
	Response     i18n.Text      `json:"response"`
	Results      i18n.Text      `json:"results"`
	Failed       i18n.Text      `json:"what_failed"`
	Transfer     i18n.Text      `json:"conditions_for_transfer"`
	Evidence     int64          `json:"evidence_level"`
	DidNotWork   bool           `json:"did_not_work"`
	Adoptions    []AdoptionData `json:"adoptions"`
}

// AdoptionData is an organisation that works by a practice.
type AdoptionData struct {
	Organisation Named  `json:"organisation"`
	On           string `json:"on"`
}

// RecommendationData is a recommendation with how many organisations it went to and what they decided. Who decided what
// is theirs to say, and does not leave.
type RecommendationData struct {
	ID        string           `json:"id"`
	Texts     i18n.Text        `json:"text"`
	Due       string           `json:"due"` // civil day; empty = none
	Addressed int64            `json:"asked"`
	Uptake    map[string]int64 `json:"uptake"` // by what was decided
}

// AnnexData is a file that goes with the edition.
type AnnexData struct {
	ID     string    `json:"id"`
	Titles i18n.Text `json:"title"`
	Name   string    `json:"file"`
	Type   string    `json:"type"`
	Size   int64     `json:"size"` // bytes
	SHA256 string    `json:"sha256"`
}
