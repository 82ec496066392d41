package assess

import (
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/measure"
	"reeve/modules/plan/rates"
	"reeve/modules/plan/reader"
	"reeve/modules/plan/tree"
)

// maxSheet is how large a sheet may be that comes back, in bytes.
const maxSheet = 16 << 20

// maxLines is how many lines of a sheet are read.
const maxLines = 20_000

// Sheet is a unit's workbook as it came back.
type Sheet struct {
	Code   string
	Year   int
	Unit   string
	Lines  []SentLine
	Values []SentValue
	Bad    []SheetFault
}

// SentLine is a row of a sheet that came back. Cells name it for people.
type SentLine struct {
	Number string `json:"n"`
	Status string `json:"s"`
	P      string `json:"p"`
	C      string `json:"c"`
	Token  string `json:"t"`
	Sheet  string `json:"sh"`
	Line   int    `json:"l"`
}

// SentValue is a value of a sheet that came back.
type SentValue struct {
	Number string         `json:"n"`
	Value  string         `json:"v"`
	Why    measure.Status `json:"w"`
	Token  string         `json:"t"`
	Sheet  string         `json:"sh"`
	Line   int            `json:"l"`
}

// SheetFault is what is wrong in a cell.
type SheetFault struct {
	Sheet, Cell, Number string
	Key                 string
	Args                []any
}

// ReadSheet reads a workbook that came back. Words of statuses may be in any language of the program. Errors: as of the
// reader of plans, and errs.Invalid for a workbook that the program did not write.
func ReadSheet(path string, c *i18n.Catalogue) (s Sheet, err error) {
	if err := reader.CheckWorkbook(path, maxSheet); err != nil {
		return s, err
	}
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: reader.Usual().Unpacked, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return s, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	defer f.Close()
	cell := func(name string) string {
		v, _ := f.GetCellValue(hiddenSheet, name)
		return v
	}
	if i, err := f.GetSheetIndex(hiddenSheet); err != nil || i < 0 || cell("A1") != sheetMark {
		return s, errs.Bad("file", "plan.assess.sheet_foreign")
	}
	s.Code, s.Unit = cell("A2"), cell("A4")
	s.Year, _ = strconv.Atoi(cell("A3"))
	w := words(c)
	for _, name := range f.GetSheetList() {
		if name == hiddenSheet {
			continue
		}
		if err := s.sheet(f, name, w); err != nil {
			return s, err
		}
	}
	return s, nil
}

// wordsOf are the words of statuses and of reasons for no number, folded, in all languages and as codes.
type wordsOf struct {
	status map[string]rates.Status
	why    map[string]measure.Status
}

func words(c *i18n.Catalogue) wordsOf {
	w := wordsOf{map[string]rates.Status{}, map[string]measure.Status{}}
	for _, lang := range i18n.All() {
		l := c.For(lang)
		for _, s := range rates.Ratings() {
			w.status[fold(l.T(s.Key()))] = s
			w.status[fold(string(s))] = s
		}
		for _, s := range noNumbers() {
			w.why[fold(l.T(rates.ValueKey(s)))] = s
			w.why[fold(string(s))] = s
		}
	}
	return w
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// sheet reads one sheet by the names in its first line; a sheet without them is left alone.
func (s *Sheet) sheet(f *excelize.File, name string, w wordsOf) error {
	rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil || len(rows) == 0 {
		return nil // a sheet of charts
	}
	at := map[string]int{}
	for i, key := range rows[0] {
		at[key] = i
	}
	_, isRows := at[colStatus]
	_, isValues := at[colValue]
	if _, ok := at[colNumber]; !ok || !isRows && !isValues {
		return nil
	}
	seen := map[string]bool{}
	for i := firstLine - 1; i < len(rows); i++ {
		if i > maxLines {
			return errs.New(errs.TooLarge, "tabular.rows_many", "most", maxLines)
		}
		get := func(key string) string {
			k, ok := at[key]
			if !ok || k >= len(rows[i]) {
				return ""
			}
			return strings.TrimSpace(strings.ReplaceAll(rows[i][k], "\r\n", "\n"))
		}
		number := tree.CleanNumber(get(colNumber))
		if number == "" {
			continue
		}
		bad := func(column, key string, args ...any) {
			letter, _ := excelize.ColumnNumberToName(at[column] + 1)
			s.Bad = append(s.Bad, SheetFault{Sheet: name, Cell: letter + strconv.Itoa(i+1), Number: number, Key: key, Args: args})
		}
		if seen[number] {
			bad(colNumber, "plan.assess.sheet_twice", "number", number)
			continue
		}
		seen[number] = true
		if column := formula(f, name, at, i+1); column != "" {
			bad(column, "plan.assess.sheet_formula")
			continue
		}
		if isRows {
			line := SentLine{Number: number, P: get(colProgress), C: get(colChallenges), Token: get(colToken), Sheet: name, Line: i + 1}
			if word := get(colStatus); word != "" {
				status, ok := w.status[fold(word)]
				if !ok {
					bad(colStatus, "plan.assess.sheet_status", "word", word)
					continue
				}
				line.Status = string(status)
			}
			s.Lines = append(s.Lines, line)
			continue
		}
		v := SentValue{Number: number, Value: get(colValue), Token: get(colToken), Sheet: name, Line: i + 1}
		if word := get(colWhy); word != "" {
			why, ok := w.why[fold(word)]
			switch {
			case !ok:
				bad(colWhy, "plan.assess.sheet_why", "word", word)
				continue
			case v.Value != "":
				bad(colWhy, "plan.assess.sheet_both")
				continue
			}
			v.Why = why
		}
		s.Values = append(s.Values, v)
	}
	return nil
}

// formula is the column of a line in which somebody wrote a formula where words belong, empty where nobody did.
func formula(f *excelize.File, sheet string, at map[string]int, line int) string {
	for _, column := range []string{colStatus, colProgress, colChallenges, colValue, colWhy} {
		k, ok := at[column]
		if !ok {
			continue
		}
		letter, _ := excelize.ColumnNumberToName(k + 1)
		if text, err := f.GetCellFormula(sheet, letter+strconv.Itoa(line)); err == nil && text != "" {
			return column
		}
	}
	return ""
}

// said is what a line says.
func (l SentLine) said(lang string) Said {
	return Said{Status: rates.Status(l.Status), Progress: l.P, Challenges: l.C, Lang: lang}
}

// overtaken tells whether the record was changed to something else since the sheet was written; a line that says what the
// record says, or what the sheet said, is never overtaken.
func overtaken(token, mine, theirs string) bool {
	return token != theirs && mine != theirs && mine != token
}
