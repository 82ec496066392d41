package problem

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
)

// site is the public pages: the priorities, and one of them. They need no script.
type site struct {
	p     *Problems
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteListView]
	one   *web.Page[siteOneView]
}

func newSite(p *Problems, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*site, error) {
	s := &site{p: p, frame: frame}
	var err error
	if s.list, err = web.Add[siteListView](pages, files, "public", "page/site_list.html"); err != nil {
		return nil, err
	}
	s.one, err = web.Add[siteOneView](pages, files, "public", "page/site.html", "page/score.html")
	return s, err
}

// siteListView is GET /{lang}/priorities?community=.
type siteListView struct {
	look.Page
	Lead   string
	Filter look.Filter
	Items  []siteItem
	Empty  *look.Empty
	Pages  look.Pagination
}

type siteItem struct{ Title, Lang, Href, Where, Half, State string }

const siteRows = 30

func (s *site) showList(r *web.Request) (web.Reply, error) {
	p, q := s.p, r.URL.Query()
	snapshot := p.Places.Snapshot()
	at, known := snapshot.ByCode(q.Get("community"))
	if q.Get("community") != "" && !known {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", q.Get("community"))
	}
	base := "/" + r.Text.Lang().HTML() + "/priorities"
	v := siteListView{Page: s.frame(r, r.Text.T("problem.site.title")), Lead: r.Text.T("problem.site.lead")}
	land := words.Choose(r, p.PlaceOptions(r, snapshot.Communities(r.Text, p.Settings.Get().Fallback), ""), at.Code)
	v.Filter = look.Filter{Action: base, Label: r.Text.T("form.filter"), Title: r.Text.T("form.filter"), Submit: r.Text.T("form.show"), Open: known,
		Fields: []look.Field{{Name: "community", Type: "select", Label: r.Text.T("problem.place"), Options: land}}}
	var rows []Row
	var next string
	if err := r.Read(func(q *db.Snapshot) (err error) {
		rows, next, err = list(q, Filter{Place: at.ID, Limit: siteRows, After: r.URL.Query().Get("after")}, nil)
		return err
	}); err != nil {
		return nil, err
	}
	for _, row := range rows {
		item := siteItem{Href: base + "/" + row.Ref, Where: p.Words.Place(r, row.Place), Half: p.halfWord(r, row.Problem), State: r.Text.T("problem.state." + row.Instance.State)}
		item.Title, item.Lang = p.Name(r, row.Titles)
		v.Items = append(v.Items, item)
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "flag", Title: r.Text.T("problem.site.none")}
	}
	v.Pages.Label = r.Text.T("form.pages")
	if next != "" {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("form.more"), Href: base + "?community=" + at.Code + "&after=" + next}
	}
	return s.list.With(v), nil
}

// siteOneView is GET /{lang}/priorities/{ref}.
type siteOneView struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	State      look.Tag
	Lead       string
	Summary    string
	SumLang    string
	Drawing    *drawing
	Score      *scoreView
	Actions    look.Table
	Assessment string
	AssLang    string
	Officers   look.Act
}

func (s *site) showOne(r *web.Request) (web.Reply, error) {
	p := s.p
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return nil, errs.New(errs.NotFound, "problem.no_such_problem")
	}
	var row Row
	if err := r.Read(func(q *db.Snapshot) (err error) { row, err = ByRef(q, ref); return err }); err != nil {
		return nil, err
	}
	if !Public(row.Instance.State) {
		return nil, errs.New(errs.NotFound, "problem.no_such_problem")
	}
	title, lang := p.Name(r, row.Titles)
	base := "/" + r.Text.Lang().HTML()
	v := siteOneView{Page: s.frame(r, title), TitleLang: lang, State: stateTag(r, row.Instance.State), Lead: form.Line(p.Words.Place(r, row.Place), p.halfWord(r, row.Problem)),
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("problem.site.title"), Href: base + "/priorities"}, look.NavItem{Word: title}), Actions: p.actionTable(r, row.Problem)}
	v.Summary, v.SumLang = p.Name(r, row.Summaries)
	v.Assessment, v.AssLang = p.Name(r, row.Assessments)
	if c, ok := p.Places.Snapshot().Above(row.Place, places.Community); ok {
		v.Officers = look.Act{Word: r.Text.T("problem.site.officers"), Href: base + "/communities/" + c.Code, Icon: "user", Variant: "secondary"}
	}
	score, err := p.scoreOf(r, row.Problem)
	if err != nil {
		return nil, err
	}
	v.Score = p.scoreView(r, row.Problem, score)
	err = r.Read(func(q *db.Snapshot) (err error) {
		ring := 0.0
		if score != nil {
			ring = float64(score.RingM)
		}
		v.Drawing, err = p.draw(r, q, row.Problem, ring, nil)
		return err
	})
	return s.one.With(v), err
}

// Priority is what a page of the place says of its priority.
type Priority struct{ Period, Title, Lang, Text, Href string }

// PriorityAt is the priority of a place on a day: that of the half-year, else the one before while none is published.
// For a beat it is its own, else that of its community; for a community its own, else that of one of its beats. nil for
// none.
func (p *Problems) PriorityAt(r *web.Request, q db.Reader, place, day string) (*Priority, error) {
	s := p.Places.Snapshot()
	community, ok := s.Above(place, places.Community)
	if !ok {
		community.ID = place
	}
	rows, _, err := list(q, Filter{Place: community.ID, Limit: 100}, nil)
	if err != nil {
		return nil, err
	}
	c := p.cadenceAt(place)
	now := c.At(day)
	var found *Row
	for n, row := range rows {
		if row.Half > now.From || row.Half < c.Before(now).From || row.Place != place && row.Place != community.ID && place != community.ID {
			continue
		}
		if found == nil || row.Half == found.Half && row.Place == place && found.Place != place {
			found = &rows[n]
		}
	}
	if found == nil {
		return nil, nil
	}
	v := &Priority{Period: r.Text.T("problem.priority_of", "days", p.halfWord(r, found.Problem)), Href: "/" + r.Text.Lang().HTML() + "/priorities/" + found.Ref}
	v.Title, v.Lang = p.Name(r, found.Titles)
	score, err := p.scoreOf(r, found.Problem)
	if err != nil || score == nil {
		return v, err
	}
	before, after := r.Text.N("problem.reports_n", score.Area.Reports.Before), r.Text.N("problem.reports_n", score.Area.Reports.After)
	key := "problem.result"
	if score.Running {
		key = "problem.result_running"
	}
	v.Text = r.Text.T(key, "before", before, "after", after, "days", words.Days(r, score.Before.From, score.Before.Until), "date", words.Day(r, score.After.Until),
		"reading", r.Text.T("problem.reading."+score.Reading()))
	return v, nil
}
