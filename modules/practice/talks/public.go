package talks

import "time"

// PublicSchedule is the released programme of an event. Times are civil in Zone.
type PublicSchedule struct {
	Event    string          `json:"event"`
	Title    string          `json:"title"`
	Zone     string          `json:"zone"`
	Version  int64           `json:"version"`
	Released string          `json:"released"` // RFC 3339
	Sessions []PublicSession `json:"sessions"`
	Changes  []PublicChange  `json:"changes"` // since the version before
}

// PublicSession is a session as everybody may see it.
type PublicSession struct {
	Key       string   `json:"key"`
	Lang      string   `json:"lang"`
	Title     string   `json:"title"`
	Abstract  string   `json:"abstract"`
	Host      string   `json:"host"`
	Speakers  []string `json:"speakers"`
	Room      string   `json:"room"`
	Venue     string   `json:"venue"`
	Start     string   `json:"start"`
	End       *string  `json:"end"` // null = open
	Cancelled bool     `json:"cancelled"`
	Tags      []string `json:"tags"`
}

// PublicChange is what became of a session: added, removed, cancelled, moved, room, changed.
type PublicChange struct {
	What  string  `json:"what"`
	Key   string  `json:"key"`
	Title string  `json:"title"`
	Was   *string `json:"was"` // time or room before
	Is    *string `json:"is"`
}

func public(ref, title, zone string, r Release) PublicSchedule {
	out := PublicSchedule{Event: ref, Title: title, Zone: zone, Version: r.Number, Released: r.At.UTC().Format(time.RFC3339), Sessions: []PublicSession{}, Changes: []PublicChange{}}
	or := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	for _, s := range r.Sessions {
		one := PublicSession{Key: s.Key, Lang: s.Lang, Title: s.Title, Abstract: s.Abstract, Host: s.Host, Speakers: append([]string{}, s.Speakers...), Room: s.Room, Venue: s.Venue, Start: s.Starts + ":00",
			Cancelled: s.Cancelled, Tags: append([]string{}, s.Tags...)}
		if s.Ends != "" {
			one.End = or(s.Ends + ":00")
		}
		out.Sessions = append(out.Sessions, one)
	}
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, PublicChange{What: c.What, Key: c.Key, Title: c.Title, Was: or(c.Was), Is: or(c.Is)})
	}
	return out
}
