package assess

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
)

// rowView is GET /desk/plans/{code}/row: one activity in a year, with the year before beside each question.
type rowView struct {
	look.Page
	TitleLang  string
	Crumbs     look.Crumbs
	Lead       string
	State      look.Tag
	Alert      *look.Alert
	Errors     look.Errors
	Reason     string // why it was returned
	Prev, Next *look.NavItem
	Facts      []look.Fact
	Evidence   string // what must be shown
	Files      []look.Fact
	Form       *answerForm
	Answer     []look.Fact // of the unit, where it is not being filled
	Review     *answerForm
	Return     *workForm
	Action     string
	Year       string
	Number     string
	Unit       string
}

// answerForm is a rating with its words.
type answerForm struct {
	Title   string
	Base    string
	Legend  string
	Error   string
	Name    string
	Choices []look.Choice
	Was     string // the year before, where there was one
	WasWord string
	Texts   []besideField
	File    *look.Field
	Public  *look.Field
	Act     string
	Submit  string
	Draft   string // empty = no draft
	Focus   string // status whose button has the focus when the page opens
}

// besideField is a question with the answer of the year before.
type besideField struct {
	Field look.Field
	Year  string
	Was   string
	Lang  string
}

func (d *desk) showRow(r *web.Request) (web.Reply, error) { return d.rowPage(r, r.URL.Query(), nil) }

