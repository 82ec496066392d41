package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"reeve/kernel/disclosure"
	"reeve/kernel/geo"
	"reeve/kernel/process/calendar"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

const (
	around = 350 // reports around Konin
	far    = 16  // reports in Vinnytsia oblast
	alpine = 14  // reports on streets of Liechtenstein
	twins  = 5   // reports around Konin of what was reported already
)

// report is a report of the plan.
type report struct {
	n        int
	at       time.Time
	filing   threatmap.Filing
	public   string // what of the text may be published
	where    string // code of the beat, or of the hromada; empty for a report by the name of a whole gmina
	abroad   bool
	alpine   bool // abroad, in Liechtenstein
	rerouted bool // where is then that of the post it was sent on to
	intake   bool // taken down on the phone, not sent by the resident
	body     string
	photos   int
	steps    []planned
}

// planned is a step of the plan.
type planned struct {
	at   time.Time
	by   string // key of a person, or holder
	what string
	in   threatmap.StepInput
	twin *report // that this one is linked to; its number is known once it is filed
}

// scene is what a plan is drawn on.
type scene struct {
	tables     tables
	categories []threatmap.Category
	beats      []ground
	hromadas   []ground
	towns      []town
	streets    []town          // in Liechtenstein; beat is the community
	posts      map[string]post // by place
	warsaw     *time.Location
	start, end time.Time
}

// ground is where reports lie, with the spots around which they gather.
type ground struct {
	code   string
	weight int
	shape  geo.MultiPolygon
	spots  []geo.Point
}

// plan is every report with its steps, in the order of filing.
func (l *loader) plan(t tables) ([]*report, error) {
	s := &scene{tables: t, start: l.start, end: l.storyEnd(), posts: map[string]post{}}
	calendars, err := calendar.Load()
	if err != nil {
		return nil, err
	}
	s.warsaw = calendars["PL"].Zone
	for _, c := range l.a.Map.Categories.List() {
		if _, known := t.Categories[c.Code]; known && !c.Retired {
			s.categories = append(s.categories, c)
		}
	}
	for _, p := range l.staff.posts() {
		if p.Role == "officer" && p.Place != "" {
			s.posts[p.Place] = p
		}
	}
	if err := s.grounds(); err != nil {
		return nil, err
	}
	snap := l.a.Places.Snapshot()
	s.towns = slices.DeleteFunc(s.towns, func(t town) bool {
		p, _ := snap.ByCode(t.code)
		_, in := snap.Above(p.ID, places.Community)
		return !in
	})
	return s.reports(), nil
}

func (s *scene) reports() []*report {
	var all []*report
	for n := range around + far + alpine {
		rnd := rand.New(rand.NewPCG(62, uint64(n))) // of its own: what one report draws changes no other
		// More of the recent ones, so that there is something to do.
		age := time.Duration(float64(reporting-3*24*time.Hour) * math.Pow((float64(n%around)+rnd.Float64())/around, 1.5))
		if n >= around {
			age = time.Duration(float64(reporting-10*24*time.Hour) * rnd.Float64())
		}
		r := &report{n: n, at: daytime(rnd, s.end.Add(-age-5*time.Minute).In(s.warsaw)), abroad: n >= around, alpine: n >= around+far}
		r.at = r.at.Truncate(time.Second).Add(time.Duration(n) * time.Microsecond) // no two at the same instant
		s.place(rnd, r)
		s.write(rnd, r)
		s.tell(rnd, r)
		all = append(all, r)
	}
	all = append(all, s.twins(all)...)
	slices.SortFunc(all, func(a, b *report) int { return a.at.Compare(b.at) })
	return all
}

// daytime moves an instant back to an hour at which people write; a few write at night.
func daytime(rnd *rand.Rand, t time.Time) time.Time {
	back, night := time.Duration(3+rnd.IntN(8))*time.Hour, rnd.IntN(6) == 0
	if t.Hour() >= 6 && t.Hour() < 23 || night {
		return t.UTC()
	}
	return t.Add(-back).UTC()
}

// write fills in what the resident says.
func (s *scene) write(rnd *rand.Rand, r *report) {
	c := s.category(rnd, r)
	lang := "pl"
	switch k := rnd.IntN(20); {
	case r.alpine:
		lang = "en"
	case r.abroad && k > 0, k < 2:
		lang = "uk"
	case k == 2 || r.abroad:
		lang = "en"
	}
	f := &r.filing
	f.Category, f.Lang = c.Code, lang
	f.Text, r.public = s.tables.written(rnd, c.Code, lang)
	day := r.at.In(s.warsaw).AddDate(0, 0, -rnd.IntN(6))
	f.SeenFrom = day.Format(time.DateOnly)
	if rnd.IntN(3) == 0 {
		f.SeenTo = r.at.In(s.warsaw).Format(time.DateOnly)
	}
	for _, p := range disclosure.DayParts() {
		if rnd.IntN(3) == 0 {
			f.Parts = append(f.Parts, p)
		}
	}
	if rnd.IntN(4) == 0 {
		f.Weekdays = [][]int{{6, 7}, {1, 2, 3, 4, 5}, {5, 6}}[rnd.IntN(3)]
	}
	questions := threatmap.Questions()
	for _, q := range c.Questions {
		if rnd.IntN(3) > 0 {
			f.Answers = map[string]string{q: pick(rnd, questions[q].Options)}
		}
	}
	if rnd.IntN(6) == 0 {
		f.Contact = fmt.Sprintf("resident%d@example.org", 100+r.n)
	}
	if rnd.IntN(14) == 0 {
		r.photos = 1 + rnd.IntN(8)/6
	}
	r.intake = rnd.IntN(6) == 0
}

// category draws one: traffic is more than half of what is reported on the Polish map.
func (s *scene) category(rnd *rand.Rand, r *report) threatmap.Category {
	weight := func(c threatmap.Category) int {
		switch c.Code {
		case "illegal_parking", "speeding":
			return 14
		case "drinking_prohibited", "traffic_organisation", "road_infrastructure":
			return 8
		case "illegal_dumping", "vandalism", "something_else":
			return 4
		}
		return 2
	}
	of := s.categories
	if r.where == "" { // only a gmina is named, and traffic would go to the traffic unit all the same
		of = slices.DeleteFunc(slices.Clone(of), func(c threatmap.Category) bool { return c.Route == "traffic" })
	} else if r.n%12 == 5 { // each occurs
		return of[r.n/12%len(of)]
	}
	total := 0
	for _, c := range of {
		total += weight(c)
	}
	k := rnd.IntN(total)
	for _, c := range of {
		if k -= weight(c); k < 0 {
			return c
		}
	}
	return of[0]
}
