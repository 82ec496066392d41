package meetings

import (
	"net/http"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// site is the public pages: the next public meetings, and one of them. They need no script.
type site struct {
	m     *Meetings
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteListView]
	one   *web.Page[siteOneView]
}

func newSite(m *Meetings, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{m: m, frame: frame}
	var err error
	if s.list, err = web.Add[siteListView](pages, files, "public", "page/site/list.html"); err != nil {
		return nil, err
	}
	s.one, err = web.Add[siteOneView](pages, files, "public", "page/site/meeting.html")
	return s, err
}

// siteListView is GET /{lang}/meetings?community=&from=.
type siteListView struct {
	look.Page
	Lead     string
	Filter   look.Filter
	Meetings []siteMeeting
	Empty    *look.Empty
	Pages    look.Pagination
	Views    []look.NavItem // to come, or past
	Label    string         // of the views
	Feed     *look.Act      // the calendar of a community
}

// siteMeeting is a meeting in the public list.
type siteMeeting struct {
	Title, Lang, Href string
	When, Where       string
	Cancelled, Moved  string // said where it is so
	Minutes           string // said where they can be read
}

const siteRows = 30

func (s *site) showList(r *web.Request) (web.Reply, error) {
	m, q := s.m, r.URL.Query()
	snapshot := m.Places.Snapshot()
	at, known := snapshot.ByCode(q.Get("community"))
	if q.Get("community") != "" && !known {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", q.Get("community"))
	}
	from, err := m.from(r, at.ID)
	if err != nil {
		return nil, err
	}
	v := siteListView{Page: s.frame(r, r.Text.T("meetings.site.title")), Lead: r.Text.T("meetings.site.lead"), Label: r.Text.T("meetings.views")}
	if known {
		v.Title = r.Text.T("meetings.site.title_in", "place", m.word(r, at.Names))
	}
	base := "/" + r.Text.Lang().HTML() + "/meetings"
	land := append([]look.Option{{Word: r.Text.T("meetings.any")}}, m.placeOptions(r, snapshot.Communities(r.Text, m.Settings.Get().Fallback), at.Code)...)
	v.Filter = look.Filter{Action: base, Label: r.Text.T("meetings.filter"), Title: r.Text.T("meetings.filter"), Submit: r.Text.T("meetings.show"), Open: known,
		Fields: []look.Field{{Name: "community", Type: "select", Label: r.Text.T("meetings.community"), Options: land}, {Name: "from", Type: "date", Label: r.Text.T("meetings.from"), Value: from}}}
	var rows []Row
	var next string
	f := Filter{Place: at.ID, From: from, Public: true, States: ahead(), After: q.Get("after"), Limit: siteRows}
	past := q.Get("view") == "past"
	if past {
		f.From, f.Until, f.States, f.Back = "", m.dayAt(at.ID, r.Now)+"T24:00", behind(), true
		v.Filter.Fields = append(v.Filter.Fields[:1], look.Field{Name: "view", Type: "select", Label: r.Text.T("meetings.views"),
			Options: []look.Option{{Word: r.Text.T("meetings.upcoming")}, {Value: "past", Word: r.Text.T("meetings.past"), Selected: true}}})
	}
	there := func(view string) string {
		return base + "?" + address(map[string]string{"community": at.Code, "view": view})
	}
	v.Views = []look.NavItem{{Word: r.Text.T("meetings.upcoming"), Href: strings.TrimSuffix(there(""), "?"), Current: !past}, {Word: r.Text.T("meetings.past"), Href: there("past"), Current: past}}
	if known {
		v.Feed = &look.Act{Word: r.Text.T("meetings.feed"), Href: base + "/calendar.ics?" + address(map[string]string{"community": at.Code}), Icon: "calendar", Variant: "secondary"}
	}
	if err := r.Read(func(q *db.Snapshot) (err error) {
		rows, next, err = m.list(q, f, nil)
		return err
	}); err != nil {
		return nil, err
	}
	for _, row := range rows {
		one := siteMeeting{Href: base + "/" + row.Meeting.Ref, When: when(r, row.Meeting), Where: line(row.Meeting.Venue, m.placeWord(r, row.Meeting.Place))}
		one.Title, one.Lang = m.title(r, row.Meeting)
		one.Cancelled, one.Moved = notes(r, row.Meeting, row.Instance.State)
		if row.Instance.State == Approved {
			one.Minutes = r.Text.T("meetings.minutes_there")
		}
		v.Meetings = append(v.Meetings, one)
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "calendar-days", Title: r.Text.T("meetings.site.none"), Text: r.Text.T("meetings.site.none_text")}
		if past {
			v.Empty = &look.Empty{Icon: "calendar-days", Title: r.Text.T("meetings.site.none_past"), Text: r.Text.T("meetings.site.none_past_text")}
		}
	}
	v.Pages.Label = r.Text.T("meetings.pages")
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("meetings.later"), Href: base + "?" + address(map[string]string{"community": at.Code, "view": q.Get("view"), "from": q.Get("from"), "after": next})}
	}
	return s.list.With(v), nil
}

