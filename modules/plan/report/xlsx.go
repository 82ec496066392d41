package report

import (
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/i18n"
)

// XLSX is the report as a workbook: a sheet for each table, the words on the first one, charts of the program's own kind
// on the last.
func XLSX(l *i18n.Localizer, title string, all []Section, at time.Time, tick func(rows int)) ([]byte, error) {
	b := newBook()
	when := at.UTC().Format(time.RFC3339)
	b.try(b.f.SetDocProps(&excelize.DocProperties{Title: title, Language: l.Lang().HTML(), Creator: "Reeve", Created: when, Modified: when}))
	b.words(l, title, all)
	names := map[string]string{}
	heads := map[string]Table{}
	for _, s := range all {
		for _, t := range s.Tables {
			names[t.Sheet], heads[t.Sheet] = b.table(t, tick), t
		}
	}
	b.charts(l, names, heads)
	return b.bytes()
}

// words is the sheet with everything that stands in no table.
func (b *book) words(l *i18n.Localizer, title string, all []Section) {
	name := b.sheet(l.T("plan.report.tab.report"))
	row := 0
	line := func(style int, values ...string) {
		row++
		for i, v := range values {
			at, err := excelize.CoordinatesToCellName(i+1, row)
			b.try(err)
			b.try(b.f.SetCellStr(name, at, v))
			if style != 0 {
				b.try(b.f.SetCellStyle(name, at, at, style))
			}
		}
	}
	wrap, err := b.f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	b.try(err)
	b.try(b.f.SetColWidth(name, "A", "A", 40))
	b.try(b.f.SetColWidth(name, "B", "B", 80))
	line(b.bold, title)
	for _, s := range all {
		if len(s.Texts)+len(s.Facts)+len(s.Notes) == 0 {
			continue
		}
		line(b.bold, s.Title)
		for _, t := range s.Texts {
			line(wrap, "", t)
		}
		for _, f := range s.Facts {
			line(wrap, f[0], f[1])
		}
		for _, n := range s.Notes {
			line(wrap, "", n)
		}
	}
}

// charts draws the years beside each other, and the objectives.
func (b *book) charts(l *i18n.Localizer, names map[string]string, heads map[string]Table) {
	rounds, lines, statuses := heads[l.T("plan.assess.rounds")], heads[l.T("plan.register.objectives_word")], heads[l.T("plan.assess.status")]
	sheet := b.sheet(l.T("plan.report.charts"))
	draw := func(at, title string, kind excelize.ChartType, from Table, firstCol, lastCol, category int, percent bool) {
		if len(from.Rows) == 0 {
			return
		}
		of := "'" + names[from.Sheet] + "'!"
		last := strconv.Itoa(min(len(from.Rows), mostDrawn) + 1)
		c := &excelize.Chart{Type: kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title}}}, Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 900, Height: 380}}
		if percent {
			c.YAxis = excelize.ChartAxis{NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"}}
		}
		for col := firstCol; col <= lastCol; col++ {
			k, cat := column(col), column(category)
			c.Series = append(c.Series, excelize.ChartSeries{Name: of + "$" + k + "$1", Categories: of + "$" + cat + "$2:$" + cat + "$" + last, Values: of + "$" + k + "$2:$" + k + "$" + last})
		}
		b.try(b.f.AddChart(sheet, at, c))
	}
	draw("A1", l.T("plan.assess.rounds"), excelize.Col, rounds, 5, 7, 1, true)
	draw("A21", l.T("plan.register.objectives_word"), excelize.Bar, lines, 6, 8, 1, true)
	draw("A41", l.T("plan.assess.site.by_status"), excelize.Bar, statuses, 2, 2, 1, false)
}

// mostDrawn is how many lines of a table a chart shows.
const mostDrawn = 40

func column(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return "A"
	}
	return name
}
