package threatmap

import (
	"context"
	"strings"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/geo"
	"reeve/kernel/measure"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/modules/threatmap/atlas"
)

// TestSettledImportsAreNotOpen: what came with the state that its source gave is open nowhere, as long as nobody here
// works on it; what came to be worked on is open everywhere.
func TestSettledImportsAreNotOpen(t *testing.T) {
	onStation(t, func(t *testing.T, s *station) {
		const rows = "opis,nr,rodzaj,lon,lat,data\nZa szybko,1,prędkość,18.25,52.25,1.03.2024 7:15\n"
		confirmed := strings.Replace(konin, "state: eliminated", "state: confirmed", 1)
		fresh := strings.NewReplacer("state: eliminated", "state: new", "source: konin", "source: slesin").Replace(konin)
		s.load(table(t, rows), mapping(t, confirmed), false)
		s.load(table(t, rows), mapping(t, fresh), false)
		open := func(want int) {
			t.Helper()
			if err := s.m.Index.CatchUp(context.Background()); err != nil {
				t.Fatal(err)
			}
			tally := s.m.Index.Tally()[s.places["PL-3062"]]
			if tally != (atlas.Tally{All: 2, Open: want}) {
				t.Errorf("the community has %+v", tally)
			}
			near := s.m.Index.Near("speeding", geo.Point{Lat: 52.25, Lon: 18.25}, 100)
			if len(near) != want {
				t.Errorf("near: %+v", near)
			}
			if err := s.d.Read(context.Background(), func(q *db.Snapshot) error {
				v, err := s.m.measureOpen(q, measure.Question{Scope: policy.Scope{All: true}})
				if err != nil || v.Num != int64(want) {
					t.Errorf("the desk counts %+v, %v", v, err)
				}
				reports, err := db.All(q, scanReport, "SELECT "+reportColumns+" FROM report r ORDER BY r.id")
				if err != nil {
					return err
				}
				n, twins := 0, 0
				for _, r := range reports {
					i, err := process.Load(q, r.ID)
					if err != nil {
						return err
					}
					if s.m.isOpen(r, i) {
						n++
					}
					if known, ok := s.m.Index.Report(r.Ref); !ok || known.Open != s.m.isOpen(r, i) || !known.Imported {
						t.Errorf("the index has %+v", known)
					}
					found, err := s.m.candidates(q, policy.Scope{All: true}, r)
					if err != nil {
						return err
					}
					twins += len(found)
				}
				if n != want || twins != want {
					t.Errorf("%d are open, %d may be duplicates", n, twins)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			all := s.m.allStats.tally(s.m.Index, func(*atlas.Entry) string { return "" }).Total
			if all.Received != 2 || all.Imported != int64(2-want) || all.Open != int64(want) || all.Checked != int64(want-1) || all.Unclocked != 2 {
				t.Errorf("statistics: %+v", all)
			}
		}
		open(1)
		settledOne := s.text("SELECT id FROM process_instance WHERE state = 'confirmed'")
		if err := s.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
			_, _, err := s.m.Process.Apply(tx, process.Command{Instance: settledOne, Step: "visit"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		open(2) // somebody works on it
	})
}

func (s *station) text(query string) (v string) {
	s.t.Helper()
	if err := s.d.Read(context.Background(), func(r *db.Snapshot) error { return r.QueryRow(query).Scan(&v) }); err != nil {
		s.t.Fatal(err)
	}
	return v
}
