package assess

import (
	"net/http"
	"net/url"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
)

// rowsView is GET /desk/plans/{code}/rows: what a unit answers in a year.
type rowsView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Years  []look.NavItem
	Acts   []look.Act
	State  look.Tag
	Alert  *look.Alert
	Filter look.Filter
	Tiles  []look.Tile
	Table  look.Table
	Pages  look.Pagination
	Empty  *look.Empty
	HandIn *workForm // all drafts of the list at once
}

// workForm is one act of the units' work.
type workForm struct {
	Action, Act, Year, Unit, Number, Ref, Word string
	Title                                      string
	Fields                                     []look.Field
	Primary                                    bool
}

// rowsAtOnce is how many rows stand on a page.
const rowsAtOnce = 100

// maxHandIn is how many drafts are handed in at once.
const maxHandIn = 1000

func (d *desk) showRows(r *web.Request) (web.Reply, error) { return d.rowsPage(r, r.URL.Query(), nil) }

func (d *desk) rowsPage(r *web.Request, asked url.Values, refused *web.Refusal) (web.Reply, error) {
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return nil, err
	}
	var w work
	if err := r.Read(func(q *db.Snapshot) (err error) { w, err = d.work(q, r, asked.Get("year")); return err }); err != nil {
		return nil, err
	}
	unit := asked.Get("unit")
	if !asked.Has("unit") {
		unit = d.ownUnit(r, &w)
	}
	l, code, year := r.Text, w.plan.Code, strconv.Itoa(w.a.Year)
	title, _ := d.s.Register.Word(r, w.st.Base.Plan.Titles)
	p := rowsView{Page: d.frame(r, l.T("plan.assess.rows_of", "year", year)), Crumbs: d.workCrumbs(r, &w, "", ""), Lead: title, State: stateTag(l, w.a.State)}
	p.NoIndex = true
	for _, a := range w.years {
		p.Years = append(p.Years, look.NavItem{Word: strconv.Itoa(a.Year), Href: rowsAddress(code, a.Year, unit), Current: a.Year == w.a.Year})
	}
	all := w.of(d.s.Register.Places.Snapshot(), unit)
	left := asked.Get("show") == "left"
	var drafts, open, done int
	var listed []Standing
	seen := map[string]bool{}
	for _, one := range all {
		missing := w.missing(one)
		if missing {
			open++
		} else {
			done++
		}
		if row := w.row(one); row.State == Draft && row.Status != "" && w.fills(one.Node) && w.open(row.Unit) {
			drafts++
		}
		if missing || !left {
			listed = append(listed, one)
		}
		if w.fills(one.Node) {
			seen[leadUnit(one.Node)] = true
		}
	}
	for lead := range seen {
		if err := d.s.openedBy(r, w.plan, w.a, lead, w.filling[lead]); err != nil {
			return nil, err
		}
	}
	p.Tiles = []look.Tile{{Label: l.T("plan.assess.rows_left"), Value: l.Number(int64(open)), Note: l.T("plan.assess.rows_note", "all", len(all))}, {Label: l.T("plan.assess.rows_done"), Value: l.Number(int64(done))}}
	if w.round.Due != "" {
		p.Tiles = append(p.Tiles, look.Tile{Label: l.T("plan.assess.due"), Value: dayWord(r, w.round.Due)})
	}
	show := look.Field{Name: "show", Type: "select", Label: l.T("plan.assess.show"), Options: []look.Option{{Word: l.T("plan.assess.show_all")}, {Value: "left", Word: l.T("plan.assess.rows_left"), Selected: left}}}
	p.Filter = look.Filter{Action: planAddress(code) + "/rows", Label: l.T("plan.assess.filter"), Title: l.T("plan.assess.filter"), Open: true, Submit: l.T("plan.assess.filter_do"),
		Fields: []look.Field{{Name: "year", Type: "select", Label: l.T("plan.assess.year"), Options: yearOptions(w)}, {Name: "unit", Type: "select", Label: l.T("plan.assess.unit"), Options: d.unitOptions(r, &w, unit)}, show}}
	p.Acts = d.rowsActs(r, &w, unit)
	if drafts > 0 {
		p.HandIn = &workForm{Action: planAddress(code) + "/rows", Act: "hand_in", Year: year, Unit: unit, Word: l.N("plan.assess.hand_in_all", int64(drafts))}
	}
	d.rowTable(r, &w, unit, listed, from, &p)
	if len(listed) == 0 {
		p.Empty = &look.Empty{Icon: "check", Title: l.T("plan.assess.rows_none"), Text: l.T("plan.assess.rows_none_text")}
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refusalAlert(r, refused)
	}
	return d.rows.Status(status, p), nil
}

// refusalAlert is what was wrong in one sentence, for pages without fields.
func refusalAlert(r *web.Request, refused *web.Refusal) *look.Alert {
	if refused.Alert != nil {
		return refused.Alert
	}
	a := &look.Alert{Kind: "warning"}
	for i, f := range refused.Faults {
		if i > 0 {
			a.Text += " "
		}
		a.Text += r.Message(f)
	}
	return a
}

