package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
)

// The sheet of a unit: a workbook with its rows and the values of its indicators. What may be written stands in open
// cells, the rest is locked. The first line of each sheet is hidden and names the columns, a hidden sheet says what the
// file is; so words may be in any language, and rows in any order.
const (
	sheetMark   = "reeve plan rows 1"
	hiddenSheet = "reeve"
	firstLine   = 3 // of the rows, below the hidden names and the words
)

// Columns of the sheet of rows and of that of values.
const (
	colNumber     = "number"
	colText       = "text"
	colDeadline   = "deadline"
	colEvidence   = "evidence"
	colWas        = "was_status"
	colWasSaid    = "was_progress"
	colStatus     = "status"
	colProgress   = "progress"
	colChallenges = "challenges"
	colToken      = "token"
	colUnit       = "unit"
	colWasValue   = "was_value"
	colValue      = "value"
	colWhy        = "why"
)

// Token is what a row said when it was written into a sheet: a sheet that comes back with another one was overtaken.
func (s Said) Token() string {
	sum := sha256.Sum256([]byte(string(s.Status) + "\x00" + s.Progress + "\x00" + s.Challenges))
	return hex.EncodeToString(sum[:8])
}

// SheetLine is a row of the sheet.
type SheetLine struct {
	Number, Text, Deadline, Evidence string
	Was                              Said // the year before
	Said                             Said
}

// SheetValue is a line of the sheet's values.
type SheetValue struct {
	Number, Text, Unit string
	Measure            tree.Measure
	Was                tree.Quantity // empty where nothing was said
	Quantity           tree.Quantity
}

// sheetWriter writes one workbook.
type sheetWriter struct {
	f            *excelize.File
	l            *i18n.Localizer
	locked, open int // styles
	head         int
	err          error
}

// WriteSheet writes the workbook of a unit. unit is its code.
func WriteSheet(out io.Writer, l *i18n.Localizer, p register.Plan, year int, unit string, lines []SheetLine, values []SheetValue) error {
	w := &sheetWriter{f: excelize.NewFile(), l: l}
	defer w.f.Close()
	name := sheetName(l.T("plan.assess.rows"))
	w.note(w.f.SetSheetName("Sheet1", name))
	w.style(&w.locked, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEEEEE"}}, Protection: &excelize.Protection{Locked: true}})
	w.style(&w.open, excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Protection: &excelize.Protection{Locked: false}}) // text: nothing typed becomes a date or a formula
	w.style(&w.head, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true}, Protection: &excelize.Protection{Locked: true}})
	w.hidden(p.Code, year, unit)
	w.rows(name, year, lines)
	if len(values) > 0 {
		w.values(sheetName(l.T("plan.assess.values")), year, values)
	}
	if w.err != nil {
		return w.err
	}
	w.f.SetActiveSheet(0)
	_, err := w.f.WriteTo(out)
	return err
}

// sheetName is a name as workbooks allow it.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, s)
	if all := []rune(s); len(all) > 28 {
		s = string(all[:28])
	}
	return s
}

func (w *sheetWriter) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *sheetWriter) style(to *int, s excelize.Style) {
	id, err := w.f.NewStyle(&s)
	*to = id
	w.note(err)
}

// put writes a text: a cell of text is never a formula, whatever it begins with.
func (w *sheetWriter) put(sheet string, col, line int, text string) {
	cell, err := excelize.CoordinatesToCellName(col, line)
	w.note(err)
	w.note(w.f.SetCellStr(sheet, cell, text))
}

// Places on the hidden sheet.
const (
	statusLine = 10 // first of the words of the statuses, in column A; their codes in B
	whyLine    = 30 // first of the reasons for no number
)

func (w *sheetWriter) hidden(code string, year int, unit string) {
	_, err := w.f.NewSheet(hiddenSheet)
	w.note(err)
	for i, text := range []string{sheetMark, code, strconv.Itoa(year), unit, w.l.Lang().HTML()} {
		w.put(hiddenSheet, 1, i+1, text)
	}
	for i, s := range rates.Ratings() {
		w.put(hiddenSheet, 1, statusLine+i, w.l.T(s.Key()))
		w.put(hiddenSheet, 2, statusLine+i, string(s))
	}
	for i, s := range noNumbers() {
		w.put(hiddenSheet, 1, whyLine+i, w.l.T(rates.ValueKey(s)))
		w.put(hiddenSheet, 2, whyLine+i, string(s))
	}
	w.note(w.f.SetSheetVisible(hiddenSheet, false, true))
}

// noNumbers are the reasons why a value is no number; zero is one.
func noNumbers() []measure.Status {
	return []measure.Status{measure.Missing, measure.NotApplicable, measure.Suppressed}
}

// column is one column of a sheet.
type column struct {
	key, word string
	width     float64
	open      bool
	hide      bool
}

