package report

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// desk is the desk's pages of this package.
type desk struct {
	s      *Reports
	frame  func(r *web.Request, title string) look.Page
	report *web.Page[reportView]
	sides  *web.Page[sideView]
}

func newDesk(s *Reports, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (d *desk, err error) {
	d = &desk{s: s, frame: frame}
	if d.report, err = web.Add[reportView](pages, files, "desk", "page/desk/report.html"); err != nil {
		return nil, err
	}
	d.sides, err = web.Add[sideView](pages, files, "desk", "page/desk/side.html")
	return d, err
}

// top is what all pages of this package begin with.
type top struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Years  []look.NavItem
	Tabs   []look.NavItem
}

// address is one of this package's pages of a plan.
func address(code, page string, q url.Values) string {
	at := "/desk/plans/" + url.PathEscape(code) + "/" + page
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	return at
}

func yearOf(year int) url.Values { return url.Values{"year": {itoa(year)}} }

// pagesOf are this package's pages with the keys of their names.
func pagesOf() []string { return []string{"report", "timeline", "leads", "lists"} }

// Tabs are this package's pages of a plan in a year.
func Tabs(l *i18n.Localizer, code string, year int) (out []look.NavItem) {
	for _, p := range pagesOf() {
		out = append(out, look.NavItem{Word: l.T("plan.report.tab." + p), Href: address(code, p, yearOf(year))})
	}
	return out
}

func (d *desk) top(r *web.Request, v view, page, lead string) top {
	code, l := v.open.Plan.Code, r.Text
	title := l.T("plan.report.tab." + page)
	t := top{Page: d.frame(r, title), Lead: lead, Crumbs: look.Crumbs{Label: l.T("plan.register.crumbs"), Items: []look.NavItem{{Word: l.T("plan.register.title"), Href: "/desk/plans"},
		{Word: code, Href: "/desk/plans/" + url.PathEscape(code) + "?year=" + itoa(v.year)}, {Word: title}}}}
	t.NoIndex = true
	for _, st := range v.all {
		y := st.Assessment.Year
		t.Years = append(t.Years, look.NavItem{Word: itoa(y), Href: address(code, page, yearOf(y)), Current: y == v.year})
	}
	t.Tabs = append(t.Tabs, look.NavItem{Word: l.T("plan.assess.overview"), Href: "/desk/plans/" + url.PathEscape(code) + "?year=" + itoa(v.year)},
		look.NavItem{Word: l.T("plan.register.versions"), Href: address(code, "versions", nil)})
	for _, tab := range d.s.Tabs(r, v.open.Plan, v.year) {
		tab.Current = tab.Href == address(code, page, yearOf(v.year))
		t.Tabs = append(t.Tabs, tab)
	}
	return t
}

// reportView is GET /desk/plans/{code}/report: the report at a glance, and its files.
type reportView struct {
	top
	Alert    *look.Alert
	Facts    []look.Fact
	Tables   []look.Table
	Wide     look.Table // objectives
	Rounds   *look.Chart
	Tongues  []look.NavItem // languages that the files can be had in
	Files    []fileView
	Making   string // what is being made; empty = nothing
	MakeAt   string
	Tongue   string // of the files
	Year     string
	FreezeAt string // empty = may not, or need not
	Digest   string
}

// fileView is one format in the chosen language.
type fileView struct {
	Word, Href, State string
	Done, Of          int64
	Making            bool
}

func (d *desk) showReport(r *web.Request) (web.Reply, error) { return d.reportPage(r, nil) }

// again lets the browser ask again while something is being made.
const again = "2"

