package survey

import "reeve/kernel/i18n"

// The types of this file are all that public handlers may answer with.

// PublicSurveys is what was asked, the latest first.
type PublicSurveys struct {
	Items []PublicSurvey `json:"items"`
	Next  *string        `json:"next"`
}

// PublicSurvey is one survey in one place at one time.
type PublicSurvey struct {
	Title   string        `json:"title"`
	Place   PublicPlace   `json:"place"`
	From    string        `json:"from"` // days on which people were asked
	Until   string        `json:"until"`
	Sample  string        `json:"sample"`
	Method  string        `json:"method"`
	Source  string        `json:"source"`
	Weights string        `json:"weights"`
	Values  []PublicValue `json:"values"`
}

// PublicPlace is a place by code and name.
type PublicPlace struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// PublicValue is the share that gave an answer.
type PublicValue struct {
	Question string   `json:"question"`
	Wording  string   `json:"wording"`
	Group    *string  `json:"group"` // null = everybody
	Share    *float64 `json:"share"` // of 1, four digits; null = kept back, since so few are behind it
	N        *int64   `json:"n"`
	Margin   *float64 `json:"margin"` // half the width of the interval of 95 per cent, of 1
	Stated   bool     `json:"margin_stated"`
}
