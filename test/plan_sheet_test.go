package test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/modules/plan/indicator"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
	"reeve/test/fixture"
)

// download gives the sheet of Station as an officer of it gets it who reads a language.
func download(t testing.TB, town *fixture.Town, lang string) *excelize.File {
	t.Helper()
	unit := ""
	for _, u := range town.App.Places.Snapshot().Units() {
		if u.Code == "station" {
			unit = u.ID
		}
	}
	ctx := context.Background()
	who, err := town.App.Identity.Create(ctx, db.System(), identity.NewAccount{Email: id.New() + "@example.org", Name: "Somebody", Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.App.Identity.Give(ctx, db.System(), who.ID, policy.Grant{Role: "officer", Scope: policy.Ref{Kind: policy.Unit, ID: unit}}, time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	token, err := town.App.Identity.IssueToken(ctx, db.System(), who.ID, "test", time.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("GET", town.URL+"/desk/plans/KS-2021/rows/sheet.xlsx?year=2024&unit=station", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	f, err := excelize.OpenReader(res.Body)
	if err != nil {
		t.Fatalf("%d %v", res.StatusCode, err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// sendBack uploads a sheet and gives the page with what it would do.
func sendBack(t testing.TB, town *fixture.Town, token string, raw []byte) (int, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range map[string]string{"year": "2024", "unit": "station"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "sheet.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(raw)
	w.Close()
	return sendForm(t, town, "/desk/plans/KS-2021/rows/sheet", w.FormDataContentType(), &b, token)
}

func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var hiddenField = regexp.MustCompile(`name="(payload|seen)" value="([^"]*)"`)

// confirm takes over what a page shows.
func confirm(t testing.TB, town *fixture.Town, token, page string, handIn bool) (int, string) {
	t.Helper()
	values := url.Values{"year": {"2024"}, "unit": {"station"}}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		values.Set(m[1], html.UnescapeString(m[2]))
	}
	if handIn {
		values.Set("hand_in", "1")
	}
	return postForm(t, town, token, "/desk/plans/KS-2021/rows/sheet", values)
}

func cell(t testing.TB, f *excelize.File, sheet, cell, value string) {
	t.Helper()
	if err := f.SetCellStr(sheet, cell, value); err != nil {
		t.Fatal(err)
	}
}

// TestSheetRoundTrip: a unit's sheet holds only its rows with the rest locked, comes back in another language, changes
// what was written and nothing twice; what was changed meanwhile is shown and left, bad cells are named.
func TestSheetRoundTrip(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		planRows(t, town)
		officer := town.Tokens["officer"]
		if status, _ := postForm(t, town, officer, rowPage, url.Values{"year": {"2024"}, "number": {"1.1.4"}, "act": {"draft"}, "progress": {"=1+1"}}); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		f := download(t, town, "pl")
		rows, err := f.GetRows("Wiersze")
		if err != nil || len(rows) != 8 || rows[2][0] != "1.1.1" || rows[2][4] != "Częściowo zrealizowane" || rows[2][5] != "Half of them last year" {
			t.Fatalf("%v %q", err, rows)
		}
		if kind, _ := f.GetCellType("Wiersze", "H6"); kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
			t.Errorf("what begins with = is kept as %v", kind)
		}
		if lists, err := f.GetDataValidations("Wiersze"); err != nil || len(lists) != 1 || lists[0].Sqref != "G3:G8" {
			t.Errorf("%v %+v", err, lists)
		}
		if visible, err := f.GetSheetVisible("reeve"); err != nil || visible {
			t.Error("the hidden sheet is seen")
		}
		if page := sheetPage(t, town, officer, bytesOf(t, f)); !strings.Contains(page, "The sheet changes nothing.") {
			t.Error("an untouched sheet changes something")
		}
		cell(t, f, "Wiersze", "G3", "Zrealizowane")
		cell(t, f, "Wiersze", "H3", "Wszyscy")
		cell(t, f, "Wiersze", "I3", "Śnieg")
		cell(t, f, "Wiersze", "G4", "Неспроведена") // in Serbian
		cell(t, f, "Wiersze", "G5", "perhaps")
		cell(t, f, "Wiersze", "H6", "Mine")
		if err := f.SetCellFormula("Wiersze", "H7", "1+1"); err != nil {
			t.Fatal(err)
		}
		if status, _ := postForm(t, town, officer, rowPage, url.Values{"year": {"2024"}, "number": {"1.1.4"}, "act": {"draft"}, "progress": {"Theirs"}}); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		raw := bytesOf(t, f)
		page := sheetPage(t, town, officer, raw)
		for _, want := range []string{"Wszyscy", "Wiersze!G5", "“perhaps” is no status.", "Wiersze!H7", "A formula stands here.", "Changed meanwhile, not taken over", "Theirs", "Mine", "Take over 4 changes"} {
			if !strings.Contains(page, want) {
				t.Errorf("the preview has no %q", want)
			}
		}
		if _, rows := yearState(t, town.App, 2024); len(rows) != 1 {
			t.Errorf("the preview changed something: %v", rows)
		}
		if status, to := confirm(t, town, officer, page, true); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, to)
		}
		st, now := yearState(t, town.App, 2024)
		if row, _ := st.Row("1.1.1"); row.Unit == nil || row.Unit.Status != "implemented" || now["1.1.1"].Challenges != "Śnieg" {
			t.Errorf("%+v %+v", row.Unit, now["1.1.1"])
		}
		if row, _ := st.Row("1.1.2"); row.Unit == nil || row.Unit.Status != "not_implemented" {
			t.Errorf("%+v", row.Unit)
		}
		if now["1.1.4"].Progress != "Theirs" {
			t.Errorf("what was changed meanwhile was overwritten: %q", now["1.1.4"].Progress)
		}
		if status, again := confirm(t, town, officer, page, true); status != http.StatusConflict || !strings.Contains(again, "Look again.") {
			t.Errorf("the same taken twice: %d", status)
		}
		if page := sheetPage(t, town, officer, raw); strings.Contains(page, "Take over") {
			t.Error("the same sheet again changes something")
		}
		if status, page := sendBack(t, town, town.Tokens["coordinator"], raw); status != http.StatusOK || strings.Contains(page, "is none of the rows") {
			t.Errorf("the coordinator above: %d", status) // answers for Headquarters and the units below it
		}
		if status, page := sendBack(t, town, officer, []byte("number;status\n1.1.1;x\n")); status != http.StatusUnprocessableEntity || !strings.Contains(page, "CSV") {
			t.Errorf("a text file: %d", status)
		}
		other := excelize.NewFile()
		defer other.Close()
		if status, page := sendBack(t, town, officer, bytesOf(t, other)); status != http.StatusUnprocessableEntity || !strings.Contains(page, "was not made here") {
			t.Errorf("another workbook: %d", status)
		}
	})
}

func sheetPage(t testing.TB, town *fixture.Town, token string, raw []byte) string {
	t.Helper()
	status, page := sendBack(t, town, token, raw)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, page)
	}
	return page
}

// TestSheetKeepsWhyThereIsNoNumber: zero, missing, not applicable and suppressed stay four values through a sheet and
// back, and an empty line says nothing.
func TestSheetKeepsWhyThereIsNoNumber(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	path := filepath.Join(t.TempDir(), "plan.csv")
	text := "Number;Activity;Deadline;Responsible;Indicator;Unit;Baseline;Target 2024\n1;Objective;;;;;;\n1.1;Sub-objective;;;;;;\n"
	for i := range 5 {
		text += fmt.Sprintf("1.1.%d;Activity %d;31.12.2024;Station;Number of patrols %d;patrols;1;10\n", i+1, i+1, i+1)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	importPlan(t, town.App, path, period)
	if status, out := call(t, "POST", town.URL+"/api/v1/plans/KS-2021/assessments/2024/ratings", bearerOf(town.All["strategy"]), []rated{}); status != http.StatusOK {
		t.Fatalf("%d %v", status, out)
	}
	officer := town.Tokens["officer"]
	f := download(t, town, "en")
	sheet := "Indicators"
	rows, err := f.GetRows(sheet)
	if err != nil || len(rows) != 7 {
		t.Fatalf("%v %q", err, rows)
	}
	cell(t, f, sheet, "E3", "0")
	cell(t, f, sheet, "F4", "No data")
	cell(t, f, sheet, "F5", "Not applicable")
	cell(t, f, sheet, "F6", "Suppressed")
	page := sheetPage(t, town, officer, bytesOf(t, f))
	if !strings.Contains(page, "Take over 4 changes") {
		t.Fatal(page)
	}
	if status, out := confirm(t, town, officer, page, true); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, out)
	}
	want := []tree.Quantity{tree.Whole(0), tree.None(measure.Missing), tree.None(measure.NotApplicable), tree.None(measure.Suppressed)}
	check := func() {
		t.Helper()
		var values []indicator.Value
		err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			p, err := register.ByCode(s, "KS-2021")
			if err != nil {
				return err
			}
			values, err = indicator.InPeriod(s, p.ID, "2024")
			return err
		})
		if err != nil || len(values) != 4 {
			t.Fatalf("%v %+v", err, values)
		}
		for i, v := range values {
			if v.Quantity != want[i] {
				t.Errorf("%s is %+v, want %+v", v.Indicator, v.Quantity, want[i])
			}
		}
	}
	check()
	again := download(t, town, "sq")
	if page := sheetPage(t, town, officer, bytesOf(t, again)); strings.Contains(page, "Take over") {
		t.Error("the values changed on their way")
	}
	check()
}
