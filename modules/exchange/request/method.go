package request

import (
	"slices"

	"reeve/kernel/process"
)

// basisOf is the text of a law that a step or clock names.
func basisOf(legal string) string {
	switch legal {
	case lawAll:
		return "request.basis.law"
	case lawCase:
		return "request.basis.case"
	case lawLimit:
		return "request.basis.limit"
	case lawDelay:
		return "request.basis.delay"
	case lawRefuse:
		return "request.basis.refuse"
	case lawDenied:
		return "request.basis.authorisation"
	case lawDirect:
		return "request.basis.direct"
	case lawReview:
		return "request.basis.review"
	case lawErase:
		return "request.basis.erase"
	}
	return ""
}

// methods are the steps that people take and have a card for: what to check before.
func methods() []string {
	return []string{"review", "send_alone", "look", "give_back", "classify", "assign", "take_back", "ask", "delay", "partial", "answer", "refuse", "withdraw", "close", "keep", "erase", "explain", "notice", "grant", "deny"}
}

// withCards gives a life its laws in words and its method cards.
func withCards(d *process.Definition) *process.Definition {
	d.Basis = basisOf(d.Legal)
	for i, s := range d.Steps {
		d.Steps[i].Basis = basisOf(s.Legal)
		name := s.Name
		if name == "reassign" {
			name = "assign"
		}
		if slices.Contains(methods(), name) {
			d.Steps[i].Method = "request.method." + name
		}
	}
	for i, c := range d.Clocks {
		d.Clocks[i].Basis = basisOf(c.Legal)
	}
	return d
}
