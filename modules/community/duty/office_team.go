package duty

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// teamView is GET /desk/duty/team: the posts within the scope with their time in the community, and what they were
// taken away for.
type teamView struct {
	look.Page
	Lead   string
	Acts   []look.Act
	Filter look.Filter
	Tiles  []look.Tile
	Table  look.Table
	Sent   look.Table
	Months look.Table
	Empty  *look.Empty
}

// postView is GET /desk/duty/posts/{code}: what was entered for a post, without private notes.
type postView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Acts   []look.Act
	Tiles  []look.Tile
	Table  look.Table
	Days   look.Table
	Empty  *look.Empty
}

// team is what both answers about a team are made from.
type team struct {
	posts []places.Filled
	p     Period
	of    map[string]Sum // by post
	weeks map[string]Sum
	total Sum
	sent  []Sent
	place places.Place
	unit  string
}

func (o *office) readTeam(r *web.Request) (t team, err error) {
	if t.p, err = o.d.period(r, o.d.Zone("")); err != nil {
		return t, err
	}
	s, q := o.d.Places.Snapshot(), r.URL.Query()
	t.place, _ = s.ByCode(q.Get("place"))
	for _, u := range s.Units() {
		if u.Code == q.Get("unit") {
			t.unit = u.ID
		}
	}
	for _, f := range o.d.posts(r.Scope("community.duty.team"), t.place.ID, t.unit) {
		if f.Post.Role == "officer" {
			t.posts = append(t.posts, f)
		}
	}
	err = r.Read(func(q *db.Snapshot) error {
		days, err := o.d.sheet(q, t.posts, t.p)
		if err != nil {
			return err
		}
		t.of, t.weeks, t.total = days.By(func(c Cell) string { return c.Post }), days.By(Week), days.Total()
		t.sent, err = o.d.Abstractions(q, t.posts, t.p)
		return err
	})
	return t, err
}

func (o *office) showTeam(r *web.Request) (web.Reply, error) {
	t, err := o.readTeam(r)
	if err != nil {
		return nil, err
	}
	v := teamView{Page: o.frame(r, r.Text.T("duty.team")), Tiles: tiles(r, t.total), Filter: o.filter(r, t),
		Lead: r.Text.T("duty.team_lead", "posts", r.Text.Number(int64(len(t.posts))), "days", r.Text.DateRange(civil(t.p.From), civil(t.p.Until)))}
	v.NoIndex = true
	v.Acts = []look.Act{{Word: r.Text.T("duty.export"), Href: "/desk/duty/team.csv?" + r.URL.RawQuery, Icon: "download", Variant: "secondary"}}
	if r.May("community.duty.roster") {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("duty.roster"), Href: "/desk/duty/roster", Icon: "list-checks", Variant: "secondary"})
	}
	s, open := o.d.Places.Snapshot(), r.May("community.duty.read")
	v.Table = look.Table{Caption: r.Text.T("duty.by_post"), Head: append(head(r, "duty.post", "duty.unit"), figureHead(r)...)}
	none := func(f places.Filled) bool { return t.of[f.Post.ID].Rostered == 0 && t.of[f.Post.ID].Recorded == 0 }
	slices.SortStableFunc(t.posts, func(a, b places.Filled) int { // of whom there is nothing to see, at the end
		switch {
		case none(a) == none(b):
			return 0
		case none(a):
			return 1
		}
		return -1
	})
	for _, f := range t.posts {
		first := look.Cell{Text: r.Text.T("duty.post_code", "title", o.d.word(r, f.Post.Titles), "code", f.Post.Code)}
		if open {
			first.Href = "/desk/duty/posts/" + url.PathEscape(f.Post.Code) + "?" + url.Values{"from": {t.p.From}, "to": {t.p.Until}}.Encode()
		}
		u, _ := s.Unit(f.Post.Unit)
		v.Table.Rows = append(v.Table.Rows, append([]look.Cell{first, {Text: o.d.word(r, u.Names)}}, figures(r, t.of[f.Post.ID])...))
	}
	v.Months = byTime(r, r.Text.T("duty.by_week"), "duty.week_from", t.weeks)
	v.Sent = look.Table{Caption: r.Text.T("duty.abstractions"), Head: head(r, "duty.field.ordered_by", "duty.field.ordered_why", "#duty.times", "#duty.length")}
	for _, a := range t.sent {
		v.Sent.Rows = append(v.Sent.Rows, []look.Cell{{Text: r.Text.T("duty.orderer." + a.OrderedBy)}, {Text: r.Text.T("duty.ground." + a.OrderedWhy)},
			{Text: r.Text.Number(a.Entries), Number: true}, {Text: hours(r, a.Minutes), Number: true}})
	}
	if len(t.posts) == 0 {
		v.Empty = &look.Empty{Icon: "users", Title: r.Text.T("duty.no_posts"), Text: r.Text.T("duty.no_posts_text")}
	}
	return o.team.With(v), nil
}

func figureHead(r *web.Request) []look.Cell {
	return head(r, "#duty.rostered", "#duty.recorded", "#duty.inside_time", "#duty.inside", "#duty.coverage", "#duty.bounds", "#duty.abstracted")
}

func figures(r *web.Request, s Sum) []look.Cell {
	low, high := s.Bounds()
	bounds := r.Text.T("i18n.no_value")
	if low.Status == measure.Known {
		bounds = r.Text.T("duty.bounds_of", "low", percent(r, low), "high", percent(r, high))
	}
	var cells []look.Cell
	for _, text := range []string{hours(r, s.Rostered), hours(r, s.Recorded), hours(r, s.Inside), percent(r, s.Share()), percent(r, s.Coverage()), bounds, hours(r, s.Abstracted)} {
		cells = append(cells, look.Cell{Text: text, Number: true})
	}
	return cells
}

