package problem

import (
	"encoding/json"
	"net/url"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
)

const (
	actRead    = "problem.problem.read"
	actWrite   = "problem.problem.write"
	actApprove = "problem.problem.approve"
)

// office is the desk's pages: problems, clusters, one whole, its forms.
type office struct {
	p     *Problems
	frame func(r *web.Request, title string) look.Page
	forms *form.Forms
	list  *web.Page[listView]
	hints *web.Page[hintsView]
	one   *web.Page[oneView]
}

func newOffice(p *Problems, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{p: p, frame: frame}
	var err error
	if o.forms, err = form.New(pages, "desk"); err != nil {
		return nil, err
	}
	if o.list, err = web.Add[listView](pages, files, "desk", "page/list.html"); err != nil {
		return nil, err
	}
	if o.hints, err = web.Add[hintsView](pages, files, "desk", "page/hints.html"); err != nil {
		return nil, err
	}
	o.one, err = web.Add[oneView](pages, files, "desk", "page/desk.html", "page/score.html")
	return o, err
}

// read finds the problem of an address; what may not be seen does not exist.
func (o *office) read(q db.Reader, r *web.Request) (row Row, err error) {
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return row, errs.New(errs.NotFound, "problem.no_such_problem")
	}
	if row, err = ByRef(q, ref); err != nil {
		return row, err
	}
	if row.Instance, err = process.Load(q, row.ID); err != nil {
		return row, err
	}
	if r.Allowed(actRead, o.p.resource(row.Problem, row.Instance)) != nil {
		err = errs.New(errs.NotFound, "problem.no_such_problem")
	}
	return row, err
}

// change is a write about a problem: read, asked whether the actor may do the action, done. It gives the ref.
func (o *office) change(r *web.Request, action string, fn func(tx *db.Tx, row Row) error) (string, error) {
	return web.Write(r, func(tx *db.Tx) (string, error) {
		row, err := o.read(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed(action, o.p.resource(row.Problem, row.Instance)); err != nil {
			return "", err
		}
		return row.Ref, fn(tx, row)
	})
}

// mayPropose tells whether the asker may propose a problem in a place: within their scope, or as the post acted as, in
// the beat of the post and its community.
func (o *office) mayPropose(r *web.Request, place string) bool {
	s, scope := o.p.Places.Snapshot(), r.Scope(actWrite)
	if scope.Allows(policy.Resource{Kind: Kind, In: s.InPlace(place)}) {
		return true
	}
	held, has := r.Who.Post()
	if !has || !scope.Allows(policy.Resource{Kind: Kind, In: []policy.Ref{{Kind: policy.Post, ID: held.Post}}}) {
		return false
	}
	return slices.ContainsFunc(held.Places, func(at string) bool {
		c, ok := s.Above(at, places.Community)
		return s.LiesIn(place, at) || ok && c.ID == place
	})
}

// land are the places in which the asker may propose: beats, and communities.
func (o *office) land(r *web.Request) (all []places.Place) {
	s := o.p.Places.Snapshot()
	for _, role := range []string{places.Beat, places.Community} {
		for _, p := range s.WithRole(role) {
			if o.mayPropose(r, p.ID) {
				all = append(all, p)
			}
		}
	}
	return all
}

func listCrumb(r *web.Request) look.NavItem {
	return look.NavItem{Word: r.Text.T("problem.list"), Href: "/desk/problems"}
}

// listView is GET /desk/problems.
type listView struct {
	look.Page
	Lead   string
	Acts   []look.Act
	Filter look.Filter
	Table  look.Table
	Empty  *look.Empty
	Pages  look.Pagination
}

const listRows = 50

func (o *office) showList(r *web.Request) (web.Reply, error) {
	p, q := o.p, r.URL.Query()
	f := Filter{Limit: listRows, After: q.Get("after")}
	if slices.Contains(States(), q.Get("state")) {
		f.States = []string{q.Get("state")}
	}
	if at, ok := p.Places.Snapshot().ByCode(q.Get("place")); ok {
		f.Place = at.ID
	}
	v := listView{Page: o.frame(r, r.Text.T("problem.list")), Lead: r.Text.T("problem.lead"), Table: look.Table{Caption: r.Text.T("problem.list"),
		Head: form.Head(r, "problem.problem", "problem.place", "problem.half", "problem.state")}}
	v.NoIndex, v.Flash = true, form.Done(r)
	if r.May(actWrite) {
		v.Acts = []look.Act{{Word: r.Text.T("problem.hints"), Href: "/desk/problems/suggestions", Icon: "lightbulb", Variant: "secondary"},
			{Word: r.Text.T("problem.new"), Href: "/desk/problems/new", Icon: "plus"}}
	}
	var states []look.Option
	for _, s := range States() {
		states = append(states, look.Option{Value: s, Word: r.Text.T("problem.state." + s)})
	}
	land := p.PlaceOptions(r, p.Places.Snapshot().Communities(r.Text, p.Settings.Get().Fallback), "")
	v.Filter = look.Filter{Action: "/desk/problems", Label: r.Text.T("form.filter"), Title: r.Text.T("form.filter"), Submit: r.Text.T("form.show"), Open: q.Get("state")+q.Get("place") != "",
		Fields: []look.Field{{Name: "state", ID: "f-state", Type: "select", Label: r.Text.T("problem.state"), Options: words.Choose(r, states, q.Get("state"))},
			{Name: "place", ID: "f-place", Type: "select", Label: r.Text.T("problem.place"), Options: words.Choose(r, land, q.Get("place"))}}}
	if v.Filter.Open {
		v.Filter.Reset = &look.Act{Word: r.Text.T("form.reset"), Href: "/desk/problems", Variant: "tertiary"}
	}
	scope := r.Scope(actRead)
	var rows []Row
	var next string
	if err := r.Read(func(s *db.Snapshot) (err error) { rows, next, err = list(s, f, &scope); return err }); err != nil {
		return nil, err
	}
	for _, row := range rows {
		title, lang := p.Name(r, row.Titles)
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: title, Lang: lang, Href: "/desk/problems/" + row.Ref}, {Text: p.Words.Place(r, row.Place)},
			{Text: p.halfWord(r, row.Problem)}, {Text: r.Text.T("problem.state." + row.Instance.State)}})
	}
	if len(rows) == 0 {
		v.Empty = &look.Empty{Icon: "flag", Title: r.Text.T("problem.none"), Text: r.Text.T("problem.none_text")}
	}
	v.Pages.Label = r.Text.T("form.pages")
	if next != "" {
		to := url.Values{"state": {q.Get("state")}, "place": {q.Get("place")}, "after": {next}}
		v.Pages.Next = &look.NavItem{Word: r.Text.T("form.more"), Href: "/desk/problems?" + to.Encode()}
	}
	return o.list.With(v), nil
}

