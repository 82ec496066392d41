package reader

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"reeve/kernel/errs"
)

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRefusedFiles(t *testing.T) {
	good, err := os.ReadFile(workbook(t, strategy("numbers")))
	if err != nil {
		t.Fatal(err)
	}
	wide := func(s string) string {
		var b strings.Builder
		for _, c := range s {
			b.WriteString(string(c) + "\x00")
		}
		return b.String()
	}
	huge := write(t, "huge.xlsx", []byte("PK\x03\x04"))
	if err := os.Truncate(huge, 300<<20); err != nil {
		t.Fatal(err)
	}
	bomb := packed(t, "bomb.xlsx", map[string]string{"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": strings.Repeat(" ", 30<<20)})
	typed := packed(t, "typed.xlsx", map[string]string{"xl/workbook.xml": "<workbook/>", "[Content_Types].xml": `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`})
	for name, c := range map[string]struct {
		path, key string
		kind      errs.Kind
	}{
		"macros in a workbook":     {packed(t, "m.xlsm", map[string]string{"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": "x"}), "plan.reader.file_macros", errs.Invalid},
		"macros called xlsx":       {packed(t, "m.xlsx", map[string]string{"xl/workbook.xml": "<workbook/>", "XL/VBAPROJECT.BIN": "x"}), "plan.reader.file_macros", errs.Invalid},
		"macro type":               {typed, "plan.reader.file_macros", errs.Invalid},
		"macros in a document":     {packed(t, "m.docm", map[string]string{"word/document.xml": "<d/>", "word/vbaProject.bin": "x"}), "plan.reader.file_macros", errs.Invalid},
		"password":                 {write(t, "p.xlsx", []byte(oleMark+strings.Repeat("\x00", 2<<20)+wide("EncryptedPackage"))), "plan.reader.file_password", errs.Invalid},
		"old format":               {write(t, "o.xls", []byte(oleMark+strings.Repeat("\x00", 5000)+wide("Workbook"))), "plan.reader.file_old", errs.Invalid},
		"300 MB":                   {huge, "plan.reader.file_large", errs.TooLarge},
		"unpacks to too much":      {bomb, "plan.reader.file_unpacks", errs.TooLarge},
		"cut off":                  {write(t, "c.xlsx", good[:len(good)/2]), "tabular.damaged", errs.Invalid},
		"broken document":          {packed(t, "b.docx", map[string]string{"word/document.xml": "<w:document><w:tbl><w:tr>"}), "tabular.damaged", errs.Invalid},
		"another zip":              {packed(t, "z.zip", map[string]string{"a.txt": "a"}), "plan.reader.file_kind", errs.Invalid},
		"pdf":                      {write(t, "p.pdf", []byte("%PDF-1.7 ...")), "plan.reader.file_kind", errs.Invalid},
		"empty file":               {write(t, "e.csv", nil), "plan.reader.file_empty", errs.Invalid},
		"empty sheet":              {workbook(t, sheet{name: "P"}), "plan.reader.file_empty", errs.Invalid},
		"no plan":                  {workbook(t, sheet{name: "P", rows: [][]any{{"a", "b"}, {1, 2}}}), "plan.reader.header_none", errs.Invalid},
		"document without a table": {docx(t, para("Nothing to see")), "plan.reader.file_empty", errs.Invalid},
		"no file":                  {filepath.Join(t.TempDir(), "none.xlsx"), "tabular.no_file", errs.Invalid},
		"folder":                   {t.TempDir(), "tabular.no_file", errs.Invalid},
	} {
		_, err := Read(c.path, Options{})
		if e := errs.Of(err); e == nil || e.Key != c.key || e.Kind != c.kind {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

// TestStrayCell reads a sheet where somebody once touched the last row a sheet can have.
func TestStrayCell(t *testing.T) {
	path := sheetXML(t, `<row r="1"><c r="A1" t="str"><v>Nr</v></c><c r="B1" t="str"><v>Activity</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>Meetings with the citizens</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>`,
		`<mergeCells><mergeCell ref="C1:XFD1048576"/></mergeCells>`)
	if d := read(t, path, Options{}); counts(d) != "0/0/1" {
		t.Errorf("%s", counts(d))
	}
}

func TestEncodings(t *testing.T) {
	text := "Nr;Veikla;Terminas\r\n1;Didinti gyventojų pasitikėjimą policija;\r\n1.1;Rengti susitikimus su bendruomenėmis mieste;2024 m. gruodžio 31 d.\r\n"
	for name, encode := range map[string]func(string) []byte{
		"utf-8":        func(s string) []byte { return []byte("\xef\xbb\xbf" + s) },
		"windows-1257": func(s string) []byte { b, _ := charmap.Windows1257.NewEncoder().Bytes([]byte(s)); return b },
	} {
		m := &Map{Encoding: name}
		if d := read(t, write(t, "p.csv", encode(text)), Options{Map: m}); node(t, d, "1.1").Text["lt"] != "Rengti susitikimus su bendruomenėmis mieste" {
			t.Errorf("%s: %v", name, node(t, d, "1.1").Text)
		}
	}
	if _, err := Read(write(t, "p.csv", []byte("Nr;V\xebikla\n1;a\x81b\x8dc\xff\n")), Options{}); err == nil {
		t.Error("an unknown encoding is read")
	}
}

// TestBrokenLine keeps the good rows of a file that has a bad one, and names its line.
func TestBrokenLine(t *testing.T) {
	d := read(t, write(t, "p.csv", []byte("Action plan 2021-2025,,\n\nNo,Activity,Deadline\n1,Objective of the plan,\n1.1,\"Meetings\" with, 2024,\n1.2,Training of the officers,2024\n")), Options{})
	if d.Left != 1 || d.Remarks[0].Cell != "A5" || node(t, d, "1.2").Activity.Deadline.Day != "2024-12-31" || d.Plan.From != "2021-01-01" {
		t.Errorf("%+v %+v", d.Remarks, d.Plan)
	}
}

func FuzzRead(f *testing.F) {
	w := dictionary(f)
	for _, name := range []string{"testdata/canada_5.csv", "testdata/canada_4.csv"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 3000)])
	}
	f.Add([]byte("Nr;Aktiviteti;Afati;Buxheti 2021\n1;Objektivi strategjik 1: Besimi;;\n1.1;Takime;TM III 2023;1.000,00 €\n;Gjithsej 2 aktivitete;;999\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.HasPrefix(b, []byte("PK")) {
			return
		}
		check(t, w, write(t, "f.csv", b))
	})
}

