package demo

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/i18n"
)

// strategy is data/plan/strategy.json: an invented plan of 5 objectives, 27 sub-objectives and 99 activities in Albanian,
// Serbian and English.
type strategy struct {
	Titles i18n.Text     `json:"titles"`
	About  i18n.Text     `json:"about"`
	Years  []int         `json:"years"`
	Rows   []strategyRow `json:"rows"`
}

type strategyRow struct {
	Number     string             `json:"number"`
	Text       i18n.Text          `json:"text"`
	Lead       string             `json:"lead"`
	Supporting string             `json:"supporting"`
	Start      string             `json:"start"`
	Deadline   string             `json:"deadline"`
	Budget     []int              `json:"budget"` // euros, one for each year
	BudgetText string             `json:"budget_text"`
	Source     string             `json:"source"`
	Indicator  *strategyIndicator `json:"indicator"`
}

type strategyIndicator struct {
	Text         i18n.Text `json:"text"`
	Unit         string    `json:"unit"`
	Baseline     string    `json:"baseline"`
	BaselineYear int       `json:"baseline_year"`
	Targets      []string  `json:"targets"` // one for each year
	Source       string    `json:"source"`
}

// Columns of the workbook, from 1.
const (
	colNumber    = 1
	colText      = 2 // sq, sr, en
	colStart     = 5
	colDeadline  = 6
	colLead      = 7
	colSupport   = 8
	colBudget    = 9 // five years
	colFunding   = 14
	colIndicator = 15 // sq, sr, en
	colUnit      = 18
	colBaseline  = 19
	colBaseYear  = 20
	colTarget    = 21 // five years
	colSource    = 26
)

// StrategyWorkbook writes the invented plan as ministries write theirs: title rows, a header over two rows with merged
// cells, three languages side by side, a row of totals. It says of itself in the title and on a sheet of its own that
// it is synthetic. It is what the demo imports, what tests read, and an example for users.
func StrategyWorkbook(w io.Writer) error {
	var s strategy
	if err := readJSON("plan/strategy.json", &s); err != nil {
		return err
	}
	return s.workbook(w)
}

// workbook is StrategyWorkbook of a plan that was changed.
func (s strategy) workbook(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	b := &strategyBook{f: f, sheet: "Plani - План - Plan"}
	b.try(f.SetSheetName("Sheet1", b.sheet))
	b.head(s)
	sums := make([]int, len(s.Years))
	row, activities := 6, 0
	for _, r := range s.Rows {
		b.row(row, r)
		for i, n := range r.Budget {
			sums[i] += n
		}
		if r.Lead != "" {
			activities++
		}
		row++
	}
	b.set(colText, row, fmt.Sprintf("Gjithsej %[1]d aktivitete / Укупно %[1]d активности / Total %[1]d activities", activities))
	b.merge(colText, row, colText+2, row)
	for i, n := range sums {
		b.set(colBudget+i, row, n)
	}
	b.about(s)
	b.look(row)
	if b.err != nil {
		return b.err
	}
	return f.Write(w)
}

// strategyBook keeps the first error.
type strategyBook struct {
	f     *excelize.File
	sheet string
	err   error
}

func (b *strategyBook) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *strategyBook) cell(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	b.try(err)
	return name
}

func (b *strategyBook) set(col, row int, value any) {
	if value != "" {
		b.try(b.f.SetCellValue(b.sheet, b.cell(col, row), value))
	}
}

func (b *strategyBook) merge(col, row, lastCol, lastRow int) {
	b.try(b.f.MergeCell(b.sheet, b.cell(col, row), b.cell(lastCol, lastRow)))
}

