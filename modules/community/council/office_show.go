package council

import (
	"net/url"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// oneView is GET /desk/council_reports/{ref}: a report whole.
type oneView struct {
	look.Page
	Crumbs     look.Crumbs
	State      look.Tag
	Acts       []look.Act
	Head       []look.Fact
	Parts      []partView
	Priorities *look.Table
	Words      string
	WordsLang  string
	Decision   string
	Meeting    *look.Act
	Formats    []formatView
	Next       look.NextSteps
}

type partView struct {
	ID, Title string
	Table     look.Table
}

// formatView is a language in which the report can be had as a file.
type formatView struct{ Lang, Name, PDF, DOCX string }

func (o *office) show(r *web.Request) (web.Reply, error) {
	d, err := o.open(r)
	if err != nil {
		return nil, err
	}
	at := root + "/" + d.Ref
	v := oneView{Page: o.frame(r, o.c.title(r.Text, d.Report)), State: stateTag(r, d.inst.State), Words: d.Words, WordsLang: d.Lang, Decision: d.Decision}
	v.NoIndex, v.Flash = true, done(r)
	v.Crumbs = crumbs(r, "", "", r.Text.DateRange(day(d.From), day(d.Until)))
	for _, h := range o.c.head(r.Text, d.Report) {
		v.Head = append(v.Head, look.Fact{Term: h[0], Text: h[1]})
	}
	v.Acts = []look.Act{{Word: r.Text.T("council.pdf"), Href: at + "/files/report.pdf", Icon: "download", Variant: "secondary"},
		{Word: r.Text.T("council.docx"), Href: at + "/files/report.docx", Icon: "download", Variant: "secondary"}}
	if d.write && d.inst.State == Draft {
		v.Acts = append(v.Acts, look.Act{Word: r.Text.T("council.edit"), Href: at + "/edit", Icon: "pencil", Variant: "secondary"})
	}
	for _, p := range parts(r.Text, d.Data) {
		v.Parts = append(v.Parts, partView{"part-" + p.Code, p.Title, figures(r, at, p)})
	}
	if rows := o.c.priorities(r.Text, d.Data); len(rows) > 0 {
		t := look.Table{Caption: r.Text.T("council.priorities"), Head: cells(r, "council.priority", "council.state", "council.before", "council.after")}
		for n, row := range rows {
			t.Rows = append(t.Rows, []look.Cell{{Text: row[0], Href: d.Data.Priorities[n].Href}, {Text: row[1]}, {Text: row[2], Number: true}, {Text: row[3], Number: true}})
		}
		v.Priorities = &t
	}
	if d.Meeting != "" {
		v.Meeting = &look.Act{Word: r.Text.T("council.presented_at"), Href: "/desk/meetings/" + url.PathEscape(d.Meeting), Icon: "calendar-days", Variant: "tertiary"}
	}
	for _, l := range i18n.All() {
		q := "?lang=" + url.QueryEscape(l.HTML())
		v.Formats = append(v.Formats, formatView{l.HTML(), l.Self(), at + "/files/report.pdf" + q, at + "/files/report.docx" + q})
	}
	v.Next = o.next(r, d)
	return o.one.With(v), nil
}

func cells(r *web.Request, keys ...string) (all []look.Cell) {
	for _, k := range keys {
		all = append(all, look.Cell{Text: r.Text.T(k)})
	}
	return all
}

// figures is a part as a table; every number leads to the list that it comes from.
func figures(r *web.Request, at string, p Part) look.Table {
	t := look.Table{Caption: p.Title, Head: cells(r, "council.what", "council.number", "council.base")}
	t.Head[1].Number = true
	for _, l := range p.Lines {
		row := []look.Cell{{Text: l.Label}, {Text: l.Value, Number: true, Href: at + "/lists/" + l.List}, {Text: l.Note}}
		if l.Base != "" {
			row[2].Href = at + "/lists/" + l.Base
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// next are the steps that a report can take now.
func (o *office) next(r *web.Request, d opened) look.NextSteps {
	n := look.NextSteps{ID: "next", Title: r.Text.T("council.next_steps")}
	for _, s := range o.c.Process.Of(d.inst).StepsFrom(d.inst.State) {
		if !o.may(d, s.Name) {
			continue
		}
		n.Steps = append(n.Steps, look.NextStep{Icon: map[string]string{"submit": "send", "back": "undo-2", "present": "users", "decide": "check"}[s.Name],
			Title: r.Text.T("council.act." + s.Name), Needs: r.Text.T("council.needs." + s.Name), Href: root + "/" + d.Ref + "/steps/" + s.Name})
	}
	return n
}

// may tells whether the asker may take a step: submitting and taking back is for who writes, the rest for both sides.
func (o *office) may(d opened, step string) bool {
	if step == "present" || step == "decide" {
		return d.present
	}
	return d.write
}

// figureView is GET /desk/council_reports/{ref}/lists/{code}: what a figure comes from.
type figureView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Table  look.Table
	Empty  *look.Empty
}

func (o *office) showFigure(r *web.Request) (web.Reply, error) {
	d, err := o.open(r)
	if err != nil {
		return nil, err
	}
	code := r.PathValue("code")
	list, ok := d.Data.Lists[code]
	if !ok {
		return nil, errs.New(errs.NotFound, "web.no_such_page")
	}
	title := r.Text.T("council.figure." + code)
	unit := d.Data.unitOf(code)
	v := figureView{Page: o.frame(r, title), Crumbs: crumbs(r, r.Text.DateRange(day(d.From), day(d.Until)), root+"/"+d.Ref, title),
		Lead: r.Text.T("council.list_lead", "total", value(r.Text, unit, total(list)), "time", r.Text.DateTime(d.CountedAt, o.c.Zone(d.Place)))}
	v.NoIndex = true
	v.Table = look.Table{Caption: title, Head: cells(r, "council.record", "council.day", "council.number")}
	v.Table.Head[2].Number = true
	for _, e := range list {
		words := o.c.entryWords(r, e)
		row := []look.Cell{{Text: words}, {Text: r.Text.T("i18n.no_value")}, {Text: value(r.Text, unit, e.Num), Number: true}}
		if e.Day != "" {
			row[1].Text = r.Text.Date(day(e.Day))
		}
		if at, action := folder(e.Kind); r.May(action) {
			row[0].Href = at + url.PathEscape(e.Ref)
		}
		v.Table.Rows = append(v.Table.Rows, row)
	}
	if len(list) == 0 {
		v.Empty = &look.Empty{Icon: "inbox", Title: r.Text.T("council.list_empty"), Text: r.Text.T("council.list_empty_text")}
	}
	return o.figure.With(v), nil
}

// folder is where records of a kind are opened, and what one needs for it. Whoever may not sees their numbers.
func folder(kind string) (at, action string) {
	switch kind {
	case "report":
		return "/desk/reports/", "threatmap.desk.read"
	case "meeting":
		return "/desk/meetings/", "meetings.meeting.read"
	case "commitment":
		return "/desk/commitments/", "meetings.meeting.read"
	case "post":
		return "/desk/duty/posts/", "community.duty.read"
	}
	return "/desk/agreements/", "community.agreement.read"
}

// entryWords names a record of a list.
func (c *Council) entryWords(r *web.Request, e Entry) string {
	name := e.Text
	if len(e.Name) > 0 {
		name = c.word(r, e.Name)
	} else if e.Kind == "meeting" {
		name = r.Text.T("meetings.kind." + e.Text)
	} else if e.Kind == "agreement" {
		name = r.Text.T("community.kind." + e.Text)
	}
	if name == "" {
		return e.Ref
	}
	return r.Text.T("council.entry", "name", name, "ref", e.Ref)
}