func FuzzDocx(f *testing.F) {
	w := dictionary(f)
	f.Add("<w:tbl>" + tr("Nr", "Activity") + tr("1", "Goal") + tr(tc(`<w:gridSpan w:val="2"/>`, "Objective 2: x")) + "</w:tbl>")
	f.Add("<w:tbl>" + tr(tc(`<w:vMerge/>`, "Nr"), "Activity") + "<w:tr><w:trPr><w:gridBefore w:val=\"3\"/></w:trPr></w:tr></w:tbl>")
	f.Fuzz(func(t *testing.T, body string) { check(t, w, docx(t, body)) })
}

// FuzzSheet puts anything into the first sheet of a workbook.
func FuzzSheet(f *testing.F) {
	w := dictionary(f)
	f.Add(`<row r="1"><c r="A1" t="str"><v>Nr</v></c><c r="B1" t="str"><v>Activity</v></c></row><row r="2"><c r="A2"><v>1.1</v></c><c r="B2" t="str"><v>Text</v></c></row>`, `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)
	f.Add(`<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, `<mergeCells><mergeCell ref="B2:A1"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, rows, rest string) { check(t, w, sheetXML(t, rows, rest)) })
}

// sheetXML is a workbook whose only sheet is written by hand.
func sheetXML(t testing.TB, rows, rest string) string {
	t.Helper()
	base, err := os.ReadFile(workbookFor(t))
	if err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range in.File {
		if part.Name != "xl/worksheets/sheet1.xml" {
			if err := z.Copy(part); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData>` + rest + `</worksheet>`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return write(t, "f.xlsx", out.Bytes())
}

// check holds for whatever is read: no panic, unique numbers, parents before children, an error with words.
func check(t *testing.T, w *Words, path string) {
	t.Helper()
	d, err := w.Read(path, Options{})
	if err != nil {
		if errs.Of(err) == nil {
			t.Fatalf("%v has no words", err)
		}
		return
	}
	seen := map[string]bool{"": true}
	for _, n := range d.Plan.Nodes {
		if !seen[n.Parent] || n.Number == "" || seen[n.Number] {
			t.Fatalf("%q under %q", n.Number, n.Parent)
		}
		seen[n.Number] = true
	}
}

func FuzzDeadline(f *testing.F) {
	w := dictionary(f)
	for _, s := range []string{"TM III 2023", "90 days after approval", "31.12.2023", "Q1-Q4 2022", "2023 m. gruodžio 31 d.", "ІІІ квартал", "every 3 months", "І"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, start := w.Deadline(s, false)
		if strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " ")) != d.Written {
			t.Fatalf("%q became %q", s, d.Written)
		}
		if d.Day != "" && start > d.Day {
			t.Fatalf("%q: %s after %s", s, start, d.Day)
		}
	})
}

func dictionary(t testing.TB) *Words {
	t.Helper()
	w, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	return w
}
