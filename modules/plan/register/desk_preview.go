package register

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/tree"
)

// mappingView is GET /desk/plan-imports/{ref}: what was read, column by column, and what it would change.
type mappingView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Alert   *look.Alert
	Errors  look.Errors
	Action  string
	Counts  []look.Tile
	Fields  []look.Field
	Tables  []mappedTable
	Remarks look.Table
	More    string
	Totals  look.Table
	Changes []string
	Rest    string
	Absent  string
	Ready   bool
	Go      string
	Open    bool
}

// mappedTable is one sheet with a question for each column.
type mappedTable struct {
	Title   string
	Index   string
	Head    string
	Columns []mappedColumn
}

type mappedColumn struct {
	Letter, Header, Samples, Sure string
	Unsure                        bool
	Field, Lang                   look.Field
}

// remarksAtMost is how many remarks and changes the page lists.
const remarksAtMost = 100

func (d *desk) showImport(r *web.Request) (web.Reply, error) { return d.importPage(r, fresh()) }

func (d *desk) importPage(r *web.Request, t typed) (web.Reply, error) {
	u, err := d.upload1(r)
	if err != nil {
		return nil, err
	}
	p, err := d.g.look(r.Context(), u)
	if err != nil {
		return nil, err
	}
	l := r.Text
	v := mappingView{Page: d.frame(r, l.T("plan.register.preview")), Crumbs: d.crumbs(r, "", u.Name), Lead: l.T("plan.register.preview_lead", "name", u.Name, "code", u.Options.Code),
		Action: "/desk/plan-imports/" + u.Ref, Fields: d.optionFields(r, u.Options), Alert: t.alert}
	v.NoIndex = true
	if u.Done {
		v.Alert = &look.Alert{Kind: "success", Text: l.T("plan.register.imported"), Acts: []look.Act{{Word: l.T("plan.register.to_versions"), Href: "/desk/plans/" + url.PathEscape(u.Options.Code) + "/versions"}}}
	}
	faults := t.faults
	d.tables(r, p.draft, u.Name, &v)
	d.remarks(r, p.draft, &v)
	if p.err == nil {
		var prep prepared
		err = r.Read(func(q *db.Snapshot) (err error) {
			o := u.Options
			o.Draft = true
			prep, err = d.g.prepare(q, p.draft, o)
			return err
		})
		d.differences(r, prep, &v)
		v.Ready = err == nil && !u.Done && (prep.new || len(prep.res.Changes) > 0)
		if e := errs.Of(err); err != nil && e == nil {
			return nil, err
		}
	} else {
		err = p.err
	}
	if e := errs.Of(err); e != nil && t.get == nil {
		if faults = e.Fields; len(faults) == 0 {
			v.Alert = &look.Alert{Kind: "warning", Text: r.Message(errs.Field{Key: e.Key, Args: e.Args})}
		}
	}
	v.Errors = mark(r, v.Fields, faults)
	v.Go = l.T("plan.register.go")
	return d.mapping.Status(t.status, v), nil
}

// upload1 is the upload of the address, for who handed it in or may write the plan.
func (d *desk) upload1(r *web.Request) (u upload, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		if u, err = uploadByRef(q, r.PathValue("ref")); err != nil {
			return err
		}
		if u.Account != r.Actor().ID && d.mayImport(q, r, u.Options) != nil {
			return errs.New(errs.NotFound, "plan.register.no_such_import")
		}
		return nil
	})
	return u, err
}

// tables ask of every column what it means, with the guess and up to three values.
func (d *desk) tables(r *web.Request, draft reader.Draft, name string, v *mappingView) {
	l := r.Text
	for i, t := range draft.Tables {
		m := mappedTable{Title: cmp.Or(t.Sheet, name), Index: strconv.Itoa(i), Head: l.T("plan.register.sheet_head", "row", t.Header, "rows", t.Rows)}
		for _, c := range t.Columns {
			id := strconv.Itoa(i) + "." + c.Letter
			f := look.Field{Name: "field." + id, ID: "field-" + strings.ReplaceAll(id, ".", "-"), Type: "select", Label: l.T("plan.register.means", "column", c.Letter)}
			for _, k := range reader.Fields() {
				f.Options = append(f.Options, look.Option{Value: string(k), Word: l.T(columnKey(k)), Selected: k == c.Field})
			}
			lang := look.Field{Name: "lang." + id, ID: "lang-" + strings.ReplaceAll(id, ".", "-"), Label: l.T("plan.register.language_of", "column", c.Letter), Value: c.Lang, Key: true}
			m.Columns = append(m.Columns, mappedColumn{Letter: c.Letter, Header: c.Header, Samples: strings.Join(c.Samples, " · "), Sure: l.T("plan.register.sure." + string(c.Sure)), Field: f, Lang: lang,
				Unsure: c.Sure == reader.Unsure})
			v.Open = v.Open || c.Sure == reader.Unsure
		}
		v.Tables = append(v.Tables, m)
	}
}

