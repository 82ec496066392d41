package events

import (
	"net/http"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"reeve/modules/practice/words"
)

// Section is a part of an event's page that another feature brings: its programme, its materials. Without a title it is
// left out.
type Section struct {
	ID, Title, Text string
	Table           look.Table
	Links           []look.NavItem
}

type sectionOf = func(r *web.Request, q db.Reader, e Event, state string) (Section, error)

const public = "practice.public.read"

// site is the public pages: what there is, a series, an event.
type site struct {
	*Events
	words.Words
	frame  func(r *web.Request, title string) look.Page
	home   *web.Page[homeView]
	series *web.Page[seriesView]
	event  *web.Page[eventView]
}

func newSite(v *Events, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{Events: v, Words: v.words(), frame: frame}
	var err error
	if s.home, err = web.Add[homeView](pages, files, "public", "page/home.html"); err != nil {
		return nil, err
	}
	if s.series, err = web.Add[seriesView](pages, files, "public", "page/series.html", "page/parts.html"); err != nil {
		return nil, err
	}
	s.event, err = web.Add[eventView](pages, files, "public", "page/event.html", "page/parts.html")
	return s, err
}

func (s *site) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/{lang}/practice", Action: public, Handler: web.View(s.showHome)},
		{Method: "GET", Path: "/{lang}/series/{slug}", Action: public, Handler: web.Raw(s.showSeries)},
		{Method: "GET", Path: "/{lang}/events/{id}", Action: public, Handler: web.View(s.showEvent)},
	}
}

// homeView is GET /{lang}/practice.
type homeView struct {
	look.Page
	Lead   string
	Series []seriesItem
	Next   []eventItem
	More   []look.Act
	Empty  *look.Empty
}

type seriesItem struct{ Title, Lang, Lead, Programme, When, Href, Logo string }

// eventItem is a line of a list of events.
type eventItem struct{ Title, Lang, Href, When, Where, State string }

const nextRows = 12

func (s *site) showHome(r *web.Request) (web.Reply, error) {
	v := homeView{Page: s.frame(r, r.Text.T("practice.site.title")), Lead: r.Text.T("practice.site.lead")}
	home := "/" + r.Text.Lang().HTML()
	err := r.Read(func(q *db.Snapshot) error {
		v.Series, v.Next = nil, nil
		all, err := AllSeries(q, "")
		if err != nil {
			return err
		}
		for _, one := range all {
			item := seriesItem{Lead: s.Word(r, one.Abstracts), Href: home + "/series/" + one.Slug}
			item.Title, item.Lang = s.Name(r, one.Titles)
			if g, ok := s.programme(one.Programme); ok {
				item.Programme, item.Logo = s.Word(r, g.Names), g.Look.LogoHref()
			}
			events, err := EventsOf(q, one.ID)
			if err != nil {
				return err
			}
			if n := len(events); n > 0 {
				item.When = r.Text.N("practice.events_count", int64(n))
				if span := span(r, events); span != "" {
					item.When += ", " + span
				}
			}
			v.Series = append(v.Series, item)
		}
		next, _, err := List(q, Filter{From: r.Now.UTC().Format("2006-01-02"), Limit: nextRows}, nil)
		for _, d := range next {
			if d.State != Cancelled && d.State != Held {
				v.Next = append(v.Next, s.item(r, d))
			}
		}
		return err
	})
	for _, link := range s.HomeLinks {
		v.More = append(v.More, link(r)...)
	}
	if len(v.Series)+len(v.Next) == 0 {
		v.Empty = &look.Empty{Icon: "calendar", Title: r.Text.T("practice.site.none")}
	}
	return s.home.With(v), err
}

func (s *site) item(r *web.Request, d Dated) eventItem {
	e := eventItem{Href: "/" + r.Text.Lang().HTML() + "/events/" + d.Ref, When: when(r.Text, d.Event), Where: form.Line(d.Venue, s.Place(r, d.Place)), State: r.Text.T("practice.state." + d.State)}
	e.Title, e.Lang = s.Name(r, d.Titles)
	return e
}

// span are the first and the last month of a row of events.
func span(r *web.Request, all []Dated) string {
	first, last := "", ""
	for _, d := range all {
		if d.Starts != "" && (first == "" || d.Starts < first) {
			first = d.Starts
		}
		last = max(last, d.Starts)
	}
	return months(r, first, last)
}

func months(r *web.Request, first, last string) string {
	switch {
	case first == "":
		return ""
	case first[:7] == last[:7]:
		return r.Text.MonthYear(civilOf(first))
	}
	return r.Text.MonthYear(civilOf(first)) + " – " + r.Text.MonthYear(civilOf(last))
}

// programme is one by its slug.
func (v *Events) programme(slug string) (places.Programme, bool) {
	for _, g := range v.Places.Snapshot().Programmes() {
		if g.Slug == slug && slug != "" {
			return g, true
		}
	}
	return places.Programme{}, false
}

// showSeries is GET /{lang}/series/{slug}: the page, or with .ics behind the slug the calendar.
func (s *site) showSeries(w http.ResponseWriter, r *web.Request) error {
	if slug, ok := strings.CutSuffix(r.PathValue("slug"), ".ics"); ok {
		return s.feed(w, r, slug)
	}
	reply, err := s.seriesPage(r)
	if err != nil {
		return err
	}
	return reply(w, r)
}
