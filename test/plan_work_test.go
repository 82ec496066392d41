package test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/policy"
	planning "reeve/modules/plan"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/register"
	"reeve/test/fixture"
)

const rowPage = "/desk/plans/KS-2021/row"

// planRows opens 2023, rated by a program, and 2024, with rows of Station (1.1.1 … and 2.1.2 …) and one of Headquarters
// (2.1.1).
func planRows(t testing.TB, town *fixture.Town) {
	t.Helper()
	importPlan(t, town.App, strategy(t, 4, 3, func(number string, row []string) {
		if number == "2.1.1" {
			row[4] = "Headquarters"
		}
	}), period)
	for year, in := range map[int][]rated{2023: {{Number: "1.1.1", By: "unit", Status: "partly", Comment: "Half of them last year"}}, 2024: {}} {
		if status, out := call(t, "POST", fmt.Sprintf("%s/api/v1/plans/KS-2021/assessments/%d/ratings", town.URL, year), bearerOf(town.All["strategy"]), in); status != http.StatusOK {
			t.Fatalf("%d %v", status, out)
		}
	}
}

// post sends a form of the plan's pages.
func postForm(t testing.TB, town *fixture.Town, token, path string, values url.Values) (int, string) {
	t.Helper()
	return sendForm(t, town, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()), token)
}

