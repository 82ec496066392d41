package talks

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/errs"
)

// Session is a talk or another part of an event. Its JSON is what a release keeps.
type Session struct {
	ID        string   `json:"id"`
	Event     string   `json:"-"`
	Source    string   `json:"-"`
	Key       string   `json:"key"`
	Lang      string   `json:"lang"` // of its words
	Title     string   `json:"title"`
	Abstract  string   `json:"abstract"`
	Host      string   `json:"host"`
	Speakers  []string `json:"speakers"`
	Room      string   `json:"room"`
	Venue     string   `json:"venue"`
	Starts    string   `json:"starts"` // civil, in the event's zone
	Ends      string   `json:"ends"`   // empty = open
	Cancelled bool     `json:"cancelled"`
	Tags      []string `json:"tags"`
	Links     []string `json:"links"`
	Removed   bool     `json:"-"`
	Version   int64    `json:"version"`
}

const (
	civilTime = "2006-01-02T15:04"
	firstYear = 2000 // an earlier date is a slip: spreadsheets write 1900 for an empty cell
	lastYear  = 2100
	maxTitle  = 300
	maxText   = 20_000
)

// Check finds everything that is wrong with a session by itself.
func (s Session) Check() (f errs.Fields) {
	if n := utf8.RuneCountInString(s.Title); n == 0 || n > maxTitle {
		f.Add("title", "practice.title_missing", "most", maxTitle)
	}
	if utf8.RuneCountInString(s.Abstract) > maxText {
		f.Add("abstract", "practice.text_long", "most", maxText)
	}
	if utf8.RuneCountInString(s.Key) > 200 || utf8.RuneCountInString(s.Room) > 200 || utf8.RuneCountInString(s.Venue) > 1000 || utf8.RuneCountInString(s.Host) > 500 {
		f.Add("room", "practice.text_long", "most", 200)
	}
	for _, v := range []struct{ field, civil string }{{"start", s.Starts}, {"end", s.Ends}} {
		if v.civil == "" {
			if v.field == "start" {
				f.Add("start", "practice.date_missing")
			}
			continue
		}
		if t, err := time.Parse(civilTime, v.civil); err != nil {
			f.Add(v.field, "practice.date_wrong", "date", v.civil)
		} else if t.Year() < firstYear || t.Year() > lastYear {
			f.Add(v.field, "practice.date_far", "date", v.civil, "first", firstYear, "last", lastYear)
		}
	}
	if s.Ends != "" && s.Starts != "" && s.Ends <= s.Starts && len(f) == 0 {
		f.Add("end", "practice.ends_before", "start", s.Starts, "end", s.Ends)
	}
	return f
}

// Placed tells whether a session has a time yet. One that has none stands in the draft only: a talk that was accepted and
// is still to be placed.
func (s Session) Placed() bool { return s.Starts != "" }

// CheckDraft is Check for a session of the draft, which may be without a time.
func (s Session) CheckDraft() (f errs.Fields) {
	for _, bad := range s.Check() {
		if s.Starts != "" || s.Ends != "" || bad.Key != "practice.date_missing" {
			f = append(f, bad)
		}
	}
	return f
}

// Overlaps tells whether two sessions want one room at the same time. One that is open-ended has its room for the minute
// in which it begins.
func (s Session) Overlaps(o Session) bool {
	if s.Room == "" || !s.Placed() || !o.Placed() || s.Cancelled || o.Cancelled || s.Removed || o.Removed || !strings.EqualFold(s.Room, o.Room) || !strings.EqualFold(s.Venue, o.Venue) && s.Venue != "" && o.Venue != "" {
		return false
	}
	if s.Starts == o.Starts {
		return true
	}
	if s.Starts > o.Starts {
		s, o = o, s
	}
	return s.Ends > o.Starts
}

// InOrder sorts sessions as a programme lists them, those without a time last.
func InOrder(all []Session) {
	slices.SortStableFunc(all, func(a, b Session) int {
		if a.Placed() != b.Placed() {
			if a.Placed() {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Starts, b.Starts), cmp.Compare(a.Room, b.Room), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Key, b.Key))
	})
}

// Change is what became of a session between two versions of the programme.
type Change struct {
	What  string `json:"what"` // added, removed, cancelled, moved, room, changed
	Key   string `json:"key"`
	Title string `json:"title"`
	Was   string `json:"was"` // time or room before
	Is    string `json:"is"`
}

// Kinds of changes.
const (
	Added   = "added"
	Removed = "removed"
	Called  = "cancelled"
	Moved   = "moved"
	Rehomed = "room"
	Changed = "changed"
)

// Changes are what a version changes of the one before, in the order of the programme, removed ones last.
func Changes(before, after []Session) (all []Change) {
	was := map[string]Session{}
	for _, s := range before {
		was[s.Key] = s
	}
	for _, s := range after {
		o, there := was[s.Key]
		delete(was, s.Key)
		one := Change{Key: s.Key, Title: s.Title}
		switch {
		case !there:
			one.What, one.Is = Added, s.Starts
		case s.Cancelled && !o.Cancelled:
			one.What = Called
		case s.Starts != o.Starts || s.Ends != o.Ends:
			one.What, one.Was, one.Is = Moved, o.Starts, s.Starts
		case s.Room != o.Room:
			one.What, one.Was, one.Is = Rehomed, o.Room, s.Room
		case s.Title != o.Title || s.Abstract != o.Abstract || !slices.Equal(s.Speakers, o.Speakers) || s.Cancelled != o.Cancelled || s.Host != o.Host || s.Venue != o.Venue:
			one.What = Changed
		default:
			continue
		}
		all = append(all, one)
	}
	for _, s := range before {
		if _, left := was[s.Key]; left {
			all = append(all, Change{What: Removed, Key: s.Key, Title: s.Title, Was: s.Starts})
		}
	}
	return all
}
