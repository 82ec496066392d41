package test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/app"
	"reeve/app/demo"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	planning "reeve/modules/plan"
	"reeve/modules/plan/register"
	"reeve/test/fixture"
)

// TestFourEyes: an edit goes into a draft, who wrote it cannot approve it, and what is approved comes into force from a
// day.
func TestFourEyes(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		a, ctx := town.App, context.Background()
		importPlan(t, a, strategy(t, 3, 1, nil), period)
		writer, other := person(t, a, "strategy", "writer@example.org"), person(t, a, "strategy", "other@example.org")
		find := func() (p register.Plan, all []register.Version) {
			err := a.DB.Read(ctx, func(s *db.Snapshot) (err error) {
				if p, err = register.ByCode(s, "KS-2021"); err != nil {
					return err
				}
				all, err = register.Versions(s, p.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return p, all
		}
		p, all := find()
		edit := func(number, text, reason string) error {
			return a.DB.Write(ctx, writer, func(tx *db.Tx) error {
				e, err := a.Plan.Register.Edition(tx, p, all[len(all)-1])
				if err != nil {
					return err
				}
				n, _ := e.Node(number)
				n.Text = i18n.Text{"en": text}
				_, err = a.Plan.Register.Edit(tx, p, []register.Change{{Node: n, Reason: reason}})
				return err
			})
		}
		if err := edit("1.1.1", "Train all officers", ""); errs.KindOf(err) != errs.Invalid {
			t.Errorf("an edit without a reason: %v", err)
		}
		if err := edit("1.1.1", "Train all officers", "shorter"); err != nil {
			t.Fatal(err)
		}
		if _, all = find(); len(all) != 2 || all[1].State != register.Draft || all[1].Active != 4 {
			t.Fatalf("%+v", all)
		}
		if _, got := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil); got["version"] != 1.0 {
			t.Errorf("a draft is shown: %v", got)
		}
		take := func(who db.Actor, in register.StepInput) error {
			_, now := find()
			return a.DB.Write(ctx, who, func(tx *db.Tx) error { return a.Plan.Register.Take(tx, p, now[1], in) })
		}
		if err := take(writer, register.StepInput{Step: "approve", Decision: "1/2026"}); errs.KindOf(err) != errs.Conflict {
			t.Errorf("the writer approved: %v", err)
		}
		if err := take(other, register.StepInput{Step: "approve"}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("approved without a decision: %v", err)
		}
		if err := take(other, register.StepInput{Step: "enter_force", Day: "2022-01-01"}); errs.KindOf(err) != errs.Conflict {
			t.Errorf("a draft came into force: %v", err)
		}
		if err := take(other, register.StepInput{Step: "approve", Decision: "1/2026"}); err != nil {
			t.Fatal(err)
		}
		if err := take(other, register.StepInput{Step: "enter_force", Day: "2020-12-31"}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("in force before the first version: %v", err)
		}
		if err := take(other, register.StepInput{Step: "enter_force", Day: "2022-01-01"}); err != nil {
			t.Fatal(err)
		}
		if _, all = find(); all[0].State != register.Superseded || all[1].State != register.InForce {
			t.Errorf("%s, %s", all[0].State, all[1].State)
		}
		err := a.DB.Read(ctx, func(s *db.Snapshot) error {
			for i, want := range []string{"Train officers of group 1.1", "Train all officers"} {
				e, err := a.Plan.Register.Edition(s, p, all[i])
				if err != nil {
					return err
				}
				if n, _ := e.Node("1.1.1"); n.Text["en"] != want {
					t.Errorf("version %d says %q", i+1, n.Text["en"])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := edit("1.1.2", "Another", "why not"); err != nil {
			t.Fatal(err)
		}
		if _, all = find(); len(all) != 3 {
			t.Fatal("no second draft")
		}
		if err := a.DB.Write(ctx, writer, func(tx *db.Tx) error {
			return a.Plan.Register.Take(tx, p, all[2], register.StepInput{Step: "discard", Reason: "no"})
		}); err != nil {
			t.Fatal(err)
		}
		var nodes int
		if err := a.DB.Read(ctx, func(s *db.Snapshot) error {
			return s.QueryRow("SELECT COUNT(*) FROM plan_node WHERE last_version = 1000000000").Scan(&nodes)
		}); err != nil || nodes != 8 {
			t.Errorf("%d wordings hold after a draft was discarded, %v", nodes, err)
		}
	})
}

// person is an account with a role in the whole installation.
func person(t testing.TB, a *app.App, role, mail string) db.Actor {
	t.Helper()
	who, err := a.Identity.Create(context.Background(), db.System(), identity.NewAccount{Email: mail, Name: mail, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Identity.Give(context.Background(), db.System(), who.ID, policy.Grant{Role: role, Scope: policy.Everything()}, a.Now(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	return db.Actor{Kind: "account", ID: who.ID}
}

// TestAuthoritativeLanguages: a plan that must be published in two languages is not put in force with one, and the error
// names the lines.
func TestAuthoritativeLanguages(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	o := period
	o.Code, o.Authoritative, o.Actor, o.Title = "XK-1", []string{"sq", "sr"}, db.System(), "Plan"
	_, err := town.App.Plan.Register.Import(context.Background(), strategy(t, 2, 1, nil), o)
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid {
		t.Fatalf("%v", err)
	}
	said := told(t, town.App, e.Fields)
	if !strings.Contains(said, "1.1.2") || !strings.Contains(said, "Српски") {
		t.Error(said)
	}
}

// TestStrategyWorkbookGoesIn: the example, one trilingual sheet with merged cells, gives 5, 27 and 99; again it changes
// nothing, and both authoritative languages are whole.
func TestStrategyWorkbookGoesIn(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	town.Serve(t)
	path := filepath.Join(t.TempDir(), "strategy.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(demo.StrategyWorkbook(f), f.Close()); err != nil {
		t.Fatal(err)
	}
	o := planning.ImportOptions{Authoritative: []string{"sq", "sr"}}
	importPlan(t, town.App, path, o)
	_, got := call(t, "GET", town.URL+"/api/v1/plans/KS-2021", nil, nil)
	for name, want := range map[string]float64{"version": 1, "objectives": 5, "sub_objectives": 27, "activities": 99} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if res := importPlan(t, town.App, path, o); len(res.Changes) != 0 || res.Version != 1 || len(res.Absent) != 0 {
		t.Errorf("again: version %d, %+v, absent %v", res.Version, res.Changes, res.Absent)
	}
}
