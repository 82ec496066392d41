package test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/i18n"
	planning "reeve/modules/plan"
	"reeve/test/fixture"
)

// fourValues is a plan whose indicators have 0, no data, not applicable and suppressed as baseline, and a target.
const fourValues = `Level;Number;Text (en);Text (sq);Deadline;Lead;Indicator;Unit;Direction;Baseline;Baseline year;Target 2024
objective;1;Safer streets;Rrugë më të sigurta;;;;;;;;
sub objective;1.1;Officers in the community;Policë në komunitet;;;;;;;;
activity;1.1.1;Walk the beat;;31.12.2024;Station;Patrols on foot;patrols;rising;0;2020;1200
activity;1.1.2;=HYPERLINK("http://example.org");;31.12.2024;Station;Answers in time;%;rising;no data;2020;75 %
activity;1.1.3;Meet residents;Takime me banorët;31.12.2024;Headquarters;Meetings held;meetings;rising;n/a;2020;24
activity;1.1.4;Open the door;;31.12.2024;Station;Complaints;complaints;falling;suppressed;2020;0
activity;1.1.5;Train;;31.12.2026;Station;;;;;;
`

func reportTown(t *testing.T, town *fixture.Town) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "four.csv")
	if err := os.WriteFile(file, []byte(fourValues), 0o600); err != nil {
		t.Fatal(err)
	}
	importPlan(t, town.App, file, planning.ImportOptions{Begins: "2021-01-01", Ends: "2026-12-31", Authoritative: []string{"en"}, Lang: "en", Title: "Closer to people"})
	for _, y := range []int{2023, 2024} {
		in := []rated{{Number: "1.1.1", By: "unit", Status: "implemented", Comment: "+ 3 new beats"}, {Number: "1.1.2", By: "unit", Status: "implemented"}, {Number: "1.1.2", By: "reviewer", Status: "partly", Comment: "half"}}
		if status, got := call(t, "POST", fmt.Sprintf("%s/api/v1/plans/KS-2021/assessments/%d/ratings", town.URL, y), bearerOf(town.All["strategy"]), in[:y-2021]); status != http.StatusOK {
			t.Fatal(status, got)
		}
	}
	later := strings.Replace(fourValues, "31.12.2024;Headquarters", "30.06.2025;Headquarters", 1)
	if err := os.WriteFile(file, []byte(later), 0o600); err != nil {
		t.Fatal(err)
	}
	importPlan(t, town.App, file, planning.ImportOptions{Begins: "2021-01-01", Ends: "2026-12-31", From: "2024-06-01", Reason: "no trainers"})
}

func reportFile(t testing.TB, town *fixture.Town, year int, lang, format string) []byte {
	t.Helper()
	res := town.Get(t, fmt.Sprintf("/api/v1/plans/KS-2021/report?year=%d&lang=%s&format=%s", year, lang, format), town.All["strategy"])
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s %v", lang, format, res.StatusCode, body[:min(len(body), 300)], err)
	}
	return body
}

