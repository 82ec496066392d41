package programme

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
	"reeve/modules/community/duty"
	"reeve/modules/meetings"
	"reeve/modules/places"
)

// Kinds of appearances.
const (
	AtCouncil = "council"
	AtMeeting = "meeting" // with residents, an action group, the report in public
	AtClub    = "club"
	AtSchool  = "school"
	AtHome    = "home"
)

// Kinds lists the kinds of appearances in the order of tables.
func Kinds() []string { return []string{AtCouncil, AtMeeting, AtClub, AtSchool, AtHome} }

// Appearance is an officer seen somewhere on a day.
type Appearance struct {
	Kind      string
	Community string // id
	Day       string
}

// Count counts appearances by kind. Sessions and meetings count once for each community and day, since one of them may
// be told of by several officers and by the register of meetings too; visits to clubs, schools and homes count each.
func Count(all []Appearance) map[string]int64 {
	out, once := map[string]int64{}, map[Appearance]bool{}
	for _, a := range all {
		if a.Kind == AtCouncil || a.Kind == AtMeeting {
			if once[a] {
				continue
			}
			once[a] = true
		}
		out[a.Kind]++
	}
	return out
}

// ofDuty is what a kind of duty counts as; empty for what is no appearance.
func ofDuty(kind string) string {
	return map[string]string{duty.CouncilSession: AtCouncil, duty.Meeting: AtMeeting, duty.Club: AtClub, duty.School: AtSchool, duty.HomeVisit: AtHome}[kind]
}

// ofMeeting is what a kind of meeting counts as.
func ofMeeting(kind string) string {
	switch kind {
	case meetings.Council:
		return AtCouncil
	case meetings.Residents, meetings.ActionGroup, meetings.Report, meetings.Workshop:
		return AtMeeting
	}
	return ""
}

// appearances are those of officers in a place ("" = everywhere) from a day up to another one.
func (x *Programmes) appearances(q db.Reader, place, from, until string) (all []Appearance, err error) {
	s := x.Places.Snapshot()
	zone := x.Zone(place)
	begin, _ := time.ParseInLocation(time.DateOnly, from, zone)
	end, err := time.ParseInLocation(time.DateOnly, until, zone)
	if err != nil {
		return nil, nil
	}
	add := func(kind, at, day string) {
		c, ok := s.Above(at, places.Community)
		if kind == "" || !ok || !s.LiesIn(c.ID, place) && !s.LiesIn(place, c.ID) || day < from || day > until {
			return
		}
		all = append(all, Appearance{kind, c.ID, day})
	}
	entries, err := duty.Between(q, begin, end.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if f, ok := s.Post(e.Post); ok && f.Post.Role == "officer" && e.Where == duty.Community {
			at := e.Place
			if at == "" {
				at = f.Post.Place
			}
			add(ofDuty(e.Type), at, e.From.In(x.Zone(at)).Format(time.DateOnly))
		}
	}
	if x.Meetings == nil {
		return all, nil
	}
	held, err := x.Meetings.Held(q, policy.Scope{All: true}, from, end.AddDate(0, 0, 1).Format(time.DateOnly))
	for _, row := range held {
		add(ofMeeting(row.Meeting.Kind), row.Meeting.Place, row.Meeting.Day())
	}
	return all, err
}
