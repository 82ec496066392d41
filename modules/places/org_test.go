package places

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

// station is a police organisation with one filled and one vacant post, each for a beat of a community.
func station() Staff {
	return Staff{
		Org: Org{Code: "POLICE", Kind: Police, Names: polish("Policja"), Place: "PL-000"},
		Units: []StaffUnit{
			{Unit: Unit{Code: "HQ", Names: polish("Komenda"), Place: "PL-000", Phone: "1"}, Posts: []StaffPost{
				{Post: Post{Code: "COORD", Titles: polish("Koordynator"), Role: "coordinator"}, Holder: "boss", From: "2024-01-01"},
			}},
			{Unit: Unit{Code: "STATION", Parent: "HQ", Names: polish("Komisariat"), Phone: "2"}, Posts: []StaffPost{
				{Post: Post{Code: "B1", Titles: polish("Dzielnicowy"), Role: "officer"}, Holder: "anna", From: "2024-03-01",
					Beat: &NewBeat{Code: "PL-B1", Names: polish("Rejon 1"), Community: "PL-4000", Shape: square(18, 52, 0.25)}},
				{Post: Post{Code: "B2", Titles: polish("Dzielnicowy"), Role: "officer"},
					Beat: &NewBeat{Code: "PL-B2", Names: polish("Rejon 2"), Community: "PL-4000", Shape: square(18.25, 52, 0.25)}},
			}},
		},
	}
}

func staffed(t *testing.T, p *Places) {
	t.Helper()
	load(t, p, options(t, "voivodeship", Region, grid(1, "")))
	load(t, p, options(t, "gmina", Community, grid(2, "4")))
	p.write(t, func(tx *db.Tx) error { _, err := p.SetUp(tx, station()); return err })
	must(t, p.Reload(context.Background()))
}

func (p *Places) post(t testing.TB, code string) Post {
	t.Helper()
	for _, f := range p.Snapshot().Posts() {
		if f.Post.Code == code {
			return f.Post
		}
	}
	t.Fatalf("no post %s", code)
	return Post{}
}

func (p *Places) appoint(a Appointment) error {
	return p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := p.Appoint(tx, a); return err })
}

func TestPostsOfABeat(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		staffed(t, p)
		s := p.Snapshot()
		beat, _ := s.ByCode("PL-B1")
		at := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
		p.reader(t, func(r *db.Snapshot) error {
			posts, err := p.PostsFor(r, beat.ID, at)
			must(t, err)
			if len(posts) != 1 || posts[0].Holder != "anna" || posts[0].Vacant() || posts[0].UnitPhone != "2" {
				t.Errorf("%+v", posts)
			}
			early, err := p.PostsFor(r, beat.ID, at.AddDate(-1, 0, 0))
			must(t, err)
			if !early[0].Vacant() || early[0].Account() != "" {
				t.Errorf("before the appointment: %+v", early)
			}
			return nil
		})
		must(t, p.appoint(Appointment{Post: p.post(t, "B2").ID, Account: "jan", Kind: Acting, Valid: Span{"2020-01-01", ""}}))
		must(t, p.Refresh(context.Background(), "session", "appointment"))
		vacant, _ := p.Snapshot().ByCode("PL-B2")
		if f := p.Snapshot().PostsOf(vacant.ID)[0]; !f.Vacant() || f.Account() != "jan" {
			t.Errorf("vacant with somebody acting: %+v", f)
		}
	})
}