// yearState reads a year of KS-2021 with the rows that somebody has touched.
func yearState(t testing.TB, a *app.App, year int) (st *assess.State, rows map[string]assess.Row) {
	t.Helper()
	err := a.DB.Read(context.Background(), func(s *db.Snapshot) error {
		p, err := register.ByCode(s, "KS-2021")
		if err != nil {
			return err
		}
		if st, err = a.Plan.Assess.State(s, p, year); err != nil {
			return err
		}
		byNode, err := assess.Rows(s, st.Assessment.ID)
		rows = map[string]assess.Row{}
		for _, row := range byNode {
			rows[row.Number] = row
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return st, rows
}

// TestUnitAnswers: an officer sees the unit's rows with last year's answer, saves a draft that counts for nothing, hands
// in and is led to the next open row; the reviewer returns with a reason, rates, and then the unit changes nothing more.
func TestUnitAnswers(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		begun := time.Now() // nobody numbers entries here: they are as young as the test
		planRows(t, town)
		officer, reviewer := town.Tokens["officer"], town.All["reviewer"]
		list := planPage(t, town, "/desk/plans/KS-2021/rows?year=2024", officer)
		if !strings.Contains(list, "group 1.1<") || strings.Contains(list, "number=2.1.1&") || !strings.Contains(list, "number=2.1.2&") {
			t.Error("the list is not that of the unit")
		}
		page := planPage(t, town, rowPage+"?year=2024&number=1.1.1", officer)
		for _, want := range []string{"Half of them last year", "Partly", "1.1.1 Train officers", `name="progress"`, "autofocus"} {
			if !strings.Contains(page, want) {
				t.Errorf("the row has no %q", want)
			}
		}
		if status, _ := ask(t, town.URL+rowPage+"?year=2024&number=2.1.1", officer); status != http.StatusNotFound {
			t.Errorf("a row of another unit: %d", status)
		}
		answer := url.Values{"year": {"2024"}, "number": {"1.1.1"}, "unit": {"station"}, "base": {"0"}, "act": {"draft"}, "status": {"implemented"}, "progress": {"All of them"}, "challenges": {"Snow"}}
		if status, to := postForm(t, town, officer, rowPage, answer); status != http.StatusSeeOther || !strings.Contains(to, "number=1.1.2") {
			t.Fatalf("draft: %d %s", status, to)
		}
		st, rows := yearState(t, town.App, 2024)
		if row, _ := st.Row("1.1.1"); row.Unit != nil || rows["1.1.1"].State != assess.Draft || rows["1.1.1"].Challenges != "Snow" {
			t.Errorf("a draft counts: %+v", rows["1.1.1"])
		}
		if status, page := postForm(t, town, officer, rowPage, answer); status != http.StatusConflict || !strings.Contains(page, "All of them") {
			t.Errorf("over what was saved meanwhile: %d", status)
		}
		answer.Set("base", "1")
		answer.Set("act", "hand_in")
		answer.Set("status", "")
		if status, page := postForm(t, town, officer, rowPage, answer); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Say what 1.1.1 came to.") {
			t.Errorf("without a status: %d", status)
		}
		answer.Set("status", "implemented")
		if status, _ := postForm(t, town, officer, rowPage, answer); status != http.StatusSeeOther {
			t.Fatalf("hand in: %d", status)
		}
		st, rows = yearState(t, town.App, 2024)
		if row, _ := st.Row("1.1.1"); row.Unit == nil || row.Unit.Status != "implemented" || row.Unit.Comment != "All of them" || rows["1.1.1"].State != assess.Submitted {
			t.Errorf("%+v %+v", row, rows["1.1.1"])
		}
		other := url.Values{"year": {"2024"}, "number": {"2.1.1"}, "act": {"hand_in"}, "status": {"implemented"}}
		if status, _ := postForm(t, town, officer, rowPage, other); status != http.StatusNotFound {
			t.Errorf("a row of another unit was handed in: %d", status)
		}
		if status, _ := postForm(t, town, officer, "/desk/plans/KS-2021/review", url.Values{"year": {"2024"}, "act": {"return"}, "row": {"1.1.1"}, "reason": {"x"}}); status != http.StatusForbidden {
			t.Errorf("an officer returns rows: %d", status)
		}
		back := url.Values{"year": {"2024"}, "show": {"submitted"}, "act": {"return"}, "row": {"1.1.1"}}
		if status, page := postForm(t, town, reviewer, "/desk/plans/KS-2021/review", back); status != http.StatusUnprocessableEntity || !strings.Contains(page, "All of them") {
			t.Errorf("returned without a reason: %d", status)
		}
		back.Set("reason", "Show the list of names")
		if status, _ := postForm(t, town, reviewer, "/desk/plans/KS-2021/review", back); status != http.StatusSeeOther {
			t.Errorf("return: %d", status)
		}
		if page := planPage(t, town, rowPage+"?year=2024&number=1.1.1", officer); !strings.Contains(page, "Show the list of names") {
			t.Error("the unit does not see why")
		}
		all := func(want string) {
			t.Helper()
			if status, _ := postForm(t, town, officer, "/desk/plans/KS-2021/rows", url.Values{"year": {"2024"}, "unit": {"station"}}); status != http.StatusSeeOther {
				t.Errorf("hand in all: %d", status)
			}
			if _, rows := yearState(t, town.App, 2024); rows["1.1.1"].State != want {
				t.Errorf("after handing in all drafts: %s, want %s", rows["1.1.1"].State, want)
			}
		}
		all(assess.Returned)
		mended := url.Values{"year": {"2024"}, "number": {"1.1.1"}, "act": {"draft"}, "status": {"implemented"}, "progress": {"All of them, with the list"}}
		if status, _ := postForm(t, town, officer, rowPage, mended); status != http.StatusSeeOther {
			t.Errorf("mend: %d", status)
		}
		all(assess.Submitted)
		if _, rows = yearState(t, town.App, 2024); rows["1.1.1"].State != assess.Submitted {
			t.Errorf("handed in again: %s", rows["1.1.1"].State)
		}
		rate := url.Values{"year": {"2024"}, "number": {"1.1.1"}, "act": {"rate"}, "rating": {"partly"}, "comment": {"Two are missing"}}
		if status, _ := postForm(t, town, reviewer, rowPage, rate); status != http.StatusSeeOther {
			t.Errorf("rate: %d", status)
		}
		st, rows = yearState(t, town.App, 2024)
		if row, _ := st.Row("1.1.1"); row.Status != "partly" || row.Unit.Status != "implemented" || rows["1.1.1"].State != assess.Reviewed {
			t.Errorf("%+v %s", row, rows["1.1.1"].State)
		}
		answer.Set("base", "")
		answer.Set("progress", "Changed my mind")
		if status, _ := postForm(t, town, officer, rowPage, answer); status != http.StatusConflict {
			t.Errorf("a reviewed row was changed: %d", status)
		}
		units := planPage(t, town, "/desk/plans/KS-2021/answers?year=2024", reviewer)
		if !strings.Contains(units, "Officer of the west beat") || !strings.Contains(units, "Not opened yet") {
			t.Error("who has opened is not shown")
		}
		err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			rep, err := audit.Verify(context.Background(), s, planning.Tables(), town.App.Signer.PublicKey(), audit.VerifyOptions{Now: begun})
			if err == nil && !rep.OK() {
				t.Errorf("log: %v", rep.Faults)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestRowEvidence: a file is kept with its digest, shown beside the row, and sent to who fills it only.
func TestRowEvidence(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	planRows(t, town)
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range map[string]string{"year": "2024", "number": "1.1.2", "act": "hand_in", "status": "partly", "public": "1"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "names.pdf")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, "%PDF-1.4\nnames")
	w.Close()
	if status, out := sendForm(t, town, rowPage, w.FormDataContentType(), &b, town.Tokens["officer"]); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, out)
	}
	page := planPage(t, town, rowPage+"?year=2024&number=1.1.2", town.Tokens["officer"])
	at := regexp.MustCompile(`/desk/plan-evidence/[0-9A-Z]{10}`).FindString(page)
	if at == "" || !strings.Contains(page, "names.pdf") || !strings.Contains(page, "SHA-256") || !strings.Contains(page, "May be published") {
		t.Fatalf("no evidence on the page: %q", at)
	}
	if status, text := ask(t, town.URL+at, town.Tokens["officer"]); status != http.StatusOK || !strings.Contains(text, "names") {
		t.Errorf("%d %q", status, text)
	}
	stranger := account(t, town, []policy.Grant{{Role: "clerk", Scope: policy.Ref{Kind: policy.Unit, ID: "nowhere"}}})
	if status, _ := ask(t, town.URL+at, stranger); status != http.StatusNotFound {
		t.Errorf("a stranger: %d", status)
	}
}

// TestLockAndExceptions: a locked year takes nothing; opened for one unit until a day it takes that unit's answer alone;
// a delegation lets a post of another unit fill until its day.
func TestLockAndExceptions(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		planRows(t, town)
		officer, chief := town.Tokens["officer"], town.All["strategy"]
		units := "/desk/plans/KS-2021/answers"
		soon := time.Now().AddDate(0, 0, 3).Format(time.DateOnly)
		hq := url.Values{"year": {"2024"}, "number": {"2.1.1"}, "act": {"hand_in"}, "status": {"partly"}, "progress": {"For them"}}
		if status, _ := postForm(t, town, officer, rowPage, hq); status != http.StatusNotFound {
			t.Errorf("filled for others: %d", status)
		}
		give := url.Values{"year": {"2024"}, "act": {"delegate"}, "unit": {"hq"}, "post": {"west"}, "until": {soon}}
		if status, _ := postForm(t, town, chief, units, give); status != http.StatusUnprocessableEntity {
			t.Errorf("delegated without a reason: %d", status)
		}
		give.Set("reason", "On leave")
		if status, _ := postForm(t, town, officer, units, give); status != http.StatusForbidden {
			t.Errorf("an officer delegates to himself: %d", status)
		}
		if status, page := postForm(t, town, chief, units, give); status != http.StatusSeeOther {
			t.Fatalf("delegate: %d %s", status, page)
		}
		if status, page := postForm(t, town, officer, rowPage, hq); status != http.StatusSeeOther {
			t.Errorf("filling as delegated: %d %s", status, page)
		}
		page := planPage(t, town, units+"?year=2024", chief)
		ref := regexp.MustCompile(`name="ref" value="([0-9A-Z]{10})"`).FindStringSubmatch(page)
		if ref == nil {
			t.Fatal("no delegation on the page")
		}
		if status, _ := postForm(t, town, chief, units, url.Values{"year": {"2024"}, "act": {"undelegate"}, "ref": {ref[1]}}); status != http.StatusSeeOther {
			t.Errorf("end: %d", status)
		}
		hq.Set("progress", "Once more")
		if status, _ := postForm(t, town, officer, rowPage, hq); status != http.StatusNotFound {
			t.Errorf("filled after the delegation had ended: %d", status)
		}
		late := url.Values{"year": {"2024"}, "act": {"late"}, "unit": {"station"}, "until": {soon}, "reason": {"The server was down"}}
		if status, _ := postForm(t, town, chief, units, late); status != http.StatusConflict {
			t.Errorf("an open year was opened: %d", status)
		}
		if err := yearStep(town.App, 2024, "lock"); err != nil {
			t.Fatal(err)
		}
		own := url.Values{"year": {"2024"}, "number": {"1.1.1"}, "act": {"hand_in"}, "status": {"partly"}}
		if status, _ := postForm(t, town, officer, rowPage, own); status != http.StatusConflict {
			t.Errorf("a locked year: %d", status)
		}
		late.Set("until", time.Now().AddDate(0, 0, -3).Format(time.DateOnly))
		if status, _ := postForm(t, town, chief, units, late); status != http.StatusUnprocessableEntity {
			t.Errorf("until a day that has passed: %d", status)
		}
		late.Set("until", soon)
		if status, _ := postForm(t, town, chief, units, late); status != http.StatusSeeOther {
			t.Fatal("late")
		}
		if status, page := postForm(t, town, officer, rowPage, own); status != http.StatusSeeOther {
			t.Errorf("the exception: %d %s", status, page)
		}
		coordinator := town.Tokens["coordinator"]
		hq.Set("progress", "Also late")
		if status, _ := postForm(t, town, coordinator, rowPage, hq); status != http.StatusConflict {
			t.Errorf("another unit of the locked year: %d", status)
		}
		in := []rated{{Number: "1.1.2", By: "unit", Status: "partly"}, {Number: "2.1.1", By: "unit", Status: "partly"}}
		if status, _ := call(t, "POST", town.URL+"/api/v1/plans/KS-2021/assessments/2024/ratings", bearerOf(chief), in); status != http.StatusConflict {
			t.Errorf("a program rates both: %d", status)
		}
		if err := yearStep(town.App, 2024, "publish"); err != nil {
			t.Fatal(err)
		}
		own.Set("progress", "After publication")
		if status, _ := postForm(t, town, officer, rowPage, own); status != http.StatusConflict {
			t.Errorf("a published year was changed: %d", status)
		}
	})
}

