package day

import (
	"reeve/kernel/i18n"
	"reeve/modules/practice/events"
)

// PublicTrained is how many people a programme has trained. People are counted once in the programme, seats are
// attendances.
type PublicTrained struct {
	Programme         string           `json:"programme"` // slug
	People            int64            `json:"people"`
	Seats             int64            `json:"seats"`
	ByCountry         map[string]int64 `json:"by_country"`         // people by ISO 3166-1 alpha-2, ZZ = not known; they add up to people
	Undecided         int64            `json:"undecided"`          // pairs of which nobody has said yet whether they are one person; counted as two
	WithoutEvaluation []PublicHeld     `json:"without_evaluation"` // events that took place and were not evaluated
}

// PublicHeld is an event that took place.
type PublicHeld struct {
	ID    string    `json:"id"`
	Title i18n.Text `json:"title"`
}

func publicTrained(slug string, c Count) PublicTrained {
	out := PublicTrained{Programme: slug, People: c.People, Seats: c.Seats, ByCountry: c.Countries, Undecided: c.Undecided, WithoutEvaluation: []PublicHeld{}}
	for _, e := range c.WithoutEvaluation {
		out.WithoutEvaluation = append(out.WithoutEvaluation, publicHeld(e))
	}
	return out
}

func publicHeld(e events.Dated) PublicHeld { return PublicHeld{ID: e.Ref, Title: e.Titles} }
