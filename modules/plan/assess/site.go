package assess

import (
	"net/url"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// site is the public's pages: the plans in force, and what one counts, with its figures once a year was published.
type site struct {
	s     *Assess
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[siteList]
	one   *web.Page[sitePlan]
}

func newSite(s *Assess, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (v *site, err error) {
	v = &site{s: s, frame: frame}
	if v.list, err = web.Add[siteList](pages, files, "public", "page/site/list.html"); err != nil {
		return nil, err
	}
	v.one, err = web.Add[sitePlan](pages, files, "public", "page/site/plan.html")
	return v, err
}

// siteList is GET /{lang}/plans.
type siteList struct {
	look.Page
	Lead  string
	Items []siteItem
	Empty *look.Empty
}

type siteItem struct{ Title, Lang, Href, Period, Counts, Year string }

// sitePlan is GET /{lang}/plans/{code}.
type sitePlan struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	Lead       string
	Counts     []look.Tile
	Years      []look.NavItem
	Base       string
	Figures    []look.Figure
	Silence    *look.Tile
	Legend     []look.Light
	Objectives []siteObjective
	Table      look.Table
	Rounds     *look.Chart
	None       string
	Data       string
}

// siteObjective is one objective with its light and how its activities stand.
type siteObjective struct {
	Number, Text, Lang string
	Light              look.Light
	Rule               string
	Balance            look.Balance
}

func (v *site) showList(r *web.Request) (web.Reply, error) {
	p := siteList{Page: v.frame(r, r.Text.T("plan.assess.site.title")), Lead: r.Text.T("plan.assess.site.lead")}
	err := r.Read(func(q *db.Snapshot) error {
		p.Items = nil
		plans, err := register.Plans(q)
		if err != nil {
			return err
		}
		for _, one := range plans {
			all, err := register.Versions(q, one.ID)
			if err != nil {
				return err
			}
			now, ok := register.ForceOn(all, v.s.Register.Today(r.Now))
			if !ok {
				continue
			}
			years, err := published(q, one)
			if err != nil {
				return err
			}
			item := siteItem{Href: v.address(r, one.Code), Counts: register.CountWords(r.Text, now)}
			item.Title, item.Lang = v.s.Register.Word(r, now.Head.Titles)
			item.Period = r.Text.T("plan.assess.period", "from", now.Head.From[:4], "until", now.Head.Until[:4])
			if n := len(years); n > 0 {
				item.Year = r.Text.T("plan.assess.site.assessed", "year", strconv.Itoa(years[n-1].Year))
			}
			p.Items = append(p.Items, item)
		}
		return nil
	})
	if len(p.Items) == 0 {
		p.Empty = &look.Empty{Icon: "target", Title: r.Text.T("plan.assess.site.none"), Text: r.Text.T("plan.assess.site.none_text")}
	}
	return v.list.With(p), err
}

// published are the years of a plan whose counts are public.
func published(q db.Reader, p register.Plan) (out []Assessment, err error) {
	all, err := Years(q, p.ID)
	for _, a := range all {
		if a.State == Published {
			out = append(out, a)
		}
	}
	return out, err
}

func (v *site) address(r *web.Request, code string) string {
	return "/" + r.Text.Lang().HTML() + "/plans/" + url.PathEscape(code)
}

func (v *site) showPlan(r *web.Request) (web.Reply, error) {
	var p sitePlan
	err := r.Read(func(q *db.Snapshot) error {
		one, err := register.ByCode(q, r.PathValue("code"))
		if err != nil {
			return err
		}
		all, err := register.Versions(q, one.ID)
		if err != nil {
			return err
		}
		now, ok := register.ForceOn(all, v.s.Register.Today(r.Now))
		if !ok {
			return errs.New(errs.NotFound, "plan.register.no_such_plan", "code", one.Code)
		}
		title, lang := v.s.Register.Word(r, now.Head.Titles)
		p = sitePlan{Page: v.frame(r, title), TitleLang: lang, Data: "/api/v1/plans/" + url.PathEscape(one.Code)}
		p.Crumbs = look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.assess.site.title"), Href: "/" + r.Text.Lang().HTML() + "/plans"}, {Word: one.Code}}}
		p.Lead = r.Text.T("plan.assess.period", "from", now.Head.From[:4], "until", now.Head.Until[:4])
		p.Counts = []look.Tile{{Label: r.Text.T("plan.register.objectives_word"), Value: r.Text.Number(now.Objectives)}, {Label: r.Text.T("plan.register.sub_objectives_word"), Value: r.Text.Number(now.SubObjectives)},
			{Label: r.Text.T("plan.register.activities_word"), Value: r.Text.Number(now.Active)}}
		years, err := published(q, one)
		if err != nil {
			return err
		}
		if len(years) == 0 {
			p.None = r.Text.T("plan.assess.site.unpublished")
			return nil
		}
		return v.year(r, q, one, years, &p)
	})
	return v.one.With(p), err
}

// year fills in the figures of the year that the address names, else of the latest.
func (v *site) year(r *web.Request, q db.Reader, one register.Plan, years []Assessment, p *sitePlan) error {
	chosen := years[len(years)-1]
	if asked := r.URL.Query().Get("year"); asked != "" {
		chosen = Assessment{}
		for _, a := range years {
			if strconv.Itoa(a.Year) == asked {
				chosen = a
			}
		}
		if chosen.ID == "" {
			return errs.New(errs.NotFound, "plan.assess.no_such_year", "code", one.Code, "year", asked)
		}
	}
	var all []*State
	var st *State
	for _, a := range years {
		one, err := v.s.Load(q, one, a)
		if err != nil {
			return err
		}
		if all = append(all, one); a.ID == chosen.ID {
			st = one
		}
		p.Years = append(p.Years, look.NavItem{Word: strconv.Itoa(a.Year), Href: v.address(r, one.Plan.Code) + "?year=" + strconv.Itoa(a.Year), Current: a.ID == chosen.ID})
	}
	l := r.Text
	p.Data += "/assessments/" + strconv.Itoa(chosen.Year)
	p.Base = l.T("plan.assess.base", "year", strconv.Itoa(chosen.Year), "version", chosen.Base, "from", dayWord(r, st.Base.Version.From), "mode", l.T(st.Result.RollUp.Key()))
	p.Figures, p.Legend = figures(l, st), legend(l)
	t := st.Result.Total.Tally
	p.Silence = &look.Tile{Label: l.T("plan.assess.silence"), Value: l.Number(t.NoReport), Note: l.T("plan.assess.silence_note", "planned", t.Planned())}
	p.Table = look.Table{Caption: l.T("plan.assess.site.by_status"), Head: []look.Cell{{Text: l.T("plan.assess.status")}, {Text: l.T("plan.register.activities_word"), Number: true}}}
	for _, s := range rates.Statuses() {
		p.Table.Rows = append(p.Table.Rows, []look.Cell{{Text: l.T(s.Key())}, {Text: l.Number(t.Of(s)), Number: true}})
	}
	for _, line := range st.Result.Lines {
		if line.Level != tree.Objective {
			continue
		}
		n, _ := st.Base.Node(line.Number)
		signal := line.Signal(st.Base.Plan.Scheme)
		o := siteObjective{Number: n.Number, Light: lightOf(l, signal.Light, ""), Rule: signal.Say(l), Balance: balanceOf(l, line.Tally)}
		o.Text, o.Lang = v.s.Register.Word(r, n.Text)
		p.Objectives = append(p.Objectives, o)
	}
	c := rounds(r, all)
	p.Rounds = &c
	return nil
}