func (d *desk) remarks(r *web.Request, draft reader.Draft, v *mappingView) {
	l := r.Text
	count := func(key string, n int) {
		v.Counts = append(v.Counts, look.Tile{Label: l.T(key), Value: l.Number(int64(n))})
	}
	count("plan.register.objectives_word", draft.Counts[tree.Objective])
	count("plan.register.sub_objectives_word", draft.Counts[tree.SubObjective])
	count("plan.register.activities_word", draft.Counts[tree.ActivityNode])
	count("plan.register.indicators", draft.Indicators)
	count("plan.register.left_out", draft.Left)
	v.Remarks = look.Table{Caption: l.T("plan.register.remarks"), Head: []look.Cell{{Text: l.T("plan.register.where")}, {Text: l.T("plan.register.number")}, {Text: l.T("plan.register.severity")}, {Text: l.T("plan.register.remark")}}}
	all := slices.Clone(draft.Remarks)
	slices.SortStableFunc(all, func(a, b reader.Remark) int { return grave(a) - grave(b) })
	for _, one := range all[:min(len(all), remarksAtMost)] {
		v.Remarks.Rows = append(v.Remarks.Rows, remarkRow(r, one))
	}
	if more := len(all) - remarksAtMost; more > 0 {
		v.More = l.T("plan.register.more_remarks", "n", more)
	}
	v.Totals = look.Table{Caption: l.T("plan.register.totals"), Head: []look.Cell{{Text: l.T("plan.register.where")}, {Text: l.T("plan.register.remark")}, {Text: l.T("plan.register.written"), Number: true}, {Text: l.T("plan.register.counted"), Number: true}}}
	for _, t := range draft.Totals {
		if t.Written != t.Counted {
			show := l.Number
			if t.What == "budget" {
				show = func(n int64) string { return l.Fixed(n, 2) }
			}
			v.Totals.Rows = append(v.Totals.Rows, []look.Cell{{Text: strings.TrimSpace(t.Sheet + " " + t.Cell)}, {Text: t.Label}, {Text: show(t.Written), Number: true}, {Text: show(t.Counted), Number: true}})
		}
	}
}

func grave(r reader.Remark) int {
	return slices.Index([]reader.Severity{reader.Wrong, reader.Look, reader.Note}, r.Severity)
}

func remarkRow(r *web.Request, one reader.Remark) []look.Cell {
	return []look.Cell{{Text: strings.TrimSpace(one.Sheet + " " + one.Cell)}, {Text: one.Number}, {Text: r.Text.T("plan.register.severity." + string(one.Severity))},
		{Text: r.Text.T(one.Key, errs.Arguments(one.Args)...)}}
}

func (d *desk) differences(r *web.Request, p prepared, v *mappingView) {
	l := r.Text
	for _, one := range p.res.Bad {
		v.Remarks.Rows = append([][]look.Cell{remarkRow(r, one)}, v.Remarks.Rows...)
	}
	switch {
	case p.new:
		v.Rest = l.T("plan.register.will_be_new")
	case p.base != nil && len(p.res.Changes) == 0:
		v.Rest = l.T("plan.register.no_change")
	case p.base != nil:
		v.Rest = l.T("plan.register.will_change", "added", len(p.res.Added), "amended", len(p.res.Amended), "same", p.res.Same)
	}
	for _, c := range p.res.Changes[:min(len(p.res.Changes), remarksAtMost)] {
		v.Changes = append(v.Changes, SayChange(l, c))
	}
	if len(p.res.Absent) > 0 {
		v.Absent = l.T("plan.register.absent", "numbers", shortened(p.res.Absent))
	}
}

// columnKey is the message key of what a column may mean.
func columnKey(f reader.Field) string {
	switch f {
	case reader.Objective, reader.SubObjective, reader.Activity, reader.Task:
		return tree.Level(f).Key()
	case reader.LevelName:
		return "plan.tree.field.level"
	case reader.Target:
		return "plan.tree.field.targets"
	case reader.Skip, reader.PlanCode, reader.FundingSource, reader.CurrencyName, reader.Indicator, reader.IndicatorNumber, reader.IndicatorLevel, reader.BaselineYear, reader.BaselineSource:
		return "plan.register.column." + string(f)
	}
	return "plan.tree.field." + string(f)
}