// hintsView is GET /desk/problems/suggestions: clusters of reports on the map.
type hintsView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Table  look.Table
	Empty  *look.Empty
}

const mostHints = 60

func (o *office) showHints(r *web.Request) (web.Reply, error) {
	v := hintsView{Page: o.frame(r, r.Text.T("problem.hints")), Lead: r.Text.T("problem.hints_lead", "n", number(r, leastCluster)),
		Crumbs: form.Crumbs(r, listCrumb(r), look.NavItem{Word: r.Text.T("problem.hints")})}
	v.NoIndex = true
	v.Table = look.Table{Caption: r.Text.T("problem.hints"), Head: form.Head(r, "problem.category", "problem.place", "problem.reports", "problem.open", "problem.confirmed")}
	for n := 2; n < 5; n++ {
		v.Table.Head[n].Number = true
	}
	s := o.p.Places.Snapshot()
	var all []Suggestion
	looked := map[string]bool{}
	for _, at := range o.land(r) {
		c, ok := s.Above(at.ID, places.Community)
		if !ok || looked[c.ID] {
			continue
		}
		looked[c.ID] = true
		found, err := o.p.Suggest(r.Context(), c.ID, r.Now)
		if err != nil {
			return nil, err
		}
		all = append(all, slices.DeleteFunc(found, func(x Suggestion) bool { return !o.mayPropose(r, x.Place) })...)
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int { return len(b.Reports) - len(a.Reports) })
	for _, x := range all[:min(len(all), mostHints)] {
		at, _ := s.Place(x.Place)
		to := url.Values{"place": {at.Code}, "category": {x.Category}, "zone": {x.Zone}, "source": {FromMap}}
		v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: o.p.categoryWord(r, x.Category), Href: "/desk/problems/new?" + to.Encode()}, {Text: o.p.Words.Place(r, x.Place)},
			{Text: number(r, int64(len(x.Reports))), Number: true}, {Text: number(r, int64(x.Open)), Number: true}, {Text: number(r, int64(x.Confirmed)), Number: true}})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "lightbulb", Title: r.Text.T("problem.hints_none")}
	}
	return o.hints.With(v), nil
}

// log is what was done with a problem, newest first.
func (o *office) log(r *web.Request, row Row, all []process.Taken, people map[string]string) look.Table {
	t, zone := look.Table{Caption: r.Text.T("form.log"), Head: form.Head(r, "form.when", "form.who", "form.what")}, o.p.Zone(row.Place)
	for _, step := range slices.Backward(all) {
		what := r.Text.T("problem.act." + step.Step)
		var d said
		if json.Unmarshal(step.Detail, &d) == nil && d.Reason != "" {
			what = r.Text.T("form.said", "what", what, "said", d.Reason)
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(step.OccurredAt, zone)}, {Text: people[step.Actor]}, {Text: what}})
	}
	t.Rows = append(t.Rows, []look.Cell{{Text: r.Text.DateTimeShort(row.Instance.OpenedAt, zone)}, {}, {Text: r.Text.T("problem.log_opened")}})
	return t
}
