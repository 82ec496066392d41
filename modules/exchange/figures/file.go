package figures

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/codes"
)

// file is GET /desk/exchange/figures/file?year=&format=: csv for programs, xlsx in the reader's language.
func (f *Figures) file(w http.ResponseWriter, r *web.Request) error {
	format := r.URL.Query().Get("format")
	if format != "csv" && format != "xlsx" {
		return errs.Bad("format", "exchange.figures.format")
	}
	s, _, err := f.read(r)
	if err != nil {
		return err
	}
	var body []byte
	media := "text/csv; charset=utf-8; header=present"
	if format == "csv" {
		body, err = s.CSV()
	} else {
		media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		body, err = s.XLSX(r.Text, r.Now)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="exchange-figures-`+year(s.Year.Year)+"."+format+`"`)
	_, err = w.Write(body)
	return err
}

// CSV is all figures one below the other (RFC 4180): "what" tells them apart, times are in hours.
func (s Sheet) CSV() ([]byte, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	out.Write([]string{"what", "from", "until", "country", "partner", "answered_by", "urgency", "ground", "value"})
	from, until := year(s.Year.Year)+"-01-01", year(s.Year.Year)+"-12-31"
	row := func(what, country, urgency, ground string, n int64) {
		out.Write([]string{what, from, until, defused(country), "", "", urgency, ground, strconv.FormatInt(n, 10)})
	}
	split := func(what, country string, n Split) {
		row(what, country, string(codes.Urgent), "", n.Urgent)
		row(what, country, string(codes.Ordinary), "", n.Ordinary)
	}
	split("sent", "", s.Sent)
	for _, l := range s.Lines {
		split("received", l.Country, l.Received)
		split("answered", l.Country, l.Answered)
		row("refused", l.Country, "", "", l.Refused)
		for _, g := range codes.Refusals() {
			if l.Grounds[g] > 0 {
				row("refused_on_ground", l.Country, "", string(g), l.Grounds[g])
			}
		}
		if l.NoGround > 0 {
			row("refused_on_ground", l.Country, "", "", l.NoGround)
		}
		row("overruns", l.Country, "", "", l.Overruns)
	}
	split("copied_sent", "", s.Copies.Sent)
	for _, l := range s.Copies.Lines {
		split("copied_received", l.Country, l.Received)
		split("copied_answered", l.Country, l.Answered)
	}
	speeds := func(from, until string, all []Speed) {
		for _, one := range all {
			by := map[bool]string{true: "us", false: "partner"}[one.Ours]
			value := func(what, v string) {
				out.Write([]string{what, from, until, defused(one.Country), defused(s.plainName(one)), by, "", "", v})
			}
			value("speed_answers", strconv.FormatInt(one.Answered, 10))
			value("speed_with_limit", strconv.FormatInt(one.Limited, 10))
			value("speed_in_time", strconv.FormatInt(one.InTime, 10))
			value("speed_median_hours", strconv.FormatFloat(one.Median.Hours(), 'f', 2, 64))
			value("speed_p90_hours", strconv.FormatFloat(one.P90.Hours(), 'f', 2, 64))
		}
	}
	speeds(s.From.Format(time.DateOnly), s.Until.Format(time.DateOnly), s.Recent)
	speeds(from, until, s.Yearly)
	out.Flush()
	return b.Bytes(), out.Error()
}

// plainName is a partner's name in its card's English, else the name as entered.
func (s Sheet) plainName(one Speed) string {
	if card, ok := s.Names[one.Partner]; ok && one.Node && card.Names["en"] != "" {
		return card.Names["en"]
	}
	return one.Partner
}

// defused keeps a spreadsheet from taking what somebody entered for a formula.
func defused(text string) string {
	if text == "" || !strings.ContainsAny(text[:1], "=+-@\t\r\n") {
		return text
	}
	return "'" + text
}

// sheetName is how long the format lets the name of a sheet be, in characters.
const sheetName = 31

// XLSX is a workbook with a sheet for each table. Texts are written as texts, which no program takes for a formula.
func (s Sheet) XLSX(l *i18n.Localizer, at time.Time) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	when := at.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: l.T("exchange.figures") + " " + year(s.Year.Year), Language: l.Lang().HTML(), Creator: "Reeve", Created: when, Modified: when}); err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return nil, err
	}
	styles := map[string]int{}
	for _, format := range []string{asCount, asShare, asHours} {
		if styles[format], err = f.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
	}
	for i, t := range s.Tables(l) {
		if err := writeSheet(f, i, t, bold, styles); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

func writeSheet(f *excelize.File, i int, t Table, bold int, styles map[string]int) (err error) {
	name := tab(i, t.Title)
	if i == 0 {
		err = f.SetSheetName("Sheet1", name)
	} else {
		_, err = f.NewSheet(name)
	}
	if err != nil {
		return err
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	rows := [][]any{{excelize.Cell{StyleID: bold, Value: t.Title}}, nil}
	for col, h := range t.Head {
		if err := w.SetColWidth(col+1, col+1, 24); err != nil {
			return err
		}
		rows[1] = append(rows[1], excelize.Cell{StyleID: bold, Value: h})
	}
	for _, row := range t.Rows {
		var cells []any
		for _, c := range row {
			if c.Format == "" {
				cells = append(cells, excelize.Cell{Value: c.Text})
			} else {
				cells = append(cells, excelize.Cell{StyleID: styles[c.Format], Value: c.Number})
			}
		}
		rows = append(rows, cells)
	}
	if t.Note != "" {
		rows = append(rows, nil, []any{t.Note})
	}
	for n, cells := range rows {
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return err
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

// tab is the name of a sheet: numbered, so that it is unique, without the signs that the format forbids.
func tab(i int, title string) string {
	name := strconv.Itoa(i+1) + " " + strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return -1
		}
		return r
	}, title)
	if utf8.RuneCountInString(name) > sheetName {
		name = strings.TrimSpace(string([]rune(name)[:sheetName-1])) + "…"
	}
	return name
}
