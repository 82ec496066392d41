package indicator

import (
	"net/url"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
)

// desk is the desk's pages: the indicators of a plan, one of them, and the records behind a computed value.
type desk struct {
	s       *Indicators
	frame   func(r *web.Request, title string) look.Page
	list    *web.Page[listView]
	one     *web.Page[oneView]
	records *web.Page[recordsView]
	edit    *web.Page[editView]
}

func newDesk(s *Indicators, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (d *desk, err error) {
	d = &desk{s: s, frame: frame}
	if d.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if d.one, err = web.Add[oneView](pages, files, "desk", "page/desk/one.html"); err != nil {
		return nil, err
	}
	if d.edit, err = web.Add[editView](pages, files, "desk", "page/desk/edit.html"); err != nil {
		return nil, err
	}
	d.records, err = web.Add[recordsView](pages, files, "desk", "page/desk/records.html")
	return d, err
}

// listView is GET /desk/plans/{code}/indicators: what the indicators of a plan came to in a year.
type listView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Years  []look.NavItem
	Items  []itemView
	Pages  look.Pagination
	Empty  look.Empty
}

// itemView is one line of the list.
type itemView struct {
	Number, Text, Lang, Href string
	Light                    look.Light
	Value, Target, Rule      string
	Bar                      *int64 // thousandths; nil = no figure
	State                    *look.Tag
	Kind                     string
}

// listedAtOnce is how many indicators one page holds.
const listedAtOnce = 50

func listAddress(code string, year int) string {
	return "/desk/plans/" + code + "/indicators?year=" + strconv.Itoa(year)
}

func oneAddress(code, number, period string) string {
	return "/desk/plans/" + code + "/indicator?" + url.Values{"number": {number}, "period": {period}}.Encode()
}

func (d *desk) showList(r *web.Request) (web.Reply, error) {
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return nil, err
	}
	year, err := d.s.year(r)
	if err != nil {
		return nil, err
	}
	var o register.Open
	var part []At
	var values []Value
	var all int
	err = r.Read(func(q *db.Snapshot) (err error) {
		if o, err = d.s.Register.Find(q, r, r.PathValue("code"), 0); err != nil {
			return err
		}
		first, last := yearsOf(o.Edition.Plan)
		year = min(max(year, first), last)
		part, all = Part(o.Plan, o.Edition, from, listedAtOnce)
		values, err = Values(q, part, year)
		return err
	})
	if err != nil {
		return nil, err
	}
	first, last := yearsOf(o.Edition.Plan)
	v := listView{Page: d.frame(r, r.Text.T("plan.indicator.title")), Crumbs: d.crumbs(r, o.Plan, ""), Lead: r.Text.T("plan.indicator.lead"),
		Empty: look.Empty{Icon: "target", Title: r.Text.T("plan.indicator.empty"), Text: r.Text.T("plan.indicator.empty_text")}}
	v.NoIndex = true
	for y := max(first, year-4); y <= min(last, max(year+3, first+7)); y++ {
		v.Years = append(v.Years, look.NavItem{Word: strconv.Itoa(y), Href: listAddress(o.Plan.Code, y), Current: y == year})
	}
	end := from + len(part)
	for _, l := range Lines(part, values, year) {
		v.Items = append(v.Items, d.item(r, l, year))
	}
	at := func(from int) string { return listAddress(o.Plan.Code, year) + "&from=" + strconv.Itoa(from) }
	v.Pages.Label = r.Text.T("plan.indicator.pages")
	if from > 0 {
		v.Pages.Prev = &look.NavItem{Word: r.Text.T("plan.indicator.prev"), Href: at(max(0, from-listedAtOnce))}
	}
	if end < all && len(part) > 0 {
		v.Pages.Next = &look.NavItem{Word: r.Text.T("plan.indicator.next"), Href: at(end)}
		v.Pages.Note = r.Text.T("plan.indicator.part", "from", from+1, "to", end, "all", all)
	}
	return d.list.With(v), nil
}