// notes are what a reader has to know of a meeting before going there.
func notes(r *web.Request, v Meeting, state string) (cancelled, moved string) {
	if state == Cancelled {
		cancelled = r.Text.T("meetings.state.cancelled")
	} else if v.MovedFrom != "" {
		moved = r.Text.T("meetings.moved_from", "when", begin(r, v.MovedFrom))
	}
	return cancelled, moved
}

// siteOneView is GET /{lang}/meetings/{ref}.
type siteOneView struct {
	look.Page
	Crumbs    look.Crumbs
	TitleLang string
	Alert     *look.Alert
	Facts     []look.Fact
	Agenda    []siteItem
	Acts      []look.Act
	Files     []fileView
}

type siteItem struct{ Text, Link, Minutes, Decision string }

// open reads a meeting that everybody may know of; any other does not exist.
func (s *site) open(r *web.Request) (v Meeting, state string, err error) {
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return v, "", errs.New(errs.NotFound, "meetings.no_such_meeting")
	}
	err = r.Read(func(q *db.Snapshot) error {
		if v, err = ByRef(q, ref); err != nil {
			return err
		}
		i, err := process.Load(q, v.ID)
		state = i.State
		return err
	})
	if err == nil && !v.Public {
		err = errs.New(errs.NotFound, "meetings.no_such_meeting")
	}
	return v, state, err
}

func (s *site) showOne(r *web.Request) (web.Reply, error) {
	v, state, err := s.open(r)
	if err != nil {
		return nil, err
	}
	var files []File
	if err := r.Read(func(q *db.Snapshot) (err error) { files, err = FilesOf(q, v.ID); return err }); err != nil {
		return nil, err
	}
	title, lang := s.m.title(r, v)
	base := "/" + r.Text.Lang().HTML() + "/meetings"
	out := siteOneView{Page: s.frame(r, title), TitleLang: lang, Crumbs: look.Crumbs{Label: r.Text.T("meetings.crumbs"), Items: []look.NavItem{{Word: r.Text.T("meetings.site.title"), Href: base}, {Word: title}}},
		Files: fileViews(r, files, false)}
	here := base + "/" + v.Ref
	switch state {
	case Approved:
		out.Acts = []look.Act{{Word: r.Text.T("meetings.minutes_as", "kind", "PDF"), Href: here + "/minutes.pdf", Icon: "file-text", Variant: "secondary"},
			{Word: r.Text.T("meetings.minutes_as", "kind", "DOCX"), Href: here + "/minutes.docx", Icon: "file-text", Variant: "secondary"}}
	case Planned, Cancelled:
		out.Acts = []look.Act{{Word: r.Text.T("meetings.ics"), Href: here + "/calendar.ics", Icon: "calendar", Variant: "secondary"}}
	}
	if cancelled, moved := notes(r, v, state); cancelled != "" {
		out.Alert = &look.Alert{Kind: "danger", Text: cancelled}
	} else if moved != "" {
		out.Alert = &look.Alert{Kind: "warning", Text: moved}
	}
	out.Facts = []look.Fact{fact(r, "meetings.when", when(r, v)), fact(r, "meetings.community", s.m.placeWord(r, v.Place))}
	if v.Venue != "" {
		out.Facts = append(out.Facts, fact(r, "meetings.venue", v.Venue))
	}
	out.Facts = append(out.Facts, fact(r, "meetings.kind", r.Text.T("meetings.kind."+v.Kind)))
	for n, i := range v.Agenda {
		item := siteItem{Text: strconv.Itoa(n+1) + ". " + i.Text, Link: i.Link}
		if state == Approved { // decisions are public once they are approved, minutes only where somebody has said so
			item.Decision = i.Decision
			if i.Open {
				item.Minutes = i.Minutes
			}
		}
		out.Agenda = append(out.Agenda, item)
	}
	return s.one.With(out), nil
}

func (s *site) ics(w http.ResponseWriter, r *web.Request) error {
	v, state, err := s.open(r)
	if err != nil {
		return err
	}
	return s.m.sendICS(w, r, v, state, "/"+r.Text.Lang().HTML()+"/meetings/"+v.Ref)
}
