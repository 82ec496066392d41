package assess

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// sheetView is GET and POST /desk/plans/{code}/rows/sheet: a sheet comes back, and what it would change is shown first.
type sheetView struct {
	look.Page
	Crumbs    look.Crumbs
	Lead      string
	Alert     *look.Alert
	Errors    look.Errors
	Action    string
	Year      string
	Unit      string
	File      *look.Field
	Tiles     []look.Tile
	Changes   look.Table
	Conflicts look.Table
	Bad       look.Table
	Payload   string // what was read, to be taken
	Seen      string
	HandIn    *look.Field
	Take      string
}

// shownChanges is how many changes stand on the page; all are taken.
const shownChanges = 300

// sendSheet is GET /desk/plans/{code}/rows/sheet.xlsx: the rows that the asker fills, of one unit or of all.
func (d *desk) sendSheet(out http.ResponseWriter, r *web.Request) error {
	asked := r.URL.Query()
	var lines []SheetLine
	var values []SheetValue
	var w work
	err := r.Read(func(q *db.Snapshot) (err error) {
		if w, err = d.work(q, r, asked.Get("year")); err != nil {
			return err
		}
		past := map[string]Row{}
		if w.before != nil {
			if past, err = Rows(q, w.before.Assessment.ID); err != nil {
				return err
			}
		}
		lines, values = nil, nil
		mine := map[string]bool{}
		for _, one := range w.of(d.s.Register.Places.Snapshot(), asked.Get("unit")) {
			if w.fills(one.Node) {
				mine[one.Node.Number] = true
				lines = append(lines, d.sheetLine(r, &w, one, past))
			}
		}
		values, err = d.sheetValues(q, r, &w, mine)
		return err
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := WriteSheet(&b, r.Text, w.plan, w.a.Year, asked.Get("unit"), lines, values); err != nil {
		return err
	}
	name := w.plan.Code + "-" + strconv.Itoa(w.a.Year)
	if unit := asked.Get("unit"); unit != "" && unit != noUnit {
		name += "-" + unit
	}
	h := out.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+".xlsx"))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	_, err = out.Write(b.Bytes())
	return err
}

func (d *desk) sheetLine(r *web.Request, w *work, one Standing, past map[string]Row) SheetLine {
	text, _ := d.s.Register.Word(r, one.Node.Text)
	line := SheetLine{Number: one.Node.Number, Text: text, Said: w.row(one).Said}
	if a := one.Node.Activity; a != nil {
		line.Deadline, line.Evidence = register.DeadlineWord(r.Text, a.Deadline), a.Evidence
	}
	if row, ok := past[w.st.Base.ID(one.Node.Number)]; ok {
		line.Was = row.Said
	} else if was, ok := w.was(one.Node.Number); ok && was.Unit != nil {
		line.Was = Said{Status: said(was.Unit), Progress: was.Unit.Comment}
	}
	return line
}

// sheetValues are the typed indicators of the activities in a sheet.
func (d *desk) sheetValues(q db.Reader, r *web.Request, w *work, mine map[string]bool) (out []SheetValue, err error) {
	s := d.s.Values
	if s == nil {
		return nil, nil
	}
	now, err := s.Known(q, w.plan, strconv.Itoa(w.a.Year))
	if err != nil {
		return nil, err
	}
	before, err := s.Known(q, w.plan, strconv.Itoa(w.a.Year-1))
	for _, n := range w.st.Base.Plan.Nodes {
		if !mine[n.Number] && !(n.Level == tree.Task && mine[n.Parent]) {
			continue
		}
		for _, i := range n.Indicators {
			if i.Computed == "" && s.May(r, w.plan, n, i) {
				out = append(out, SheetValue{Number: i.Number, Text: d.s.Register.Say(r, i.Text), Unit: i.Unit, Measure: i.Measure, Was: before[i.Number], Quantity: now[i.Number]})
			}
		}
	}
	return out, err
}

func (d *desk) showSheet(r *web.Request) (web.Reply, error) {
	return d.sheetPage(r, r.URL.Query(), nil, nil)
}

// sheetPage shows the form, and what a sheet would do.
func (d *desk) sheetPage(r *web.Request, asked url.Values, sheet *Sheet, refused *web.Refusal) (web.Reply, error) {
	var w work
	var plan SheetPlan
	err := r.Read(func(q *db.Snapshot) (err error) {
		if w, err = d.work(q, r, asked.Get("year")); err != nil || sheet == nil {
			return err
		}
		plan, err = w.compare(q, r, d.s, *sheet)
		return err
	})
	if err != nil {
		return nil, err
	}
	l, year, unit := r.Text, strconv.Itoa(w.a.Year), asked.Get("unit")
	p := sheetView{Page: d.frame(r, l.T("plan.assess.sheet_send")), Crumbs: d.workCrumbs(r, &w, unit, l.T("plan.assess.sheet_send")), Lead: l.T("plan.assess.sheet_lead"), Action: planAddress(w.plan.Code) + "/rows/sheet", Year: year, Unit: unit}
	p.NoIndex = true
	p.File = &look.Field{Name: "file", Type: "file", Label: l.T("plan.assess.sheet_file"), Accept: ".xlsx", Required: true}
	if sheet != nil {
		if err := d.preview(r, &p, *sheet, plan); err != nil {
			return nil, err
		}
	}
	status := http.StatusOK
	if refused != nil {
		status, p.Alert = refused.Status, refused.Alert
		p.Errors.Title = l.T("plan.register.errors")
		for _, f := range refused.Faults {
			p.File.Error = r.Message(f)
			p.Errors.Items = append(p.Errors.Items, look.FieldError{ID: "file", Text: r.Message(f)})
		}
	}
	return d.sheet.Status(status, p), nil
}