func (d *desk) item(r *web.Request, l Line, year int) itemView {
	ind, period := l.At.Indicator, strconv.Itoa(year)
	text, lang := d.s.Register.Word(r, ind.Text)
	out := itemView{Number: ind.Number, Text: text, Lang: lang, Kind: kindWord(r, ind.Computed)}
	out.Light, out.Rule = lightOf(r.Text, l.Fulfilment, l.At.Edition.Plan.Scheme)
	if v := l.Value; v != nil {
		period = v.Period
		out.Value = r.Text.T("plan.indicator.in_period", "value", Write(r.Text, ind.Measure, v.Quantity), "period", periodWord(r.Text, v.Period))
		tag := stateTag(r.Text, v.State)
		out.State = &tag
	} else {
		out.Value = r.Text.T("plan.indicator.no_value")
	}
	if l.Target != nil {
		out.Target = r.Text.T("plan.indicator.target", "value", WriteGoal(r.Text, ind.Measure, l.Target.Quantity), "period", periodWord(r.Text, l.Target.Period))
	}
	if n, ok := rates.Bar(l.Fulfilment.Rate); ok {
		out.Bar = &n
	}
	out.Href = oneAddress(l.At.Plan.Code, ind.Number, period)
	return out
}

// kindWord tells how the values of an indicator come about.
func kindWord(r *web.Request, computed string) string {
	if computed != "" {
		return r.Text.T("plan.indicator.computed")
	}
	return r.Text.T("plan.indicator.typed")
}

func (d *desk) crumbs(r *web.Request, p register.Plan, number string) look.Crumbs {
	c := look.Crumbs{Label: r.Text.T("plan.indicator.crumbs"), Items: []look.NavItem{{Word: r.Text.T("plan.indicator.plans"), Href: "/desk/plans"}, {Word: p.Code, Href: "/desk/plans/" + p.Code},
		{Word: r.Text.T("plan.indicator.title")}}}
	if number != "" {
		c.Items[2].Href = "/desk/plans/" + p.Code + "/indicators"
		c.Items = append(c.Items, look.NavItem{Word: number})
	}
	return c
}

// recordsView is GET /desk/plans/{code}/indicator/records: what a computed value is made of.
type recordsView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Facts  []look.Fact
	Tiles  []look.Tile
	Table  look.Table
	Pages  look.Pagination
	Back   look.Act
}

// recordsShown is how many records one page holds.
const recordsShown = 100

