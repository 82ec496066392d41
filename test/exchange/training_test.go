package exchange

import (
	"testing"
	"time"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/training"
	"reeve/test/fixture"
)

// TestExercise: an exercise runs on a training node only; what two people do counts for each of them.
func TestExercise(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			start := func(role string) (*fixture.Town, training.Run, error) {
				o := app.Options{Dir: t.TempDir()}
				if engine == "postgres" {
					o.Database = dbtest.PostgresURL(t)
				}
				if err := node.Init(t.Context(), o.Dir, node.Options{Names: map[string]string{"en": role}, Country: "LT", Role: role, Addresses: []string{"https://127.0.0.1:1"}, Now: time.Now()}); err != nil {
					t.Fatal(err)
				}
				a, err := app.Open(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				town := &fixture.Town{App: a, Dir: o.Dir}
				t.Cleanup(func() { town.Close(t) })
				var run training.Run
				err = a.DB.Write(t.Context(), db.System(), func(tx *db.Tx) (err error) { run, err = a.Exchange.Exercises.Start(tx, "refusals"); return err })
				return town, run, err
			}
			if _, _, err := start("spoc"); errs.KindOf(err) != errs.Conflict {
				t.Fatalf("on a node of daily work: %v", err)
			}
			town, run, err := start("training")
			if err != nil {
				t.Fatal(err)
			}
			x := town.App.Exchange
			if !x.Training() {
				t.Error("no banner")
			}
			result := func() (marks []training.Mark, people []training.Person) {
				t.Helper()
				if err := town.App.DB.Read(t.Context(), func(q *db.Snapshot) (err error) { _, marks, people, err = x.Exercises.Result(q, run.Ref); return err }); err != nil {
					t.Fatal(err)
				}
				return marks, people
			}
			marks, people := result()
			if len(marks) != 3 || len(people) != 0 || marks[0].Ended != training.Missing {
				t.Fatalf("%+v %+v", marks, people)
			}
			refs := map[string]string{}
			for _, m := range marks {
				refs[m.Key] = m.Ref
			}
			as := func(who string, fn func(tx *db.Tx) error) {
				t.Helper()
				if err := town.App.DB.Write(t.Context(), db.Actor{Kind: "account", ID: who}, fn); err != nil {
					t.Fatal(err)
				}
			}
			ana, ben := "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
			for _, key := range []string{"petty", "plain"} {
				as(ana, func(tx *db.Tx) error {
					v, err := x.Requests.Classify(tx, refs[key], codes.Direct, "our own register")
					if err == nil && (!v.Training || v.Channel != "mail") {
						t.Errorf("%+v", v)
					}
					return err
				})
			}
			as(ana, func(tx *db.Tx) error {
				_, err := x.Requests.Enter(tx, refs["petty"], request.FactRefused, time.Now(), "", "g: no offence here")
				return err
			})
			as(ben, func(tx *db.Tx) error {
				_, err := x.Requests.Enter(tx, refs["plain"], request.FactRefused, time.Now(), "", "a: nothing found")
				return err
			})
			marks, people = result()
			for _, m := range marks {
				if m.Right != (m.Key == "petty") {
					t.Errorf("%+v", m)
				}
			}
			if len(people) != 2 || people[0].Tasks != 2 || people[0].Right != 1 || people[1].Tasks != 1 || people[1].Right != 0 {
				t.Errorf("%+v", people)
			}
		})
	}
}