// byTime is a table of sums by day or week, the earliest first.
func byTime(r *web.Request, caption, key string, sums map[string]Sum) look.Table {
	t := look.Table{Caption: caption, Head: append(head(r, key), figureHead(r)...)}
	var days []string
	for day := range sums {
		days = append(days, day)
	}
	slices.Sort(days)
	for _, day := range days {
		t.Rows = append(t.Rows, append([]look.Cell{{Text: r.Text.Date(civil(day))}}, figures(r, sums[day])...))
	}
	return t
}

func (o *office) filter(r *web.Request, t team) look.Filter {
	s := o.d.Places.Snapshot()
	scope := r.Scope("community.duty.team")
	units := []look.Option{{Word: r.Text.T("duty.any")}}
	for _, u := range s.Units() {
		if scope.Allows(policyOf(s, u)) {
			units = append(units, look.Option{Value: u.Code, Word: o.d.word(r, u.Names), Selected: u.ID == t.unit})
		}
	}
	return look.Filter{Action: "/desk/duty/team", Label: r.Text.T("duty.filter"), Title: r.Text.T("duty.filter"), Submit: r.Text.T("duty.show"), Open: true, Fields: []look.Field{
		{Name: "from", ID: "filter-from", Type: "date", Label: r.Text.T("duty.first_day"), Value: t.p.From}, {Name: "to", ID: "filter-to", Type: "date", Label: r.Text.T("duty.last_day"), Value: t.p.Until},
		{Name: "unit", ID: "filter-unit", Type: "select", Label: r.Text.T("duty.unit"), Options: units}}}
}

func policyOf(s *places.Snapshot, u places.Unit) policy.Resource {
	return policy.Resource{Kind: Kind, ID: u.ID, In: append(s.InPlace(u.Place), s.InUnit(u.ID)...)}
}

// showPost is GET /desk/duty/posts/{code}?from=&to=.
func (o *office) showPost(r *web.Request) (web.Reply, error) {
	s := o.d.Places.Snapshot()
	f, ok := postBy(s, r.PathValue("code"))
	if !ok || r.Allowed("community.duty.read", within(s, f)) != nil {
		return nil, errs.New(errs.NotFound, "duty.no_such_post", "post", r.PathValue("code"))
	}
	zone := o.d.zoneOf(f.Post.ID)
	p, err := o.d.period(r, zone)
	if err != nil {
		return nil, err
	}
	if err := o.d.consulted(r, f); err != nil {
		return nil, err
	}
	var all []Entry
	var days sheet
	err = r.Read(func(q *db.Snapshot) error {
		if all, err = OfPost(q, f.Post.ID, midnight(p.From, zone), midnight(p.Until, zone).AddDate(0, 0, 1)); err != nil {
			return err
		}
		days, err = o.d.sheet(q, []places.Filled{f}, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	v := postView{Page: o.frame(r, o.d.word(r, f.Post.Titles)), Lead: r.Text.T("duty.week_lead", "post", f.Post.Code, "days", r.Text.DateRange(civil(p.From), civil(p.Until))),
		Tiles: tiles(r, days.Total()), Table: o.entries(r, all, zone, false), Days: byTime(r, r.Text.T("duty.by_day"), "duty.field.day", days.By(Day))}
	v.NoIndex = true
	v.Crumbs = look.Crumbs{Label: r.Text.T("duty.crumbs"), Items: []look.NavItem{{Word: r.Text.T("duty.team"), Href: "/desk/duty/team"}, {Word: f.Post.Code}}}
	if r.Allowed("community.duty.roster", within(s, f)) == nil {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("duty.roster"), Href: "/desk/duty/roster?" + url.Values{"post": {f.Post.Code}}.Encode(), Icon: "list-checks", Variant: "secondary"})
	}
	if len(all) == 0 {
		v.Empty = &look.Empty{Icon: "clock", Title: r.Text.T("duty.none_yet"), Text: r.Text.T("duty.none_here")}
	}
	return o.post.With(v), nil
}

// teamCSV is GET /desk/duty/team.csv (RFC 4180): a row for each post, minutes and fractions of 1.
func (o *office) teamCSV(w http.ResponseWriter, r *web.Request) error {
	t, err := o.readTeam(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="duty.csv"`)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write([]string{"post", "title", "from", "to", "rostered_min", "recorded_min", "inside_min", "abstracted_min", "leave_min", "entries", "people", "share", "coverage", "low", "high"})
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	line := func(code, title string, s Sum) {
		low, high := s.Bounds()
		out.Write([]string{defused(code), defused(title), t.p.From, t.p.Until, n(s.Rostered), n(s.Recorded), n(s.Inside), n(s.Abstracted), n(s.Leave), n(s.Entries), n(s.People),
			fractionText(s.Share()), fractionText(s.Coverage()), fractionText(low), fractionText(high)})
	}
	for _, f := range t.posts {
		line(f.Post.Code, o.d.word(r, f.Post.Titles), t.of[f.Post.ID])
	}
	line("", "", t.total)
	out.Flush()
	return out.Error()
}

// defused keeps a spreadsheet from taking a text for a formula.
func defused(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}

func fractionText(v measure.Rate) string {
	f := fraction(v)
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}