// TestPlanReminders: who has not answered is reminded once for each mark, by day only, and no longer once all is handed in.
func TestPlanReminders(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		planRows(t, town)
		chief := town.All["strategy"]
		due := time.Date(2025, 2, 14, 0, 0, 0, 0, time.UTC) // a Friday
		if status, page := postForm(t, town, chief, "/desk/plans/KS-2021/answers", url.Values{"year": {"2024"}, "act": {"round"}, "due": {due.Format(time.DateOnly)}, "before": {"3"}, "after": {"1"}}); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, page)
		}
		turn := func(at time.Time) (reminded, mailed int) {
			t.Helper()
			if err := town.App.Plan.Turn(context.Background(), at); err != nil {
				t.Fatal(err)
			}
			err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
				if err := s.QueryRow("SELECT count(*) FROM plan_reminder").Scan(&reminded); err != nil {
					return err
				}
				return s.QueryRow("SELECT count(*) FROM mail_message WHERE about = 'plan.assess.mail.about'").Scan(&mailed)
			})
			if err != nil {
				t.Fatal(err)
			}
			return reminded, mailed
		}
		day := time.Date(2025, 2, 11, 9, 0, 0, 0, time.UTC) // Tuesday, ten o'clock in Warsaw
		for _, quiet := range []time.Time{day.AddDate(0, 0, -1), day.Add(-4 * time.Hour), day.Add(12 * time.Hour)} {
			if n, _ := turn(quiet); n != 0 {
				t.Errorf("reminded at %s: %d", quiet, n)
			}
		}
		// Headquarters has a coordinator; Station has two officers, one post vacant.
		if n, m := turn(day); n != 3 || m != 2 {
			t.Errorf("%d reminded, %d mailed", n, m)
		}
		if n, m := turn(day.Add(time.Hour)); n != 3 || m != 2 {
			t.Errorf("again: %d reminded, %d mailed", n, m)
		}
		var in []rated
		for _, number := range []string{"1.1.1", "1.1.2", "1.1.3", "1.1.4", "2.1.2", "2.1.3"} {
			in = append(in, rated{Number: number, By: "unit", Status: "implemented"})
		}
		if status, _ := call(t, "POST", town.URL+"/api/v1/plans/KS-2021/assessments/2024/ratings", bearerOf(chief), in); status != http.StatusOK {
			t.Fatal(status)
		}
		if n, _ := turn(due.AddDate(0, 0, 1).Add(9 * time.Hour)); n != 3 { // Saturday
			t.Errorf("reminded at the weekend: %d", n)
		}
		if n, m := turn(due.AddDate(0, 0, 3).Add(9 * time.Hour)); n != 4 || m != 3 { // Headquarters alone
			t.Errorf("after the day: %d reminded, %d mailed", n, m)
		}
	})
}