func (d *desk) preview(r *web.Request, p *sheetView, sheet Sheet, plan SheetPlan) error {
	l := r.Text
	p.Tiles = []look.Tile{{Label: l.T("plan.assess.sheet_changes"), Value: l.Number(int64(len(plan.Changes)))}, {Label: l.T("plan.assess.sheet_same"), Value: l.Number(int64(plan.Same))},
		{Label: l.T("plan.assess.sheet_conflicts"), Value: l.Number(int64(len(plan.Conflicts)))}, {Label: l.T("plan.assess.sheet_bad"), Value: l.Number(int64(len(plan.Bad)))}}
	table := func(caption, was, is string, all []SheetChange) (t look.Table) {
		if len(all) == 0 {
			return t
		}
		t = look.Table{Caption: caption, Head: []look.Cell{{Text: l.T("plan.register.number")}, {Text: l.T("plan.assess.field")}, {Text: was}, {Text: is}}}
		for _, c := range all[:min(len(all), shownChanges)] {
			t.Rows = append(t.Rows, []look.Cell{{Text: c.Number}, {Text: l.T(c.Field)}, {Text: c.Was}, {Text: c.Is}})
		}
		return t
	}
	p.Changes = table(l.T("plan.assess.sheet_changes"), l.T("plan.assess.sheet_now"), l.T("plan.assess.sheet_new"), plan.Changes)
	p.Conflicts = table(l.T("plan.assess.sheet_conflicts_text"), l.T("plan.assess.sheet_now"), l.T("plan.assess.sheet_yours"), plan.Conflicts)
	if len(plan.Bad) > 0 {
		p.Bad = look.Table{Caption: l.T("plan.assess.sheet_bad_text"), Head: []look.Cell{{Text: l.T("plan.assess.sheet_cell")}, {Text: l.T("plan.register.number")}, {Text: l.T("plan.assess.sheet_why_bad")}}}
		for _, f := range plan.Bad[:min(len(plan.Bad), shownChanges)] {
			p.Bad.Rows = append(p.Bad.Rows, []look.Cell{{Text: f.Sheet + "!" + f.Cell}, {Text: f.Number}, {Text: l.T(f.Key, f.Args...)}})
		}
	}
	if len(plan.Changes) == 0 {
		p.Alert = &look.Alert{Kind: "info", Text: l.T("plan.assess.sheet_nothing")}
		return nil
	}
	sheet.Bad = nil
	payload, err := json.Marshal(sheet)
	p.Payload, p.Seen, p.Take = string(payload), plan.Digest(), l.N("plan.assess.sheet_take", int64(len(plan.Changes)))
	p.HandIn = &look.Field{Name: "hand_in", Type: "checkbox", Label: l.T("plan.assess.sheet_hand_in"), Checked: true}
	return err
}

// takeSheet is POST /desk/plans/{code}/rows/sheet: reads a workbook and shows what it would do, or does what was seen.
func (d *desk) takeSheet(r *web.Request) (web.Reply, error) {
	get := r.PostForm.Get
	again := func(sheet *Sheet, err error) (web.Reply, error) {
		if f, ok := r.Refusal(err); ok {
			return d.sheetPage(r, r.PostForm, sheet, &f)
		}
		return nil, err
	}
	if get("payload") == "" {
		sheet, err := d.readSheet(r)
		if err != nil {
			return again(nil, err)
		}
		return d.sheetPage(r, r.PostForm, &sheet, nil)
	}
	var sheet Sheet
	if err := json.Unmarshal([]byte(get("payload")), &sheet); err != nil || sheet.Code != r.PathValue("code") || strconv.Itoa(sheet.Year) != get("year") {
		return again(nil, errs.Bad("file", "plan.assess.sheet_foreign"))
	}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) {
		w, err := d.work(tx, r, get("year"))
		if err != nil {
			return web.None{}, err
		}
		return web.None{}, d.s.TakeSheet(tx, r, &w, sheet, get("seen"), get("hand_in") != "", r.Text.T("plan.assess.from_sheet"))
	})
	if err != nil {
		return again(&sheet, err)
	}
	return web.SeeOther(rowsAddress(r.PathValue("code"), sheet.Year, get("unit"))), nil
}

// readSheet reads the workbook that was sent, through a file of its own.
func (d *desk) readSheet(r *web.Request) (s Sheet, err error) {
	file, _, err := r.FormFile("file")
	if err != nil {
		return s, errs.Bad("file", "plan.register.file_missing")
	}
	defer file.Close()
	dir, err := os.MkdirTemp("", "reeve-sheet-*")
	if err != nil {
		return s, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "sheet.xlsx")
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return s, err
	}
	if _, err = io.Copy(to, file); err == nil {
		err = to.Close()
	} else {
		to.Close()
	}
	if err != nil {
		return s, err
	}
	if s, err = ReadSheet(path, d.s.Register.Catalogue); err != nil {
		if e := errs.Of(err); e != nil && len(e.Fields) == 0 && e.Kind == errs.Invalid { // said at the field
			f := errs.Field{Field: "file", Key: e.Key, Args: e.Args}
			return s, &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{f}}
		}
		return s, err
	}
	if s.Code != r.PathValue("code") || strconv.Itoa(s.Year) != r.PostForm.Get("year") {
		return s, errs.Bad("file", "plan.assess.sheet_other", "code", s.Code, "year", strconv.Itoa(s.Year))
	}
	return s, nil
}