// TestReportNumbersAreEqual: every table of the page stands cell by cell in the document for word processors and in the
// workbook, where numbers are numbers with the value that the page shows; each number stands on paper as often; and the
// figures are those of the data.
func TestReportNumbersAreEqual(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		reportTown(t, town)
		var data struct {
			Total struct {
				Planned int64 `json:"planned"`
				Strict  struct{ Status, Num, Den any }
			} `json:"total"`
			Rows       []struct{ Number, Status string }
			Indicators []struct {
				Number   string
				Baseline struct {
					Status string
					Num    int64
				}
			}
			Slipped []struct{ Number string }
		}
		if err := json.Unmarshal(reportFile(t, town, 2024, "en", "json"), &data); err != nil {
			t.Fatal(err)
		}
		if data.Total.Planned != 4 || len(data.Rows) != 5 || len(data.Slipped) != 1 || data.Slipped[0].Number != "1.1.3" {
			t.Errorf("%+v", data)
		}
		var kinds []string
		for _, x := range data.Indicators {
			kinds = append(kinds, fmt.Sprintf("%s %d", x.Baseline.Status, x.Baseline.Num))
		}
		if fmt.Sprint(kinds) != "[known 0 missing 0 not_applicable 0 suppressed 0]" {
			t.Errorf("four values in the data: %v", kinds)
		}
		for _, l := range []string{"en", "sq", "sr", "lt", "cs", "uk"} {
			page := htmlRows(t, reportFile(t, town, 2024, l, "html"))
			if len(page) < 30 {
				t.Fatalf("%s: %d rows", l, len(page))
			}
			if got := docxTableRows(t, reportFile(t, town, 2024, l, "docx")); !slices.EqualFunc(page, got, slices.Equal) {
				t.Errorf("%s: page and document differ:\n%q\n%q", l, page, got)
			}
			workbookAgrees(t, l, page, reportFile(t, town, 2024, l, "xlsx"))
			paper := pdfWords(t, reportFile(t, town, 2024, l, "pdf"))
			count := map[string]int{}
			for _, row := range page {
				for _, c := range row {
					if regexp.MustCompile(`^\d[\d., \x{00a0}\x{202f}]*%?$`).MatchString(c) {
						count[spaced(c)]++
					}
				}
			}
			for number, n := range count {
				if got := strings.Count(paper, number); got < n {
					t.Errorf("%s: %s stands %d times on paper and %d times on the page", l, number, got, n)
				}
			}
			text := i18nFor(t, town, l)
			for _, key := range []string{"plan.rates.value.missing", "plan.rates.value.not_applicable", "plan.rates.value.suppressed"} {
				word := text.T(key)
				if !slices.ContainsFunc(page, func(row []string) bool {
					return slices.ContainsFunc(row, func(c string) bool { return strings.HasPrefix(c, word) })
				}) || !strings.Contains(paper, spaced(word)) {
					t.Errorf("%s: %q is missing", l, word)
				}
			}
			if want := text.Percent(1, 4, 2); !slices.ContainsFunc(page, func(row []string) bool { return slices.Contains(row, want) }) {
				t.Errorf("%s: the strict rate %s is missing", l, want)
			}
		}
		if page := string(reportFile(t, town, 2024, "sq", "html")); !strings.Contains(page, `<td lang="en">Walk the beat [en]</td>`) || !strings.Contains(page, ">Takime me banorët<") {
			t.Error("a text without a translation is not marked")
		}
	})
}

func i18nFor(t testing.TB, town *fixture.Town, tag string) *i18n.Localizer {
	t.Helper()
	l, ok := i18n.ParseLang(tag)
	if !ok {
		t.Fatal(tag)
	}
	return town.App.Catalogue.For(l)
}

// htmlRows are the rows of all tables of a page, without their heads.
func htmlRows(t testing.TB, raw []byte) (rows [][]string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var text func(n *html.Node) string
	text = func(n *html.Node) string {
		if n.Type == html.TextNode {
			return n.Data
		}
		var b strings.Builder
		for c := range n.ChildNodes() {
			b.WriteString(text(c))
		}
		return b.String()
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "tr" && n.FirstChild != nil && n.FirstChild.Data == "td" {
			var row []string
			for c := range n.ChildNodes() {
				row = append(row, text(c))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// docxTableRows are the rows of the tables with a head of a document, without the heads.
func docxTableRows(t testing.TB, raw []byte) (rows [][]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(f)
	var row []string
	headed, head, in := false, false, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		switch v := token.(type) {
		case xml.StartElement:
			switch v.Name.Local {
			case "tbl":
				headed = false
			case "tr":
				row, head = nil, false
			case "tblHeader":
				headed, head = true, true
			case "tc":
				row = append(row, "")
			case "t":
				in = true
			case "br":
				row[len(row)-1] += "\n"
			}
		case xml.CharData:
			if in && len(row) > 0 {
				row[len(row)-1] += string(v)
			}
		case xml.EndElement:
			switch v.Name.Local {
			case "t":
				in = false
			case "tr":
				if headed && !head {
					rows = append(rows, row)
				}
				row = nil
			}
		}
	}
}

// workbookAgrees compares the sheets of a workbook with the rows of the page: texts are equal, a number is a number and
// written with its digits it is the page's. No cell is a formula, and there are charts.
func workbookAgrees(t testing.TB, lang string, page [][]string, raw []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	sheets := f.GetSheetList()
	for _, sheet := range sheets[1 : len(sheets)-1] { // without that of words and that of charts
		all, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range all[1:] {
			for k := range row {
				at, _ := excelize.CoordinatesToCellName(k+1, i+2)
				if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
					t.Errorf("%s %s is a formula: %s", sheet, at, formula)
				}
			}
			if len(row) > 1 || i > 0 { // what says that there is nothing stands alone
				rows = append(rows, row)
			}
		}
	}
	if len(rows) != len(page) {
		t.Errorf("%s: %d rows in the workbook, %d on the page", lang, len(rows), len(page))
		return
	}
	for i, row := range page {
		for k, c := range row {
			got := ""
			if k < len(rows[i]) {
				got = rows[i][k]
			}
			if got != c && plainNumber(got) != plainNumber(c) {
				t.Errorf("%s row %d: the workbook says %q, the page %q", lang, i, got, c)
			}
		}
	}
	if z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw))); err != nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.HasPrefix(f.Name, "xl/charts/chart") }) {
		t.Errorf("no chart: %v", err)
	}
}

