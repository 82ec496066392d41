package tabular

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"reeve/kernel/errs"
)

func file(t interface{ Fatal(...any) }, dir, name string, content []byte) string {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// lines is every row in one line, broken ones as "! key".
func lines(t interface{ Fatal(...any) }, path string, f Format) (all []string) {
	r, err := Open(path, f, Generous())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Problem != nil {
			all = append(all, "! "+row.Problem.Key)
			continue
		}
		all = append(all, strings.Join(row.Values, "|"))
	}
}

func TestRows(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "a,b\n1,2\n3,4\n", "1|2 / 3|4"},
		{"no end of line at the end, Windows line ends, empty lines", "a,b\r\n\r\n1,2\r\n\r\n3,4", "1|2 / 3|4"},
		{"semicolons", "a;b\n1,5;2\n", "1,5|2"},
		{"tabs", "a\tb\n1\t2\n", "1|2"},
		{"bars", "a|b\n1|2\n", "1|2"},
		{"a comma within quotes in the header", "\"a;x;y\",b\n1,2\n", "1|2"},
		{"quotes", "a,b\n\"1,\"\"x\"\"\",\"2\n3\"\n", "1,\"x\"|2\n3"},
		{"a quote within a word", "a,b\n5\" pipe,2\n", "5\" pipe|2"},
		{"a quote never closed costs one row", "a,b\n\"1,2\n3,4\n5,6\n", "! tabular.row_quotes / 3|4 / 5|6"},
		{"a quote closed by a later row's costs one row", "a,b\n\"1,2\n3,\"4\"\n5,6\n", "! tabular.row_quotes / 3|4 / 5|6"},
		{"too few and too many", "a,b\n1\n1,2,3\n3,4\n", "! tabular.row_columns / ! tabular.row_columns / 3|4"},
		{"empty ones too many", "a,b\n1,2,,\n", "1|2"},
		{"a mark at the beginning", "\xef\xbb\xbfa,b\n1,2\n", "1|2"},
		{"a byte that is no UTF-8", "a,b\n1,\xff\n" + strings.Repeat("x,y\n", 1), "! tabular.row_encoding / x|y"},
	} {
		path := file(t, t.TempDir(), "x.csv", []byte(c.text))
		f := Format{}
		if strings.Contains(c.text, "\xff") {
			f.Encoding = "utf-8"
		}
		if got := strings.Join(lines(t, path, f), " / "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEncodings(t *testing.T) {
	for _, c := range []struct {
		name, text string
		enc        encoding.Encoding
		f          Format
		fail       bool
	}{
		{"Polish and Czech in Windows-1250", "Żółć,Příliš žluťoučký kůň", charmap.Windows1250, Format{}, false},
		{"Lithuanian and Latvian in Windows-1257", "Ąžuolas,Rīga ģērbtuve", charmap.Windows1257, Format{}, false},
		{"Ukrainian in Windows-1251", "Звіт,Харків і Їжак", charmap.Windows1251, Format{}, false},
		{"Polish in ISO-8859-2, said so", "Żółć,Łódź", charmap.ISO8859_2, Format{Encoding: "ISO-8859-2"}, false},
		{"UTF-16", "Żółć,Łódź", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), Format{}, false},
		{"beyond doubt it is not", "§¶", charmap.Windows1252, Format{}, true},
	} {
		raw, err := c.enc.NewEncoder().Bytes([]byte("a,b\n" + c.text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		path := file(t, t.TempDir(), "x.csv", raw)
		if c.fail {
			if _, err := Open(path, c.f, Generous()); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if got := lines(t, path, c.f); len(got) != 1 || got[0] != strings.ReplaceAll(c.text, ",", "|") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestRefused(t *testing.T) {
	zip := func(text []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(text)
		z.Close()
		return b.Bytes()
	}
	for _, c := range []struct {
		name    string
		content []byte
		f       Format
		want    string
	}{
		{"nothing", nil, Format{}, "tabular.no_header"},
		{"a picture", []byte("\x89PNG\x00\x01\n"), Format{Encoding: "utf-8"}, "tabular.no_table"},
		{"the same column twice", []byte("a,b,a\n1,2,3\n"), Format{}, "tabular.column_twice"},
		{"a broken xlsx", []byte("PK\x03\x04nothing"), Format{}, "tabular.damaged"},
		{"a packed file cut in half", zip([]byte("a,b\n" + strings.Repeat("1,2\n", 9)))[:20], Format{}, "tabular.damaged"},
		{"a bomb", zip([]byte("a,b\n" + strings.Repeat("1,2\n", 8<<20))), Format{}, "tabular.too_large"},
	} {
		path := file(t, t.TempDir(), "x", c.content)
		l := Generous()
		l.Ratio = 20
		r, err := Open(path, c.f, l)
		for err == nil {
			_, err = r.Next()
		}
		if e := errs.Of(err); e == nil || e.Key != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestSheet(t *testing.T) {
	book := excelize.NewFile()
	book.SetSheetName("Sheet1", "Data")
	for cell, v := range map[string]any{"A1": "when", "B1": " place ", "C1": "note", "A2": 45292.5, "B2": "Łódź", "A4": 45293, "B4": "Brno", "C4": "x"} {
		if err := book.SetCellValue("Data", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(lines(t, path, Format{}), " / "); got != "45292.5|Łódź| / 45293|Brno|x" {
		t.Errorf("%q", got)
	}
	if _, err := Open(path, Format{Sheet: "Other"}, Generous()); errs.KindOf(err) != errs.Invalid {
		t.Errorf("a sheet that there is not: %v", err)
	}
}

// TestRejectedIsReadAgain writes rows with anything in them and reads them back with the same format.
func TestRejectedIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		raw, err := charmap.Windows1250.NewEncoder().Bytes([]byte("a;ż\n1;2\n"))
		if err != nil {
			t.Fatal(err)
		}
		f := Format{Encoding: "windows-1250", Delimiter: ";"}
		path := file(t, dir, "x.csv", raw)
		r, err := Open(path, f, Generous())
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		value := rapid.StringMatching(`[a-zż;," \n]{0,8}`)
		rows := rapid.SliceOfN(rapid.SliceOfN(value, 2, 2), 1, 5).Draw(t, "rows")
		x := RejectTo(path, r)
		var want []string
		for i, values := range rows {
			if strings.TrimSpace(strings.Join(values, "")) == "" {
				values[0] = "x"
			}
			if err := x.Add(Row{Number: i + 1, Values: values}, "because; of \"it\""); err != nil {
				t.Fatal(err)
			}
			want = append(want, strings.Join(values, "|")+`|because; of "it"`)
		}
		name, err := x.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(t, name, f); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

// TestAnything reads what nobody meant as a table: it ends, rows are numbered, and a row is broken or as wide as the
// header.
func TestAnything(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.SampledFrom([]byte("a,;\"\n\r \xc5\xbc\xff"))).Draw(t, "body")
		l := Generous()
		l.Line = rapid.SampledFrom([]int{4, 1 << 10}).Draw(t, "line")
		r, err := Open(file(t, dir, "x", append([]byte("a,b\n"), body...)), Format{Encoding: "utf-8"}, l)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for n := 1; ; n++ {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.Number != n || row.Problem == nil && len(row.Values) != 2 || n > bytes.Count(body, []byte("\n"))+1 {
				t.Fatalf("%d: %+v", n, row)
			}
		}
	})
}
