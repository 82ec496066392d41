package test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	planning "reeve/modules/plan"
	"reeve/modules/plan/register"
	"reeve/test/fixture"
)

// planPages are the pages about a plan with a published year and one that is being rated, for the browser matrix.
func planPages(t testing.TB, town *fixture.Town) (public, desk []string) {
	t.Helper()
	importPlan(t, town.App, strategy(t, 4, 3, nil), period)
	o := period
	o.From, o.Reason = "2024-06-01", "Later"
	importPlan(t, town.App, strategy(t, 4, 3, func(number string, row []string) {
		if number == "1.1.2" {
			row[3] = "Q3 2025"
		}
	}), o)
	for _, year := range []int{2023, 2024} {
		in := []rated{{Number: "1.1.1", By: "unit", Status: "implemented"}, {Number: "1.1.2", By: "unit", Status: "partly"}, {Number: "1.1.2", By: "reviewer", Status: "ongoing_late"}}
		if status, out := call(t, "POST", fmt.Sprintf("%s/api/v1/plans/KS-2021/assessments/%d/ratings", town.URL, year), bearerOf(town.All["strategy"]), in); status != http.StatusOK {
			t.Fatalf("%d %v", status, out)
		}
	}
	for _, step := range []string{"lock", "publish"} {
		if err := yearStep(town.App, 2023, step); err != nil {
			t.Fatal(err)
		}
	}
	p := "/desk/plans/KS-2021"
	return []string{"/plans", "/plans/KS-2021"}, []string{"/desk/plans", p, p + "?year=2025", p + "/nodes/1.1", p + "/nodes/1.1.2?year=2024", p + "/versions", p + "/edit?number=1.1.2", p + "/edit?under=1.1", "/desk/plans/import",
		p + "/rows?year=2024", p + "/row?year=2024&number=1.1.2", p + "/rows/sheet?year=2024", p + "/review?year=2024", p + "/answers?year=2024"}
}

