package duty

import (
	"net/url"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// rosterView is GET /desk/duty/roster?post=&week=: the shifts of a post in a week.
type rosterView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Errors look.Errors
	Filter look.Filter
	Action string
	Hidden []hidden
	Days   []look.Field
	Pages  look.Pagination
	Empty  *look.Empty
}

func (o *office) showRoster(r *web.Request) (web.Reply, error) {
	q := r.URL.Query()
	return o.rosterPage(r, q.Get("post"), q.Get("week"), fresh(nil))
}

func (o *office) rosterPage(r *web.Request, code, week string, t typed) (web.Reply, error) {
	all := o.d.posts(r.Scope("community.duty.roster"), "", "")
	v := rosterView{Page: o.frame(r, r.Text.T("duty.roster")), Alert: t.alert, Errors: t.summary(r), Action: "/desk/duty/roster", Lead: r.Text.T("duty.roster_lead")}
	v.NoIndex, v.Flash = true, done(r)
	v.Crumbs = look.Crumbs{Label: r.Text.T("duty.crumbs"), Items: []look.NavItem{{Word: r.Text.T("duty.team"), Href: "/desk/duty/team"}, {Word: v.Title}}}
	var choice []look.Option
	var post places.Filled
	for _, f := range all {
		if f.Post.Role != "officer" {
			continue
		}
		if f.Post.Code == code || post.Post.ID == "" {
			post = f
		}
		choice = append(choice, look.Option{Value: f.Post.Code, Word: r.Text.T("duty.post_code", "title", o.d.word(r, f.Post.Titles), "code", f.Post.Code), Selected: f.Post.Code == code})
	}
	if post.Post.ID == "" {
		v.Empty = &look.Empty{Icon: "users", Title: r.Text.T("duty.no_posts"), Text: r.Text.T("duty.no_posts_text")}
		return o.roster.With(v), nil
	}
	i18n.SortBy(r.Text.Collator(), choice, func(op look.Option) string { return op.Word })
	zone := o.d.zoneOf(post.Post.ID)
	if midnight(week, zone).IsZero() {
		week = dayIn(r.Now, zone)
	}
	week = Monday(week)
	first := civil(week)
	v.Filter = look.Filter{Action: "/desk/duty/roster", Label: r.Text.T("duty.filter"), Title: r.Text.T("duty.filter"), Submit: r.Text.T("duty.show"), Open: true, Fields: []look.Field{
		{Name: "post", ID: "filter-post", Type: "select", Label: r.Text.T("duty.post"), Options: choice},
		{Name: "week", ID: "filter-week", Type: "date", Label: r.Text.T("duty.week_from"), Value: week}}}
	v.Hidden = []hidden{{"post", post.Post.Code}, {"week", week}}
	known := map[string]string{}
	err := r.Read(func(q *db.Snapshot) error {
		rosters, err := rosterOf(q, post.Post.ID, Period{week, first.AddDate(0, 0, 6).Format(time.DateOnly)})
		for _, x := range rosters {
			known[x.Day] = x.Text()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for n := range 7 {
		day := first.AddDate(0, 0, n)
		name := "d" + day.Format(time.DateOnly)
		f := look.Field{Name: name, Label: r.Text.DateWithWeekday(day), Value: known[name[1:]], Error: t.fault(r, name), Key: true}
		if t.values != nil {
			f.Value = t.values.Get(name)
		}
		if n == 0 {
			f.Help = r.Text.T("duty.shifts_help")
		}
		v.Days = append(v.Days, f)
	}
	step := func(days int, key string) *look.NavItem {
		return &look.NavItem{Word: r.Text.T(key), Href: "/desk/duty/roster?" + url.Values{"post": {post.Post.Code}, "week": {first.AddDate(0, 0, days).Format(time.DateOnly)}}.Encode()}
	}
	v.Pages = look.Pagination{Label: r.Text.T("duty.weeks"), Prev: step(-7, "duty.week_before"), Next: step(7, "duty.week_after")}
	return o.roster.Status(t.status, v), nil
}

// takeRoster is POST /desk/duty/roster.
func (o *office) takeRoster(r *web.Request) (web.Reply, error) {
	s := o.d.Places.Snapshot()
	code, week := r.PostForm.Get("post"), Monday(r.PostForm.Get("week"))
	post, ok := postBy(s, code)
	if !ok {
		return nil, errs.Bad("post", "duty.no_such_post", "post", code)
	}
	if midnight(week, time.UTC).IsZero() {
		return nil, errs.Bad("week", "duty.day_wrong", "day", week)
	}
	type shifts struct {
		day     string
		spans   []Span
		minutes int64
	}
	var days []shifts
	var f errs.Fields
	for n := range 7 {
		day := civil(week).AddDate(0, 0, n).Format(time.DateOnly)
		spans, minutes, err := ParseShifts(r.PostForm.Get("d" + day))
		if e := errs.Of(err); e != nil {
			for _, x := range e.Fields {
				x.Field = "d" + day
				f = append(f, x)
			}
		}
		days = append(days, shifts{day, spans, minutes})
	}
	err := f.Err()
	if err == nil {
		_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
			if err := r.Allowed("community.duty.roster", within(s, post)); err != nil {
				return web.None{}, err
			}
			for _, d := range days {
				if _, _, err := o.d.SetRoster(tx, post, d.day, d.spans, d.minutes); err != nil {
					return web.None{}, err
				}
			}
			return web.None{}, nil
		})
	}
	if err == nil {
		return web.SeeOther("/desk/duty/roster?" + url.Values{"post": {post.Post.Code}, "week": {week}, "done": {"roster"}}.Encode()), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.rosterPage(r, post.Post.Code, week, t)
}