// plainNumber is a number in any language as digits with a full stop, a percentage as a part of 1.
func plainNumber(s string) string {
	clean := strings.NewReplacer("\u00a0", "", "\u202f", "", " ", "", "−", "-").Replace(s)
	clean, percent := strings.TrimSuffix(clean, "%"), strings.HasSuffix(clean, "%")
	if i := strings.LastIndexAny(clean, ".,"); i >= 0 && len(clean)-i != 4 {
		clean = strings.NewReplacer(".", "", ",", "").Replace(clean[:i]) + "." + clean[i+1:]
	} else if percent || !strings.HasPrefix(clean, "0") {
		clean = strings.NewReplacer(".", "", ",", "").Replace(clean)
	}
	n, err := strconv.ParseFloat(clean, 64)
	if err != nil {
		return s
	}
	if percent {
		n /= 100
	}
	return strconv.FormatFloat(n, 'f', 6, 64)
}

// TestPlanExportReadAgain: the table of a plan changes nothing when it is imported again, and its four kinds of values
// are still four.
func TestPlanExportReadAgain(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	reportTown(t, town)
	for _, format := range []string{"xlsx", "csv"} {
		res := town.Get(t, "/api/v1/plans/KS-2021/export?what=nodes&format="+format, town.All["strategy"])
		raw, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res.StatusCode, err)
		}
		file := filepath.Join(t.TempDir(), "again."+format)
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := town.App.Plan.Register.Import(context.Background(), file, planning.ImportOptions{Code: "KS-2021", Begins: "2021-01-01", Ends: "2026-12-31", DryRun: true, Actor: db.System()})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range got.Changes {
			if format == "csv" && c.Number == "1.1.2" && strings.HasPrefix(c.Field, "text") {
				continue // the apostrophe that keeps a spreadsheet from reckoning
			}
			t.Errorf("%s: %+v", format, c)
		}
		var kinds []string
		for _, n := range got.Read.Plan.Nodes {
			for _, i := range n.Indicators {
				kinds = append(kinds, fmt.Sprintf("%s %d", i.Baseline.Quantity.Why(), i.Baseline.Quantity.Num))
			}
		}
		if fmt.Sprint(kinds) != "[known 0 missing 0 not_applicable 0 suppressed 0]" {
			t.Errorf("%s: four values: %v", format, kinds)
		}
	}
}

// TestReportFrozen: a report is kept once its year is locked, says the same afterwards, and is found changed when
// somebody changed it past the program.
func TestReportFrozen(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	reportTown(t, town)
	freeze := func() int {
		status, _ := sendForm(t, town, "/desk/plans/KS-2021/frozen", "application/x-www-form-urlencoded", strings.NewReader("year=2024"), town.All["strategy"])
		return status
	}
	if got := freeze(); got == http.StatusSeeOther {
		t.Error("an open year was kept")
	}
	if err := yearStep(town.App, 2024, "lock"); err != nil {
		t.Fatal(err)
	}
	if got := freeze(); got != http.StatusSeeOther {
		t.Fatal(got)
	}
	before := reportFile(t, town, 2024, "pl", "pdf")
	if err := yearStep(town.App, 2024, "publish"); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, reportFile(t, town, 2024, "pl", "pdf")) {
		t.Error("the kept report changed")
	}
	page := planPage(t, town, "/desk/plans/KS-2021/report?year=2024&lang=pl", town.All["strategy"])
	if !regexp.MustCompile(`[0-9a-f]{64}`).MatchString(page) {
		t.Error("the page does not name the digest")
	}
	if res := town.Get(t, "/api/v1/plans/KS-2021/report?year=2024", ""); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("anybody reads the report: %d", res.StatusCode)
	}
	for _, path := range []string{"timeline", "leads", "leads?unit=&lead=", "lists", "lists?list=silent", "lists?list=slipped", "lists?list=both&unit=implemented&reviewer=partly"} {
		planPage(t, town, "/desk/plans/KS-2021/"+path, town.All["strategy"])
	}
}
