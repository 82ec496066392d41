package test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	planning "reeve/modules/plan"
	"reeve/modules/plan/advice"
	"reeve/modules/plan/register"
	"reeve/test/fixture"
)

// adviceOut is a recommendation as the programming interface gives it.
type adviceOut struct {
	ID      string `json:"id"`
	State   string `json:"state"`
	Version int64  `json:"version"`
	Answers []struct {
		ID    string `json:"id"`
		Org   string `json:"org"`
		State string `json:"state"`
	} `json:"answers"`
}

func (a adviceOut) answer(t testing.TB, org string) string {
	t.Helper()
	for _, x := range a.Answers {
		if x.Org == org {
			return x.ID
		}
	}
	t.Fatalf("%s is not addressed: %+v", org, a)
	return ""
}

// advise writes a recommendation about 1.1.1 to the city and the road authority.
func advise(t testing.TB, town *fixture.Town, texts map[string]string) (a adviceOut) {
	t.Helper()
	in := map[string]any{"text": texts, "plan": "KS-2021", "number": "1.1.1", "to": []string{"city", "roads"}, "due": time.Now().UTC().AddDate(0, 6, 0).Format(time.DateOnly), "public": true,
		"source": map[string]any{"kind": "row", "id": "KS-2021 1.1.1", "label": "KS-2021 1.1.1"}}
	if status := askJSON(t, town, "POST", town.All["strategy"], "/api/v1/desk/recommendations", in, &a); status != http.StatusOK {
		t.Fatalf("write: %d", status)
	}
	return a
}

func adviceStep(t testing.TB, town *fixture.Town, token, path string, in map[string]any, want int) {
	t.Helper()
	if status := askJSON(t, town, "POST", token, "/api/v1/desk/"+path+"/steps", in, nil); status != want {
		t.Fatalf("%s %v: %d, want %d", path, in, status, want)
	}
}

// sentAdvice is a recommendation that the organisations have been asked about.
func sentAdvice(t testing.TB, town *fixture.Town) adviceOut {
	t.Helper()
	a := advise(t, town, map[string]string{"en": "Light the crossing", "sq": "Ndriçoni vendkalimin"})
	for _, in := range []map[string]any{{"step": "consult"}, {"step": "adopt", "decision": "Minutes of 19 December", "public": true}, {"step": "send"}} {
		adviceStep(t, town, town.All["strategy"], "recommendations/"+a.ID, in, http.StatusOK)
	}
	return a
}

