package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"reeve/kernel/db"
	"reeve/modules/community"
	"reeve/modules/places"
)

// watch is a post of data/duties.json whose roster and duty the demo has.
type watch struct {
	Post     string   `json:"post"`
	Holder   string   `json:"holder"`
	StandIn  string   `json:"stand_in"`  // who enters the last days, as its substitute
	FromDays int      `json:"from_days"` // of the stand-in, from the end of the story
	Sent     int      `json:"sent"`      // of a hundred days, how many elsewhere
	Leave    [2]int   `json:"leave"`     // first and last day of a leave, from the end of the story
	Partners []string `json:"partners"`
	Notes    []string `json:"notes"`
	Language []string `json:"language"`
}

const (
	watched  = 186 // days of duty
	rostered = 15  // days of roster that are still to come
)

// duties are the rosters and the duty of some posts.
func (l *loader) duties() (all []happening, err error) {
	var watches []watch
	if err := readJSON("duties.json", &watches); err != nil {
		return nil, err
	}
	for n, w := range watches {
		f, ok := l.filled(w.Post)
		if !ok {
			return nil, fmt.Errorf("no post %s", w.Post)
		}
		place, _ := l.a.Places.Snapshot().Place(f.Post.Place)
		all = append(all, l.rosters(n, f, l.zoneOf(place))...)
		all = append(all, l.entries(n, w, l.zoneOf(place))...)
	}
	return all, nil
}

func (l *loader) filled(code string) (places.Filled, bool) {
	for _, p := range l.a.Places.Snapshot().Posts() {
		if p.Post.Code == code {
			return p, true
		}
	}
	return places.Filled{}, false
}

// shift is when a post is on duty on a day, in minutes after midnight: weekdays, the late shift every other week, and
// every fourth Saturday.
func shift(post int, day time.Time) (from, to int64, ok bool) {
	_, week := day.ISOWeek()
	switch {
	case day.Weekday() == time.Sunday, day.Weekday() == time.Saturday && (week+post)%4 != 0:
		return 0, 0, false
	case (week+post)%2 == 0:
		return 13 * 60, 21 * 60, true
	}
	return 7*60 + 30, 15*60 + 30, true
}

// rosters are set a fortnight at a time.
func (l *loader) rosters(n int, f places.Filled, zone *time.Location) (all []happening) {
	const step = 14
	for first := -watched; first <= rostered; first += step {
		from := l.midnight(first, zone)
		at := from.AddDate(0, 0, -3).Add(10 * time.Hour)
		if latest := l.storyEnd().Add(-2 * time.Hour); at.After(latest) {
			at = latest
		}
		all = append(all, happening{at: at.UTC(), do: func(tx *db.Tx) error {
			for d := range step {
				day := from.AddDate(0, 0, d)
				if a, b, ok := shift(n, day); ok {
					if _, _, err := l.a.Community.Duty.SetRoster(tx, f, day.Format(time.DateOnly), []community.DutyShift{{From: a, To: b}}, b-a); err != nil {
						return err
					}
				}
			}
			return nil
		}})
	}
	return all
}

func (l *loader) midnight(days int, zone *time.Location) time.Time {
	end := l.storyEnd().In(zone)
	return time.Date(end.Year(), end.Month(), end.Day()+days, 0, 0, 0, 0, zone)
}

