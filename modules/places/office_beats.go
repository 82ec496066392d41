package places

import (
	"math"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// beatsView is GET /desk/beats: the beats of a community, their people, where they overlap and what they leave out.
type beatsView struct {
	look.Page
	Crumbs   look.Crumbs
	Lead     string
	Filter   *look.Filter
	Alerts   []look.Alert
	Table    look.Table
	Note     string
	Findings look.Table
	Empty    *look.Empty
}

func (o *office) showBeats(r *web.Request) (web.Reply, error) {
	s, code := o.p.Snapshot(), r.URL.Query().Get("community")
	title := r.Text.T("places.beats.title")
	v := beatsView{Page: o.frame(r, title), Lead: r.Text.T("places.beats.lead"),
		Crumbs: crumbs(r, look.NavItem{Word: r.Text.T("places.desk.title"), Href: "/desk/places"}, look.NavItem{Word: title})}
	v.NoIndex = true
	options := []look.Option{}
	for _, c := range s.Communities(r.Text, nil) {
		if s.beaten[c.ID] {
			options = append(options, look.Option{Value: c.Code, Word: o.placeWord(r, c.ID), Selected: c.Code == code})
		}
	}
	if len(options) == 0 && code == "" {
		v.Empty = &look.Empty{Icon: "map-pin", Title: r.Text.T("places.beats.none"), Text: r.Text.T("places.beats.none_text")}
		return o.beats.With(v), nil
	}
	v.Filter = &look.Filter{Action: "/desk/beats", Label: r.Text.T("places.role.community"), Title: r.Text.T("places.role.community"), Open: true, Submit: r.Text.T("places.office.show"),
		Fields: []look.Field{{Name: "community", Type: "select", Label: r.Text.T("places.role.community"), Options: options}}}
	if code == "" {
		code = options[0].Value
	}
	community, ok := s.ByCode(code)
	if !ok {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", code)
	}
	v.Table = look.Table{Caption: r.Text.T("places.beats.of", "place", o.word(r, community.Names)), Head: cells(r, "places.desk.code", "places.desk.name")}
	for _, key := range []string{"places.desk.population", "places.beats.area"} {
		v.Table.Head = append(v.Table.Head, look.Cell{Text: r.Text.T(key), Number: true})
	}
	v.Table.Head = append(v.Table.Head, cells(r, "places.beats.source", "places.desk.posts")...)
	for _, b := range s.BeatsOf(community.ID) {
		o.beatRow(r, b, &v)
		if warning := b.In(r.Text); warning != "" {
			v.Alerts = append(v.Alerts, look.Alert{Kind: "warning", Text: warning})
		}
	}
	if len(v.Table.Rows) == 0 {
		v.Empty = &look.Empty{Icon: "map-pin", Title: r.Text.T("places.beats.none"), Text: r.Text.T("places.beats.none_text")}
		return o.beats.With(v), nil
	}
	v.Note = r.Text.T("places.beats.no_limit")
	if rural, town := beatLimits(community.Country); rural > 0 {
		v.Note = r.Text.T("places.beats.limits", "rural", r.Text.Number(rural), "town", r.Text.Number(town))
	}
	return o.findings(r, community, v)
}

func (o *office) beatRow(r *web.Request, b BeatPeople, v *beatsView) {
	people, source := r.Text.T("places.desk.unknown"), r.Text.T("i18n.no_value")
	if b.Known {
		people, source = r.Text.Number(b.People), r.Text.T("places.beats.counted")
		if b.Estimated {
			source = r.Text.T("places.beats.by_area")
		}
	}
	posts := r.Text.T("places.beats.no_post")
	if all := o.p.Snapshot().PostsOf(b.Beat.ID); len(all) > 0 {
		posts = o.word(r, all[0].Post.Titles)
		if all[0].Vacant() {
			posts += " · " + r.Text.T("places.desk.vacant")
		}
	}
	v.Table.Rows = append(v.Table.Rows, []look.Cell{{Text: b.Beat.Code, Href: "/desk/places?place=" + b.Beat.Code}, {Text: o.word(r, b.Beat.Names)}, {Text: people, Number: true},
		{Text: r.Text.T("places.desk.km2", "n", r.Text.Decimal(b.AreaM2/1e6, 1)), Number: true}, {Text: source}, {Text: posts}})
}

// findings adds where beats overlap and what none of them covers.
func (o *office) findings(r *web.Request, community Place, v beatsView) (web.Reply, error) {
	var all []Finding
	err := r.Read(func(s *db.Snapshot) (err error) {
		all, err = CheckBeats(s, community.ID, o.p.dayIn(community.Country, r.Now), SliverM2)
		return err
	})
	if err != nil {
		return nil, err
	}
	v.Findings = look.Table{Caption: r.Text.T("places.beats.findings"), Head: append(cells(r, "places.beats.what", "places.beats.which", "places.beats.where"), look.Cell{Text: r.Text.T("places.beats.area"), Number: true})}
	for _, f := range all {
		what, which := r.Text.T("places.beats.overlap"), f.A+" · "+f.B
		if f.Kind == "gap" {
			what, which = r.Text.T("places.beats.gap"), r.Text.T("places.beats.no_beat")
		}
		v.Findings.Rows = append(v.Findings.Rows, []look.Cell{{Text: what}, {Text: which}, {Text: degrees(f.At.Lat) + ", " + degrees(f.At.Lon)},
			{Text: r.Text.T("places.beats.m2", "n", r.Text.Number(int64(math.Round(f.AreaM2)))), Number: true}})
	}
	return o.beats.With(v), nil
}