// TestAdviceLives: from the draft to what was verified by somebody else; each organisation answers for itself, and the
// public sees counts alone.
func TestAdviceLives(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		importPlan(t, town.App, strategy(t, 3, 2, nil), period)
		lead, clerk := town.All["strategy"], town.Tokens["clerk"]
		a := advise(t, town, map[string]string{"en": "Light the crossing", "sq": "Ndriçoni vendkalimin"})
		if again := advise(t, town, map[string]string{"en": "Light the crossing", "sq": "Ndriçoni vendkalimin"}); again.ID != a.ID {
			t.Error("the same text from the same source was kept twice")
		}
		if res := town.Get(t, "/desk/recommendations/"+a.ID, clerk); res.StatusCode != http.StatusNotFound {
			t.Errorf("the draft is shown to an addressee: %d", res.StatusCode)
		}
		r := "recommendations/" + a.ID
		adviceStep(t, town, clerk, r, map[string]any{"step": "consult"}, http.StatusNotFound)
		adviceStep(t, town, lead, r, map[string]any{"step": "adopt", "decision": "1"}, http.StatusConflict)
		adviceStep(t, town, lead, r, map[string]any{"step": "consult"}, http.StatusOK)
		adviceStep(t, town, clerk, r, map[string]any{"step": "adopt", "decision": "ours"}, http.StatusForbidden)
		if status, _ := sendForm(t, town, "/desk/"+r+"/comments", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"comment": {"Who pays?"}}.Encode()), clerk); status != http.StatusSeeOther {
			t.Errorf("comment: %d", status)
		}
		adviceStep(t, town, lead, r, map[string]any{"step": "adopt"}, http.StatusUnprocessableEntity)
		adviceStep(t, town, lead, r, map[string]any{"step": "adopt", "decision": "Minutes", "public": true}, http.StatusOK)
		adviceStep(t, town, lead, r, map[string]any{"step": "send"}, http.StatusOK)

		city, roads := "answers/"+a.answer(t, "city"), "answers/"+a.answer(t, "roads")
		adviceStep(t, town, clerk, roads, map[string]any{"step": "accept"}, http.StatusForbidden)
		if page := planPage(t, town, "/desk/municipality", clerk); !strings.Contains(page, "/desk/"+city) {
			t.Error("nothing waits on the municipality's page")
		}
		adviceStep(t, town, clerk, city, map[string]any{"step": "accept_partly"}, http.StatusUnprocessableEntity)
		adviceStep(t, town, clerk, city, map[string]any{"step": "accept_partly", "reason": "Only the northern side"}, http.StatusOK)
		adviceStep(t, town, lead, roads, map[string]any{"step": "reject", "reason": "Not our road"}, http.StatusOK)
		adviceStep(t, town, lead, city, map[string]any{"step": "link", "plan": "KS-2021", "number": "9.9"}, http.StatusUnprocessableEntity)
		adviceStep(t, town, lead, city, map[string]any{"step": "link", "plan": "KS-2021", "number": "1.1.2"}, http.StatusOK)
		adviceStep(t, town, lead, city, map[string]any{"step": "done"}, http.StatusUnprocessableEntity)
		adviceStep(t, town, lead, city, map[string]any{"step": "done", "evidence": "Lamps of type 3, photographs"}, http.StatusOK)
		adviceStep(t, town, lead, city, map[string]any{"step": "verify"}, http.StatusConflict) // who reported it
		adviceStep(t, town, clerk, city, map[string]any{"step": "verify"}, http.StatusForbidden)
		adviceStep(t, town, town.All["reviewer"], city, map[string]any{"step": "return", "reason": "One is dark"}, http.StatusOK)
		adviceStep(t, town, lead, city, map[string]any{"step": "done", "evidence": "All of them"}, http.StatusOK)
		adviceStep(t, town, town.All["reviewer"], city, map[string]any{"step": "verify"}, http.StatusOK)

		status, out := call(t, "GET", town.URL+"/api/v1/recommendations?plan=KS-2021", nil, nil)
		items, _ := out["items"].([]any)
		if status != http.StatusOK || len(items) != 1 {
			t.Fatalf("%d %v", status, out)
		}
		one := items[0].(map[string]any)
		if one["state"] != "settled" || fmt.Sprint(one["uptake"]) != "map[accepted:0 asked:2 done:1 partly:1 rejected:1 verified:1 waiting:0]" {
			t.Errorf("%v", one)
		}
		if text := fmt.Sprint(out); strings.Contains(text, "Not our road") || strings.Contains(text, "roads") {
			t.Errorf("the public sees who answered what: %s", text)
		}
		if page := planPage(t, town, "/desk/plans/KS-2021/nodes/1.1.2", lead); !strings.Contains(page, a.ID) || !strings.Contains(page, "All of them") {
			t.Error("the node does not lead back to the recommendation")
		}
		for _, format := range []string{"csv", "xlsx"} {
			res := town.Get(t, "/desk/recommendation-uptake/file?format="+format, lead)
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK || format == "csv" && strings.Count(string(body), "\n") != 3 || len(body) < 200 {
				t.Errorf("%s: %d %v %s", format, res.StatusCode, err, body)
			}
		}
	})
}

