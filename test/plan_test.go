package test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	planning "reeve/modules/plan"
	"reeve/modules/plan/register"
	"reeve/test/fixture"
)

// strategy writes a plan with two objectives and activities 1.1.1, 1.1.2, … and 2.1.1, …; line may change a row.
func strategy(t testing.TB, first, second int, line func(number string, row []string)) string {
	t.Helper()
	rows := [][]string{{"Number", "Activity", "Aktiviteti", "Deadline", "Responsible"}}
	add := func(number, en, sq, deadline, lead string) {
		row := []string{number, en, sq, deadline, lead}
		if line != nil {
			line(number, row)
		}
		rows = append(rows, row)
	}
	for o, n := range []int{first, second} {
		add(fmt.Sprint(o+1), fmt.Sprintf("Objective %d", o+1), fmt.Sprintf("Objektivi %d", o+1), "", "")
		add(fmt.Sprintf("%d.1", o+1), fmt.Sprintf("Sub-objective %d.1", o+1), fmt.Sprintf("Nën-objektivi %d.1", o+1), "", "")
		for a := range n {
			add(fmt.Sprintf("%d.1.%d", o+1, a+1), fmt.Sprintf("Train officers of group %d.%d", o+1, a+1), fmt.Sprintf("Trajnimi i grupit %d.%d", o+1, a+1), "31.12.2024", "Station")
		}
	}
	var b strings.Builder
	for _, row := range rows {
		if row[1] != "" {
			b.WriteString(strings.Join(row, ";") + "\n")
		}
	}
	path := filepath.Join(t.TempDir(), "plan.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func importPlan(t testing.TB, a *app.App, file string, o planning.ImportOptions) planning.ImportResult {
	t.Helper()
	if o.Code == "" {
		o.Code = "KS-2021"
	}
	o.Actor = db.System()
	res, err := a.Plan.Register.Import(context.Background(), file, o)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return res
}

type rated struct {
	Number  string `json:"number"`
	By      string `json:"by"`
	Status  string `json:"status"`
	Comment string `json:"comment,omitempty"`
}

func bearerOf(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token}
}

// period is that of the plans of these tests.
var period = planning.ImportOptions{Begins: "2021-01-01", Ends: "2025-12-31"}

// TestPlanImportedAgain: the same file changes nothing, one changed deadline is one amendment in a new version that
// leaves the January base alone, and what is not in the file stays.
func TestPlanImportedAgain(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		a := town.App
		o := period
		o.DryRun = true
		if res := importPlan(t, a, strategy(t, 20, 10, nil), o); !res.New || res.Version != 1 {
			t.Errorf("dry run: %+v", res.Version)
		}
		if status, _ := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil); status != http.StatusNotFound {
			t.Errorf("a dry run kept something: %d", status)
		}
		importPlan(t, a, strategy(t, 20, 10, nil), period)
		_, got := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil)
		for name, want := range map[string]float64{"version": 1, "objectives": 2, "sub_objectives": 2, "activities": 30} {
			if got[name] != want {
				t.Errorf("%s is %v, want %v", name, got[name], want)
			}
		}
		if res := importPlan(t, a, strategy(t, 20, 10, nil), period); len(res.Changes) != 0 || res.Version != 1 {
			t.Errorf("again: version %d, %v", res.Version, res.Changes)
		}
		later := func(number string, row []string) {
			if number == "1.1.3" {
				row[3] = "30.06.2025"
			}
			if number == "2.1.10" {
				row[1], row[2] = "", "" // no longer in the file
			}
		}
		o = period
		o.From, o.Reason, o.Decision = "2024-06-01", "no trainers", "17/2024"
		res := importPlan(t, a, strategy(t, 20, 10, later), o)
		if res.Version != 2 || len(res.Changes) != 1 || res.Changes[0].Number != "1.1.3" || res.Changes[0].Field != "activity.deadline" {
			t.Errorf("version %d, %+v", res.Version, res.Changes)
		}
		if fmt.Sprint(res.Absent) != "[2.1.10]" {
			t.Errorf("absent: %v", res.Absent)
		}
		if _, got := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil); got["version"] != 2.0 || got["activities"] != 30.0 {
			t.Errorf("after the amendment: %v", got)
		}
		status, year := call(t, "POST", town.URL+"/api/v1/plans/KS-2021/assessments/2024/ratings", bearerOf(town.All["strategy"]), []rated{{Number: "1.1.3", By: "unit", Status: "partly"}})
		if status != http.StatusOK || year["base_version"] != 1.0 || year["planned"] != 30.0 {
			t.Errorf("%d %v", status, year)
		}
		if second := field(year, "amended", "planned"); second != 30.0 || field(year, "amended", "version") != 2.0 {
			t.Errorf("second column: %v", year["amended"])
		}
		var amendments []register.Amendment
		err := a.DB.Read(context.Background(), func(s *db.Snapshot) error {
			p, err := register.ByCode(s, "KS-2021")
			if err != nil {
				return err
			}
			amendments, err = register.AmendmentsIn(s, p, 2)
			return err
		})
		if err != nil || len(amendments) != 1 || amendments[0].Reason != "no trainers" || amendments[0].Decision != "17/2024" {
			t.Fatalf("%+v %v", amendments, err)
		}
		if was, is, ok := amendments[0].Slipped(); !ok || was.Day != "2024-12-31" || is.Day != "2025-06-30" {
			t.Errorf("%+v → %+v", was, is)
		}
		o.From = "2024-01-01"
		o.Actor = db.System()
		o.Code = "KS-2021"
		if _, err := a.Plan.Register.Import(context.Background(), strategy(t, 21, 10, later), o); errs.KindOf(err) != errs.Invalid {
			t.Errorf("a version before the last one: %v", err)
		}
	})
}

