package test

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/id"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	planning "reeve/modules/plan"
	"reeve/modules/plan/register"
	"reeve/modules/plan/tree"
	"reeve/test/fixture"
)

// withIndicators puts a plan with a typed and two computed indicators in force.
func withIndicators(t testing.TB, a *app.App) {
	t.Helper()
	importPlan(t, a, strategy(t, 2, 1, nil), planning.ImportOptions{Begins: "2021-01-01", Ends: "2040-12-31"})
	year := time.Now().UTC().Format("2006")
	err := a.DB.Write(context.Background(), db.System(), func(tx *db.Tx) error {
		p, err := register.ByCode(tx, "KS-2021")
		if err != nil {
			return err
		}
		all, err := register.Versions(tx, p.ID)
		if err != nil {
			return err
		}
		e, err := a.Plan.Register.Edition(tx, p, all[0])
		if err != nil {
			return err
		}
		n, _ := e.Node("1")
		n.Indicators = []tree.Indicator{
			{Number: "1-1", Text: map[string]string{"en": "Officers trained"}, Measure: tree.Number, Direction: tree.Rising, Baseline: tree.Baseline{Quantity: tree.Whole(10), Year: 2020},
				Targets: []tree.Target{{Period: year, Quantity: tree.Whole(30)}}},
			{Number: "1-2", Text: map[string]string{"en": "Reports verified in time"}, Measure: tree.Percent, Direction: tree.Rising, Computed: "threatmap.verified_in_time",
				Baseline: tree.Baseline{Quantity: tree.Fraction(1, 2), Year: 2020}, Targets: []tree.Target{{Period: year, Quantity: tree.Fraction(9, 10)}}},
			{Number: "1-3", Text: map[string]string{"en": "Share confirmed"}, Measure: tree.Number, Direction: tree.Rising, Computed: "threatmap.confirmed_share"},
		}
		v, err := a.Plan.Register.Edit(tx, p, []register.Change{{Node: n, Reason: "indicators"}})
		if err != nil {
			return err
		}
		for _, in := range []register.StepInput{{ID: id.New(), Step: "approve", Decision: "1"}, {ID: id.New(), Step: "enter_force", Day: "2021-02-01"}} {
			if all, err = register.Versions(tx, p.ID); err != nil {
				return err
			}
			if v, err = register.Numbered(all, v.Number); err != nil {
				return err
			}
			if err = a.Plan.Register.Take(tx, p, v, in); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// verifiedReports files reports in the west beat; the first of them is confirmed, the second not confirmed.
func verifiedReports(t *testing.T, town *fixture.Town, n int) (refs []string) {
	t.Helper()
	officer := bearer(town.Tokens["officer"])
	for i := range n {
		ref := file(t, town, nil)["ref"].(string)
		refs = append(refs, ref)
		last := step{officer, map[string]any{"step": "confirm", "reason": "Measured"}, 0, "confirmed"}
		if i == 1 {
			last = step{officer, map[string]any{"step": "not_confirm", "reason": "Nobody was too fast"}, 0, "not_confirmed"}
		}
		steps(t, town, ref, step{officer, map[string]any{"step": "open"}, 0, ""},
			step{officer, map[string]any{"step": "visit", "found": "14 of 52 cars", "occurred_at": time.Now().UTC().Format(time.RFC3339)}, 0, ""}, last)
	}
	return refs
}

// TestMeasuresNameTheirRecords: what a measure says and what its records add up to are the same, everywhere and in one
// community, on both engines.
func TestMeasuresNameTheirRecords(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		verifiedReports(t, town, 3)
		now := time.Now().UTC().Truncate(time.Minute)
		for i, where := range []string{"community", "outside"} {
			in := map[string]any{"id": id.New(), "type": "home_visit", "from": now.Add(time.Duration(-4+2*i) * time.Hour).Format(time.RFC3339), "to": now.Add(time.Duration(-3+2*i) * time.Hour).Format(time.RFC3339), "where": where}
			if status := askJSON(t, town, "POST", town.Tokens["officer"], "/api/v1/desk/duty", in, nil); status != http.StatusOK {
				t.Fatalf("duty: %d", status)
			}
		}
		importAgreements(t, town.App, agreementFile(t, "community,Number,signed,kind", "PL-Westerby,3/2024,2024-05-01,coordination agreement"), false)
		want := map[string]string{"threatmap.verified_in_time": "3/3", "threatmap.read_in_time": "3/3", "threatmap.confirmed_share": "2/3", "community.agreements_in_force": "1/2",
			"community.time_inside": "60/120", "meetings.held": "0/0"}
		err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
			west, ok := town.App.Places.Snapshot().ByCode("PL-Westerby")
			if !ok {
				t.Fatal("no Westerby")
			}
			for _, name := range town.App.Measures.Traced() {
				m := town.App.Measures[name]
				for _, scope := range []policy.Scope{{All: true}, {Refs: []policy.Ref{{Kind: policy.Place, ID: west.ID}}}, {}} {
					ask := measure.Question{From: now.AddDate(0, 0, -30), Until: now.AddDate(0, 0, 1), Scope: scope}
					value, err := m.Query(s, ask)
					if err != nil {
						return err
					}
					trace, err := m.Trace(s, ask)
					if err != nil {
						return err
					}
					if trace.Value.Num != value.Num || trace.Value.Den != value.Den || trace.Value.Missing != value.Missing || trace.Value.Plain != value.Plain {
						t.Errorf("%s over %+v: %+v, its records %+v", name, scope, value, trace.Value)
					}
					if got := fmt.Sprintf("%d/%d", value.Num, value.Den); scope.All && want[name] != "" && got != want[name] {
						t.Errorf("%s is %s, want %s", name, got, want[name])
					}
					if again, err := m.Trace(s, ask); err != nil || again.Hash != trace.Hash {
						t.Errorf("%s: the same records have two hashes, %v", name, err)
					}
				}
				delete(want, name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(want) > 0 {
			t.Errorf("no records are named by %v", want)
		}
	})
}

// TestComputedIndicator: computed from records, approved by somebody else as it was seen, frozen, and its records told.
func TestComputedIndicator(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var o app.Options
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o)
			o.Dir = town.Dir
			town.Serve(t)
			computedIndicator(t, town, o)
		})
	}
}

