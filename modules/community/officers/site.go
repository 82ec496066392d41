package officers

import (
	"cmp"
	"strings"
	"time"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// site is the public pages.
type site struct {
	o         *Officers
	frame     func(r *web.Request, title string) look.Page
	find      *web.Page[findView]
	officer   *web.Page[placeView]
	community *web.Page[placeView]
	offline   *web.Page[offlineView]
}

func newSite(o *Officers, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{o: o, frame: frame}
	var err error
	if s.find, err = web.Add[findView](pages, files, "public", "page/find.html", "page/keep.html"); err != nil {
		return nil, err
	}
	if s.officer, err = web.Add[placeView](pages, files, "public", "page/officer.html", "page/card.html", "page/around.html", "page/keep.html", "page/style.html"); err != nil {
		return nil, err
	}
	s.community, err = web.Add[placeView](pages, files, "public", "page/community.html", "page/card.html", "page/around.html", "page/keep.html", "page/style.html")
	if err == nil {
		s.offline, err = web.Add[offlineView](pages, files, "public", "page/offline.html")
	}
	return s, err
}

// name is a text in the reader's language, else in the first that the installation falls back to, with its tag.
func (s *site) name(r *web.Request, t i18n.Text) (name, lang string) {
	return s.o.Settings.Name(r.Text.Lang(), t)
}

func (s *site) word(r *web.Request, t i18n.Text) string {
	name, _ := s.name(r, t)
	return name
}

func home(r *web.Request) string                       { return "/" + r.Text.Lang().HTML() }
func officerHref(r *web.Request, post string) string   { return home(r) + "/officers/" + post }
func communityHref(r *web.Request, code string) string { return home(r) + "/communities/" + code }

// civil is a civil day for the date formats.
func civil(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

// cardView is an officer's post as everybody sees it.
type cardView struct {
	ID           string // of the heading
	Href         string // of the officer's own page
	Title, Lang  string // of the post
	Name         string // of who holds it, or that it is vacant
	Rank         string
	Photo        string
	Vacant       bool
	Alone        bool // nobody answers for the post
	Flag         string
	Phone        string // what answers; empty = none is known
	Call         string // the same for dialling
	Mail         string
	Unit         string // while the post is vacant: who answers
	NoNumber     string
	Facts        []look.Fact
	StandIn      string // heading of who stands in
	Stand        string // their rank and name
	PlaceLine    string
	Leaflet, Two string
	Say          func(key string, args ...any) string
}

// card is what a page shows of a post. flagged is the first day without an agreement, or empty.
func (s *site) card(r *web.Request, d *directory, c places.Card, flagged string) cardView {
	l := r.Text
	v := cardView{Say: l.T, ID: "p-" + c.Post, Href: officerHref(r, c.Code), Vacant: c.Vacancy, Alone: c.Answers() == nil, Mail: c.Mail, Phone: d.call(c)}
	v.Title, v.Lang = s.name(r, c.Title)
	v.Leaflet, v.Two = v.Href+"/leaflet.pdf", v.Href+"/leaflet.pdf?paper=a4"
	v.Name = l.T("officers.vacant")
	if c.Officer != nil {
		v.Name = cmp.Or(c.Officer.Name, l.T("officers.unnamed"))
		v.Rank = s.word(r, c.Officer.Rank)
		if c.Officer.Photo != "" {
			v.Photo = "/officer-photos/" + c.Officer.Photo
		}
	}
	v.Call = dial(v.Phone)
	if v.Phone == "" {
		v.NoNumber = l.T("officers.no_number", "number", s.o.Settings.Get().Emergency)
	}
	unit := c.Unit
	if u, ok := d.unit(c.Place); ok && c.UnitPhone == "" {
		unit = u.Names
	}
	if c.Answers() == nil {
		v.Unit = s.word(r, unit)
	}
	if who := c.Substitute; who != nil {
		v.StandIn, v.Stand = l.T("officers.away"), s.person(r, who)
	} else if who := c.Acting; who != nil && c.Vacancy {
		v.StandIn, v.Stand = l.T("officers.acting"), s.person(r, who)
	}
	if flagged != "" {
		v.Flag = l.T("officers.flagged", "date", l.Date(civil(flagged)))
	}
	if p, ok := d.s.Place(c.Place); ok {
		v.PlaceLine = s.o.PlaceName(r, p)
		if p.Population != nil {
			v.PlaceLine += ", " + l.N("officers.people", *p.Population)
		}
	}
	s.facts(r, &v, c, unit)
	return v
}

// facts are when, where and in what languages.
func (s *site) facts(r *web.Request, v *cardView, c places.Card, unit i18n.Text) {
	add := func(key string, t i18n.Text) {
		if text, lang := s.name(r, t); text != "" {
			v.Facts = append(v.Facts, look.Fact{Term: r.Text.T(key), Text: text, Lang: lang})
		}
	}
	add("officers.place", c.OfficePlace)
	add("officers.hours", c.OfficeHours)
	if who := c.Answers(); who != nil && len(who.Languages) > 0 {
		v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("officers.languages"), Text: strings.Join(languages(who.Languages), ", ")})
	}
	if v.Stand != "" {
		v.Facts = append(v.Facts, look.Fact{Term: v.StandIn, Text: v.Stand})
	}
	add("officers.unit", unit)
}

func (s *site) person(r *web.Request, who *places.Officer) string {
	return strings.TrimSpace(s.word(r, who.Rank) + " " + cmp.Or(who.Name, r.Text.T("officers.unnamed")))
}

// languages are called what their speakers call them; one that the program does not know is its tag.
func languages(tags []string) (all []string) {
	for _, tag := range tags {
		for _, l := range i18n.All() {
			if l.HTML() == tag || string(l) == tag {
				tag = l.Self()
				break
			}
		}
		all = append(all, tag)
	}
	return all
}

// dial is a number as a telephone takes it.
func dial(number string) string {
	return strings.Map(func(c rune) rune {
		if c == '+' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, number)
}
