package assess

import (
	"net/http"
	"net/url"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// reviewView is GET /desk/plans/{code}/review: what was handed in and waits for the reviewer, with boxes to agree with or
// return many at once.
type reviewView struct {
	look.Page
	Crumbs look.Crumbs
	Lead   string
	Alert  *look.Alert
	Filter look.Filter
	Action string
	Year   string
	Unit   string
	Show   string
	Lines  []reviewLine
	Pages  look.Pagination
	Empty  *look.Empty
	Reason look.Field
	Agree  string // word of the button; empty where nothing can be done
	Return string
}

// reviewLine is one row with its box.
type reviewLine struct {
	Number, Text, Lang, Href string
	Own, Reviewer, Progress  string
	ProgressLang             string
	Unit                     string
	State                    look.Tag
}

func (d *desk) showReview(r *web.Request) (web.Reply, error) {
	return d.reviewPage(r, r.URL.Query(), nil)
}

func (d *desk) reviewPage(r *web.Request, asked url.Values, refused *web.Refusal) (web.Reply, error) {
	from, err := r.Int("from", 0, 0, 1_000_000)
	if err != nil {
		return nil, err
	}
	var w work
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if w, err = d.work(q, r, asked.Get("year")); err != nil {
			return err
		}
		return r.Allowed("plan.rate.reviewer", d.s.Register.Resource(w.plan))
	}); err != nil {
		return nil, err
	}
	l, code, year, unit, show := r.Text, w.plan.Code, strconv.Itoa(w.a.Year), asked.Get("unit"), asked.Get("show")
	if show == "" {
		show = Submitted
	}
	p := reviewView{Page: d.frame(r, l.T("plan.assess.review_of", "year", year)), Crumbs: d.workCrumbs(r, &w, unit, l.T("plan.assess.review")), Action: planAddress(code) + "/review", Year: year, Unit: unit, Show: show}
	p.NoIndex = true
	states := look.Field{Name: "show", Type: "select", Label: l.T("plan.assess.row_state")}
	for _, s := range []string{Submitted, Returned, Reviewed, Draft, Empty} {
		states.Options = append(states.Options, look.Option{Value: s, Word: l.T("plan.assess.row." + s), Selected: s == show})
	}
	p.Filter = look.Filter{Action: p.Action, Label: l.T("plan.assess.filter"), Title: l.T("plan.assess.filter"), Open: true, Submit: l.T("plan.assess.filter_do"),
		Fields: []look.Field{{Name: "year", Type: "select", Label: l.T("plan.assess.year"), Options: yearOptions(w)}, {Name: "unit", Type: "select", Label: l.T("plan.assess.unit"), Options: d.unitOptions(r, &w, unit)}, states}}
	var listed []Standing
	for _, one := range w.of(d.s.Register.Places.Snapshot(), unit) {
		if w.row(one).State == show {
			listed = append(listed, one)
		}
	}
	p.Lead = l.N("plan.assess.rows_n", int64(len(listed)))
	end := min(from+rowsAtOnce, len(listed))
	for _, one := range listed[min(from, end):end] {
		p.Lines = append(p.Lines, d.reviewLine(r, &w, one, unit))
	}
	p.Pages = pagesOf(r, p.Action+"?"+url.Values{"year": {year}, "unit": {unit}, "show": {show}}.Encode(), from, end, len(listed))
	if len(listed) == 0 {
		p.Empty = &look.Empty{Icon: "check", Title: l.T("plan.assess.review_none")}
	}
	if show == Submitted {
		p.Agree = l.T("plan.assess.agree")
	}
	if show == Submitted || show == Reviewed {
		p.Return = l.T("plan.assess.return_many")
		p.Reason = look.Field{Name: "reason", Label: l.T("plan.register.reason"), Value: asked.Get("reason")}
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refusalAlert(r, refused)
	}
	return d.review.Status(status, p), nil
}

func (d *desk) reviewLine(r *web.Request, w *work, one Standing, unit string) reviewLine {
	row := w.row(one)
	line := reviewLine{Number: one.Node.Number, Href: rowAddress(w.plan.Code, w.a.Year, one.Node.Number, unit), Own: statusWord(r, row.Status), Reviewer: statusWord(r, said(one.Reviewer)),
		Progress: row.Progress, ProgressLang: row.Lang, State: rowTag(r.Text, row.State), Unit: d.s.Register.UnitName(r, leadUnit(one.Node))}
	line.Text, line.Lang = d.s.Register.Word(r, one.Node.Text)
	if line.Unit == "" && one.Node.Activity != nil {
		line.Unit = one.Node.Activity.Lead
	}
	return line
}

// takeReview is POST /desk/plans/{code}/review: agrees with the units about rows, or returns them with one reason.
func (d *desk) takeReview(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		w, err := d.work(tx, r, get("year"))
		if err != nil {
			return web.None{}, err
		}
		if err := r.Allowed("plan.rate.reviewer", d.s.Register.Resource(w.plan)); err != nil {
			return web.None{}, err
		}
		if get("act") == "return" {
			_, err = d.s.Return(tx, w.plan, w.a, r.PostForm["row"], get("reason"))
			return web.None{}, err
		}
		var entries []Entry
		for _, number := range r.PostForm["row"] {
			if one, ok := w.st.Row(number); ok && w.row(one).State == Submitted {
				entries = append(entries, Entry{Number: number, Side: Reviewer, Status: w.row(one).Status})
			}
		}
		_, _, err = d.s.Rate(tx, w.plan, w.a, entries, w.may)
		return web.None{}, err
	})
	if f, ok := r.Refusal(err); ok {
		return d.reviewPage(r, r.PostForm, &f)
	}
	if err != nil {
		return nil, err
	}
	q := url.Values{"year": {get("year")}, "unit": {get("unit")}, "show": {get("show")}}
	return web.SeeOther(planAddress(r.PathValue("code")) + "/review?" + q.Encode()), nil
}