func TestHeldPostsFollowTheCalendarOfThePlace(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		staffed(t, p)
		b1, b2, coord := p.post(t, "B1"), p.post(t, "B2"), p.post(t, "COORD")
		must(t, p.appoint(Appointment{Post: b2.ID, Account: "anna", Kind: Substitute, Valid: Span{"2024-02-01", "2024-07-01"}}))
		region, _ := p.Snapshot().ByCode("PL-000")
		p.reader(t, func(r *db.Snapshot) error {
			at := func(account, when string) []string {
				instant, err := time.Parse(time.RFC3339, when)
				must(t, err)
				held, err := p.HeldPosts(r, account, instant)
				must(t, err)
				var posts []string
				for _, h := range held {
					if h.ActingFor != (h.Post == b2.ID) || len(h.Places) != 1 || h.Role == "" || h.Org == "" {
						t.Errorf("%+v", h)
					}
					posts = append(posts, h.Post)
				}
				return posts
			}
			// 22:30 UTC on the last of June is the first of July in Poland.
			if got := at("anna", "2024-06-30T21:30:00Z"); len(got) != 2 || got[0] != b1.ID || got[1] != b2.ID {
				t.Errorf("own post first, then the other: %v", got)
			}
			if got := at("anna", "2024-06-30T22:30:00Z"); len(got) != 1 || got[0] != b1.ID {
				t.Errorf("after the last day: %v", got)
			}
			if got := at("anna", "2024-01-31T23:30:00Z"); len(got) != 1 || got[0] != b2.ID {
				t.Errorf("on the first day: %v", got)
			}
			held, err := p.HeldPosts(r, "boss", time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC))
			must(t, err)
			if len(held) != 1 || held[0].Post != coord.ID || held[0].Places[0] != region.ID {
				t.Errorf("a post without a place answers for its unit's: %+v", held)
			}
			return nil
		})
	})
}

func TestAppointmentsThatCannotStandTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		staffed(t, p)
		post := p.post(t, "B2").ID
		must(t, p.appoint(Appointment{Post: post, Account: "eva", Kind: Holder, Valid: Span{"2024-01-01", "2025-01-01"}}))
		for _, c := range []struct {
			a   Appointment
			key string
		}{
			{Appointment{Post: post, Account: "eva", Kind: Acting, Valid: Span{"2024-06-01", ""}}, "places.appointed_twice"},
			{Appointment{Post: post, Account: "jan", Kind: Holder, Valid: Span{"2024-12-31", ""}}, "places.two_holders"},
			{Appointment{Post: post, Account: "jan", Kind: Substitute, Valid: Span{"2024-12-31", ""}}, ""},
			{Appointment{Post: post, Account: "piotr", Kind: Holder, Valid: Span{"2025-01-01", ""}}, ""},
		} {
			err := p.appoint(c.a)
			e := errs.Of(err)
			switch {
			case c.key == "" && err != nil:
				t.Errorf("%+v: %v", c.a, err)
			case c.key != "" && (e == nil || e.Kind != errs.Conflict || e.Key != c.key || e.Args["days"] != "2024-01-01 – 2024-12-31" || e.Current == nil):
				t.Errorf("%+v: %v, want %s", c.a, err, c.key)
			}
		}
		p.reader(t, func(r *db.Snapshot) error {
			all, err := Appointments(r, post)
			must(t, err)
			err = p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error {
				_, err := p.EndAppointment(tx, all[0].ID, "2025-06-01")
				return err
			})
			if e := errs.Of(err); e == nil || e.Key != "places.two_holders" {
				t.Errorf("a holder who stays into the next one's time: %v", err)
			}
			return nil
		})
	})
}