func computedIndicator(t *testing.T, town *fixture.Town, o app.Options) {
	withIndicators(t, town.App)
	refs := verifiedReports(t, town, 2)
	year := time.Now().UTC().Format("2006")
	enter, approve := bearer(town.All["strategy"]), bearer(town.All["reviewer"])
	values := town.URL + "/api/v1/desk/plans/KS-2021/values"
	say := func(as map[string]string, step, reason string, want int) map[string]any {
		t.Helper()
		status, out := call(t, "POST", values+"/steps", as, map[string]any{"number": "1-2", "period": year, "step": step, "reason": reason})
		if status != want {
			t.Fatalf("%s: %d %v, want %d", step, status, out, want)
		}
		return out
	}
	if status, out := call(t, "POST", values, enter, map[string]any{"number": "1-2", "period": year, "status": "known", "num": 9, "den": 10}); status != http.StatusConflict {
		t.Errorf("a computed indicator was typed: %d %v", status, out)
	}
	if status, out := call(t, "POST", values, enter, map[string]any{"number": "1-3", "period": year, "compute": true}); status != http.StatusConflict {
		t.Errorf("a share was taken for a number: %d %v", status, out)
	}
	if status, out := call(t, "POST", values, enter, map[string]any{"number": "1-2", "period": "2040", "compute": true}); status != http.StatusUnprocessableEntity {
		t.Errorf("a year to come was computed: %d %v", status, out)
	}
	compute := func() map[string]any {
		t.Helper()
		status, out := call(t, "POST", values, enter, map[string]any{"number": "1-2", "period": year, "compute": true})
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, out)
		}
		return out
	}
	if v := compute(); v["kind"] != "computed" || v["rows"] != 2.0 || v["num"] != 2.0 || v["den"] != 2.0 || v["state"] != "draft" || v["measure"] != "threatmap.verified_in_time" || v["fulfilment"] != 1.25 {
		t.Errorf("computed: %v", v)
	}
	say(enter, "submit", "", http.StatusOK)
	say(enter, "approve", "", http.StatusConflict) // who computed it does not approve it
	officer := bearer(town.Tokens["officer"])
	steps(t, town, refs[0], step{officer, map[string]any{"step": "eliminate", "reason": "A bump was built"}, 0, ""})
	if out := say(approve, "approve", "", http.StatusConflict); !strings.Contains(fmt.Sprint(out), "computed anew") {
		t.Errorf("the records changed since: %v", out)
	}
	say(approve, "return", "", http.StatusUnprocessableEntity)
	say(approve, "return", "Compute it anew", http.StatusOK)
	hash := compute()["hash"]
	say(enter, "submit", "", http.StatusOK)
	if v := say(approve, "approve", "", http.StatusOK); v["state"] != "approved" || v["hash"] != hash {
		t.Errorf("approved: %v", v)
	}
	if status, _ := call(t, "POST", values, enter, map[string]any{"number": "1-2", "period": year, "compute": true}); status != http.StatusConflict {
		t.Errorf("an approved value was computed anew: %d", status)
	}

	behind := values + "/records?number=1-2&period=" + year
	if status, _ := call(t, "GET", behind, bearer(town.All["clerk"]), nil); status != http.StatusForbidden {
		t.Errorf("a clerk reads the records: %d", status)
	}
	_, b := call(t, "GET", behind, approve, nil)
	if b["frozen"] != true || b["whole"] != true || b["same"] != 2.0 || b["gone"] != 0.0 || b["hash"] != hash || len(b["items"].([]any)) != 2 {
		t.Errorf("behind it: %v", b)
	}
	if raw := fmt.Sprint(b); strings.Contains(raw, "Cars race") || strings.Contains(raw, "18.05") {
		t.Errorf("the records say more than their numbers: %s", raw)
	}
	if status, out := call(t, "POST", town.URL+"/api/v1/desk/reports/"+refs[1]+"/erase", bearer(town.All["admin"]), map[string]any{"reason": "asked"}); status != http.StatusOK {
		t.Fatalf("%d %v", status, out)
	}
	if _, b = call(t, "GET", behind, approve, nil); b["same"] != 2.0 || b["gone"] != 0.0 {
		t.Errorf("an erased report still counts: %v", b)
	}
	verified(t, town)
	openVandal(t, o).exec("DELETE FROM process_clock WHERE instance IN (SELECT i.id FROM process_instance i WHERE i.ref = $1)", refs[1])
	_, b = call(t, "GET", behind, approve, nil)
	if b["gone"] != 1.0 || b["same"] != 1.0 || b["rows"] != 2.0 || b["whole"] != true {
		t.Errorf("after a report is gone: %v", b)
	}
	_, list := call(t, "GET", town.URL+"/api/v1/desk/plans/KS-2021/indicators?year="+year, approve, nil)
	items := list["items"].([]any)
	if len(items) != 3 || field(items[1], "value", "num") != 2.0 || field(items[1], "computed") != "threatmap.verified_in_time" || field(items[0], "value") != nil {
		t.Errorf("the value froze: %v", items)
	}
	for path, want := range map[string]string{"/desk/plans/KS-2021/indicators?year=" + year: "Reports verified in time", "/desk/plans/KS-2021/indicator?number=1-2&period=" + year: hash.(string),
		"/desk/plans/KS-2021/indicator/records?number=1-2&period=" + year: refs[0], "/desk/plans/KS-2021?year=" + year: "/desk/plans/KS-2021/indicators"} {
		if status, page := asked(t, town, path, town.All["reviewer"]); status != http.StatusOK || !strings.Contains(page, want) || strings.Contains(page, "plan.indicator") {
			t.Errorf("%s: %d", path, status)
		}
	}
	openVandal(t, o).exec("UPDATE plan_value_trace SET records = $1", emptied(t))
	if _, b = call(t, "GET", behind, approve, nil); b["whole"] != false {
		t.Errorf("the kept list was changed: %v", b)
	}
}

