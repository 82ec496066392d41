package threatmap

import (
	"net/http"
	"net/url"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"reeve/modules/threatmap/stats"
)

type statsPage struct {
	look.Page
	Period     string
	Errors     look.Errors
	Filter     look.Filter
	Imported   string // how many came with the state that their source gave; empty where none
	Tiles      []look.Tile
	Received   look.Chart
	Verified   look.Chart
	Places     look.Ranking
	Categories look.Ranking
	Empty      look.Empty
	Method     []look.Fact
	CSV        string
	List       string
}

func (s *site) showStats(r *web.Request) (web.Reply, error) {
	f, bad := s.m.readStatsFilter(r)
	st := s.m.statistics(r, f)
	l := r.Text
	v := statsPage{Page: s.frame(r, l.T("threatmap.stats.title")), Errors: wrong(r, bad), Filter: s.statsFilterForm(r, st), Method: s.statsMethod(r),
		CSV: statsAddress("/api/v1/stats.csv", f, f.Place), List: s.statsList(r, f)}
	v.Filter.Open = len(bad) > 0
	if f.Place.ID != "" {
		v.Title = l.T("threatmap.stats.title_in", "place", s.nameOf(r, f.Place))
	}
	v.Description = l.T("threatmap.stats.lead")
	if months := st.Months(); len(months) > 0 {
		v.Period = l.T("threatmap.stats.period", "from", l.MonthYear(months[0].Month.First()), "to", l.MonthYear(months[len(months)-1].Month.First()))
	}
	v.Empty = look.Empty{Icon: "inbox", Title: l.T("threatmap.stats.none"), Text: l.T("threatmap.stats.none_text"), Act: v.Filter.Reset}
	if st.Total.Received > 0 {
		w := statsWords{s, r}
		v.Tiles = w.tiles(st)
		if st.Total.Imported > 0 {
			v.Imported = w.t("imported_note", "n", st.Total.Imported, "base", st.Total.Received)
		}
		v.Received, v.Verified = w.received(st), w.verified(st)
		v.Places, v.Categories = w.places(st), w.categories(st)
	}
	if len(bad) > 0 {
		return s.stats.Status(http.StatusUnprocessableEntity, v), nil
	}
	return s.stats.With(v), nil
}

// statsAddress is an address with the filter, for another place.
func statsAddress(path string, f StatsFilter, p places.Place) string {
	q := url.Values{}
	for name, value := range map[string]string{"community": p.Code, "category": f.Category, "from": f.From.String(), "to": f.To.String()} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// statsList leads to the reports behind the figures.
func (s *site) statsList(r *web.Request, f StatsFilter) string {
	return statsAddress(address(r, "/list"), f, f.Place)
}

// stats leads from map and list to the figures of the same place and period, and of the category where it is one.
func (a asked) stats(r *web.Request) string {
	a = a.with("state").with("bbox")
	if len(a["category"]) != 1 {
		a = a.with("category")
	}
	return a.at(address(r, "/stats"))
}

// statsFilterForm offers the way up and down from the chosen place, the categories, and the months that there are.
func (s *site) statsFilterForm(r *web.Request, st statistics) look.Filter {
	l, f := r.Text, st.Filter
	place := look.Field{Name: "community", Type: "select", Label: l.T("threatmap.stats.place"), Options: []look.Option{{Word: l.T("threatmap.site.list.all_places")}}}
	for _, p := range s.statsPlaces(r, f.Place) {
		place.Options = append(place.Options, look.Option{Value: p.Code, Word: s.nameOf(r, p), Selected: p.ID == f.Place.ID})
	}
	category := look.Field{Name: "category", Type: "select", Label: l.T("threatmap.category"), Options: []look.Option{{Word: l.T("threatmap.site.list.all_categories")}}}
	for _, c := range s.m.Categories.List() {
		if c.Set == "threats" && !c.Retired || st.Categories[c.Code] != nil || c.Code == f.Category {
			category.Options = append(category.Options, look.Option{Value: c.Code, Word: s.m.categoryName(c.Code, r), Selected: c.Code == f.Category})
		}
	}
	out := look.Filter{Action: address(r, "/stats"), Label: l.T("threatmap.site.list.filter"), Title: l.T("threatmap.site.list.filter"), Submit: l.T("threatmap.site.show"),
		Fields: []look.Field{place, category, s.monthField(r, st, "from", f.From), s.monthField(r, st, "to", f.To)}}
	set := 0
	for _, is := range []bool{f.Place.ID != "", f.Category != "", f.From != 0, f.To != 0} {
		if is {
			set++
		}
	}
	if set > 0 {
		out.Title = l.T("threatmap.site.list.filters_set", "n", set)
		out.Reset = &look.Act{Word: l.T("threatmap.site.list.reset"), Href: address(r, "/stats"), Variant: "tertiary"}
	}
	return out
}

// monthField offers the months from the first report to now, the newest first.
func (s *site) monthField(r *web.Request, st statistics, name string, chosen stats.Month) look.Field {
	field := look.Field{Name: name, Type: "select", Label: r.Text.T("threatmap.stats." + name), Options: []look.Option{{Word: r.Text.T("threatmap.stats." + name + "_any")}}}
	begin, end := s.m.Index.Months()
	first, last := stats.Month(begin), max(stats.Month(end), stats.MonthOf(r.Now), chosen)
	if first == 0 {
		first = last
	}
	if chosen != 0 {
		first = min(first, chosen)
	}
	for m := last; m >= first && last-m < longestStats; m-- {
		field.Options = append(field.Options, look.Option{Value: m.String(), Word: r.Text.MonthYear(m.First()), Selected: m == chosen})
	}
	return field
}

// statsPlaces are the places to choose from: all regions, the communities of the chosen one, the beats of the
// chosen community. Without regions, all communities.
func (s *site) statsPlaces(r *web.Request, chosen places.Place) (all []places.Place) {
	sn := s.places()
	community, _ := sn.Above(chosen.ID, places.Community)
	region, inRegion := sn.Above(chosen.ID, places.Region)
	communities := func() {
		for _, c := range statsGroups(r, s.m, sn, region, places.Community) {
			all = append(all, c)
			if c.ID == community.ID {
				all = append(all, statsGroups(r, s.m, sn, c, places.Beat)...)
			}
		}
	}
	regions := statsGroups(r, s.m, sn, places.Place{}, places.Region)
	if len(regions) == 0 {
		communities()
	}
	for _, p := range regions {
		all = append(all, p)
		if inRegion && p.ID == region.ID {
			communities()
		}
	}
	return all
}

// statsMethod is what the figures mean, exactly.
func (s *site) statsMethod(r *web.Request) (facts []look.Fact) {
	for _, name := range []string{"received", "confirmed", "open", "read", "verify", "close", "unit", "percentile", "waiting", "imported", "residents", "beats", "dash"} {
		facts = append(facts, look.Fact{Term: r.Text.T("threatmap.stats.method." + name), Text: r.Text.T("threatmap.stats.method." + name + "_text")})
	}
	return facts
}