func TestUnitsAreATree(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		staffed(t, p)
		s := p.Snapshot()
		hq, below := s.Units()[0], s.Units()[1]
		if refs := s.InUnit(below.ID); len(refs) != 3 || refs[1] != (policy.Ref{Kind: policy.Unit, ID: below.ID}) || refs[2] != (policy.Ref{Kind: policy.Unit, ID: hq.ID}) {
			t.Errorf("%v", refs)
		}
		in := func() (n int64) {
			q := db.NewQuery(`SELECT COUNT(*) FROM post x WHERE `)
			q.Add(policy.Scope{Refs: []policy.Ref{{Kind: policy.Unit, ID: hq.ID}}}.SQL(ScopeColumns("", "x.unit", "x.id", ""), q.Arg))
			p.reader(t, func(r *db.Snapshot) error { return db.RowQ(r, q).Scan(&n) })
			return n
		}
		if n := in(); n != 3 {
			t.Errorf("posts below the headquarters: %d", n)
		}
		err := p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { hq.Parent = below.ID; _, err := p.SaveUnit(tx, hq); return err })
		if err == nil || errs.KindOf(err) != errs.Invalid {
			t.Errorf("a unit below itself: %v", err)
		}
		p.write(t, func(tx *db.Tx) error { below.Parent = ""; _, err := p.SaveUnit(tx, below); return err })
		if n := in(); n != 1 {
			t.Errorf("posts below the headquarters after the station left: %d", n)
		}
		err = p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := p.SaveUnit(tx, below); return err })
		if err == nil || errs.KindOf(err) != errs.Conflict {
			t.Errorf("saved from an old version: %v", err)
		}
	})
}

func TestProgrammesAndSuccession(t *testing.T) {
	onBoth(t, func(t *testing.T, p *Places) {
		load(t, p, options(t, "gmina", Community, grid(2, "4")))
		a, _ := p.Snapshot().ByCode("PL-4000")
		b, _ := p.Snapshot().ByCode("PL-4001")
		p.write(t, func(tx *db.Tx) error {
			for _, slogan := range []string{"Razem", "Jestem tu"} {
				if _, err := p.SetProgramme(tx, Programme{Slug: "here", Names: polish("Program"), Slogans: polish(slogan)}); err != nil {
					return err
				}
			}
			_, err := p.AddSuccession(tx, Succession{Old: a.ID, New: b.ID, Date: "2025-01-01", Num: 1, Den: 2})
			return err
		})
		for _, s := range []Succession{{Old: a.ID, New: b.ID, Date: "2025-01-01", Num: 1, Den: 2}, {Old: a.ID, New: b.ID, Date: "2026-01-01", Num: 3, Den: 2}, {Old: a.ID, New: a.ID, Date: "2026-01-01", Num: 1, Den: 1}} {
			if err := p.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { _, err := p.AddSuccession(tx, s); return err }); err == nil {
				t.Errorf("%+v went in", s)
			}
		}
		p.reader(t, func(r *db.Snapshot) error {
			all, err := Programmes(r)
			must(t, err)
			if len(all) != 1 || all[0].Version != 2 || all[0].Slogans["pl"] != "Jestem tu" {
				t.Errorf("%+v", all)
			}
			s, err := Successions(r, b.ID)
			must(t, err)
			if len(s) != 1 || s[0].Old != a.ID || s[0].Den != 2 {
				t.Errorf("%+v", s)
			}
			return nil
		})
	})
}

func TestLogCoversEverything(t *testing.T) {
	dir := t.TempDir()
	signer, err := audit.LoadOrCreateSigner(dir, "test")
	must(t, err)
	p := onSQLite(t)
	p.log, err = audit.New(p.d, Tables(), audit.Options{Origin: "test/log", Signer: signer})
	must(t, err)
	staffed(t, p)
	load(t, p, options(t, "powiat", "", grid(2, "2")))
	check := func() audit.Report {
		var report audit.Report
		p.reader(t, func(r *db.Snapshot) (err error) {
			report, err = audit.Verify(context.Background(), r, Tables(), signer.PublicKey(), audit.VerifyOptions{})
			return err
		})
		return report
	}
	if r := check(); len(r.Faults) > 0 || r.Entries == 0 {
		t.Fatalf("%+v", r)
	}
	// A boundary moved past the program is found.
	must(t, p.d.Housekeep(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE place_boundary SET area_m2 = area_m2 + 1 WHERE version_no = 1`)
		return err
	}))
	if r := check(); len(r.Faults) == 0 {
		t.Error("nobody noticed")
	}
}
