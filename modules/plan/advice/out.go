package advice

import (
	"encoding/csv"
	"net/http"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
)

// mostRows is how many recommendations one file holds.
const mostRows = 10_000

// sendUptake is GET /desk/recommendation-uptake/file?format=csv|xlsx: a line for each organisation's answer.
func (d *desk) sendUptake(w http.ResponseWriter, r *web.Request) error {
	format := r.URL.Query().Get("format")
	if format != "csv" && format != "xlsx" {
		return errs.Bad("format", "plan.advice.format_unknown", "format", format)
	}
	var all []Advice
	codes := map[string]string{}
	scope := r.Scope("plan.advice.read")
	err := r.Read(func(q *db.Snapshot) error {
		plans, err := d.plans(q, r)
		if err != nil {
			return err
		}
		for _, p := range plans {
			codes[p.ID] = p.Code
		}
		f := d.filterOf(r, r.URL.Query(), plans, mostRows)
		f.After = ""
		all, _, err = List(q, f, &scope)
		return err
	})
	if err != nil {
		return err
	}
	rows := d.lines(r.Text, all, codes)
	if format == "csv" {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="recommendations.csv"`)
		out := csv.NewWriter(w)
		return out.WriteAll(rows)
	}
	return sendSheet(w, rows)
}

// lines are the table of uptake, its head first. Codes stand for states, so that programs can read them; words stand beside.
func (d *desk) lines(l *i18n.Localizer, all []Advice, codes map[string]string) [][]string {
	head := []string{"ref", l.T("plan.advice.what"), l.T("plan.advice.plan"), l.T("plan.register.number"), l.T("plan.advice.source"), l.T("plan.advice.priority"), l.T("plan.advice.due"), l.T("plan.advice.state"),
		l.T("plan.advice.org"), l.T("plan.advice.answer_word"), "state", l.T("plan.advice.reason"), l.T("plan.advice.answered"), l.T("plan.advice.done_on"), l.T("plan.advice.verified_on"), l.T("plan.advice.evidence")}
	out := [][]string{head}
	for _, a := range all {
		text, _ := d.s.word(l, a.Body)
		begin := []string{a.Ref, safe(text), codes[a.Plan], a.Number, safe(d.sourceWord(l, a.Source)), l.T("plan.advice.priority." + a.Priority), a.Due, l.T("plan.advice.state." + a.State)}
		if len(a.Answers) == 0 {
			out = append(out, append(begin, make([]string, len(head)-len(begin))...))
		}
		for _, x := range a.Answers {
			name, _ := d.s.OrgName(l, x.Org)
			out = append(out, append(append([]string{}, begin...), safe(name), l.T("plan.advice.answer."+x.State), x.State, safe(x.Reason), x.AnsweredOn, x.DoneOn, x.VerifiedOn, safe(x.Evidence)))
		}
	}
	return out
}

// safe keeps a text from being taken for a formula by a spreadsheet.
func safe(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@' || text[0] == '\t' || text[0] == '\r') {
		return "'" + text
	}
	return text
}

func sendSheet(w http.ResponseWriter, rows [][]string) error {
	f := excelize.NewFile()
	defer f.Close()
	out, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for n, text := range row {
			cells[n] = text
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := out.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="recommendations.xlsx"`)
	return f.Write(w)
}
