package assess

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/plan/rates"
)

// takeRow is POST /desk/plans/{code}/row: saves or hands in an answer, rates it, or returns it; then the next row that
// waits.
func (d *desk) takeRow(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	number, unit, act := get("number"), get("unit"), get("act")
	again := func(err error) (web.Reply, error) {
		if f, ok := r.Refusal(err); ok {
			return d.rowPage(r, r.PostForm, &f)
		}
		return nil, err
	}
	t, err := d.received(r, number, act)
	if err != nil {
		return again(err)
	}
	to, err := web.Write(r, func(tx *db.Tx) (string, error) {
		w, err := d.work(tx, r, get("year"))
		if err != nil {
			return "", err
		}
		one, ok := w.st.Row(number)
		if !ok || !w.sees(one.Node) {
			return "", errs.New(errs.NotFound, "plan.assess.no_such_activity", "number", number, "version", w.a.Base)
		}
		if err := d.takeOne(tx, r, &w, one, act, t); err != nil {
			return "", err
		}
		return d.nextRow(&w, number, unit, act), nil
	})
	if err != nil {
		return again(err)
	}
	return web.SeeOther(to), nil
}

// received takes in the file of an answer, before any transaction; nil where there is none.
func (d *desk) received(r *web.Request, number, act string) (*document.Attachment, error) {
	if act == "rate" || act == "return" || r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 || r.MultipartForm.File["file"][0].Size == 0 {
		return nil, nil
	}
	err := r.Read(func(q *db.Snapshot) error { // before anything is stored
		w, err := d.work(q, r, r.PostForm.Get("year"))
		if err != nil {
			return err
		}
		one, ok := w.st.Row(number)
		if !ok {
			return errs.New(errs.NotFound, "plan.assess.no_such_activity", "number", number, "version", w.a.Base)
		}
		return w.may(Unit, one.Node)
	})
	if err != nil {
		return nil, err
	}
	part := r.MultipartForm.File["file"][0]
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	t, err := d.s.Register.Archive.TakeIn(r.Context(), in, part.Filename, r.PostForm.Get("public") != "")
	return &t, err
}

func (d *desk) takeOne(tx *db.Tx, r *web.Request, w *work, one Standing, act string, t *document.Attachment) error {
	get := r.PostForm.Get
	number := one.Node.Number
	switch act {
	case "rate":
		if get("rating") == "" {
			return errs.Bad("rating", "plan.assess.status_missing", "number", number)
		}
		_, _, err := d.s.Rate(tx, w.plan, w.a, []Entry{{Number: number, Side: Reviewer, Status: rates.Status(get("rating")), Comment: plainText(get("comment"))}}, w.may)
		return err
	case "return":
		if err := r.Allowed("plan.rate.reviewer", d.s.Register.Resource(w.plan)); err != nil {
			return err
		}
		_, err := d.s.Return(tx, w.plan, w.a, []string{number}, get("reason"))
		return err
	}
	if err := w.may(Unit, one.Node); err != nil {
		return err
	}
	var base *int64
	if v, err := strconv.ParseInt(get("base"), 10, 64); err == nil {
		base = &v
	}
	said := Said{Status: rates.Status(get("status")), Progress: plainText(get("progress")), Challenges: plainText(get("challenges")), Lang: r.Text.Lang().HTML()}
	row, err := d.s.SaveRow(tx, w.plan, w.a, number, said, base)
	if err != nil {
		return err
	}
	if t != nil {
		if _, err := d.s.Show(tx, w.plan, w.a, number, *t); err != nil {
			return err
		}
	}
	if act == "hand_in" {
		_, err = d.s.HandIn(tx, w.plan, w.a, []Row{row}, w.may)
	}
	return err
}

// plainText is a text as browsers send it, with line breaks as \n.
func plainText(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// nextRow is the next row of the list that waits for the same hand; the list where none does.
func (d *desk) nextRow(w *work, number, unit, act string) string {
	all := w.of(d.s.Register.Places.Snapshot(), unit)
	at := 0
	for i, one := range all {
		if one.Node.Number == number {
			at = i
		}
	}
	for k := 1; k < len(all); k++ {
		one := all[(at+k)%len(all)]
		waits := w.missing(one) && w.fills(one.Node) && w.open(leadUnit(one.Node))
		if act == "rate" || act == "return" {
			waits = w.row(one).State == Submitted
		}
		if waits {
			return rowAddress(w.plan.Code, w.a.Year, one.Node.Number, unit)
		}
	}
	if act == "rate" || act == "return" {
		return planAddress(w.plan.Code) + "/review?" + url.Values{"year": {strconv.Itoa(w.a.Year)}, "unit": {unit}}.Encode()
	}
	return rowsAddress(w.plan.Code, w.a.Year, unit)
}
