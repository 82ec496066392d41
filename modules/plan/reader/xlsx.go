package reader

import (
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"

	"reeve/kernel/errs"
)

// book reads the sheets of a workbook, cells as they are stored and with what their format says of them.
type book struct {
	file    *excelize.File
	limits  Limits
	formats map[int]numberFormat // by style
	epoch   int                  // days by which dates of old Macintosh workbooks are off
}

// numberFormat is what the format of a cell tells of its number.
type numberFormat struct {
	date, day, year, percent bool
	decimals                 int // that are always shown
}

func openXLSX(path string, o Options) (grids []grid, err error) {
	file, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: o.Limits.Unpacked, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	defer file.Close()
	b := book{file: file, limits: o.Limits, formats: map[int]numberFormat{}}
	if p, err := file.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		b.epoch = 1462
	}
	for _, name := range file.GetSheetList() {
		g, err := b.sheet(name)
		if err != nil {
			return nil, err
		}
		if visible, err := file.GetSheetVisible(name); err == nil && !visible {
			g.hidden = true
		}
		grids = append(grids, g)
	}
	return grids, nil
}

func (b *book) sheet(name string) (grid, error) {
	rows, err := b.file.Rows(name)
	if err != nil { // a sheet of charts has no rows
		return grid{sheet: name}, nil
	}
	defer rows.Close()
	var texts [][]string
	for n := 0; rows.Next(); n++ {
		values, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return grid{}, errs.Wrap(err, errs.Invalid, "tabular.damaged")
		}
		for len(values) > 0 && strings.TrimSpace(values[len(values)-1]) == "" {
			values = values[:len(values)-1]
		}
		if len(values) == 0 {
			continue
		}
		if err := measured(n+1, len(values), b.limits); err != nil {
			return grid{}, err
		}
		for len(texts) < n {
			texts = append(texts, nil)
		}
		texts = append(texts, values)
	}
	if err := rows.Error(); err != nil {
		return grid{}, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	g, err := square(name, texts, b.limits)
	if err != nil {
		return g, err
	}
	for i, row := range g.rows {
		for j := range row {
			if err := b.number(name, &g.rows[i][j]); err != nil {
				return g, errs.Wrap(err, errs.Invalid, "tabular.damaged")
			}
		}
	}
	return g, b.merges(&g)
}

func (b *book) merges(g *grid) error {
	merged, err := b.file.GetMergeCells(g.sheet)
	if err != nil {
		return errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	for _, m := range merged {
		col, row, err := excelize.CellNameToCoordinates(m.GetStartAxis())
		lastCol, lastRow, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil || err2 != nil {
			continue
		}
		g.merge(row-1, col-1, lastRow-1, lastCol-1)
	}
	return nil
}

// number looks at how a number is shown: as a date, as per cent, with zeros at the end. A text that looks like a number
// ("1.10") is told by not being spelt as a file spells numbers: asking for the type of every cell takes minutes.
func (b *book) number(sheet string, c *cell) error {
	value, err := strconv.ParseFloat(c.text, 64)
	if err != nil || c.text == "" || len(c.text) < 16 && decimal(value) != c.text && !strings.ContainsAny(c.text, "eE") {
		return nil
	}
	style, err := b.file.GetCellStyle(sheet, letters(c.col)+strconv.Itoa(c.row+1))
	if err != nil {
		return err
	}
	f, known := b.formats[style]
	if !known {
		f = b.format(style)
		b.formats[style] = f
	}
	switch {
	case f.date && value >= firstDate && value < 100_000:
		c.day = time.Date(1899, 12, 30+int(value)+b.epoch, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		c.noYear, c.text = !f.year, c.day
		if !f.day { // shown as "Dec 23": a month
			c.text, c.day = c.day[:7], ""
		}
		return nil
	case f.percent:
		c.number, c.percent = true, true
		c.text = decimal(value*100) + "%"
		return nil
	}
	c.number = true
	c.text = decimal(value)
	// 1.10 typed as a number of the format 0.00 is read as it is seen.
	if shown := strconv.FormatFloat(value, 'f', f.decimals, 64); f.decimals > 0 && len(shown) > len(c.text) {
		c.text = shown
	}
	return nil
}

// firstDate is 1982-02-18: a plan has no earlier day, and a small number in a cell shown as a date is a text.
const firstDate = 30_000

// decimal writes a number as a person would have typed it: 0.1+0.2 is 0.3.
func decimal(v float64) string {
	short := strconv.FormatFloat(v, 'g', 15, 64)
	if r, err := strconv.ParseFloat(short, 64); err == nil {
		v = r
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (b *book) format(style int) numberFormat {
	s, err := b.file.GetStyle(style)
	if err != nil || s == nil {
		return numberFormat{}
	}
	code := ""
	if s.CustomNumFmt != nil {
		code = *s.CustomNumFmt
	}
	switch id := s.NumFmt; {
	case code == "" && id == 0:
		return numberFormat{}
	case code == "" && (id == 9 || id == 10):
		return numberFormat{percent: true}
	case code == "" && id == 17:
		return numberFormat{date: true, year: true}
	case code == "" && (id == 14 || id == 15 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58):
		return numberFormat{date: true, day: true, year: true}
	case code == "" && id == 16:
		return numberFormat{date: true, day: true}
	case code == "" && (id == 2 || id == 4 || id == 39 || id == 40):
		return numberFormat{decimals: 2}
	case code == "":
		return numberFormat{}
	}
	var f numberFormat
	p := nfp.NumberFormatParser()
	sections := p.Parse(code)
	if len(sections) == 0 {
		return f
	}
	point := false
	for _, item := range sections[0].Items {
		v := strings.ToLower(item.TValue)
		switch {
		case item.TType == nfp.TokenTypeDecimalPoint:
			point = true
		case item.TType == nfp.TokenTypeZeroPlaceHolder && point:
			f.decimals += len(v)
		case item.TType == nfp.TokenTypePercent:
			f.percent = true
		case item.TType == nfp.TokenTypeDateTimes && strings.ContainsAny(v, "yd"), item.TType == nfp.TokenTypeDateTimes && strings.Count(v, "m") > 2:
			f.date = true
			f.year, f.day = f.year || strings.Contains(v, "y"), f.day || strings.Contains(v, "d")
		}
	}
	return f
}
