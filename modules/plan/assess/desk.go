package assess

import (
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// desk is the desk's pages: a plan at a glance in a year, and one node with all that is known of it.
type desk struct {
	s     *Assess
	frame func(r *web.Request, title string) look.Page
	dash  *web.Page[dashView]
	node  *web.Page[nodeView]

	rows   *web.Page[rowsView]
	row    *web.Page[rowView]
	review *web.Page[reviewView]
	units  *web.Page[unitsView]
	sheet  *web.Page[sheetView]
}

func newDesk(s *Assess, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (d *desk, err error) {
	d = &desk{s: s, frame: frame}
	if d.dash, err = web.Add[dashView](pages, files, "desk", "page/desk/dash.html"); err != nil {
		return nil, err
	}
	if d.node, err = web.Add[nodeView](pages, files, "desk", "page/desk/node.html"); err != nil {
		return nil, err
	}
	return d, d.workPages(pages)
}

// view is what a page about a plan in a year begins with.
type view struct {
	open  register.Open
	years []Assessment
	year  int
	state *State // nil = the year was not opened
}

// read reads a plan with the year that the address names, else the latest that was opened.
func (d *desk) read(q db.Reader, r *web.Request) (v view, err error) {
	if v.open, err = d.s.Register.Find(q, r, r.PathValue("code"), 0); err != nil {
		return v, err
	}
	if v.years, err = Years(q, v.open.Plan.ID); err != nil {
		return v, err
	}
	if asked := r.URL.Query().Get("year"); asked != "" {
		if v.year, err = strconv.Atoi(asked); err != nil {
			return v, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", v.open.Plan.Code, "year", asked)
		}
	} else {
		v.year = d.s.usualYear(r, v)
	}
	for _, a := range v.years {
		if a.Year == v.year {
			v.state, err = d.s.Load(q, v.open.Plan, a)
		}
	}
	return v, err
}

// usualYear is the latest year that was opened, else this year, or that of the plan nearest to it.
func (s *Assess) usualYear(r *web.Request, v view) int {
	if n := len(v.years); n > 0 {
		return v.years[n-1].Year
	}
	now, _ := strconv.Atoi(s.Register.Today(r.Now)[:4])
	first, last := period(v.open.Edition.Plan)
	return min(max(now, first), last)
}

// period is the first and the last year of a plan.
func period(p tree.Plan) (first, last int) {
	first, _ = strconv.Atoi(p.From[:min(4, len(p.From))])
	last, _ = strconv.Atoi(p.Until[:min(4, len(p.Until))])
	return first, last
}

// mostYears is how many years the switch shows.
const mostYears = 8

// yearLinks are the years of a plan.
func yearLinks(v view, address string) (out []look.NavItem) {
	first, last := period(v.open.Edition.Plan)
	if last-first >= mostYears {
		first = max(first, min(v.year-mostYears/2, last-mostYears+1))
		last = first + mostYears - 1
	}
	for y := first; y <= last; y++ {
		out = append(out, look.NavItem{Word: strconv.Itoa(y), Href: address + "?year=" + strconv.Itoa(y), Current: y == v.year})
	}
	return out
}

// planAddress is the desk's page of a plan.
func planAddress(code string) string { return "/desk/plans/" + code }

// nodeAddress is the page of a node in a year.
func nodeAddress(code, number string, year int) string {
	return planAddress(code) + "/nodes/" + escape(number) + "?year=" + strconv.Itoa(year)
}

// takeYear is POST /desk/plans/{code}/years: opens a year, or takes a step with it.
func (d *desk) takeYear(r *web.Request) (web.Reply, error) {
	code, stepName := r.PathValue("code"), r.PostForm.Get("step")
	year, err := strconv.Atoi(r.PostForm.Get("year"))
	if err != nil {
		return nil, errs.Bad("year", "plan.assess.no_such_year", "code", code, "year", r.PostForm.Get("year"))
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		o, err := d.s.Register.Find(tx, r, code, 0)
		if err != nil {
			return web.None{}, err
		}
		if err := r.Allowed("plan.assess", d.s.Register.Resource(o.Plan)); err != nil {
			return web.None{}, err
		}
		if stepName == "" {
			_, err = d.s.Begin(tx, o.Plan, year)
			return web.None{}, err
		}
		a, err := Of(tx, o.Plan, year)
		if err != nil {
			return web.None{}, err
		}
		stepID := r.PostForm.Get("id")
		if !id.IsUUID(stepID) {
			stepID = id.New()
		}
		_, err = d.s.Take(tx, o.Plan, a, stepID, stepName, r.PostForm.Get("reason"))
		return web.None{}, err
	})
	if f, ok := r.Refusal(err); ok {
		return d.dashPage(r, &f, year)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(planAddress(code) + "?year=" + strconv.Itoa(year)), nil
}

// statusWord is a status in words, a dash for none.
func statusWord(r *web.Request, s rates.Status) string {
	if s == "" {
		return r.Text.T("i18n.no_value")
	}
	return r.Text.T(s.Key())
}
