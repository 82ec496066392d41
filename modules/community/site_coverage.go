package community

import (
	"cmp"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// coverageView is GET /{lang}/agreements and /{lang}/agreements/{region}.
type coverageView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Action  string // of the form with the day
	At      look.Field
	Map     *mapView
	Count   countView
	Table   look.Table
	Due     []dueLine
	DueAll  string
	Chart   look.Chart
	Data    string
	Empty   *look.Empty
	HasNone bool
}

// countView is the figure at a glance.
type countView struct {
	Of, Words, Share, Officers string
	First                      string // which region was complete first; said beside it
	Here                       bool   // it is this one
	Whole                      bool
	Width                      string // of the bar, of 100
}

// dueLine is an agreement that is due for renewal.
type dueLine struct{ Place, Href, Left, Ends string }

// mostDue is how many of those are listed.
const mostDue = 12

// page draws coverage of all regions, or of the communities of one.
func (s *site) page(r *web.Request, day string, region *places.Place, top bool) (web.Reply, error) {
	title := r.Text.T("community.site.title")
	if region != nil && !top {
		title = s.c.placeWord(r, *region)
	}
	v := coverageView{Page: s.frame(r, title), Lead: r.Text.T("community.site.as_of", "date", r.Text.DateLong(civil(day))), Action: s.address(r, "", s.c.Today(r.Now)),
		At: look.Field{Name: "at", Type: "date", Label: r.Text.T("community.site.at"), Value: day}, Data: "/api/v1/agreements/coverage?at=" + day}
	if region != nil && top {
		v.Lead = s.c.placeWord(r, *region) + " · " + v.Lead
	}
	if region != nil && !top {
		v.Action = s.address(r, region.Code, s.c.Today(r.Now))
		v.Crumbs = s.crumbs(r, day, nil, title)
	}
	err := r.Read(func(q *db.Snapshot) error {
		reg, err := s.c.readReach(q)
		if err != nil {
			return err
		}
		all, err := s.c.reachOn(q, reg, day)
		if err != nil {
			return err
		}
		return s.fill(r, q, reg, all, region, &v)
	})
	return s.coverage.With(v), err
}

func (s *site) fill(r *web.Request, q *db.Snapshot, reg *reach, all Reach, region *places.Place, v *coverageView) (err error) {
	if all.Total.Communities == 0 {
		v.HasNone = true
		v.Empty = &look.Empty{Icon: "handshake", Title: r.Text.T("community.site.no_places"), Text: r.Text.T("community.site.no_places_text")}
		return nil
	}
	shown := all.Total
	if region != nil {
		shown = RegionReach{Region: *region}
		for _, one := range all.Regions {
			if one.Region.ID == region.ID {
				shown = one
			}
		}
	}
	v.Count = s.count(r, all, shown, region)
	if region != nil {
		v.Table = s.communityTable(r, reg, all, *region)
	} else {
		v.Table = s.regionTable(r, all)
	}
	v.Due, v.DueAll = s.due(r, reg, all, region)
	v.Chart = s.chart(r, reg, all.At, region)
	v.Map, err = s.drawMap(r, q, reg, all, region)
	return err
}

func (s *site) count(r *web.Request, all Reach, shown RegionReach, region *places.Place) countView {
	t := r.Text
	v := countView{Of: t.T("community.site.of", "n", t.Number(shown.InForce), "all", t.Number(shown.Communities)), Words: t.T("community.site.have"),
		Share: t.Percent(shown.InForce, shown.Communities, 1), Officers: t.T("community.site.officers", "n", t.Number(shown.Officers)), Whole: shown.Whole()}
	if n, ok := shown.Rate(3); ok {
		v.Width = short(float64(n) / 10)
	}
	switch first, ok := s.c.Places.Snapshot().Place(all.FirstID); {
	case !ok || all.FirstID == "":
		v.First = t.T("community.site.first_none")
	case region != nil && region.ID == first.ID:
		v.First, v.Here = t.T("community.site.first_here", "date", t.DateLong(civil(all.FirstDay))), true
	default:
		v.First = t.T("community.site.first", "region", s.c.placeWord(r, first), "date", t.DateLong(civil(all.FirstDay)))
	}
	return v
}

func (s *site) regionTable(r *web.Request, all Reach) look.Table {
	t := look.Table{Caption: r.Text.T("community.site.by_region"), Head: head(r, "community.region", "#community.communities", "#community.state.in_force", "#community.cover.renewal_due", "#community.officers", "#community.share")}
	rows := slices.Clone(all.Regions)
	i18n.SortBy(r.Text.Collator(), rows, func(v RegionReach) string { return s.c.placeWord(r, v.Region) })
	for _, one := range append(rows, all.Total) {
		name := look.Cell{Text: r.Text.T("community.total")}
		if one.Region.ID != "" {
			name = look.Cell{Text: s.c.placeWord(r, one.Region), Href: s.address(r, one.Region.Code, all.At)}
			if one.Region.ID == all.FirstID {
				name.Text = r.Text.T("community.site.marked_first", "region", name.Text)
			}
		}
		t.Rows = append(t.Rows, []look.Cell{name, number(r, one.Communities), number(r, one.InForce), number(r, one.RenewalDue), number(r, one.Officers),
			{Text: r.Text.Percent(one.InForce, one.Communities, 1), Number: true}})
	}
	return t
}

