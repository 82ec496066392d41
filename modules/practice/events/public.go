package events

import "reeve/kernel/i18n"

// PublicPool is how many seats of a delegation there are and what became of them.
type PublicPool struct {
	Delegation string `json:"delegation"`
	Seats      int64  `json:"seats"`
	Overflow   string `json:"overflow"`
	Taken      int64  `json:"taken"`
	Offered    int64  `json:"offered"`
	Waiting    int64  `json:"waiting"`
}

// PublicMove is a time at which an event stood, civil in the event's zone.
type PublicMove struct {
	From   *string `json:"from"`
	To     *string `json:"to"`
	Reason string  `json:"reason"`
}

// PublicEvent is what everybody may know of an event. Times are civil in Zone.
type PublicEvent struct {
	ID                   string           `json:"id"`
	Series               *string          `json:"series"` // its slug
	Kind                 string           `json:"kind"`
	Title                i18n.Text        `json:"title"`
	Theme                i18n.Text        `json:"theme"`
	State                string           `json:"state"`
	DateKind             string           `json:"date_kind"`
	Start                *string          `json:"start"`
	End                  *string          `json:"end"`
	Zone                 string           `json:"zone"`
	RegistrationDeadline *string          `json:"registration_deadline"`
	Venue                string           `json:"venue"`
	Languages            []string         `json:"languages"`
	Capacity             int64            `json:"capacity"`
	Pools                []PublicPool     `json:"pools"`
	Moves                []PublicMove     `json:"moves"`
	Questions            []PublicQuestion `json:"questions"` // of the organiser to everybody who is named
}

// PublicQuestion is what an organiser asks of everybody who is named: text, choice (the answer is the number of the
// option, from 1) or yes_no.
type PublicQuestion struct {
	ID       string      `json:"id"`
	Kind     string      `json:"kind"`
	Label    i18n.Text   `json:"label"`
	Options  []i18n.Text `json:"options"`
	Required bool        `json:"required"`
}

func civilOut(civil string) *string {
	if civil == "" {
		return nil
	}
	civil += ":00"
	return &civil
}

// Public is what leaves of an event.
func Public(e Event, state, series string, all []Standing) PublicEvent {
	out := PublicEvent{ID: e.Ref, Kind: e.Kind, Title: e.Titles, Theme: e.Themes, State: state, DateKind: e.DateKind, Start: civilOut(e.Starts), End: civilOut(e.Ends), Zone: e.Zone,
		RegistrationDeadline: civilOut(e.Deadline), Venue: e.Venue, Languages: append([]string{}, e.Languages...), Capacity: e.Capacity, Pools: []PublicPool{}, Moves: []PublicMove{}, Questions: []PublicQuestion{}}
	if series != "" {
		out.Series = &series
	}
	by := counts(all)
	for _, p := range e.Pools {
		c := by[p.ID]
		out.Pools = append(out.Pools, PublicPool{Delegation: p.Delegation, Seats: p.Seats, Overflow: string(p.Overflow), Taken: c.Taken, Offered: c.Offered, Waiting: c.Waiting})
	}
	for _, m := range e.Moves {
		out.Moves = append(out.Moves, PublicMove{From: civilOut(m.From), To: civilOut(m.To), Reason: m.Reason})
	}
	return out
}
