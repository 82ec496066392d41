package survey

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/community/words"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

const public = "survey.public.read"

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share.
func (s *Surveys) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	v := &site{s: s, frame: frame}
	var err error
	if v.list, err = web.Add[listView](pages, files, "public", "page/list.html"); err != nil {
		return nil, err
	}
	if v.one, err = web.Add[placeView](pages, files, "public", "page/place.html"); err != nil {
		return nil, err
	}
	place := web.Param{Name: "place", Description: "code of a place; all if absent"}
	return []web.Route{
		{Method: "GET", Path: "/api/v1/surveys", Action: public, Handler: web.JSON(s.listAPI, place), Summary: "Surveys on trust and safety with their margins of error"},
		{Method: "GET", Path: "/{lang}/surveys", Action: public, Handler: web.View(v.showList)},
		{Method: "GET", Path: "/{lang}/surveys/{code}", Action: public, Handler: web.View(v.showPlace)},
	}, nil
}

// site is the public pages: where people were asked, and what they said in one place.
type site struct {
	s     *Surveys
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[listView]
	one   *web.Page[placeView]
}

// listView is GET /{lang}/surveys.
type listView struct {
	look.Page
	Lead  string
	Table look.Table
	Empty *look.Empty
}

func (v *site) showList(r *web.Request) (web.Reply, error) {
	out := listView{Page: v.frame(r, r.Text.T("survey.title")), Lead: r.Text.T("survey.lead")}
	var waves []Wave
	if err := r.Read(func(q *db.Snapshot) (err error) { waves, err = Waves(q); return err }); err != nil {
		return nil, err
	}
	out.Table = look.Table{Caption: r.Text.T("survey.title"), Head: form.Head(r, "survey.place", "survey.survey", "survey.asked_when")}
	for _, w := range waves {
		at, _ := v.s.Places.Snapshot().Place(w.Place)
		out.Table.Rows = append(out.Table.Rows, []look.Cell{{Text: v.s.Words.Place(r, w.Place), Href: "/" + r.Text.Lang().HTML() + "/surveys/" + at.Code}, {Text: w.Title}, {Text: words.Days(r, w.From, w.Until)}})
	}
	if len(waves) == 0 {
		out.Empty = &look.Empty{Icon: "message-circle", Title: r.Text.T("survey.none")}
	}
	return v.list.With(out), nil
}

// placeView is GET /{lang}/surveys/{code}.
type placeView struct {
	look.Page
	Crumbs look.Crumbs
	Charts []look.Chart
	Police *look.Chart
	Groups []look.Table
	Waves  look.Table
	Method string
}

func (v *site) showPlace(r *web.Request) (web.Reply, error) {
	s := v.s
	at, ok := s.Places.Snapshot().ByCode(r.PathValue("code"))
	if !ok {
		return nil, errs.New(errs.NotFound, "places.no_such_place", "place", r.PathValue("code"))
	}
	var waves []Wave
	var values []Value
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if waves, err = WavesAt(q, at.ID); err == nil {
			values, err = ValuesAt(q, at.ID)
		}
		return err
	}); err != nil {
		return nil, err
	}
	if len(waves) == 0 {
		return nil, errs.New(errs.NotFound, "survey.none")
	}
	title := r.Text.T("survey.title_in", "place", s.Words.Place(r, at.ID))
	out := placeView{Page: v.frame(r, title), Method: r.Text.T("survey.method_note"),
		Crumbs: form.Crumbs(r, look.NavItem{Word: r.Text.T("survey.title"), Href: "/" + r.Text.Lang().HTML() + "/surveys"}, look.NavItem{Word: s.Words.Place(r, at.ID)})}
	first, last := yearOf(waves[len(waves)-1].Until), yearOf(waves[0].Until)
	for _, w := range waves {
		first, last = min(first, yearOf(w.Until)), max(last, yearOf(w.Until))
	}
	first = max(first, last-40)
	for _, question := range questionsOf(values) {
		out.Charts = append(out.Charts, v.chart(r, waves, values, question, first, last))
	}
	var err error
	if out.Police, err = v.police(r, at, first, last); err != nil {
		return nil, err
	}
	out.Groups = v.groups(r, waves, values)
	out.Waves = look.Table{Caption: r.Text.T("survey.surveys"), Head: form.Head(r, "survey.survey", "survey.asked_when", "survey.sample", "survey.method", "survey.weights", "survey.source")}
	for _, w := range waves {
		out.Waves.Rows = append(out.Waves.Rows, []look.Cell{{Text: w.Title}, {Text: words.Days(r, w.From, w.Until)}, {Text: said(r, w.Sample)}, {Text: said(r, w.Method)}, {Text: said(r, w.Weights)}, {Text: said(r, w.Source)}})
	}
	return v.one.With(out), nil
}