// TestImportKeepsWhatTheFileCannotSay: a file in one language and without a column for leads takes nothing away.
func TestImportKeepsWhatTheFileCannotSay(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	importPlan(t, town.App, strategy(t, 3, 1, nil), period)
	path := filepath.Join(t.TempDir(), "short.csv")
	if err := os.WriteFile(path, []byte("Number;Activity\n1;Objective 1\n1.1;Sub-objective 1.1\n1.1.2;Train all officers\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	res := importPlan(t, town.App, path, period)
	if len(res.Changes) != 1 || res.Changes[0].Field != "text.en" || len(res.Absent) != 5 {
		t.Errorf("%+v, absent %v", res.Changes, res.Absent)
	}
	n := lineOf(t, town.App, res.Version, "1.1.2")
	if n.Text["en"] != "Train all officers" || n.Text["sq"] != "Trajnimi i grupit 1.2" || n.Activity.Lead != "Station" || n.Activity.LeadUnit == "" || n.Activity.Deadline.Day != "2024-12-31" {
		t.Errorf("%+v %+v", n, n.Activity)
	}
}

// lineOf is a line of KS-2021.
func lineOf(t testing.TB, a *app.App, version int64, number string) (n planning.Node) {
	t.Helper()
	err := a.DB.Read(context.Background(), func(s *db.Snapshot) error {
		p, err := register.ByCode(s, "KS-2021")
		if err != nil {
			return err
		}
		all, err := register.Versions(s, p.ID)
		if err != nil {
			return err
		}
		v, err := register.Numbered(all, version)
		if err != nil {
			return err
		}
		e, err := a.Plan.Register.Edition(s, p, v)
		if err != nil {
			return err
		}
		n, _ = e.Node(number)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestBadLinesStayOut: a line that begins after its deadline does not go in; the others do, and it is named.
func TestBadLinesStayOut(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	path := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(path, []byte("Number;Activity;Start;Deadline\n1;Objective;;\n1.1;Sub-objective;;\n1.1.1;Good;2022-01-01;2023-01-01\n1.1.2;Bad;2024-01-01;2023-01-01\n1.1.2;Twice;2022-01-01;2023-01-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	res := importPlan(t, town.App, path, period)
	var named []string
	for _, r := range append(res.Bad, res.Read.Remarks...) {
		if r.Severity == "wrong" {
			named = append(named, r.Number+" "+r.Cell)
		}
	}
	if n := lineOf(t, town.App, 1, "1.1.1"); n.Text["en"] != "Good" || len(named) == 0 || !strings.Contains(fmt.Sprint(named), "1.1.2") {
		t.Errorf("%v %v", n, named)
	}
}

// TestTamperedVersionIsNotShown: a line that was changed past the program makes its version an error.
func TestTamperedVersionIsNotShown(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	importPlan(t, town.App, strategy(t, 2, 1, nil), period)
	town.Reopen(t, app.Options{Dir: town.Dir})
	err := town.App.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		tx.Audited()
		_, err := tx.Exec("UPDATE plan_node SET body = '{\"number\":\"1.1.1\",\"parent\":\"1.1\",\"level\":\"activity\",\"text\":{\"en\":\"Nothing\"},\"weight\":0}' WHERE number = '1.1.1'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		p, err := register.ByCode(s, "KS-2021")
		if err != nil {
			return err
		}
		all, err := register.Versions(s, p.ID)
		if err != nil {
			return err
		}
		_, err = town.App.Plan.Register.Edition(s, p, all[0])
		return err
	})
	if e := errs.Of(err); e == nil || e.Key != "plan.register.damaged" {
		t.Errorf("%v", err)
	}
}

// TestPlanOnTheDesk: a file is handed in, what was read is shown with a question for each column, the import goes into a
// draft, a line is edited in it, and another person approves it; what was typed into a refused form is not lost.
func TestPlanOnTheDesk(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	token := town.All["strategy"]
	var upload bytes.Buffer
	w := multipart.NewWriter(&upload)
	for name, value := range map[string]string{"code": "KS-2021", "title": "Strategy", "begins": "2021-01-01", "ends": "2025-12-31"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(strategy(t, 4, 2, nil))
	if err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", "plan.csv")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(raw)
	w.Close()
	status, at := sendForm(t, town, "/desk/plans/import", w.FormDataContentType(), &upload, token)
	if status != http.StatusSeeOther || !strings.HasPrefix(at, "/desk/plan-imports/") {
		t.Fatalf("%d %s", status, at)
	}
	page := planPage(t, town, at, token)
	for _, want := range []string{"The plan is new.", "Aktiviteti", "Train officers of group 1.1", `name="field.0.D"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview has no %q", want)
		}
	}
	form := func(path string, values url.Values) (int, string) {
		return sendForm(t, town, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()), token)
	}
	mapping := url.Values{"act": {"map"}, "code": {"KS-2021"}, "title": {"Strategy"}, "begins": {"2021-01-01"}, "ends": {"2025-12-31"}, "field.0.E": {"skip"}, "lang.0.E": {""}}
	if status, to := form(at, mapping); status != http.StatusSeeOther || to != at {
		t.Errorf("mapping: %d %s", status, to)
	}
	if status, to := form(at, url.Values{"act": {"go"}}); status != http.StatusSeeOther || to != "/desk/plans/KS-2021/versions" {
		t.Fatalf("import: %d %s", status, to)
	}
	if status, _ := form(at, url.Values{"act": {"go"}}); status != http.StatusSeeOther {
		t.Errorf("the same import again: %d", status)
	}
	if status, _ := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil); status != http.StatusNotFound {
		t.Errorf("a draft is public: %d", status)
	}
	page = planPage(t, town, "/desk/plans/KS-2021/edit?number=1.1.1", token)
	digest := regexp.MustCompile(`name="digest" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if digest == nil || !strings.Contains(page, "Train officers of group 1.1") {
		t.Fatal(page)
	}
	edit := url.Values{"number": {"1.1.1"}, "digest": {digest[1]}, "text.en": {"Train every officer"}, "text.sq": {"Trajnimi"}, "deadline_kind": {"quarter_end"}, "deadline_day": {"2024-08-03"}, "lead": {"Station"}}
	if status, page := form("/desk/plans/KS-2021/edit", edit); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Train every officer") {
		t.Errorf("without a reason: %d", status)
	}
	edit.Set("reason", "clearer")
	if status, to := form("/desk/plans/KS-2021/edit", edit); status != http.StatusSeeOther || !strings.HasSuffix(to, "?version=1") {
		t.Errorf("edit: %d %s", status, to)
	}
	if status, _ := form("/desk/plans/KS-2021/edit", edit); status != http.StatusConflict {
		t.Errorf("an edit of what has changed meanwhile: %d", status)
	}
	if n := lineOf(t, town.App, 1, "1.1.1"); n.Text["en"] != "Train every officer" || n.Activity.Deadline.Day != "2024-09-30" || n.Activity.Lead != "Station" {
		t.Errorf("%+v %+v", n, n.Activity)
	}
	approve := url.Values{"version": {"1"}, "step": {"approve"}, "decision": {"3/2021"}}
	if status, page := form("/desk/plans/KS-2021/versions", approve); status != http.StatusConflict || !strings.Contains(page, "Somebody else must approve it.") {
		t.Errorf("the writer approved: %d", status)
	}
	token = town.All["admin"]
	if status, _ := form("/desk/plans/KS-2021/versions", approve); status != http.StatusSeeOther {
		t.Errorf("approve: %d", status)
	}
	if status, _ := form("/desk/plans/KS-2021/versions", url.Values{"version": {"1"}, "step": {"enter_force"}, "day": {"2021-01-01"}}); status != http.StatusSeeOther {
		t.Errorf("in force: %d", status)
	}
	if _, got := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil); got["activities"] != 6.0 || field(got, "titles", "en") != "Strategy" {
		t.Errorf("%v", got)
	}
	if status, _ := ask(t, town.URL+"/desk/plans/KS-2021/edit?number=1.1.1", town.Tokens["officer"]); status != http.StatusForbidden {
		t.Errorf("an officer opens the form: %d", status)
	}
}

// sendForm posts a form and gives the status with the address it leads to, or with the page.
func sendForm(t testing.TB, town *fixture.Town, path, kind string, body io.Reader, token string) (int, string) {
	t.Helper()
	req, err := http.NewRequest("POST", town.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+token)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if at := res.Header.Get("Location"); at != "" {
		return res.StatusCode, at
	}
	return res.StatusCode, string(page)
}