// table begins a sheet: names, words, widths, and which cells are open.
func (w *sheetWriter) table(sheet string, columns []column, lines int) {
	for i, c := range columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		w.note(err)
		w.put(sheet, i+1, 1, c.key)
		w.put(sheet, i+1, 2, c.word)
		w.note(w.f.SetColWidth(sheet, letter, letter, c.width))
		style := w.locked
		if c.open {
			style = w.open
		}
		if lines > 0 {
			w.note(w.f.SetCellStyle(sheet, letter+strconv.Itoa(firstLine), letter+strconv.Itoa(firstLine+lines-1), style))
		}
		w.note(w.f.SetCellStyle(sheet, letter+"2", letter+"2", w.head))
		if c.hide {
			w.note(w.f.SetColVisible(sheet, letter, false))
		}
	}
	w.note(w.f.SetRowVisible(sheet, 1, false))
	w.note(w.f.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 2, TopLeftCell: "B3", ActivePane: "bottomRight"}))
	w.note(w.f.ProtectSheet(sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, Sort: true, AutoFilter: true}))
}

// list lets a column be chosen from words of the hidden sheet.
func (w *sheetWriter) list(sheet, letter string, lines, first, n int) {
	if lines == 0 {
		return
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = letter + strconv.Itoa(firstLine) + ":" + letter + strconv.Itoa(firstLine+lines-1)
	v.SetSqrefDropList(hiddenSheet + "!$A$" + strconv.Itoa(first) + ":$A$" + strconv.Itoa(first+n-1))
	v.ShowErrorMessage = true
	w.note(w.f.AddDataValidation(sheet, v))
}

func (w *sheetWriter) rows(sheet string, year int, lines []SheetLine) {
	l, before := w.l, strconv.Itoa(year-1)
	w.table(sheet, []column{{colNumber, l.T("plan.register.number"), 10, false, false}, {colText, l.T("plan.tree.field.text"), 45, false, false}, {colDeadline, l.T("plan.tree.field.deadline"), 16, false, false},
		{colEvidence, l.T("plan.assess.evidence"), 25, false, false}, {colWas, l.T("plan.assess.sheet_was", "what", l.T("plan.assess.own"), "year", before), 18, false, false},
		{colWasSaid, l.T("plan.assess.sheet_was", "what", l.T("plan.assess.progress"), "year", before), 35, false, false}, {colStatus, l.T("plan.assess.own"), 22, true, false},
		{colProgress, l.T("plan.assess.progress"), 50, true, false}, {colChallenges, l.T("plan.assess.challenges"), 40, true, false}, {colToken, "", 4, false, true}}, len(lines))
	for i, one := range lines {
		status, was := "", ""
		if one.Said.Status != "" {
			status = l.T(one.Said.Status.Key())
		}
		if one.Was.Status != "" {
			was = l.T(one.Was.Status.Key())
		}
		for k, text := range []string{one.Number, one.Text, one.Deadline, one.Evidence, was, one.Was.Progress, status, one.Said.Progress, one.Said.Challenges, one.Said.Token()} {
			w.put(sheet, k+1, firstLine+i, text)
		}
	}
	w.list(sheet, "G", len(lines), statusLine, len(rates.Ratings()))
}

func (w *sheetWriter) values(sheet string, year int, values []SheetValue) {
	_, err := w.f.NewSheet(sheet)
	w.note(err)
	l := w.l
	w.table(sheet, []column{{colNumber, l.T("plan.register.number"), 12, false, false}, {colText, l.T("plan.assess.indicator"), 50, false, false}, {colUnit, l.T("plan.assess.value_unit"), 14, false, false},
		{colWasValue, l.T("plan.assess.sheet_was", "what", l.T("plan.assess.value"), "year", strconv.Itoa(year-1)), 16, false, false},
		{colValue, l.T("plan.assess.value"), 16, true, false}, {colWhy, l.T("plan.assess.no_number"), 26, true, false}, {colToken, "", 4, false, true}}, len(values))
	for i, v := range values {
		number, why := plainQuantity(l, v.Measure, v.Quantity)
		was, wasWhy := plainQuantity(l, v.Measure, v.Was)
		if was == "" {
			was = wasWhy
		}
		for k, text := range []string{v.Number, v.Text, v.Unit, was, number, why, quantityToken(v.Quantity)} {
			w.put(sheet, k+1, firstLine+i, text)
		}
	}
	w.list(sheet, "F", len(values), whyLine, len(noNumbers()))
}

// plainQuantity is a number as it is typed, or the word for why there is none; both are empty where nothing was said. A
// number that no decimals can hold is written as a fraction.
func plainQuantity(l *i18n.Localizer, m tree.Measure, q tree.Quantity) (number, why string) {
	switch {
	case q.Status == "":
		return "", ""
	case !q.Known():
		return "", l.T(rates.ValueKey(q.Why()))
	}
	x := q.Rat()
	if m == tree.Percent {
		x.Mul(x, big.NewRat(100, 1))
	}
	if digits, exact := x.FloatPrec(); exact && digits <= 9 {
		return x.FloatString(digits), ""
	}
	return strconv.FormatInt(q.Num, 10) + "/" + strconv.FormatInt(q.Den, 10), ""
}

func quantityToken(q tree.Quantity) string {
	if q.Status == "" {
		return "-"
	}
	return string(q.Status) + " " + strconv.FormatInt(q.Num, 10) + "/" + strconv.FormatInt(q.Den, 10)
}