// rowPage shows a row; asked is the address or the form, which comes back with what was typed.
func (d *desk) rowPage(r *web.Request, asked url.Values, refused *web.Refusal) (web.Reply, error) {
	number, unit := asked.Get("number"), asked.Get("unit")
	var w work
	var one Standing
	var past Row
	var files []Evidence
	err := r.Read(func(q *db.Snapshot) (err error) {
		if w, err = d.work(q, r, asked.Get("year")); err != nil {
			return err
		}
		var ok bool
		if one, ok = w.st.Row(number); !ok || !w.sees(one.Node) {
			return errs.New(errs.NotFound, "plan.assess.no_such_activity", "number", number, "version", w.a.Base)
		}
		if files, err = EvidenceOf(q, w.a.ID, w.st.Base.ID(number)); err != nil || w.before == nil {
			return err
		}
		past, err = RowOf(q, w.before.Assessment.ID, w.st.Base.ID(number))
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.fills(one.Node) {
		if lead := leadUnit(one.Node); lead != "" {
			if err := d.s.openedBy(r, w.plan, w.a, lead, w.filling[lead]); err != nil {
				return nil, err
			}
		}
	}
	l, row := r.Text, w.row(one)
	text, lang := d.s.Register.Word(r, one.Node.Text)
	p := rowView{Page: d.frame(r, number+" "+text), TitleLang: lang, Crumbs: d.workCrumbs(r, &w, unit, number), State: rowTag(l, row.State),
		Action: planAddress(w.plan.Code) + "/row", Year: strconv.Itoa(w.a.Year), Number: number, Unit: unit}
	p.NoIndex = true
	d.place(r, &w, number, unit, &p)
	if row.State == Returned || row.State == Draft {
		p.Reason = row.Reason
	}
	p.Facts = register.Facts(r, d.s.Register, one.Node)
	if a := one.Node.Activity; a != nil {
		p.Evidence = a.Evidence
	}
	for _, f := range files {
		p.Files = append(p.Files, look.Fact{Term: f.Name, Text: l.T("plan.assess.file_line", "kind", i18n.Key("plan.assess.file."+string(f.Visibility)), "sha256", f.SHA256), Href: "/desk/plan-evidence/" + f.ID})
	}
	typed := refused != nil
	if was, ok := w.was(number); ok && past.ID == "" && was.Unit != nil { // rated by a program
		past.Status, past.Progress = was.Unit.Status, was.Unit.Comment
	}
	if w.fills(one.Node) && row.Fillable() && w.open(leadUnit(one.Node)) {
		p.Form = d.answer(r, &w, one, row, past, asked, typed)
	} else {
		p.Answer = answerFacts(r, row)
	}
	if w.reviewer && w.open(leadUnit(one.Node)) {
		p.Review = d.reviewing(r, &w, one, row, asked, typed)
		if row.State == Submitted || row.State == Reviewed {
			p.Return = &workForm{Act: "return", Word: l.T("plan.assess.return_one"), Title: l.T("plan.assess.return_one"),
				Fields: []look.Field{{Name: "reason", Label: l.T("plan.register.reason"), Required: true, Value: asked.Get("reason")}}}
		}
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refused.Alert
		p.mark(r, refused)
	}
	return d.row.Status(status, p), nil
}

// place says where in the list the row stands, with the ways to its neighbours.
func (d *desk) place(r *web.Request, w *work, number, unit string, p *rowView) {
	all := w.of(d.s.Register.Places.Snapshot(), unit)
	for i, one := range all {
		if one.Node.Number != number {
			continue
		}
		p.Lead = r.Text.T("plan.assess.row_of", "n", i+1, "all", len(all))
		if i > 0 {
			p.Prev = &look.NavItem{Word: r.Text.T("plan.assess.row_prev"), Href: rowAddress(w.plan.Code, w.a.Year, all[i-1].Node.Number, unit)}
		}
		if i+1 < len(all) {
			p.Next = &look.NavItem{Word: r.Text.T("plan.assess.row_next"), Href: rowAddress(w.plan.Code, w.a.Year, all[i+1].Node.Number, unit)}
		}
	}
}

// answer is the unit's form.
func (d *desk) answer(r *web.Request, w *work, one Standing, row, past Row, asked url.Values, typed bool) *answerForm {
	l := r.Text
	f := &answerForm{Title: l.T("plan.assess.answer"), Base: itoa(row.Version), Legend: l.T("plan.assess.own"), Name: "status", Act: "hand_in", Submit: l.T("plan.assess.hand_in"), Draft: l.T("plan.assess.save_draft")}
	chosen, progress, challenges := row.Status, row.Progress, row.Challenges
	if typed && asked.Get("act") != "rate" && asked.Get("act") != "return" {
		chosen, progress, challenges = rates.Status(asked.Get("status")), asked.Get("progress"), asked.Get("challenges")
	}
	f.Choices = statusChoices(r, one, chosen)
	if !typed {
		f.Focus = f.Choices[max(0, slices.IndexFunc(f.Choices, func(c look.Choice) bool { return c.Checked }))].Value
	}
	if w.before != nil {
		f.WasWord = statusWord(r, past.Status)
	}
	f.Texts = []besideField{
		{Field: look.Field{Name: "progress", Type: "textarea", Rows: 4, Max: maxComment, Label: l.T("plan.assess.progress"), Help: l.T("plan.assess.progress_help"), Value: progress, Optional: l.T("plan.assess.optional")}, Was: past.Progress, Lang: past.Lang},
		{Field: look.Field{Name: "challenges", Type: "textarea", Rows: 3, Max: maxComment, Label: l.T("plan.assess.challenges"), Value: challenges, Optional: l.T("plan.assess.optional")}, Was: past.Challenges, Lang: past.Lang},
	}
	f.File = &look.Field{Name: "file", Type: "file", Label: l.T("plan.assess.file"), Help: l.T("plan.assess.file_help"), Accept: ".pdf,.docx,.odt,.jpg,.jpeg,.png"}
	f.Public = &look.Field{Name: "public", Type: "checkbox", Label: l.T("plan.assess.file_public")}
	f.before(w)
	return f
}

// before names the year before, wherever its answers stand.
func (f *answerForm) before(w *work) {
	if w.before == nil {
		return
	}
	f.Was = strconv.Itoa(w.before.Assessment.Year)
	for i := range f.Texts {
		f.Texts[i].Year = f.Was
	}
}

// reviewing is the reviewer's form; it begins with what the unit said.
func (d *desk) reviewing(r *web.Request, w *work, one Standing, row Row, asked url.Values, typed bool) *answerForm {
	l := r.Text
	f := &answerForm{Title: l.T("plan.assess.review_title"), Legend: l.T("plan.assess.reviewer"), Name: "rating", Act: "rate", Submit: l.T("plan.assess.rate_do")}
	chosen, comment := row.Status, ""
	if one.Reviewer != nil && said(one.Reviewer) != "" {
		chosen, comment = one.Reviewer.Status, one.Reviewer.Comment
	}
	if typed && asked.Get("act") == "rate" {
		chosen, comment = rates.Status(asked.Get("rating")), asked.Get("comment")
	}
	f.Choices = statusChoices(r, one, chosen)
	was := ""
	if past, ok := w.was(one.Node.Number); ok {
		f.WasWord = statusWord(r, "")
		if past.Reviewer != nil {
			f.WasWord, was = statusWord(r, said(past.Reviewer)), past.Reviewer.Comment
		}
	}
	f.Texts = []besideField{{Field: look.Field{Name: "comment", Type: "textarea", Rows: 3, Max: maxComment, Label: l.T("plan.assess.comment"), Value: comment, Optional: l.T("plan.assess.optional")}, Was: was}}
	f.before(w)
	return f
}

func statusChoices(r *web.Request, one Standing, chosen rates.Status) (out []look.Choice) {
	for _, s := range choices(one) {
		out = append(out, look.Choice{Value: string(s), Word: statusWord(r, s), Checked: s == chosen})
	}
	return out
}

func answerFacts(r *web.Request, row Row) (out []look.Fact) {
	l := r.Text
	out = []look.Fact{{Term: l.T("plan.assess.own"), Text: statusWord(r, row.Status)}}
	for key, text := range map[string]string{"progress": row.Progress, "challenges": row.Challenges} {
		if text != "" {
			out = append(out, look.Fact{Term: l.T("plan.assess." + key), Text: text, Lang: row.Lang})
		}
	}
	if len(out) == 3 && out[1].Term != l.T("plan.assess.progress") {
		out[1], out[2] = out[2], out[1]
	}
	return out
}

// mark puts the complaints at their fields and into the summary.
func (p *rowView) mark(r *web.Request, refused *web.Refusal) {
	p.Errors.Title = r.Text.T("plan.register.errors")
	for _, bad := range refused.Faults {
		text, where := r.Message(bad), "row"
		for _, f := range []*answerForm{p.Form, p.Review} {
			if f == nil {
				continue
			}
			if bad.Field == f.Name || bad.Field == "status" && f.Name == "status" {
				f.Error, where = text, f.Name
			}
			for i := range f.Texts {
				if g := &f.Texts[i].Field; g.Name == bad.Field {
					g.Error, where = text, g.ControlID()
				}
			}
			if f.File != nil && bad.Field == "file" {
				f.File.Error, where = text, "file"
			}
		}
		if p.Return != nil && bad.Field == "reason" {
			p.Return.Fields[0].Error, where = text, "reason"
		}
		p.Errors.Items = append(p.Errors.Items, look.FieldError{ID: where, Text: text})
	}
}