// TestThreeRates: 544 planned, 207 done, 174 silent are 38.05 and 55.95 per cent, for programs and on every page.
func TestThreeRates(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		importPlan(t, town.App, strategy(t, 300, 244, nil), period)
		var in []rated
		for i := range 370 {
			number := fmt.Sprintf("1.1.%d", i+1)
			if i >= 300 {
				number = fmt.Sprintf("2.1.%d", i-299)
			}
			switch {
			case i < 107:
				in = append(in, rated{Number: number, By: "unit", Status: "not_implemented"}, rated{Number: number, By: "reviewer", Status: "implemented", Comment: "seen"})
			case i < 207:
				in = append(in, rated{Number: number, By: "unit", Status: "ongoing_on_schedule"})
			default:
				in = append(in, rated{Number: number, By: "unit", Status: "not_implemented"})
			}
		}
		year2024 := town.URL + "/api/v1/plans/KS-2021/assessments/2024"
		status, _ := call(t, "POST", year2024+"/ratings", bearerOf(town.All["strategy"]), in)
		if status != http.StatusOK {
			t.Fatal(status)
		}
		if status, _ := call(t, "GET", year2024, nil, nil); status != http.StatusNotFound {
			t.Errorf("figures are public before they were published: %d", status)
		}
		_, year := call(t, "GET", year2024, bearerOf(town.All["strategy"]), nil)
		near := func(name string, want float64) {
			t.Helper()
			if got, ok := year[name].(float64); !ok || math.Abs(got-want) > 5e-7 {
				t.Errorf("%s is %v, want %v", name, year[name], want)
			}
		}
		near("planned", 544)
		near("strict", 207.0/544)
		near("partial", 207.0/544)
		near("reported_only", 207.0/370)
		if field(year, "by_status", "no_report") != 174.0 || field(year, "by_status", "implemented") != 107.0 || len(field(year, "by_status").(map[string]any)) != 8 {
			t.Errorf("%v", year["by_status"])
		}
		if objectives := year["objectives"].([]any); len(objectives) != 2 || field(objectives[0], "planned") != 300.0 {
			t.Errorf("%v", year["objectives"])
		}
		bad := []rated{{Number: "1.1.1", By: "unit", Status: "implemented"}, {Number: "9.9", By: "unit", Status: "partly"}, {Number: "1.1.2", By: "unit", Status: "dropped"}, {Number: "1.1.2", By: "me", Status: "partly"}}
		status, problem := call(t, "POST", year2024+"/ratings", bearerOf(town.All["strategy"]), bad)
		all, _ := problem["errors"].([]any)
		if status != http.StatusUnprocessableEntity || len(all) != 3 || field(all[0], "row") != 2.0 || field(all[0], "remedy") == "" || field(all[2], "field") != "by" {
			t.Errorf("%d %v", status, problem)
		}
		if _, again := call(t, "GET", year2024, bearerOf(town.All["strategy"]), nil); again["digest"] != year["digest"] {
			t.Error("a request with bad rows changed something")
		}
		page := planPage(t, town, "/desk/plans/KS-2021?year=2024", town.All["strategy"])
		for _, want := range []string{"38.05", "55.95", "174"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		if page := planPage(t, town, "/en/plans/KS-2021", ""); strings.Contains(page, "38.05") || !strings.Contains(page, "544") {
			t.Error("the public page shows figures that were not published, or no counts")
		}
	})
}

