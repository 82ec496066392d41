package figures

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

const (
	actRead = "exchange.figures.read"
	address = "/desk/exchange/figures"
)

// recentDays is how far back the shorter of both spans of speed goes.
const recentDays = 90

// Needs is what the pages work with.
type Needs struct {
	Own  *node.Own
	Zone func() *time.Location // of the node: its years begin there
}

// Figures is the page and its files. Safe for concurrent use.
type Figures struct {
	Needs
	frame func(r *web.Request, title string) look.Page
	page  *web.Page[view]
}

// New makes the page.
func New(n Needs, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*Figures, error) {
	f := &Figures{Needs: n, frame: frame}
	var err error
	f.page, err = web.Add[view](pages, files, "desk", "page/figures.html")
	return f, err
}

// Routes are the page and its files.
func (f *Figures) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: address, Action: actRead, Handler: web.View(f.show)},
		{Method: "GET", Path: address + "/file", Action: actRead, Handler: web.Raw(f.file)},
	}
}

// Sheet is all figures of a year as they are shown and written.
type Sheet struct {
	Year
	Pace                                // of our answers in the year
	Span                                // of Recent
	Recent, Yearly []Speed              // partners
	Names          map[string]wire.Card // cards of partners, by node
}

// Span is civil days, both included.
type Span struct{ From, Until time.Time }

// Read counts a year at an instant: what is not over by then is not over its limit either.
func (f *Figures) Read(q db.Reader, year int, now time.Time) (Sheet, error) {
	zone, own := f.Zone(), f.Own.Card().Country
	partners, err := node.Partners(q)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Names: map[string]wire.Card{}}
	for _, p := range partners {
		s.Names[string(p.Org)] = p.Card
	}
	where := func(c request.Counted) string {
		if card, ok := s.Names[string(c.Partner)]; ok {
			return card.Country
		}
		return c.Country
	}
	from, until := bounds(year, zone)
	all, err := request.Count(q, request.CountFilter{From: from, Until: until})
	if err != nil {
		return s, err
	}
	s.Year, s.Yearly = CountYear(year, zone, all, own, where, now), Speeds(all, where, from, until)
	var ours []request.Counted
	for _, c := range all {
		if !c.Own {
			ours = append(ours, c)
		}
	}
	s.Pace = PaceOf(ours, from, until)
	if until.After(now) {
		until = now
	}
	since := until.AddDate(0, 0, -recentDays)
	s.Span = Span{since, until.Add(-time.Microsecond)}
	if all, err = request.Count(q, request.CountFilter{From: since, Until: until}); err == nil {
		s.Recent = Speeds(all, where, since, until)
	}
	return s, err
}
