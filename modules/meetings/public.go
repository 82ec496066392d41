package meetings

import (
	"reeve/kernel/i18n"
	"reeve/modules/places"
)

// The types of this file are all that public handlers may answer with.

// PublicMeetings is a page of the public meetings of a community, the next first.
type PublicMeetings struct {
	Items []PublicMeeting `json:"items"`
	Next  *string         `json:"next"`
}

// PublicMeeting is what everybody may know of a public meeting. Starts and ends are civil times at its place.
type PublicMeeting struct {
	ID        string             `json:"id"`
	Kind      string             `json:"kind"`
	Title     i18n.Text          `json:"title"` // empty where its kind says it all
	Place     places.PublicRef   `json:"place"`
	Starts    string             `json:"starts"`
	Ends      string             `json:"ends"`
	Zone      string             `json:"zone"`
	MovedFrom *string            `json:"moved_from"` // where it stood before it was moved
	Venue     string             `json:"venue"`
	State     string             `json:"state"` // planned or cancelled
	Agenda    []PublicAgendaItem `json:"agenda"`
	ICS       map[string]string  `json:"ics"` // address of the calendar entry by language
}

// PublicAgendaItem is a point of an agenda.
type PublicAgendaItem struct {
	Text string  `json:"text"`
	Link *string `json:"link"`
}