func yearOptions(w work) (out []look.Option) {
	for _, a := range w.years {
		year := strconv.Itoa(a.Year)
		out = append(out, look.Option{Value: year, Word: year, Selected: a.Year == w.a.Year})
	}
	return out
}

// rowsActs are the ways on from a list of rows.
func (d *desk) rowsActs(r *web.Request, w *work, unit string) (out []look.Act) {
	l, code := r.Text, w.plan.Code
	q := "?" + url.Values{"year": {strconv.Itoa(w.a.Year)}, "unit": {unit}}.Encode()
	out = append(out, look.Act{Word: l.T("plan.assess.sheet_get"), Href: planAddress(code) + "/rows/sheet.xlsx" + q, Icon: "download", Variant: "secondary"},
		look.Act{Word: l.T("plan.assess.sheet_send"), Href: planAddress(code) + "/rows/sheet" + q, Icon: "upload", Variant: "secondary"})
	if w.reviewer {
		out = append(out, look.Act{Word: l.T("plan.assess.review"), Href: planAddress(code) + "/review" + q, Icon: "eye", Variant: "secondary"})
	}
	if w.follows || r.May("plan.delegate") {
		out = append(out, look.Act{Word: l.T("plan.assess.units"), Href: planAddress(code) + "/answers" + q, Icon: "users", Variant: "secondary"})
	}
	return out
}

// rowTable lists rows, a page at a time, with what was said the year before.
func (d *desk) rowTable(r *web.Request, w *work, unit string, listed []Standing, from int, p *rowsView) {
	l := r.Text
	p.Table = look.Table{Caption: l.T("plan.assess.rows"), Head: []look.Cell{{Text: l.T("plan.register.number")}, {Text: l.T("plan.tree.field.text")}, {Text: l.T("plan.tree.field.deadline")},
		{Text: l.T("plan.assess.year_before")}, {Text: l.T("plan.assess.own")}, {Text: l.T("plan.assess.row_state")}}}
	end := min(from+rowsAtOnce, len(listed))
	for _, one := range listed[min(from, end):end] {
		text, lang := d.s.Register.Word(r, one.Node.Text)
		href := rowAddress(w.plan.Code, w.a.Year, one.Node.Number, unit)
		row := w.row(one)
		cells := []look.Cell{{Text: one.Node.Number, Href: href}, {Text: text, Lang: lang, Href: href}, {}, {Text: l.T("i18n.no_value")}, {Text: statusWord(r, row.Status)}, {Text: rowTag(l, row.State).Word}}
		if a := one.Node.Activity; a != nil {
			cells[2].Text = register.DeadlineWord(l, a.Deadline)
		}
		if was, ok := w.was(one.Node.Number); ok {
			cells[3].Text = statusWord(r, was.Status)
		}
		p.Table.Rows = append(p.Table.Rows, cells)
	}
	p.Pages = pagesOf(r, rowsAddress(w.plan.Code, w.a.Year, unit), from, end, len(listed))
}

// pagesOf leads through a list by position.
func pagesOf(r *web.Request, address string, from, end, all int) look.Pagination {
	p := look.Pagination{Label: r.Text.T("plan.register.pages")}
	if from > 0 {
		p.Prev = &look.NavItem{Word: r.Text.T("plan.assess.prev"), Href: address + "&from=" + strconv.Itoa(max(0, from-rowsAtOnce))}
	}
	if end < all {
		p.Next = &look.NavItem{Word: r.Text.T("plan.assess.next"), Href: address + "&from=" + strconv.Itoa(end)}
		p.Note = r.Text.T("plan.assess.part", "from", from+1, "to", end, "all", all)
	}
	return p
}

// takeRows is POST /desk/plans/{code}/rows: hands in all drafts of a list; what was returned must be looked at first.
func (d *desk) takeRows(r *web.Request) (web.Reply, error) {
	year, unit := r.PostForm.Get("year"), r.PostForm.Get("unit")
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		w, err := d.work(tx, r, year)
		if err != nil {
			return web.None{}, err
		}
		var rows []Row
		for _, one := range w.of(d.s.Register.Places.Snapshot(), unit) {
			row := w.row(one)
			if row.State == Draft && row.ID != "" && row.Status != "" && w.fills(one.Node) && w.open(row.Unit) && len(rows) < maxHandIn {
				rows = append(rows, row)
			}
		}
		if len(rows) == 0 {
			return web.None{}, nil
		}
		_, err = d.s.HandIn(tx, w.plan, w.a, rows, w.may)
		return web.None{}, err
	})
	if f, ok := r.Refusal(err); ok {
		return d.rowsPage(r, r.PostForm, &f)
	}
	if err != nil {
		return nil, err
	}
	n, _ := strconv.Atoi(year)
	return web.SeeOther(rowsAddress(r.PathValue("code"), n, unit)), nil
}
