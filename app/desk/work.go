package desk

import (
	"net/url"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/process/clock"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// list is a page of the work of who asks: what waits for the post acted as, for the organisation, or in the
// queue; or what is late there. What is late is not listed as waiting as well.
func (d *Desk) list(r *web.Request, which process.Which, after string, limit int) (items []process.Item, next string, err error) {
	l := process.List{Which: which, Queue: r.Scope(d.Queue), Scope: places.ScopeColumns("i.place", "i.unit", "i.post", "i.org"),
		Orgs: d.orgs(r), Now: r.Now, After: after, Limit: limit}
	if post := r.Principal().Post; post != "" {
		l.Posts = []string{post}
	}
	if which == process.Waiting && after == "" {
		l.After = db.Cursor(db.Micros(r.Now), "") // lists go by the limit: those whose limit is ahead
	}
	err = r.Read(func(s *db.Snapshot) error {
		items, next, err = process.WorkList(s, l)
		return err
	})
	return items, next, err
}

// orgs are the organisations whose handed-over records the asker may read.
func (d *Desk) orgs(r *web.Request) []string {
	var all []string
	scope := r.Scope(d.Bodies)
	if scope.All {
		for _, o := range d.Places.Snapshot().Orgs() {
			all = append(all, o.ID)
		}
	}
	for _, ref := range scope.Refs {
		if ref.Kind == policy.Org {
			all = append(all, ref.ID)
		}
	}
	return all
}

func whichOf(r *web.Request) (process.Which, error) {
	switch w := process.Which(r.URL.Query().Get("which")); w {
	case "", process.Waiting:
		return process.Waiting, nil
	case process.Overdue:
		return w, nil
	}
	return "", errs.Bad("which", "desk.which_unknown")
}

type workView struct {
	look.Page
	Crumbs look.Crumbs
	Views  []look.NavItem
	Tasks  look.Tasks
	Pages  look.Pagination
}

const perPage = 50

// workPage is GET /desk/work?which=&after=: the whole list that the first page begins.
func (d *Desk) workPage(r *web.Request) (web.Reply, error) {
	which, err := whichOf(r)
	if err != nil {
		return nil, err
	}
	after := r.URL.Query().Get("after")
	items, next, err := d.list(r, which, after, perPage)
	if err != nil {
		return nil, err
	}
	view := workView{Page: d.Frame(r, r.Text.T("desk.work."+string(which)))}
	view.Crumbs = crumbs(r, look.NavItem{Word: r.Text.T("desk.home.title"), Href: "/desk"}, view.Title)
	for _, w := range []process.Which{process.Waiting, process.Overdue} {
		view.Views = append(view.Views, look.NavItem{Word: r.Text.T("desk.work." + string(w)), Href: "/desk/work?which=" + string(w), Current: w == which})
	}
	view.Tasks = d.tasks(r, which, items, true)
	view.Tasks.Count = 0
	view.Tasks.Note = r.Text.N("desk.work.on_page", int64(len(items)))
	view.Pages = pager(r, "/desk/work", url.Values{"which": {string(which)}}, after, next)
	return d.pages.work.With(view), nil
}

// Work is a page of "waiting" or "late" for programs.
type Work struct {
	Items []WorkItem `json:"items"`
	Next  *string    `json:"next"`
}

// WorkItem is one record that somebody must do something with.
type WorkItem struct {
	Kind      string     `json:"kind"` // of the record: threatmap.report
	Ref       string     `json:"ref"`
	Subject   string     `json:"subject"` // code of the category
	State     string     `json:"state"`
	Version   int64      `json:"version"`
	Attention string     `json:"attention"` // message key of why it waits
	Place     *WorkPlace `json:"place"`
	DueAt     *time.Time `json:"due_at"` // null = no clock runs
	Clock     *WorkClock `json:"clock"`
	Href      string     `json:"href"`
}

// WorkPlace names where it is.
type WorkPlace struct {
	Code  string            `json:"code"`
	Names map[string]string `json:"names"`
}

// WorkClock is the clock that is due next.
type WorkClock struct {
	Name      string       `json:"name"`
	Status    clock.Status `json:"status"`
	StartedAt time.Time    `json:"started_at"`
	WarnAt    time.Time    `json:"warn_at"`
}

// workAPI is GET /api/v1/desk/work.
func (d *Desk) workAPI(r *web.Request, _ web.None) (Work, error) {
	out := Work{Items: []WorkItem{}}
	which, err := whichOf(r)
	if err != nil {
		return out, err
	}
	limit, err := r.Int("limit", perPage, 1, 200)
	if err != nil {
		return out, err
	}
	items, next, err := d.list(r, which, r.URL.Query().Get("after"), limit)
	if next != "" {
		out.Next = &next
	}
	for _, it := range items {
		w := WorkItem{Kind: it.Definition, Ref: it.Ref, Subject: it.Subject, State: it.State, Version: it.Version, Attention: it.Attention, Href: d.href(it.Instance)}
		if p, ok := d.Places.Snapshot().Place(it.Place); ok {
			w.Place = &WorkPlace{p.Code, p.Names}
		}
		if it.Clock != nil {
			s := d.Process.State(it.Instance, *it.Clock, r.Now)
			w.DueAt = &s.DueAt
			w.Clock = &WorkClock{it.Clock.Name, s.Status, it.Clock.Clock.StartedAt, s.WarnAt}
		}
		out.Items = append(out.Items, w)
	}
	return out, err
}

// href is where a record is worked on: each module has its desk under the plural of its kind.
func (d *Desk) href(i process.Instance) string {
	if def := d.Process.Definition(i.Definition); def != nil && def.Page != "" {
		return strings.ReplaceAll(def.Page, "{ref}", url.PathEscape(i.Ref))
	}
	_, noun, _ := strings.Cut(i.Definition, ".")
	return "/desk/" + noun + "s/" + url.PathEscape(i.Ref)
}