// head writes a title row for each language and the header in rows 4 and 5.
func (b *strategyBook) head(s strategy) {
	for i, tag := range []string{"sq", "sr", "en"} {
		b.set(1, i+1, s.Titles[tag])
		b.merge(1, i+1, colSource, i+1)
	}
	for col, text := range map[int]string{colNumber: "Nr. / Бр. / No.", colStart: "Fillimi / Почетак / Start", colDeadline: "Afati / Рок / Deadline",
		colLead: "Institucioni përgjegjës / Одговорна институција / Lead institution", colSupport: "Institucionet mbështetëse / Институције подршке / Supporting institutions",
		colFunding: "Burimi i financimit / Извор финансирања / Source of funding", colUnit: "Njësia matëse / Јединица мере / Unit of measure",
		colBaseline: "Vlera bazë / Почетна вредност / Baseline", colBaseYear: "Viti i vlerës bazë / Базна година / Baseline year", colSource: "Burimi i verifikimit / Извор верификације / Source of verification"} {
		b.set(col, 4, text)
		b.merge(col, 4, col, 5)
	}
	for col, text := range map[int]string{colText: "Aktiviteti / Активност / Activity", colIndicator: "Treguesi / Показатељ / Indicator"} {
		b.set(col, 4, text)
		b.merge(col, 4, col+2, 4)
		for i, lang := range []string{"Shqip", "Српски", "English"} {
			b.set(col+i, 5, lang)
		}
	}
	for col, text := range map[int]string{colBudget: "Buxheti (EUR) / Буџет (EUR) / Budget (EUR)", colTarget: "Vlera e synuar / Циљна вредност / Target"} {
		b.set(col, 4, text)
		b.merge(col, 4, col+len(s.Years)-1, 4)
		for i, year := range s.Years {
			b.set(col+i, 5, year)
		}
	}
}

func (b *strategyBook) row(row int, r strategyRow) {
	b.set(colNumber, row, r.Number)
	for i, tag := range []string{"sq", "sr", "en"} {
		b.set(colText+i, row, r.Text[tag])
	}
	for col, text := range map[int]string{colStart: r.Start, colDeadline: r.Deadline, colLead: r.Lead, colSupport: r.Supporting, colFunding: r.Source} {
		b.set(col, row, text)
	}
	if r.BudgetText != "" {
		b.set(colBudget, row, r.BudgetText)
		b.merge(colBudget, row, colBudget+4, row)
	}
	for i, n := range r.Budget {
		b.set(colBudget+i, row, n)
	}
	if r.Lead == "" && r.Indicator == nil {
		b.merge(colStart, row, colSource, row)
	}
	i := r.Indicator
	if i == nil {
		return
	}
	for k, tag := range []string{"sq", "sr", "en"} {
		b.set(colIndicator+k, row, i.Text[tag])
	}
	b.set(colUnit, row, i.Unit)
	b.set(colBaseline, row, i.Baseline)
	if i.BaselineYear > 0 {
		b.set(colBaseYear, row, i.BaselineYear)
	}
	for k, target := range i.Targets {
		b.set(colTarget+k, row, target)
	}
	b.set(colSource, row, i.Source)
}

// about is the sheet that says that nothing here is real.
func (b *strategyBook) about(s strategy) {
	plan := b.sheet
	b.sheet = "about"
	_, err := b.f.NewSheet(b.sheet)
	b.try(err)
	b.set(1, 1, "SYNTHETIC / SINTETIK / СИНТЕТИЧКИ")
	for i, tag := range []string{"sq", "sr", "en"} {
		b.set(1, i+2, s.About[tag])
	}
	b.try(b.f.SetColWidth(b.sheet, "A", "A", 120))
	b.sheet = plan
}

// look makes the sheet readable: wrapped texts, a header that stays, objectives in bold.
func (b *strategyBook) look(last int) {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	text, err := b.f.NewStyle(&excelize.Style{Alignment: wrap})
	b.try(err)
	bold, err := b.f.NewStyle(&excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE6F1"}}})
	b.try(err)
	b.try(b.f.SetCellStyle(b.sheet, "A4", b.cell(colSource, last), text))
	b.try(b.f.SetCellStyle(b.sheet, "A1", b.cell(colSource, 5), bold))
	for row := 6; row < last; row++ {
		number, err := b.f.GetCellValue(b.sheet, "A"+strconv.Itoa(row))
		b.try(err)
		if len(number) < len("1.1.1") {
			b.try(b.f.SetCellStyle(b.sheet, b.cell(1, row), b.cell(colSource, row), bold))
		}
	}
	for columns, width := range map[[2]string]float64{{"A", "A"}: 8, {"B", "D"}: 40, {"E", "F"}: 18, {"G", "H"}: 30, {"I", "M"}: 11, {"N", "N"}: 20, {"O", "Q"}: 32, {"R", "Y"}: 11, {"Z", "Z"}: 24} {
		b.try(b.f.SetColWidth(b.sheet, columns[0], columns[1], width))
	}
	b.try(b.f.SetPanes(b.sheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 5, TopLeftCell: "C6", ActivePane: "bottomRight"}))
}