// emptied is a list of no records as it is kept at an approval.
func emptied(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("[]")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTypedIndicator: the four kinds stay four, a reason is asked for where there is no value, and forms keep what was
// typed.
func TestTypedIndicator(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		withIndicators(t, town.App)
		year := time.Now().UTC().Format("2006")
		enter := bearer(town.All["strategy"])
		values := town.URL + "/api/v1/desk/plans/KS-2021/values"
		for _, c := range []struct {
			in     map[string]any
			status int
			want   string
		}{
			{map[string]any{"status": "known", "num": 20, "den": 1}, 200, "known 20 1 0.5"},
			{map[string]any{"status": "known", "num": 0, "den": 1}, 200, "known 0 1 -0.5"},
			{map[string]any{"status": "missing", "note": "not counted"}, 200, "missing <nil> <nil> <nil>"},
			{map[string]any{"status": "not_applicable", "note": "no courses"}, 200, "not_applicable <nil> <nil> <nil>"},
			{map[string]any{"status": "suppressed", "note": "fewer than five"}, 200, "suppressed <nil> <nil> <nil>"},
			{map[string]any{"status": "missing"}, 422, ""},
			{map[string]any{"status": "known", "num": 5}, 422, ""},
			{map[string]any{"status": "missing", "num": 5, "den": 1, "note": "both"}, 422, ""},
			{map[string]any{"compute": true}, 409, ""},
		} {
			c.in["number"], c.in["period"] = "1-1", year
			status, v := call(t, "POST", values, enter, c.in)
			if got := fmt.Sprint(v["status"], " ", v["num"], " ", v["den"], " ", v["fulfilment"]); status != c.status || status == 200 && (got != c.want || v["kind"] != "typed") {
				t.Errorf("%v: %d %s", c.in, status, got)
			}
		}
		form := url.Values{"number": {"1-1"}, "period": {year}, "status": {"known"}, "value": {"1 2x"}, "note": {"typed before"}}
		if status, page := atDesk(t, town, town.All["strategy"], "/desk/plans/KS-2021/indicator", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "1 2x") || !strings.Contains(page, "typed before") {
			t.Errorf("what was typed is lost: %d", status)
		}
		form.Set("value", "1 212,5")
		if status, _ := atDesk(t, town, town.All["strategy"], "/desk/plans/KS-2021/indicator", form); status != http.StatusSeeOther {
			t.Errorf("a number as people type it: %d", status)
		}
		if _, page := asked(t, town, "/desk/plans/KS-2021/indicator?number=1-1&period="+year, town.All["strategy"]); !strings.Contains(page, "1,212.50") {
			t.Error("1,212.50 is not on the page")
		}
		if status, _ := call(t, "POST", values, bearer(town.All["analyst"]), map[string]any{"number": "1-1", "period": year, "status": "known", "num": 1, "den": 1}); status != http.StatusForbidden {
			t.Errorf("an analyst enters a value: %d", status)
		}
	})
}

