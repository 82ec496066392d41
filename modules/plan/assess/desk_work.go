package assess

import (
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// workPages adds the pages of the units' work.
func (d *desk) workPages(pages *web.Pages) (err error) {
	if d.rows, err = web.Add[rowsView](pages, files, "desk", "page/desk/rows.html"); err != nil {
		return err
	}
	if d.row, err = web.Add[rowView](pages, files, "desk", "page/desk/row.html"); err != nil {
		return err
	}
	if d.review, err = web.Add[reviewView](pages, files, "desk", "page/desk/review.html"); err != nil {
		return err
	}
	if d.units, err = web.Add[unitsView](pages, files, "desk", "page/desk/units.html"); err != nil {
		return err
	}
	d.sheet, err = web.Add[sheetView](pages, files, "desk", "page/desk/sheet.html")
	return err
}

// work is a year of a plan as somebody has it before them who fills rows, or looks at them.
type work struct {
	plan     register.Plan
	years    []Assessment
	a        Assessment
	st       *State
	before   *State // of the year before; nil where it was not opened
	rows     map[string]Row
	filling  map[string][]string // posts that fill for a unit, by unit
	round    Round
	may      func(Side, tree.Node) error
	reviewer bool // may give the reviewer's rating
	leads    bool // coordinates the plan
	follows  bool // sees who has answered
	open     func(unit string) bool
	fillable map[string]bool // by unit and organisation: whether the asker fills for them
}

// work reads the year that the address or the form names, else the latest one. What the asker neither fills nor
// reviews does not exist.
func (d *desk) work(q db.Reader, r *web.Request, year string) (w work, err error) {
	code := r.PathValue("code")
	if w.plan, err = register.ByCode(q, code); err != nil {
		return w, err
	}
	none := errs.New(errs.NotFound, "plan.register.no_such_plan", "code", code)
	res := d.s.Register.Resource(w.plan)
	w.reviewer, w.leads, w.follows = r.Allowed("plan.rate.reviewer", res) == nil, r.Allowed("plan.assess", res) == nil, r.Allowed("plan.rows.follow", res) == nil
	if w.years, err = Years(q, w.plan.ID); err != nil {
		return w, err
	}
	at := slices.IndexFunc(w.years, func(a Assessment) bool { return strconv.Itoa(a.Year) == year })
	if year == "" {
		at = len(w.years) - 1
	}
	if at < 0 {
		if !w.reviewer && !w.follows {
			return w, none
		}
		return w, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", code, "year", year)
	}
	w.a = w.years[at]
	if w.st, err = d.s.Load(q, w.plan, w.a); err != nil {
		return w, err
	}
	if w.rows, err = Rows(q, w.a.ID); err != nil {
		return w, err
	}
	if w.round, err = RoundOf(q, w.a.ID); err != nil {
		return w, err
	}
	if w.filling, err = d.s.running(q, w.plan.ID); err != nil {
		return w, err
	}
	if w.may, err = d.s.MayFill(q, r, w.plan); err != nil {
		return w, err
	}
	if w.open, err = d.s.openFor(q, w.a); errs.KindOf(err) == errs.Conflict {
		w.open, err = func(string) bool { return false }, nil
	}
	if err != nil {
		return w, err
	}
	if before, berr := Of(q, w.plan, w.a.Year-1); berr == nil {
		if w.before, err = d.s.Load(q, w.plan, before); err != nil {
			return w, err
		}
	} else if errs.KindOf(berr) != errs.NotFound {
		return w, berr
	}
	w.fillable = map[string]bool{}
	if !w.reviewer && !w.follows && len(w.groups()) == 0 {
		return w, none
	}
	return w, nil
}

// fills tells whether the asker fills a row.
func (w *work) fills(n tree.Node) bool {
	key := leadUnit(n)
	if n.Activity != nil {
		key += " " + n.Activity.LeadOrg
	}
	yes, known := w.fillable[key]
	if !known {
		yes = w.may(Unit, n) == nil
		w.fillable[key] = yes
	}
	return yes
}

// sees tells whether the asker sees a row.
func (w *work) sees(n tree.Node) bool { return w.reviewer || w.follows || w.fills(n) }

// row is the row of an activity, Empty where nobody has touched it.
func (w *work) row(one Standing) Row {
	if row, ok := w.rows[one.ID]; ok {
		return row
	}
	row := Row{Assessment: w.a.ID, Node: one.ID, Number: one.Node.Number, Unit: leadUnit(one.Node), State: Empty}
	if one.Unit != nil && said(one.Unit) != "" { // rated by a program
		row.Status, row.Progress, row.State = one.Unit.Status, one.Unit.Comment, Submitted
		if one.Reviewer != nil && said(one.Reviewer) != "" {
			row.State = Reviewed
		}
	}
	return row
}

func (w *work) missing(one Standing) bool {
	row, touched := w.rows[one.ID]
	return missing(one, row, touched)
}

// was is the activity in the year before; ok is false where it was none of that year's.
func (w *work) was(number string) (one Standing, ok bool) {
	if w.before == nil {
		return one, false
	}
	n, ok := w.before.Base.ByID(w.st.Base.ID(number))
	if !ok {
		return one, false
	}
	return w.before.Row(n.Number)
}

// of are the rows that the asker sees, of one unit where code names one ("-" = those whose lead is only written).
func (w *work) of(s *places.Snapshot, code string) (out []Standing) {
	var at []int
	for _, g := range w.groups() {
		if u, _ := s.Unit(g.unit); code == "" || code == u.Code || code == noUnit && u.Code == "" {
			at = append(at, g.rows...)
		}
	}
	slices.Sort(at)
	out = make([]Standing, 0, len(at))
	for _, i := range at {
		out = append(out, w.st.Standings[i])
	}
	return out
}

// noUnit is in addresses what stands for leads that are only written.
const noUnit = "-"

// unitOptions are the units whose rows the asker sees.
func (d *desk) unitOptions(r *web.Request, w *work, chosen string) []look.Option {
	snap := d.s.Register.Places.Snapshot()
	seen := map[string]bool{}
	var all []look.Option
	for _, g := range w.groups() {
		unit := g.unit
		u, ok := snap.Unit(unit)
		if !ok {
			unit = ""
		}
		if seen[unit] {
			continue
		}
		seen[unit] = true
		if !ok {
			all = append(all, look.Option{Value: noUnit, Word: r.Text.T("plan.assess.no_unit"), Selected: chosen == noUnit})
			continue
		}
		all = append(all, look.Option{Value: u.Code, Word: d.s.Register.UnitName(r, unit), Selected: chosen == u.Code})
	}
	i18n.SortBy(r.Text.Collator(), all, func(o look.Option) string { return o.Word })
	return append([]look.Option{{Word: r.Text.T("plan.assess.all_units"), Selected: chosen == ""}}, all...)
}

// ownUnit is the code of the unit of the post that the asker acts as, where it leads something in the year.
func (d *desk) ownUnit(r *web.Request, w *work) string { return d.ownUnitIn(r, w.st) }

func (d *desk) ownUnitIn(r *web.Request, st *State) string {
	snap := d.s.Register.Places.Snapshot()
	f, _ := snap.Post(r.Principal().Post)
	u, _ := snap.Unit(f.Post.Unit)
	if u.Code != "" && slices.ContainsFunc(st.groups, func(g group) bool { return g.unit == u.ID }) {
		return u.Code
	}
	return ""
}

// rowsAddress is the list of the rows of a unit; unit is its code, empty = all.
func rowsAddress(code string, year int, unit string) string {
	q := url.Values{"year": {strconv.Itoa(year)}}
	if unit != "" {
		q.Set("unit", unit)
	}
	return planAddress(code) + "/rows?" + q.Encode()
}

// rowAddress is one row; unit is the list that it is worked through in.
func rowAddress(code string, year int, number, unit string) string {
	q := url.Values{"year": {strconv.Itoa(year)}, "number": {number}}
	if unit != "" {
		q.Set("unit", unit)
	}
	return planAddress(code) + "/row?" + q.Encode()
}

// workCrumbs lead back to the plan and its rows.
func (d *desk) workCrumbs(r *web.Request, w *work, unit, here string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("plan.register.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.register.title"), Href: "/desk/plans"},
		{Word: w.plan.Code, Href: planAddress(w.plan.Code) + "?year=" + strconv.Itoa(w.a.Year)}}}
	if here != "" {
		c.Items = append(c.Items, look.NavItem{Word: r.Text.T("plan.assess.rows"), Href: rowsAddress(w.plan.Code, w.a.Year, unit)}, look.NavItem{Word: here})
	} else {
		c.Items = append(c.Items, look.NavItem{Word: r.Text.T("plan.assess.rows")})
	}
	return c
}

// rowTag is the state of a row.
func rowTag(l *i18n.Localizer, state string) look.Tag {
	t := look.Tag{Word: l.T("plan.assess.row." + state), Icon: "pencil"}
	switch state {
	case Empty:
		t.Icon = "circle-dot"
	case Submitted:
		t.Icon, t.Color = "send", "info"
	case Returned:
		t.Icon, t.Color = "arrow-left", "warning"
	case Reviewed:
		t.Icon, t.Color = "check", "success"
	}
	return t
}

// choices are the statuses that may be given to an activity.
func choices(one Standing) (out []rates.Status) {
	for _, s := range rates.Ratings() {
		if s != rates.Dropped || one.Dropped {
			out = append(out, s)
		}
	}
	return out
}
