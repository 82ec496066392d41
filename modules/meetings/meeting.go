package meetings

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

// Kinds of meetings.
const (
	Council     = "council"      // session of the council
	Residents   = "residents"    // with residents
	ActionGroup = "action_group" // joint action group
	Ceremony    = "ceremony"     // an agreement is signed
	Workshop    = "workshop"     // assessment workshop of a plan
	Report      = "report"       // the police report in public
	Other       = "other"
)

// Kinds lists the kinds of meetings in the order of legends and filters.
func Kinds() []string {
	return []string{Council, Residents, ActionGroup, Ceremony, Workshop, Report, Other}
}

const (
	maxText   = 8000 // characters of the minutes of one item
	maxLine   = 300  // characters of a title, a venue, a guest
	maxItems  = 60
	maxGuests = 60
	civilTime = "2006-01-02T15:04"
)

// Item is one point of an agenda, with what was said and decided.
type Item struct {
	Text     string `json:"text"`
	Link     string `json:"link,omitempty"` // https address or a path of this site
	Minutes  string `json:"minutes,omitempty"`
	Decision string `json:"decision,omitempty"`
	Open     bool   `json:"open,omitempty"` // its minutes are for everybody, once they are approved and where the meeting is public
}

// Guest is an organisation or an office that is invited. Org is its id where the register knows it; else Name says it.
type Guest struct {
	Org     string `json:"org,omitempty"`
	Name    string `json:"name,omitempty"`
	Present bool   `json:"present,omitempty"`
}

// Subject is what a meeting is held for: a record of another module.
type Subject struct{ Kind, ID string }

// Meeting is one meeting. Starts and Ends are civil times at its place, YYYY-MM-DDTHH:MM.
type Meeting struct {
	ID, Ref      string
	Kind         string
	Titles       i18n.Text
	Place        string // id
	Org          string // id of the organisation that organises it, may be empty
	Starts, Ends string
	MovedFrom    string // Starts before it was last moved
	Venue        string
	Public       bool
	Agenda       []Item
	Guests       []Guest
	People       *int64 // present, counted; nil = not counted
	names        []byte // sealed
	Orgs         []string
	Subject      Subject
	Version      int64
}

// Day is the civil day of a meeting.
func (m Meeting) Day() string { return m.Starts[:len(time.DateOnly)] }

// check finds everything that is wrong with what people enter of a meeting.
func (m Meeting) check() error {
	var f errs.Fields
	if !slices.Contains(Kinds(), m.Kind) {
		f.Add("kind", "meetings.kind_wrong", "kind", m.Kind)
	}
	if m.Place == "" {
		f.Add("community", "meetings.place_missing")
	}
	starts, err := time.Parse(civilTime, m.Starts)
	if err != nil {
		f.Add("day", "meetings.time_wrong", "time", strings.Replace(m.Starts, "T", " ", 1))
	}
	ends, wrong := time.Parse(civilTime, m.Ends)
	switch {
	case wrong != nil:
		f.Add("ends", "meetings.time_wrong", "time", strings.Replace(m.Ends, "T", " ", 1))
	case err == nil && !ends.After(starts):
		f.Add("ends", "meetings.ends_before")
	}
	long := func(field, text string, most int) {
		if utf8.RuneCountInString(text) > most {
			f.Add(field, "meetings.text_long", "most", most)
		}
	}
	for _, t := range m.Titles {
		long("title", t, maxLine)
	}
	long("venue", m.Venue, maxLine)
	if len(m.Agenda) > maxItems {
		f.Add("agenda", "meetings.too_many", "most", maxItems)
	}
	for _, i := range m.Agenda {
		long("agenda", i.Text, maxLine)
		if strings.TrimSpace(i.Text) == "" {
			f.Add("agenda", "meetings.item_empty")
		}
		if i.Link != "" && !strings.HasPrefix(i.Link, "https://") && (!strings.HasPrefix(i.Link, "/") || strings.HasPrefix(i.Link, "//")) {
			f.Add("agenda", "meetings.link_wrong", "link", i.Link)
		}
		long("agenda", i.Minutes, maxText)
		long("agenda", i.Decision, maxText)
	}
	if len(m.Guests) > maxGuests {
		f.Add("guests", "meetings.too_many", "most", maxGuests)
	}
	for _, g := range m.Guests {
		long("guests", g.Name, maxLine)
	}
	if m.People != nil && (*m.People < 0 || *m.People > 1_000_000) {
		f.Add("people", "meetings.people_wrong")
	}
	return f.Err()
}