// communityTable lists a region's communities on the day: how each is covered, and until when.
func (s *site) communityTable(r *web.Request, reg *reach, all Reach, region places.Place) look.Table {
	t := look.Table{Caption: r.Text.T("community.site.by_community"), Head: head(r, "community.community", "community.agreement", "community.until")}
	best := reg.best(all.At)
	var rows []places.Place
	for _, g := range reg.grounds {
		if _, valid := all.Cover[g.ID]; valid && g.Region == region.ID {
			p, _ := reg.places.Place(g.ID)
			rows = append(rows, p)
		}
	}
	i18n.SortBy(r.Text.Collator(), rows, func(p places.Place) string { return s.c.placeWord(r, p) })
	for _, p := range rows {
		until := r.Text.T("i18n.no_value")
		if last, ok := best[p.ID]; ok {
			until = s.c.endWord(r, last)
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: s.c.placeWord(r, p), Href: s.address(r, p.Code, all.At)}, {Text: r.Text.T("community.cover." + all.Cover[p.ID])}, {Text: until}})
	}
	return t
}

// best is the latest last day of the agreements in force on a day, by community; empty = without end.
func (reg *reach) best(day string) map[string]string {
	out := map[string]string{}
	for _, h := range reg.held {
		if h.From > day || h.Last != "" && day > h.Last {
			continue
		}
		if had, ok := out[h.Place]; !ok || h.Last == "" || had != "" && h.Last > had {
			out[h.Place] = h.Last
		}
	}
	return out
}

// endWord writes a last day, or that there is none.
func (c *Community) endWord(r *web.Request, last string) string {
	if last == "" {
		return r.Text.T("community.no_end")
	}
	return r.Text.Date(civil(last))
}

// due lists what ends next of that which is due for renewal.
func (s *site) due(r *web.Request, reg *reach, all Reach, region *places.Place) (lines []dueLine, count string) {
	best := reg.best(all.At)
	type ending struct{ place, last string }
	var list []ending
	for _, g := range reg.grounds {
		if all.Cover[g.ID] == Due && (region == nil || g.Region == region.ID) {
			list = append(list, ending{g.ID, best[g.ID]})
		}
	}
	slices.SortFunc(list, func(a, b ending) int { return cmp.Or(cmp.Compare(a.last, b.last), cmp.Compare(a.place, b.place)) })
	for _, e := range list[:min(len(list), mostDue)] {
		p, _ := reg.places.Place(e.place)
		lines = append(lines, dueLine{s.c.placeWord(r, p), s.address(r, p.Code, all.At), r.Text.Days(daysBetween(all.At, e.last)), r.Text.Date(civil(e.last))})
	}
	return lines, r.Text.Number(int64(len(list)))
}

// chart is coverage at the end of each month.
func (s *site) chart(r *web.Request, reg *reach, day string, region *places.Place) look.Chart {
	by := turns(reg.grounds, reg.held)
	if region != nil {
		by = map[string][]turn{region.ID: by[region.ID]}
	}
	days := reg.monthEnds(day)
	points := monthly(by, days)
	last := points[len(points)-1]
	c := look.Chart{ID: "coverage-months", Kind: look.Columns, Title: r.Text.T("community.site.months"), Number: r.Text.Number, Fold: r.Text.T("community.site.fold"),
		Text:   r.Text.T("community.site.months_text", "from", r.Text.MonthYear(civil(days[0])), "first", r.Text.Number(points[0].InForce), "until", r.Text.MonthYear(civil(day)), "n", r.Text.Number(last.InForce), "all", r.Text.Number(last.Communities)),
		Series: []look.Series{{Word: r.Text.T("community.cover.in_force")}, {Word: r.Text.T("community.cover.missing")}},
		Table:  look.Table{Caption: r.Text.T("community.site.months"), Head: head(r, "community.month", "#community.communities", "#community.cover.in_force", "#community.share")}}
	year := 0
	for i, d := range days {
		at := civil(d)
		label := look.ChartLabel{Text: r.Text.Number(int64(at.Month()))}
		if at.Year() != year && (at.Month() == 1 || i == 0) {
			label.Under = at.Format("2006")
		}
		year = at.Year()
		c.Labels = append(c.Labels, label)
		c.Series[0].Values = append(c.Series[0].Values, points[i].InForce)
		c.Series[1].Values = append(c.Series[1].Values, points[i].Communities-points[i].InForce)
		c.Table.Rows = append(c.Table.Rows, []look.Cell{{Text: r.Text.Date(at)}, number(r, points[i].Communities), number(r, points[i].InForce),
			{Text: r.Text.Percent(points[i].InForce, points[i].Communities, 1), Number: true}})
	}
	slices.Reverse(c.Table.Rows)
	return c
}

// head makes the cells of a table's head; # before a key is a column of numbers.
func head(r *web.Request, keys ...string) (cells []look.Cell) {
	for _, key := range keys {
		number := key[0] == '#'
		if number {
			key = key[1:]
		}
		cells = append(cells, look.Cell{Text: r.Text.T(key), Number: number})
	}
	return cells
}

func number(r *web.Request, n int64) look.Cell {
	return look.Cell{Text: r.Text.Number(n), Number: true}
}