func said(r *web.Request, text string) string {
	if text == "" {
		return r.Text.T("i18n.no_value")
	}
	return text
}

// questionsOf are the questions that were asked, those that the program knows first.
func questionsOf(values []Value) (all []string) {
	have := map[string]bool{}
	for _, v := range values {
		have[v.Question] = true
	}
	for _, q := range Questions() {
		if have[q] {
			all = append(all, q)
			delete(have, q)
		}
	}
	return append(all, slices.Sorted(maps.Keys(have))...)
}

// questionWord is a question in words; one that the program does not know as it was asked.
func (v *site) questionWord(r *web.Request, values []Value, question string) string {
	if slices.Contains(Questions(), question) {
		return r.Text.T("survey.question." + question)
	}
	for _, x := range values {
		if x.Question == question && x.Wording != "" {
			return x.Wording
		}
	}
	return question
}

// chart draws the shares of one question by year, with a gap for each year in which nobody was asked.
func (v *site) chart(r *web.Request, waves []Wave, values []Value, question string, first, last int) look.Chart {
	word := v.questionWord(r, values, question)
	c := look.Chart{ID: "q-" + question, Kind: look.Lines, Title: word, Unit: r.Text.T("survey.percent"), Scale: 100, Fold: r.Text.T("survey.fold"), Number: r.Text.Number, Empty: r.Text.T("survey.none"),
		Note: r.Text.T("survey.gaps"), Labels: years(first, last), Series: []look.Series{{Word: word, Values: Series(waves, values, question, first, last)}}}
	c.Table = look.Table{Caption: word, Head: form.Head(r, "survey.asked_when", "survey.survey", "survey.share", "survey.margin", "survey.n")}
	for n := 2; n < 5; n++ {
		c.Table.Head[n].Number = true
	}
	for _, w := range waves {
		for _, x := range values {
			if x.Wave == w.ID && x.Question == question && x.Group == "" {
				margin, stated := x.Margin()
				c.Table.Rows = append(c.Table.Rows, []look.Cell{{Text: words.Days(r, w.From, w.Until)}, {Text: w.Title}, {Text: r.Text.Percent(x.Share, whole, 1), Number: true}, {Text: marginWord(r, margin, stated), Number: true}, {Text: r.Text.Number(x.Asked), Number: true}})
			}
		}
	}
	if len(c.Table.Rows) > 0 {
		newest := c.Table.Rows[0]
		c.Text = r.Text.T("survey.newest", "days", newest[0].Text, "share", newest[2].Text, "margin", newest[3].Text, "n", newest[4].Text)
	}
	return c
}

func marginWord(r *web.Request, hundredths int64, stated bool) string {
	key := "survey.margin_computed"
	if stated {
		key = "survey.margin_stated"
	}
	return r.Text.T(key, "points", r.Text.Fixed(round1(hundredths), 1))
}

// round1 is hundredths as tenths, rounded once.
func round1(hundredths int64) int64 { return (hundredths + 5) / 10 }

func years(first, last int) (all []look.ChartLabel) {
	for y := first; y <= last; y++ {
		all = append(all, look.ChartLabel{Text: strconv.Itoa(y)})
	}
	return all
}