// TestWhoRates: a unit rates what it leads, a reviewer only the reviewer's side, and nobody rates a locked year.
func TestWhoRates(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	importPlan(t, town.App, strategy(t, 2, 2, func(number string, row []string) {
		if number == "2.1.1" {
			row[4] = "Headquarters"
		}
	}), period)
	year2024 := town.URL + "/api/v1/plans/KS-2021/assessments/2024"
	rate := func(token, number, by string) int {
		status, _ := call(t, "POST", year2024+"/ratings", bearerOf(token), []rated{{Number: number, By: by, Status: "implemented"}})
		return status
	}
	if got := rate(town.Tokens["officer"], "1.1.1", "unit"); got != http.StatusForbidden {
		t.Errorf("an officer opened a year: %d", got)
	}
	for _, c := range []struct {
		token, number, by string
		want              int
	}{
		{town.All["strategy"], "1.1.2", "unit", http.StatusOK},
		{town.Tokens["officer"], "1.1.1", "unit", http.StatusOK},
		{town.Tokens["officer"], "2.1.1", "unit", http.StatusForbidden},
		{town.Tokens["officer"], "1.1.1", "reviewer", http.StatusForbidden},
		{town.All["reviewer"], "1.1.1", "reviewer", http.StatusOK},
		{town.All["reviewer"], "1.1.1", "unit", http.StatusForbidden},
		{town.All["analyst"], "1.1.1", "unit", http.StatusForbidden},
		{"", "1.1.1", "unit", http.StatusUnauthorized},
	} {
		if got := rate(c.token, c.number, c.by); got != c.want {
			t.Errorf("%s by %s: %d, want %d", c.number, c.by, got, c.want)
		}
	}
	step := func(name string) {
		t.Helper()
		if err := yearStep(town.App, 2024, name); err != nil {
			t.Fatal(err)
		}
	}
	step("lock")
	if got := rate(town.All["strategy"], "1.1.2", "unit"); got != http.StatusConflict {
		t.Errorf("a locked year was rated: %d", got)
	}
	step("publish")
	if status, year := call(t, "GET", year2024, nil, nil); status != http.StatusOK || year["state"] != "published" {
		t.Errorf("%d %v", status, year)
	}
	if page := planPage(t, town, "/sq/plans/KS-2021", ""); !strings.Contains(page, "Objektivi 1") {
		t.Error("the public page does not show its objectives")
	}
}

// yearStep takes a step with a year of KS-2021.
func yearStep(a *app.App, year int, name string) error {
	return a.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		p, err := register.ByCode(tx, "KS-2021")
		if err != nil {
			return err
		}
		st, err := a.Plan.Assess.State(tx, p, year)
		if err != nil {
			return err
		}
		_, err = a.Plan.Assess.Take(tx, p, st.Assessment, "", name, "")
		return err
	})
}

// planPage is a page as somebody with a token gets it.
func planPage(t testing.TB, town *fixture.Town, path, token string) string {
	t.Helper()
	status, text := ask(t, town.URL+path, token)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, status, text)
	}
	return text
}