func (d *desk) showRecords(r *web.Request) (web.Reply, error) {
	from, err := r.Int("from", 0, 0, 1<<30)
	if err != nil {
		return nil, err
	}
	at, v, b, err := d.s.behind(r, r.URL.Query().Get("number"), r.URL.Query().Get("period"))
	if err != nil {
		return nil, err
	}
	l := r.Text
	zone := d.s.Register.Zone()
	p := recordsView{Page: d.frame(r, l.T("plan.indicator.records_of", "number", at.Indicator.Number, "period", periodWord(l, v.Period))), Crumbs: d.crumbs(r, at.Plan, at.Indicator.Number),
		Lead: l.T("plan.indicator.records_lead"), Back: look.Act{Word: l.T("plan.indicator.back"), Href: oneAddress(at.Plan.Code, at.Indicator.Number, v.Period), Variant: "secondary"},
		Facts: []look.Fact{{Term: l.T("plan.indicator.value"), Text: Write(l, at.Indicator.Measure, v.Quantity)}, {Term: l.T("plan.indicator.query"), Text: measureWord(l, v.Proof.Measure)},
			{Term: l.T("plan.indicator.asked"), Text: l.DateTimeShort(v.Proof.From, zone) + " – " + l.DateTimeShort(v.Proof.Until, zone)},
			{Term: l.T("plan.indicator.rows"), Text: l.Number(v.Proof.Rows)}, {Term: l.T("plan.indicator.hash"), Text: v.Proof.Hash}}}
	p.NoIndex = true
	switch {
	case !b.Whole && b.Frozen:
		p.Alert = &look.Alert{Kind: "danger", Text: l.T("plan.indicator.trace_broken")}
	case !b.Whole:
		p.Alert = &look.Alert{Kind: "warning", Text: l.T("plan.indicator.records_moved")}
	case b.Frozen && b.Since.Gone > 0:
		p.Alert = &look.Alert{Kind: "info", Text: l.N("plan.indicator.gone", b.Since.Gone)}
	}
	if b.Frozen {
		p.Tiles = []look.Tile{{Label: l.T("plan.indicator.same"), Value: l.Number(b.Since.Same)}, {Label: l.T("plan.indicator.changed"), Value: l.Number(b.Since.Changed)},
			{Label: l.T("plan.indicator.gone_label"), Value: l.Number(b.Since.Gone)}, {Label: l.T("plan.indicator.added"), Value: l.Number(b.Since.Added)}}
	}
	p.Table = look.Table{Caption: l.T("plan.indicator.records"), Head: []look.Cell{{Text: l.T("plan.indicator.record")}, {Text: l.T("plan.indicator.record_kind")},
		{Text: l.T("plan.indicator.record_version"), Number: true}, {Text: l.T("plan.indicator.adds"), Number: true}}}
	end := min(from+recordsShown, len(b.Records))
	for _, o := range b.Records[min(from, end):end] {
		name, adds := o.Ref, l.Number(o.Num)
		if name == "" {
			name = o.ID
		}
		if o.Den != 0 {
			adds = l.T("plan.indicator.of", "num", o.Num, "den", o.Den)
		}
		cell := look.Cell{Text: name}
		if d.s.Link != nil && o.Ref != "" {
			cell.Href = d.s.Link(o.Kind, o.Ref)
		}
		p.Table.Rows = append(p.Table.Rows, []look.Cell{cell, {Text: o.Kind}, {Text: l.Number(o.Version), Number: true}, {Text: adds, Number: true}})
	}
	address := func(from int) string {
		return "/desk/plans/" + at.Plan.Code + "/indicator/records?" + url.Values{"number": {at.Indicator.Number}, "period": {v.Period}, "from": {strconv.Itoa(from)}}.Encode()
	}
	p.Pages.Label = l.T("plan.indicator.pages")
	if from > 0 {
		p.Pages.Prev = &look.NavItem{Word: l.T("plan.indicator.prev"), Href: address(max(0, from-recordsShown))}
	}
	if end < len(b.Records) {
		p.Pages.Next = &look.NavItem{Word: l.T("plan.indicator.next"), Href: address(end)}
		p.Pages.Note = l.T("plan.indicator.part", "from", from+1, "to", end, "all", len(b.Records))
	}
	return d.records.With(p), nil
}

// day is a civil day as a time, for writing it.
func day(s string) time.Time { t, _ := time.Parse(time.DateOnly, s); return t }

// takeFile is POST /desk/plans/{code}/indicator/files: evidence of a value.
func (d *desk) takeFile(r *web.Request) (web.Reply, error) {
	number, period := r.PostForm.Get("number"), r.PostForm.Get("period")
	err := r.Read(func(q *db.Snapshot) error { _, err := d.s.find(q, r, number, "plan.value.enter"); return err }) // before anything is stored
	if err != nil {
		return nil, err
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return d.refuse(r, number, period, errs.Bad("file", "plan.indicator.file_missing"))
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	t, err := d.s.Archive.TakeIn(r.Context(), in, part.Filename, false)
	if err != nil {
		return d.refuse(r, number, period, err)
	}
	_, err = web.Write(r, func(tx *db.Tx) (web.None, error) {
		at, err := d.s.find(tx, r, number, "plan.value.enter")
		if err != nil {
			return web.None{}, err
		}
		v, err := Of(tx, at.Plan.ID, number, period)
		if err != nil {
			return web.None{}, err
		}
		_, err = d.s.Attach(tx, at, v, t)
		return web.None{}, err
	})
	if err != nil {
		return d.refuse(r, number, period, err)
	}
	return web.SeeOther(oneAddress(r.PathValue("code"), number, period)), nil
}

// refuse shows the indicator again with what is wrong.
func (d *desk) refuse(r *web.Request, number, period string, err error) (web.Reply, error) {
	f, ok := r.Refusal(err)
	if !ok {
		return nil, err
	}
	return d.onePage(r, number, period, &f)
}