// TestAdviceLands: what was accepted becomes an activity of the draft and of the plan that continues this one.
func TestAdviceLands(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		importPlan(t, town.App, strategy(t, 3, 2, nil), period)
		lead := town.All["strategy"]
		a := sentAdvice(t, town)
		form := func(path string, in url.Values) (int, string) {
			return sendForm(t, town, "/desk/plans/KS-2021/"+path, "application/x-www-form-urlencoded", strings.NewReader(in.Encode()), lead)
		}
		if status, _ := form("recommendations", url.Values{"advice": {a.ID}, "parent": {"1.1"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("what nobody accepted landed: %d", status)
		}
		adviceStep(t, town, lead, "answers/"+a.answer(t, "city"), map[string]any{"step": "accept"}, http.StatusOK)
		next := url.Values{"code": {"KS-2026"}, "title.en": {"Strategy 2026 to 2030"}, "from": {"2026-01-01"}, "until": {"2030-12-31"}, "activities": {advice.KeepAll}, "numbers": {advice.Renumber},
			"deadlines": {advice.ShiftDeadlines}, "objective": {"1"}, "leave": {"1.1.1"}, "with": {"yes"}}
		if status, page := form("continue", next); status != http.StatusSeeOther {
			t.Fatalf("continue: %d %s", status, page)
		}
		if status, _ := form("continue", next); status != http.StatusUnprocessableEntity {
			t.Errorf("a code was given twice: %d", status)
		}
		if status, page := form("recommendations", url.Values{"advice": {a.ID}, "parent": {"1.1"}}); status != http.StatusSeeOther {
			t.Fatalf("land: %d %s", status, page)
		}
		err := town.App.DB.Read(context.Background(), func(q *db.Snapshot) error {
			for code, want := range map[string]string{"KS-2021": "1 1.1 1.1.1 1.1.2 1.1.3 1.1.4 2 2.1 2.1.1 2.1.2", "KS-2026": "1 1.1 1.1.1 1.1.2 2 2.1"} {
				p, err := register.ByCode(q, code)
				if err != nil {
					return err
				}
				all, err := register.Versions(q, p.ID)
				if err != nil {
					return err
				}
				v, _ := register.Latest(all)
				e, err := town.App.Plan.Register.Edition(q, p, v)
				if err != nil {
					return err
				}
				var got []string
				for _, n := range e.Plan.Nodes {
					got = append(got, n.Number)
				}
				if strings.Join(got, " ") != want || v.State != register.Draft {
					t.Errorf("%s: %v in %s, want %s", code, got, v.State, want)
				}
				if n, _ := e.Node("1.1.2"); code == "KS-2026" {
					o, ok, err := advice.OriginOf(q, e.ID("1.1.1"))
					if err != nil || !ok || o.FromNumber != "1.1.2" || n.Activity.Deadline.Day != "2029-12-31" {
						t.Errorf("%+v %v %v, deadline %+v", o, ok, err, n.Activity.Deadline)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestAdviceListObeysPermissions: whatever the role and the scope, the list holds exactly what may be read one by one.
func TestAdviceListObeysPermissions(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		importPlan(t, town.App, strategy(t, 3, 2, nil), period)
		ctx := context.Background()
		orgs := map[string]string{}
		for _, o := range town.App.Places.Snapshot().Orgs() {
			orgs[o.Code] = o.ID
		}
		for n, from := range []string{"police", "city", "roads", "police", "city", "roads"} {
			to := [][]string{{"city"}, {"roads", "police"}, {"police", "city"}, {}}[n%4]
			err := town.App.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
				in := planning.Recommendation{Org: orgs[from], Body: map[string]string{"en": fmt.Sprint("Do ", n)}, Source: planning.RecommendationSource{Kind: "other"}, Due: "2040-01-01"}
				for _, code := range to {
					in.To = append(in.To, orgs[code])
				}
				a, err := town.App.Plan.Recommend(tx, in)
				if err != nil {
					return err
				}
				if n%2 == 0 && len(to) > 0 {
					if n == 2 {
						for i, x := range a.Answers {
							for _, u := range town.App.Places.Snapshot().Units() {
								if u.Org == x.Org && u.Code == "station" {
									if a.Answers[i], err = town.App.Plan.Advice.Assign(tx, x, u.ID); err != nil {
										return err
									}
								}
							}
						}
					}
					_, err = town.App.Plan.Advice.Take(tx, a, advice.StepInput{ID: id.New(), Step: "consult"})
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		seen := map[bool]int{}
		for _, ref := range scopes(t, town) {
			who := policy.Principal{Kind: "account", ID: id.New(), Grants: []policy.Grant{{Role: "clerk", Scope: ref}}}
			scope := town.App.Policy.Scope(who, "plan.advice.read")
			err := town.App.DB.Read(ctx, func(q *db.Snapshot) error {
				all, _, err := advice.List(q, advice.Filter{Limit: 100}, nil)
				if err != nil {
					return err
				}
				some, _, err := advice.List(q, advice.Filter{Limit: 100}, &scope)
				for _, a := range all {
					may := town.App.Policy.Allowed(who, "plan.advice.read", town.App.Plan.Advice.Resource(a))
					listed := slices.ContainsFunc(some, func(b advice.Advice) bool { return b.ID == a.ID })
					if seen[may]++; may != listed {
						t.Errorf("%v: %s may be read: %v, is listed: %v", ref, a.Body["en"], may, listed)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if seen[true] == 0 || seen[false] == 0 {
			t.Errorf("the test proves nothing: %v", seen)
		}
	})
}

// advicePages are the pages about recommendations, for the browser matrix; a plan is there.
func advicePages(t testing.TB, town *fixture.Town) (public, desk []string) {
	t.Helper()
	a := sentAdvice(t, town)
	adviceStep(t, town, town.All["strategy"], "answers/"+a.answer(t, "city"), map[string]any{"step": "accept_partly", "reason": "Only the northern side"}, http.StatusOK)
	draft := advise(t, town, map[string]string{"en": "Report by January", "sq": "Raportoni deri në janar"})
	adviceStep(t, town, town.All["strategy"], "recommendations/"+draft.ID, map[string]any{"step": "consult"}, http.StatusOK)
	r := "/desk/recommendations"
	return []string{"/recommendations"}, []string{r, r + "?due=late", r + "/new?plan=KS-2021&number=1.1.1", r + "/" + a.ID, r + "/" + draft.ID, r + "/" + draft.ID + "/edit", "/desk/answers/" + a.answer(t, "city"),
		"/desk/answers/" + a.answer(t, "roads"), "/desk/recommendation-uptake", "/desk/plans/KS-2021/recommendations", "/desk/plans/KS-2021/continue", "/desk/plans/KS-2021/nodes/1.1.1"}
}
