package places

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
	"reeve/kernel/policy"
)

// checkClosure compares the unrolled tree with the parents, going up one by one.
func checkClosure(t testing.TB, p *Places) {
	t.Helper()
	must(t, p.Reload(context.Background()))
	s, want := p.Snapshot(), map[string]int64{}
	for id := range s.places {
		for depth, above := range s.Path(id) {
			want[id+" "+above.ID] = int64(depth)
		}
	}
	p.reader(t, func(r *db.Snapshot) error {
		return db.Each(r, func(scan db.Scan) error {
			var place, ancestor string
			var depth int64
			if err := scan(&place, &ancestor, &depth); err != nil {
				return err
			}
			if have, ok := want[place+" "+ancestor]; !ok || have != depth {
				t.Errorf("%s below %s at depth %d: %v %d", place, ancestor, depth, ok, have)
			}
			delete(want, place+" "+ancestor)
			return nil
		}, `SELECT place, ancestor, depth FROM place_ancestor`)
	})
	for pair := range want {
		t.Errorf("missing in the unrolled tree: %s", pair)
	}
}

func (p *Places) some(t testing.TB, n int) []Place {
	t.Helper()
	var all []Place
	p.write(t, func(tx *db.Tx) error {
		all = nil
		for i := range n {
			v, err := p.AddPlace(tx, Place{Code: fmt.Sprintf("PL-%d", i), Country: "PL", Level: "level", Names: polish(fmt.Sprint("Place ", i)), At: geo.Point{Lat: 52, Lon: 18}})
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	return all
}

func TestMovingPlacesKeepsTheTree(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		all := p.some(t, 9)
		if err := p.Reload(context.Background()); err != nil {
			t.Fatal(err)
		}
		rounds := 0
		rapid.Check(t, func(t *rapid.T) {
			if rounds++; rounds > 25 {
				return
			}
			for range rapid.IntRange(1, 6).Draw(t, "moves") {
				child := all[rapid.IntRange(0, 8).Draw(t, "child")]
				parent := all[rapid.IntRange(0, 8).Draw(t, "parent")].ID
				if rapid.IntRange(0, 5).Draw(t, "to the top") == 0 {
					parent = ""
				}
				err := p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
					v, err := GetPlace(tx, child.ID)
					if err != nil {
						return err
					}
					v.Parent = parent
					_, err = p.SavePlace(tx, v)
					return err
				})
				below := false
				for _, above := range p.Snapshot().Path(parent) {
					below = below || above.ID == child.ID
				}
				if below != (errs.KindOf(err) == errs.Invalid && err != nil) {
					t.Fatalf("a place put below itself: %v, error %v", below, err)
				}
				if err := p.Reload(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
		})
		checkClosure(t, p)
	})
}

func TestScopeColumnsAgreeWithInPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		load(t, p, options(t, "voivodeship", Region, grid(1, "")))
		load(t, p, options(t, "powiat", "", grid(2, "2")))
		load(t, p, options(t, "gmina", Community, grid(4, "3")))
		s := p.Snapshot()
		for code := range s.codes {
			scope, _ := s.ByCode(code)
			granted := policy.Scope{Refs: []policy.Ref{{Kind: policy.Place, ID: scope.ID}}}
			q := db.NewQuery(`SELECT x.id FROM place x WHERE `)
			q.Add(granted.SQL(ScopeColumns("x.id", "", "", ""), q.Arg))
			in := map[string]bool{}
			p.reader(t, func(r *db.Snapshot) error {
				rows, err := db.AllQ(r, func(scan db.Scan) (id string, err error) { err = scan(&id); return }, q)
				for _, id := range rows {
					in[id] = true
				}
				return err
			})
			if len(in) == 0 {
				t.Fatalf("%s holds nothing, not even itself", code)
			}
			for id := range s.places {
				if want := granted.Allows(policy.Resource{Kind: "x", ID: "x", In: s.InPlace(id)}); in[id] != want {
					t.Errorf("scope %s, place %s: list says %v, record says %v", code, s.places[id].Code, in[id], want)
				}
			}
		}
	})
}

func TestPlaceIsChecked(t *testing.T) {
	p := onSQLite(t)
	good := Place{Code: "PL-1", Country: "PL", Level: "gmina", Names: polish("Konin"), At: geo.Point{Lat: 52, Lon: 18}}
	minus := int64(-1)
	for name, spoil := range map[string]func(v *Place){
		"code":       func(v *Place) { v.Code = "a b" },
		"country":    func(v *Place) { v.Country = "pl" },
		"level":      func(v *Place) { v.Level = "" },
		"role":       func(v *Place) { v.Role = "town" },
		"name":       func(v *Place) { v.Names = polish(" ") },
		"population": func(v *Place) { v.Population = &minus },
		"date":       func(v *Place) { v.Valid.From = "2024-02-30" },
		"span":       func(v *Place) { v.Valid = Span{"2024-02-02", "2024-02-01"} },
		"point":      func(v *Place) { v.At.Lat = 91 },
		"parent":     func(v *Place) { v.Parent = "nobody" },
	} {
		v := good
		spoil(&v)
		err := p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := p.AddPlace(tx, v); return err })
		if err == nil || errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.write(t, func(tx *db.Tx) error { _, err := p.AddPlace(tx, good); return err })
	err := p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := p.AddPlace(tx, good); return err })
	if err == nil || errs.KindOf(err) != errs.Conflict {
		t.Errorf("a code twice: %v", err)
	}
}

func TestCodeIsNotDoubled(t *testing.T) {
	for _, c := range [][3]string{{"PL", "3062011", "PL-3062011"}, {"UA", "UA05040110000042036", "UA05040110000042036"}, {"cz", "1000", "CZ-1000"}, {"PL", " ", ""}} {
		if got := Code(c[0], c[1]); got != c[2] {
			t.Errorf("Code(%q, %q) = %q", c[0], c[1], got)
		}
	}
}