// TestRowsObeyPermissions: whatever an account is given, the list of rows holds exactly those that the policy lets it
// fill, where posts fill for other units too.
func TestRowsObeyPermissions(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	planRows(t, town)
	if status, _ := postForm(t, town, town.All["strategy"], "/desk/plans/KS-2021/answers", url.Values{"year": {"2024"}, "act": {"delegate"}, "unit": {"hq"}, "post": {"west"},
		"until": {time.Now().AddDate(0, 0, 3).Format(time.DateOnly)}, "reason": {"On leave"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	st, _ := yearState(t, town.App, 2024)
	west := ""
	for _, f := range town.App.Places.Snapshot().Posts() {
		if f.Post.Code == "west" {
			west = f.Post.ID
		}
	}
	seen := map[bool]int{}
	for _, scope := range scopes(t, town) {
		for _, role := range []string{"officer", "clerk", "analyst"} {
			token := account(t, town, []policy.Grant{{Role: role, Scope: scope}})
			who := policy.Principal{Kind: "account", Grants: []policy.Grant{{Role: role, Scope: scope}}}
			status, page := ask(t, town.URL+"/desk/plans/KS-2021/rows?year=2024&unit=", token)
			var want, got []string
			for _, one := range st.Standings {
				number := one.Node.Number
				res := town.App.Plan.Assess.RowResource(st.Plan, one.Node, nil)
				if number == "2.1.1" {
					res.In = append(res.In, policy.Ref{Kind: policy.Post, ID: west})
				}
				if town.App.Policy.Allowed(who, "plan.rate.unit", res) {
					want = append(want, number)
				}
				if status == http.StatusOK && strings.Contains(page, "number="+number+"&") {
					got = append(got, number)
				}
				seen[len(want) > 0]++
			}
			if !slices.Equal(want, got) {
				t.Errorf("%s in %v: %d %v, want %v", role, scope, status, got, want)
			}
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("the test proves nothing: %v", seen)
	}
}