// entries are what the holder of a post did, entered every other day.
func (l *loader) entries(n int, w watch, zone *time.Location) (all []happening) {
	for first := -watched; first <= 0; first += 2 {
		var done []community.DutyInput
		by := w.Holder
		if w.StandIn != "" && first >= w.FromDays {
			by = w.StandIn
		}
		for d := first; d < first+2; d++ {
			done = append(done, l.dayOf(n, w, d, zone)...)
		}
		if len(done) == 0 {
			continue
		}
		at := done[len(done)-1].To.Add(time.Duration(10+n) * time.Minute)
		all = append(all, happening{at: at, by: by, post: w.Post, do: func(tx *db.Tx) error {
			if err := l.sat(tx, w, done, zone); err != nil {
				return err
			}
			for _, in := range done {
				if _, _, err := l.a.Community.Duty.Record(tx, in); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return all
}

// sat makes the first piece of work in the community the meeting that the post held on its day.
func (l *loader) sat(tx *db.Tx, w watch, done []community.DutyInput, zone *time.Location) error {
	f, _ := l.filled(w.Post)
	at, _ := l.a.Places.Snapshot().Above(f.Post.Place, places.Community)
	seen := map[string]bool{}
	for n := range done {
		day := civilDay(done[n].From.In(zone))
		if seen[day] || done[n].Where != "community" {
			continue
		}
		seen[day] = true
		rows, err := l.a.Meetings.On(tx, at.ID, day)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Instance.Post == f.Post.ID {
				done[n].Type, done[n].Ref = "meeting", &community.DutyRef{Kind: "meeting", ID: row.Meeting.Ref}
			}
		}
	}
	return nil
}

// work is what a day is made of: a kind, how often it is drawn, how many minutes it takes.
type work struct {
	kind        string
	weight      int
	least, most int
	where       string
	people      int
}

func works() []work {
	return []work{
		{"foot_patrol", 22, 60, 150, "community", 6}, {"vehicle_patrol", 14, 60, 120, "community", 0}, {"home_visit", 12, 30, 60, "community", 2}, {"call", 9, 30, 60, "community", 2},
		{"risk_check", 6, 30, 45, "community", 1}, {"school", 5, 45, 90, "community", 40}, {"club", 3, 60, 90, "community", 18}, {"office_hours", 6, 60, 120, "community", 4},
		{"meeting", 3, 60, 90, "community", 15}, {"council_session", 1, 90, 150, "community", 20}, {"paperwork_elsewhere", 5, 30, 60, "community", 0},
		{"paperwork_station", 11, 30, 75, "station", 0}, {"court", 1, 90, 150, "outside", 0}, {"training", 1, 120, 180, "station", 0},
	}
}

// dayOf is the duty of a day as far as it lies before the end of the story.
func (l *loader) dayOf(n int, w watch, d int, zone *time.Location) (all []community.DutyInput) {
	day := l.midnight(d, zone)
	from, to, ok := shift(n, day)
	rnd := rand.New(rand.NewPCG(uint64(n)+650, uint64(d+1000)))
	if !ok || rnd.IntN(25) == 0 { // nobody wrote anything down
		return nil
	}
	at := func(minutes int64) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 0, int(minutes), 0, 0, zone).UTC()
	}
	add := func(in community.DutyInput) {
		if in.To.After(l.storyEnd().Add(-30 * time.Minute)) {
			return
		}
		in.ID, in.Post = l.madeID("duty", n, d+1000, len(all)), w.Post
		all = append(all, in)
	}
	if d >= w.Leave[0] && d <= w.Leave[1] && w.Leave[0] != 0 {
		add(community.DutyInput{Type: "leave", From: at(from), To: at(to), Where: "outside"})
		return all
	}
	if rnd.IntN(100) < w.Sent {
		add(community.DutyInput{Type: "abstraction", From: at(from), To: at(to), Where: "outside", OrderedBy: pick(rnd, []string{"unit", "duty_desk", "duty_desk", "region"}),
			OrderedWhy: pick(rnd, []string{"event", "event", "guard", "reinforcement", "escort", "investigation"})})
		return all
	}
	for m := from; m < to-20; {
		k := drawn(rnd)
		length := int64(k.least+rnd.IntN(k.most-k.least+1)) / 5 * 5
		if length = min(length, to-m); length < 15 {
			break
		}
		in := community.DutyInput{Type: k.kind, From: at(m), To: at(m + length), Where: k.where}
		if k.people > 0 {
			in.People = int64(1 + rnd.IntN(k.people))
			if len(w.Language) > 0 && rnd.IntN(9) == 0 {
				in.Language = pick(rnd, w.Language)
			}
		}
		if (k.kind == "school" || k.kind == "club" || k.kind == "meeting" || rnd.IntN(12) == 0) && k.where == "community" {
			in.Partners = pick(rnd, w.Partners)
		}
		if len(w.Notes) > 0 && rnd.IntN(60) == 0 {
			in.Note = pick(rnd, w.Notes)
		}
		add(in)
		m += length
		if rnd.IntN(3) == 0 { // a while of which nothing is recorded
			m += int64(5 * (1 + rnd.IntN(9)))
		}
	}
	return all
}

func drawn(rnd *rand.Rand) work {
	all, total := works(), 0
	for _, k := range all {
		total += k.weight
	}
	n := rnd.IntN(total)
	for _, k := range all {
		if n -= k.weight; n < 0 {
			return k
		}
	}
	return all[0]
}
