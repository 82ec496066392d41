package events

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/modules/practice/seats"
)

// Series is a row of events of a programme.
type Series struct {
	ID, Slug  string
	Programme string // slug; empty = none
	Org       string // id of the organisation that holds it
	Titles    i18n.Text
	Abstracts i18n.Text
	Funder    string
	GrantLine string
	Partners  []string
	Apart     i18n.Text // what it must not be confused with
	Version   int64
}

// Kinds of events.
const (
	Workshop   = "workshop"
	Training   = "training"
	Conference = "conference"
	Opening    = "opening"
	Closing    = "closing"
)

// EventKinds lists the kinds in the order of lists.
func EventKinds() []string { return []string{Workshop, Training, Conference, Opening, Closing} }

// Kinds of dates.
const (
	On          = "on"
	UntilDay    = "until" // some time before its end
	ToAnnounced = "to_be_announced"
)

// Move is one time at which an event stood.
type Move struct {
	From   string `json:"from"` // civil beginning before
	To     string `json:"to"`   // and after
	Reason string `json:"reason"`
	At     int64  `json:"at"` // µs UTC, when it was moved
}

// Event is one workshop, training or conference. Starts, Ends and Deadline are civil times in Zone, "2021-06-10T09:00".
type Event struct {
	ID, Ref          string
	Series           string // id; empty = none
	Org              string // id of the organisation that holds it
	Kind             string
	Titles, Themes   i18n.Text
	DateKind         string
	Starts, Ends     string
	Zone             string // IANA
	Place, Venue     string
	Capacity         int64
	Deadline         string // empty = until it begins
	OfferHours       int64  // waking hours for which a freed seat is offered
	Languages        []string
	Pools            []seats.Pool
	Moves            []Move
	Changes, Version int64 // Changes is the SEQUENCE of its calendar entry
}

const (
	civilTime  = "2006-01-02T15:04"
	firstYear  = 2000 // an earlier date is a slip: spreadsheets write 1900 for an empty cell
	lastYear   = 2100
	offerHours = 12
	maxTitle   = 300
)

// ParseCivil reads a civil time as people and programs write it: with or without seconds, or a day alone.
func ParseCivil(s string) (string, bool) {
	s = strings.Replace(strings.TrimSpace(s), " ", "T", 1)
	for _, form := range []string{civilTime, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(civilTime), true
		}
	}
	return s, false
}

// zone is where the event's civil times are; UTC where it names none that there is.
func (e Event) zone() *time.Location {
	if z, err := time.LoadLocation(e.Zone); err == nil && e.Zone != "" && e.Zone != "Local" {
		return z
	}
	return time.UTC
}

// Instant is when a civil time is in the event's zone; the zero time for none.
func (e Event) Instant(civil string) time.Time {
	t, err := time.ParseInLocation(civilTime, civil, e.zone())
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Late tells whether a request at an instant comes after the deadline. The minute named is the last in time.
func (e Event) Late(at time.Time) bool {
	d := e.Instant(e.Deadline)
	return !d.IsZero() && !at.Before(d.Add(time.Minute))
}

// Check finds everything that is wrong with an event.
func (e Event) Check() error {
	var f errs.Fields
	if !titled(e.Titles) {
		f.Add("title", "practice.title_missing", "most", maxTitle)
	}
	if !slices.Contains(EventKinds(), e.Kind) {
		f.Add("kind", "practice.kind_wrong", "kind", e.Kind)
	}
	if z, err := time.LoadLocation(e.Zone); err != nil || e.Zone == "" || z == time.Local {
		f.Add("zone", "practice.zone_wrong", "zone", e.Zone)
	}
	if e.OfferHours < 1 || e.OfferHours > 240 {
		f.Add("offer_hours", "practice.offer_hours_wrong")
	}
	e.checkDates(&f)
	if err := seats.Check(e.Capacity, e.Pools); err != nil {
		f = append(f, errs.Of(err).Fields...)
	}
	return f.Err()
}

func (e Event) checkDates(f *errs.Fields) {
	if !slices.Contains([]string{On, UntilDay, ToAnnounced}, e.DateKind) {
		f.Add("date_kind", "practice.date_kind_wrong", "kind", e.DateKind)
	}
	for _, v := range []struct{ field, civil string }{{"start", e.Starts}, {"end", e.Ends}, {"registration_deadline", e.Deadline}} {
		if v.civil == "" {
			if e.DateKind != ToAnnounced && v.field != "registration_deadline" {
				f.Add(v.field, "practice.date_missing")
			}
			continue
		}
		if t, err := time.Parse(civilTime, v.civil); err != nil {
			f.Add(v.field, "practice.date_wrong", "date", v.civil)
		} else if t.Year() < firstYear || t.Year() > lastYear {
			f.Add(v.field, "practice.date_far", "date", v.civil, "first", firstYear, "last", lastYear)
		}
	}
	switch {
	case e.Starts != "" && e.Ends != "" && e.Ends < e.Starts:
		f.Add("end", "practice.ends_before", "start", e.Starts, "end", e.Ends)
	case e.Deadline != "" && e.Ends != "" && e.Deadline > e.Ends:
		f.Add("registration_deadline", "practice.deadline_after", "end", e.Ends)
	}
}

func titled(t i18n.Text) bool {
	some := false
	for _, s := range t {
		n := utf8.RuneCountInString(strings.TrimSpace(s))
		if n > maxTitle {
			return false
		}
		some = some || n > 0
	}
	return some
}

// Check finds everything that is wrong with a series.
func (s Series) Check() error {
	var f errs.Fields
	if !titled(s.Titles) {
		f.Add("title", "practice.title_missing", "most", maxTitle)
	}
	if s.Slug == "" || len(s.Slug) > 60 || strings.Trim(s.Slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		f.Add("slug", "practice.slug_wrong", "slug", s.Slug)
	}
	return f.Err()
}
