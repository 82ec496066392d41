package advice

import "reeve/kernel/i18n"

// The types of this file are all that public handlers may answer with.

// PublicAdvice is a recommendation that was adopted, with what it came to in counts. Which organisation answered what
// stays inside.
type PublicAdvice struct {
	Ref    string       `json:"id"`
	Text   i18n.Text    `json:"text"`
	Plan   *string      `json:"plan"`  // code; null where it is about none
	Due    *string      `json:"due"`   // civil day
	State  string       `json:"state"` // adopted, sent, settled
	Uptake PublicUptake `json:"uptake"`
}

// PublicUptake counts the organisations that were asked. Accepted, partly, rejected and waiting make asked; done and
// verified are among those accepted, wholly or in part.
type PublicUptake struct {
	Asked    int64 `json:"asked"`
	Waiting  int64 `json:"waiting"`
	Accepted int64 `json:"accepted"`
	Partly   int64 `json:"partly"`
	Rejected int64 `json:"rejected"`
	Done     int64 `json:"done"`
	Verified int64 `json:"verified"`
}

// PublicAdvices is a page of them.
type PublicAdvices struct {
	Items []PublicAdvice `json:"items"`
	Next  *string        `json:"next"`
}

func public(a Advice, code string) PublicAdvice {
	out := PublicAdvice{Ref: a.Ref, Text: a.Body, State: a.State, Uptake: PublicUptake(a.Count())}
	if code != "" {
		out.Plan = &code
	}
	if a.Due != "" {
		out.Due = &a.Due
	}
	return out
}