// police draws what the police counted in the same years: reports of residents, and those of them found true. Years
// before the first report in the region are gaps.
func (v *site) police(r *web.Request, at places.Place, first, last int) (*look.Chart, error) {
	if v.s.Map == nil {
		return nil, nil
	}
	zone := v.s.Zone(at.ID)
	all, confirmed := make([]int64, last-first+1), make([]int64, last-first+1)
	from, until := time.Date(first, 1, 1, 0, 0, 0, 0, zone), time.Date(last+1, 1, 1, 0, 0, 0, 0, zone)
	if err := v.s.Map.EachPublished(threatmap.PublishedFilter{Place: at.ID, From: from, Until: until}, func(p threatmap.Published) {
		n := p.PubAt.In(zone).Year() - first
		all[n]++
		if p.Confirmed {
			confirmed[n]++
		}
	}); err != nil {
		return nil, err
	}
	began := yearOf(v.s.Map.FirstDayIn(at.ID))
	c := &look.Chart{ID: "police", Kind: look.Columns, Title: r.Text.T("survey.police"), Unit: r.Text.T("survey.reports"), Fold: r.Text.T("survey.fold"), Number: r.Text.Number, Empty: r.Text.T("survey.police_none"),
		Note: r.Text.T("survey.police_note"), Labels: years(first, last), Table: look.Table{Caption: r.Text.T("survey.police"), Head: form.Head(r, "survey.year", "survey.reports", "survey.confirmed")}}
	c.Table.Head[1].Number, c.Table.Head[2].Number = true, true
	rest := make([]int64, len(all))
	for n := range all {
		if began == 0 || first+n < began {
			rest[n], confirmed[n] = look.NoValue, look.NoValue
			c.Table.Rows = append(c.Table.Rows, []look.Cell{{Text: strconv.Itoa(first + n)}, {Text: r.Text.T("i18n.no_value"), Number: true}, {Text: r.Text.T("i18n.no_value"), Number: true}})
			continue
		}
		rest[n] = all[n] - confirmed[n]
		c.Table.Rows = append(c.Table.Rows, []look.Cell{{Text: strconv.Itoa(first + n)}, {Text: r.Text.Number(all[n]), Number: true}, {Text: r.Text.Number(confirmed[n]), Number: true}})
	}
	c.Series = []look.Series{{Word: r.Text.T("survey.confirmed"), Values: confirmed}, {Word: r.Text.T("survey.not_confirmed"), Values: rest}}
	c.Text = r.Text.T("survey.police_text")
	return c, nil
}

// groups are the answers of groups, wave by wave; what so few gave is not shown.
func (v *site) groups(r *web.Request, waves []Wave, values []Value) (all []look.Table) {
	for _, w := range waves {
		for _, question := range questionsOf(values) {
			var of []Value
			for _, x := range values {
				if x.Wave == w.ID && x.Question == question {
					of = append(of, x)
				}
			}
			t := look.Table{Caption: r.Text.T("survey.by_group", "question", v.questionWord(r, values, question), "days", words.Days(r, w.From, w.Until)),
				Head: form.Head(r, "survey.group", "survey.share", "survey.margin", "survey.n")}
			for n := 1; n < 4; n++ {
				t.Head[n].Number = true
			}
			for _, x := range Shown(of) {
				if x.Group == "" {
					continue
				}
				if x.Share == Hidden {
					t.Rows = append(t.Rows, []look.Cell{{Text: x.Group}, {Text: r.Text.T("survey.kept_back"), Number: true}, {Number: true}, {Number: true}})
					continue
				}
				margin, stated := x.Margin()
				t.Rows = append(t.Rows, []look.Cell{{Text: x.Group}, {Text: r.Text.Percent(x.Share, whole, 1), Number: true}, {Text: marginWord(r, margin, stated), Number: true}, {Text: r.Text.Number(x.Asked), Number: true}})
			}
			if len(t.Rows) > 0 {
				all = append(all, t)
			}
		}
	}
	return all
}
