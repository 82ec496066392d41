package demo

import (
	"math/rand/v2"
	"strings"
	"time"

	"reeve/kernel/disclosure"
	"reeve/modules/threatmap"
)

// vacant is the beat without an officer; what is reported there goes to the neighbour's.
const (
	vacant    = "PL-3062011-3"
	neighbour = "PL-3062011-2"
)

// tell draws a story for a report and turns it into steps, as far as the end of the story has let it come.
func (s *scene) tell(rnd *rand.Rand, r *report) {
	c := s.of(r.filing.Category)
	acts := pickStory(rnd, s.kindOf(rnd, r, c)).acts
	if c.Route != "traffic" && (r.where == "" || r.where == vacant) && len(acts) > 0 && acts[0].step != "reroute" {
		acts = append([]act{{"reroute", 5, 30, coordinator}}, acts...)
		if s.end.Sub(r.at) < 6*24*time.Hour {
			acts = nil // lies in the queue, or with the vacant post
		}
	}
	if r.photos > 0 && len(acts) > 2 && c.Class != disclosure.C && rnd.IntN(2) == 0 {
		acts = insert(acts, 2, act{"publish_photo", 1, 5, officer})
	}
	if len(acts) > 2 && c.Class != disclosure.C && rnd.IntN(3) > 0 && acts[len(acts)-1].step != "mistake" {
		acts = insert(acts, 1+rnd.IntN(len(acts)-1), act{"publish_text", 0.2, 2, officer})
	}
	at := r.at
	for k, a := range acts {
		at = s.working(rnd, at.Add(hours(a.after+rnd.Float64()*a.spread)), a.by).Truncate(time.Second).Add(time.Duration(r.n) * time.Microsecond)
		if at.After(s.end.Add(-2 * time.Minute)) {
			return
		}
		r.steps = append(r.steps, s.step(rnd, r, c, a, at, k))
	}
}

func hours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

func insert(acts []act, at int, a act) []act {
	return append(append(append([]act{}, acts[:at]...), a), acts[at:]...)
}

func pickStory(rnd *rand.Rand, all []story) story {
	total := 0
	for _, s := range all {
		total += s.weight
	}
	k := rnd.IntN(total)
	for _, s := range all {
		if k -= s.weight; k < 0 {
			return s
		}
	}
	return all[0]
}

func (s *scene) of(code string) threatmap.Category {
	for _, c := range s.categories {
		if c.Code == code {
			return c
		}
	}
	return threatmap.Category{}
}

// kindOf tells which stories a report can have.
func (s *scene) kindOf(rnd *rand.Rand, r *report, c threatmap.Category) []story {
	age := s.end.Sub(r.at)
	inKonin := strings.HasPrefix(r.where, "PL-3062011-")
	switch {
	case age > 4*24*time.Hour && age < 11*24*time.Hour && rnd.IntN(2) == 0:
		return neglected()
	case c.Class == disclosure.C:
		return quietStories()
	case r.abroad:
		return stories()
	case c.Route == "body" && onRoads(c.Code):
		r.body = roads
		return bodyStories()
	case c.Route == "body" && inKonin:
		r.body = city
		return bodyStories()
	case inKonin:
		return append(stories(), elsewhere())
	}
	return stories()
}

func onRoads(category string) bool {
	switch category {
	case "road_infrastructure", "traffic_organisation", "forest_animals", "level_crossing":
		return true
	}
	return false
}

// working moves an instant to when whoever acts is at work: offices on weekdays, officers every day.
func (s *scene) working(rnd *rand.Rand, t time.Time, by string) time.Time {
	first, last, weekdays := 7, 20, false
	switch by {
	case coordinator, moderator, body:
		first, last, weekdays = 8, 16, true
	case holder:
		last = 23
	}
	l := t.In(s.warsaw)
	for l.Hour() < first || l.Hour() >= last || weekdays && (l.Weekday() == time.Saturday || l.Weekday() == time.Sunday) {
		day := l
		if l.Hour() >= first {
			day = l.AddDate(0, 0, 1)
		}
		l = time.Date(day.Year(), day.Month(), day.Day(), first+rnd.IntN(5), l.Minute(), l.Second(), 0, s.warsaw)
	}
	return l.UTC()
}
