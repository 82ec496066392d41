package policy

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/cedar-policy/cedar-go"
	"pgregory.net/rapid"

	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
)

func rowSchema() fstest.MapFS {
	return fstest.MapFS{"schema/0001_row.sql": {Data: []byte(`-- +goose Up
CREATE TABLE item (id TEXT PRIMARY KEY, round BIGINT NOT NULL, place TEXT, unit TEXT, org TEXT, post TEXT);
CREATE TABLE above (round BIGINT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, ancestor TEXT NOT NULL);
CREATE INDEX above_i ON above (round, kind, ancestor);
`)}}
}

// tree is for each node its parent, an earlier node; node 0 is the root.
func drawTree(t *rapid.T, name string) []int {
	parents := []int{-1}
	for i := 1; i < rapid.IntRange(1, 8).Draw(t, name); i++ {
		parents = append(parents, rapid.IntRange(0, i-1).Draw(t, name+" parent"))
	}
	return parents
}

func ancestors(tree []int, node int) (all []string) {
	for ; node >= 0; node = tree[node] {
		all = append(all, fmt.Sprint(node))
	}
	return all
}

func drawPolicy(t *rapid.T) string {
	text := ""
	for range rapid.IntRange(0, 8).Draw(t, "policies") {
		role := rapid.SampledFrom([]string{"officer", "clerk", "auditor", "staff", "report_key", "public"}).Draw(t, "role")
		action := rapid.SampledFrom([]string{"read", "write"}).Draw(t, "action")
		effect := rapid.SampledFrom([]string{"permit", "permit", "permit", "forbid"}).Draw(t, "effect")
		text += fmt.Sprintf(`%s(principal in Role::"%s", action in [Action::"%s"], resource)`, effect, role, action)
		if effect == "permit" && rapid.Bool().Draw(t, "in scope") {
			text += " when { resource in principal.scope }"
		}
		text += ";\n"
	}
	return text
}

// TestScope: on random policies, trees, rows and grants, the rows that the filter lets through in a real
// database are those that Allowed allows one by one, and those are Cedar's own answers to the full question.
func TestScope(t *testing.T) {
	dbtest.Both(t, testScope, rowSchema())
}

func testScope(t *testing.T, d *db.DB) {
	ctx := context.Background()
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		trees := map[string][]int{Place: drawTree(t, "place"), Unit: drawTree(t, "unit")}
		var items []Resource
		err := d.Housekeep(ctx, func(tx *db.Tx) error {
			for kind, tree := range trees {
				for n := range tree {
					for _, a := range ancestors(tree, n) {
						if _, err := tx.Exec("INSERT INTO above (round, kind, id, ancestor) VALUES ($1, $2, $3, $4)", round, kind, fmt.Sprint(n), a); err != nil {
							return err
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		node := func(kind string) any {
			if n := rapid.IntRange(-1, len(trees[kind])-1).Draw(t, kind); n >= 0 {
				return fmt.Sprint(n)
			}
			return nil
		}
		flat := func(kind string) any {
			if n := rapid.IntRange(-1, 3).Draw(t, kind); n >= 0 {
				return fmt.Sprint(n)
			}
			return nil
		}
		for n := range rapid.IntRange(1, 10).Draw(t, "rows") {
			place, unit, org, post := node(Place), node(Unit), flat(Org), flat(Post)
			r := Resource{Kind: "item", ID: fmt.Sprintf("%d/%d", round, n)}
			for kind, v := range map[string]any{Place: place, Unit: unit} {
				if v != nil {
					var at int
					fmt.Sscan(v.(string), &at)
					for _, a := range ancestors(trees[kind], at) {
						r.In = append(r.In, Ref{kind, a})
					}
				}
			}
			for kind, v := range map[string]any{Org: org, Post: post} {
				if v != nil {
					r.In = append(r.In, Ref{kind, v.(string)})
				}
			}
			items = append(items, r)
			err := d.Housekeep(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec("INSERT INTO item (id, round, place, unit, org, post) VALUES ($1, $2, $3, $4, $5, $6)", r.ID, round, place, unit, org, post)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		text := drawPolicy(t)
		set, err := cedar.NewPolicySetFromBytes("x.cedar", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		e, err := Load(fstest.MapFS{"x.cedar": {Data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			var p Principal
			for range rapid.IntRange(0, 3).Draw(t, "grants") {
				kind := rapid.SampledFrom([]string{All, Place, Unit, Org, Post, Record}).Draw(t, "scope kind")
				scope := Ref{kind, fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "scope id"))}
				if kind == Record {
					scope.ID = rapid.SampledFrom(items).Draw(t, "record").ID
				}
				if kind == All {
					scope.ID = ""
				}
				p.Grants = append(p.Grants, Grant{rapid.SampledFrom([]string{"officer", "clerk", "auditor", "report_key", "public"}).Draw(t, "grant role"), scope})
			}
			action := rapid.SampledFrom([]string{"read", "write", "unheard of"}).Draw(t, "asked")
			var want []string
			for _, r := range items {
				allowed := e.Allowed(p, action, r)
				answer := slices.ContainsFunc(p.Grants, func(g Grant) bool { return cedarAllows(set, g, action, r) })
				if allowed != answer || allowed != e.Scope(p, action).Allows(r) {
					t.Fatalf("%+v %s %+v: Allowed %v, Cedar %v\n%s", p, action, r, allowed, answer, text)
				}
				if allowed {
					want = append(want, r.ID)
				}
			}
			if len(want) > 0 && !e.May(p, action) {
				t.Fatalf("May refuses what Allowed allows")
			}
			got := list(t, d, e.Scope(p, action), round)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("%+v %s: the list shows %v, allowed are %v\n%s", p, action, got, want, text)
			}
		}
	})
}

func list(t *rapid.T, d *db.DB, s Scope, round int) (ids []string) {
	args := []any{round}
	where := s.SQL(map[string]string{
		Place:  "i.place IN (SELECT a.id FROM above a WHERE a.round = i.round AND a.kind = 'place' AND a.ancestor = %s)",
		Unit:   "i.unit IN (SELECT a.id FROM above a WHERE a.round = i.round AND a.kind = 'unit' AND a.ancestor = %s)",
		Org:    "i.org = %s",
		Post:   "i.post = %s",
		Record: "i.id = %s",
	}, func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) })
	err := d.Read(context.Background(), func(r *db.Snapshot) (err error) {
		ids, err = db.Strings(r, "SELECT i.id FROM item i WHERE i.round = $1 AND "+where, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

func TestScopeSQL(t *testing.T) {
	next := func(v any) string { return "$9" }
	columns := map[string]string{Place: "p = %s OR q = %s"}
	for want, s := range map[string]Scope{
		"1 = 1":              {All: true},
		"1 = 0":              {},
		"(p = $9 OR q = $9)": {Refs: []Ref{{Place, "x"}, {Org, "no column for it"}}},
	} {
		if got := s.SQL(columns, next); got != want {
			t.Errorf("%+v: %s, want %s", s, got, want)
		}
	}
	if got := (Scope{Refs: []Ref{{Org, "x"}}}).SQL(columns, next); got != "1 = 0" {
		t.Errorf("a kind without a column: %s", got)
	}
}