// TestIndicatorForm: an indicator goes into the plan's draft; what was typed comes back where something is wrong.
func TestIndicatorForm(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	withIndicators(t, town.App)
	token, path := town.All["strategy"], "/desk/plans/KS-2021/indicator/edit"
	status, page := atDesk(t, town, token, path+"?node=1.1", nil)
	digest := regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`).FindStringSubmatch(page)
	if status != http.StatusOK || digest == nil || !strings.Contains(page, "Verified in time") || strings.Contains(page, "plan.indicator") {
		t.Fatalf("the form: %d", status)
	}
	form := url.Values{"node": {"1.1"}, "digest": {digest[1]}, "new_number": {"1.1-1"}, "text.en": {"Share of reports verified in time"}, "measure": {"percent"}, "computed": {"threatmap.verified_in_time"},
		"direction": {"rising"}, "frequency": {"quarter"}, "baseline": {"62,5"}, "baseline_year": {"2020"}, "targets": {"2026: 90"}, "reason": {"to see progress"}}
	for name, c := range map[string]struct {
		change func(url.Values)
		want   string
	}{
		"a number twice":   {func(v url.Values) { v.Set("new_number", "1-1") }, "comes twice"},
		"no number":        {func(v url.Values) { v.Set("new_number", " ") }, "has no number"},
		"no text":          {func(v url.Values) { v.Del("text.en") }, "Say what is measured"},
		"targets":          {func(v url.Values) { v.Set("targets", "2026: 90\n2027: many") }, "Line 2"},
		"targets in order": {func(v url.Values) { v.Set("targets", "2027: 90\n2026: 80") }, "does not follow"},
		"another kind":     {func(v url.Values) { v.Set("measure", "number") }, "different kinds"},
		"no such measure":  {func(v url.Values) { v.Set("computed", "threatmap.open") }, "No records offer"},
		"no reason":        {func(v url.Values) { v.Del("reason") }, "reason"},
	} {
		bad := url.Values{}
		for k, v := range form {
			bad[k] = v
		}
		c.change(bad)
		if status, page := atDesk(t, town, token, path, bad); status != http.StatusUnprocessableEntity && status != http.StatusConflict || !strings.Contains(page, c.want) || !strings.Contains(page, "62,5") {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, _ := atDesk(t, town, town.All["clerk"], path, form); status != http.StatusForbidden {
		t.Errorf("a clerk changes the plan: %d", status)
	}
	if status, page := atDesk(t, town, token, path, form); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, page)
	}
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		p, err := register.ByCode(s, "KS-2021")
		if err != nil {
			return err
		}
		all, err := register.Versions(s, p.ID)
		if err != nil {
			return err
		}
		v, ok := register.DraftOf(all)
		if !ok {
			t.Fatal("no draft was begun")
		}
		e, err := town.App.Plan.Register.Edition(s, p, v)
		if err != nil {
			return err
		}
		n, _ := e.Node("1.1")
		if len(n.Indicators) != 1 || n.Indicators[0].Computed != "threatmap.verified_in_time" || n.Indicators[0].Baseline.Quantity != tree.Fraction(625, 1000) || n.Indicators[0].Targets[0].Quantity != tree.Fraction(90, 100) {
			t.Errorf("%+v", n.Indicators)
		}
		if n, _ := e.Node("1"); len(n.Indicators) != 3 {
			t.Errorf("the others are %+v", n.Indicators)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := atDesk(t, town, token, path, form); status != http.StatusConflict {
		t.Errorf("sent again on what has changed meanwhile: %d", status)
	}
}