func (d *desk) reportPage(r *web.Request, refused *web.Refusal) (web.Reply, error) {
	var v view
	var f *Frozen
	text, _, err := d.s.asked(r)
	if err != nil {
		return nil, err
	}
	err = r.Read(func(q *db.Snapshot) (err error) {
		if v, err = d.s.read(q, r); err != nil || v.state == nil {
			return err
		}
		f, err = d.s.frozen(q, v.state)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := reportView{top: d.top(r, v, "report", r.Text.T("plan.report.report_lead")), Tongue: text.Lang().HTML(), Year: itoa(v.year)}
	if refused != nil {
		p.Alert = refused.Alert
	}
	if v.state == nil {
		p.Alert = &look.Alert{Kind: "info", Title: r.Text.T("plan.assess.not_open"), Text: r.Text.T("plan.assess.not_open_text")}
		return d.report.With(p), nil
	}
	d.fill(r, v, f, text, &p)
	page := d.report.With(p)
	return func(w http.ResponseWriter, r *web.Request) error {
		if p.Making != "" {
			w.Header().Set("Refresh", again)
		}
		return page(w, r)
	}, nil
}

func (d *desk) fill(r *web.Request, v view, f *Frozen, text *i18n.Localizer, p *reportView) {
	code := v.open.Plan.Code
	data := d.s.Head(v.state, v.all)
	w := d.s.writer(r.Text, data)
	for _, one := range w.about().Facts {
		p.Facts = append(p.Facts, look.Fact{Term: one[0], Text: one[1]})
	}
	if f != nil {
		p.Facts = append(p.Facts, look.Fact{Term: r.Text.T("plan.report.frozen"), Text: r.Text.DateTimeShort(f.At, d.s.Register.Zone())}, look.Fact{Term: r.Text.T("plan.report.digest_word"), Text: f.Digest})
	} else if !v.state.Assessment.Open() && r.Allowed("plan.assess", d.s.Register.Resource(v.open.Plan)) == nil {
		p.FreezeAt = address(code, "frozen", nil)
	}
	s := w.summary()
	for _, t := range s.Tables {
		p.Tables = append(p.Tables, lookTable(s, t, mostLines))
	}
	s = w.lines()
	p.Wide = lookTable(s, s.Tables[0], mostLines)
	c := roundsChart(w)
	p.Rounds = &c
	for _, l := range i18n.All() {
		q := yearOf(v.year)
		q.Set("lang", l.HTML())
		p.Tongues = append(p.Tongues, look.NavItem{Word: l.Self(), Href: address(code, "report", q), Current: l == text.Lang()})
	}
	p.MakeAt = address(code, "report", nil)
	digest := d.s.lastDigest(v.state)
	if f != nil {
		digest = f.Digest
	}
	for _, format := range Formats() {
		one := fileView{Word: string(format), Href: fileAddress(code, v.year, text.Lang().HTML(), format)}
		if m := d.s.Made(text, digest, format); m != nil {
			one.Done, one.Of = m.Progress()
			if size, ok := m.Ready(); ok {
				one.State = r.Text.T("plan.report.ready", "size", r.Text.Number(int64(size+1023)/1024))
			} else {
				one.Making, p.Making = true, r.Text.T("plan.report.making")
				one.State = r.Text.T("plan.report.rows_done", "done", one.Done, "of", one.Of)
			}
		}
		p.Files = append(p.Files, one)
	}
}

// mostLines is how many lines of a table stand on the page of a report; all are in its files.
const mostLines = 60

// lookTable is a table on a page of the desk.
func lookTable(s Section, t Table, most int) look.Table {
	out := look.Table{Caption: t.Title}
	if out.Caption == "" {
		out.Caption = s.Title
	}
	for i, h := range t.Head {
		out.Head = append(out.Head, look.Cell{Text: h, Number: len(t.Rows) > 0 && i < len(t.Rows[0]) && t.Rows[0][i].Number != nil})
	}
	for _, row := range t.Rows[:min(most, len(t.Rows))] {
		cells := make([]look.Cell, len(row))
		for i, c := range row {
			cells[i] = look.Cell{Text: c.Text, Lang: c.Lang, Number: c.Number != nil}
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}

// roundsChart draws the years beside each other.
func roundsChart(w *writer) look.Chart {
	l, s := w.l, w.rounds()
	c := look.Chart{ID: "rounds", Kind: look.Grouped, Title: s.Title, Unit: "%", Scale: 10, Number: l.Number, Fold: l.T("plan.assess.as_table"), Empty: l.T("plan.assess.no_rounds"), Table: lookTable(s, s.Tables[0], mostLines),
		Series: []look.Series{{Word: l.T("plan.rates.rate.strict")}, {Word: l.T("plan.rates.rate.partial")}, {Word: l.T("plan.rates.rate.reported")}}}
	for _, r := range w.d.Rounds {
		year := strconv.Itoa(r.Year)
		c.Labels = append(c.Labels, look.ChartLabel{Text: year})
		for i, q := range []tree.Quantity{r.Figures.Strict, r.Figures.Partial, r.Figures.Reported} {
			c.Series[i].Values = append(c.Series[i].Values, share(q))
		}
		if c.Text != "" {
			c.Text += "; "
		}
		c.Text += l.T("plan.assess.round_said", "year", year, "rate", w.rate(r.Figures.Strict).Text)
	}
	return c
}

// share is a rate in tenths of a per cent, for a bar.
func share(q tree.Quantity) int64 {
	n, ok := q.Rate().Per(1000, 0)
	if !ok {
		return look.NoValue
	}
	return n
}

// takeReport is POST /desk/plans/{code}/report: begins to make all formats in a language.
func (d *desk) takeReport(r *web.Request) (web.Reply, error) {
	year, lang := r.PostForm.Get("year"), r.PostForm.Get("lang")
	q := r.URL.Query()
	q.Set("year", year)
	q.Set("lang", lang)
	r.URL.RawQuery = q.Encode()
	text, _, err := d.s.asked(r)
	if err != nil {
		return nil, err
	}
	var v view
	var c Current
	err = r.Read(func(q *db.Snapshot) (err error) {
		if v, err = d.s.opened(q, r); err != nil {
			return err
		}
		c, err = d.s.Current(q, v.state, v.all)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.s.remember(v.state, c.Digest)
	for _, f := range Formats() {
		d.s.Make(text, c, f)
	}
	at := yearOf(v.year)
	at.Set("lang", text.Lang().HTML())
	return web.SeeOther(address(v.open.Plan.Code, "report", at) + "#files"), nil
}

// takeFreeze is POST /desk/plans/{code}/frozen: keeps the data of a year.
func (d *desk) takeFreeze(r *web.Request) (web.Reply, error) {
	code := r.PathValue("code")
	year, err := strconv.Atoi(r.PostForm.Get("year"))
	if err != nil {
		return nil, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", code, "year", r.PostForm.Get("year"))
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		o, err := d.s.Register.Find(tx, r, code, 0)
		if err != nil {
			return web.None{}, err
		}
		if err := r.Allowed("plan.assess", d.s.Register.Resource(o.Plan)); err != nil {
			return web.None{}, err
		}
		_, err = d.s.Freeze(tx, o.Plan, year)
		return web.None{}, err
	})
	if f, ok := r.Refusal(err); ok {
		q := r.URL.Query()
		q.Set("year", itoa(year))
		r.URL.RawQuery = q.Encode()
		return d.reportPage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	return web.SeeOther(address(code, "report", yearOf(year))), nil
}

// statusLight is a status in words with its light.
func statusLight(l *i18n.Localizer, s rates.Status) look.Light {
	light := s.Light()
	return look.Light{Code: string(light), Letter: l.T(light.LetterKey()), Word: l.T(s.Key())}
}

// nodeAddress is the page of a line of a plan.
func nodeAddress(o register.Open, number string, year int) string {
	return "/desk/plans/" + url.PathEscape(o.Plan.Code) + "/nodes/" + url.PathEscape(number) + "?year=" + itoa(year)
}

// part cuts a page out of a list and fills in the links to the others.
func part[T any](r *web.Request, all []T, most int, at func(from int) string) ([]T, look.Pagination, error) {
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return nil, look.Pagination{}, err
	}
	from = min(from, len(all))
	end := min(from+most, len(all))
	p := look.Pagination{Label: r.Text.T("plan.register.pages")}
	if from > 0 {
		p.Prev = &look.NavItem{Word: r.Text.T("plan.assess.prev"), Href: at(max(0, from-most))}
	}
	if end < len(all) {
		p.Next = &look.NavItem{Word: r.Text.T("plan.assess.next"), Href: at(end)}
	}
	if p.Prev != nil || p.Next != nil {
		p.Note = r.Text.T("plan.assess.part", "from", from+1, "to", end, "all", len(all))
	}
	return slices.Clone(all[from:end]), p, nil
}
