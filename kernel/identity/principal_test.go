package identity

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
	"reeve/kernel/secrets"
)

// appointment is a post held from one instant up to another.
type appointment struct {
	HeldPost
	from, until time.Time
}

func appointments(all ...appointment) PostsFunc {
	return func(r db.Reader, account string, at time.Time) (held []HeldPost, err error) {
		for _, a := range all {
			if !at.Before(a.from) && at.Before(a.until) {
				held = append(held, a.HeldPost)
			}
		}
		return held, nil
	}
}

func roles(grants []policy.Grant) (all []string) {
	for _, g := range grants {
		all = append(all, g.Role+" "+g.Scope.Kind+" "+g.Scope.ID)
	}
	return all
}

func TestPostsBringGrants(t *testing.T) {
	both(t, func(w world) {
		ctx, day := context.Background(), 24*time.Hour
		start := time.Now()
		w.posts = appointments(
			appointment{HeldPost{Post: "deputy", Role: "coordinator", Unit: "u9", Org: "o", ActingFor: true}, start, start.Add(2 * day)},
			appointment{HeldPost{Post: "beat-7", Role: "officer", Unit: "u1", Org: "o", Places: []string{"p1", "p2"}}, start.Add(day), start.Add(3 * day)},
		)
		a := w.person("anna@example.pl")
		_, err := w.Give(ctx, admin(), a.ID, policy.Grant{Role: "analyst", Scope: policy.Ref{Kind: policy.Place, ID: "p3"}}, start, start.Add(day))
		w.must(err)
		session := ""
		check := func(after time.Duration, post, actingFor string, want ...string) {
			t.Helper()
			if session == "" {
				session = w.mustSignIn("anna@example.pl", start.Add(after))
			}
			p := w.who(session, start.Add(after)).Principal
			if p.Post != post || p.ActingFor != actingFor || !slices.Equal(roles(p.Grants), append(want, "public all ")) {
				t.Errorf("after %v: post %q for %q, grants %v", after, p.Post, p.ActingFor, roles(p.Grants))
			}
		}
		officer := []string{"officer place p1", "officer place p2", "officer unit u1", "officer post beat-7"}
		deputy := []string{"coordinator unit u9", "coordinator post deputy"}
		check(-time.Microsecond, "", "")
		session = ""
		check(0, "deputy", "deputy", append(slices.Clone(deputy), "analyst place p3")...)
		check(day/3, "deputy", "deputy", append(slices.Clone(deputy), "analyst place p3")...)
		check(2*day/3, "deputy", "deputy", append(slices.Clone(deputy), "analyst place p3")...)
		check(day, "beat-7", "", officer...) // one's own post comes first; the given grant has ended
		w.kind("a post not held", w.SwitchPost(ctx, w.who(session, start.Add(day)), "chief", start.Add(day)), errs.Invalid)
		w.must(w.SwitchPost(ctx, w.who(session, start.Add(day)), "deputy", start.Add(day)))
		check(day+time.Hour, "deputy", "deputy", deputy...)
		check(day+day/3, "deputy", "deputy", deputy...)
		check(day+2*day/3, "deputy", "deputy", deputy...)
		check(2*day, "beat-7", "", officer...) // the appointment as deputy has ended
		check(2*day+day/3, "beat-7", "", officer...)
		check(2*day+2*day/3, "beat-7", "", officer...)
		check(3*day, "", "")
		about, err := w.About(ctx, a.ID, start.Add(day))
		w.must(err)
		if about.Account.ID != a.ID || len(about.Posts) != 2 || len(about.Grants) != 1 || len(about.Sessions) == 0 {
			t.Errorf("%+v", about)
		}
		w.posts = func(db.Reader, string, time.Time) ([]HeldPost, error) { return nil, errors.New("no answer") }
		if _, err := w.Principal(ctx, session, start.Add(3*day)); err == nil {
			t.Error("somebody was let in though the posts could not be read")
		}
	})
}

func TestGive(t *testing.T) {
	both(t, func(w world) {
		ctx := context.Background()
		a := w.person("anna@example.pl")
		everywhere := policy.Grant{Role: "analyst", Scope: policy.Everything()}
		self := db.Actor{Kind: "account", ID: a.ID}
		_, err := w.Give(ctx, self, a.ID, everywhere, time.Time{}, time.Time{})
		w.kind("giving to yourself", err, errs.Forbidden)
		_, err = w.Give(ctx, admin(), "nobody", everywhere, time.Time{}, time.Time{})
		w.kind("giving to nobody", err, errs.NotFound)
		for name, g := range map[string]policy.Grant{
			"role":             {Role: "king", Scope: policy.Everything()},
			"pseudo-role":      {Role: "system", Scope: policy.Everything()},
			"scope kind":       {Role: "analyst", Scope: policy.Ref{Kind: "planet", ID: "x"}},
			"scope without id": {Role: "analyst", Scope: policy.Ref{Kind: policy.Place}},
			"all with id":      {Role: "analyst", Scope: policy.Ref{Kind: policy.All, ID: "x"}},
		} {
			_, err := w.Give(ctx, admin(), a.ID, g, time.Time{}, time.Time{})
			w.kind(name, err, errs.Invalid)
		}
		now := time.Now()
		_, err = w.Give(ctx, admin(), a.ID, everywhere, now, now)
		w.kind("until before from", err, errs.Invalid)
		given, err := w.Give(ctx, admin(), a.ID, everywhere, time.Time{}, time.Time{})
		w.must(err)
		session := w.mustSignIn("anna@example.pl", time.Now())
		if got := w.who(session, time.Now()).Principal.Grants; len(got) != 2 || got[0] != everywhere {
			t.Errorf("grants %+v", got)
		}
		w.kind("ending your own", w.End(ctx, self, given.ID), errs.Forbidden)
		w.must(w.End(ctx, admin(), given.ID))
		w.kind("ending twice", w.End(ctx, admin(), given.ID), errs.Conflict)
		w.kind("unknown grant", w.End(ctx, admin(), "x"), errs.NotFound)
		if got := w.who(session, time.Now()).Principal.Grants; len(got) != 1 {
			t.Errorf("grants after the end %+v", got)
		}
		if got := w.actions("grant", given.ID); !slices.Equal(got, []string{"identity.grant.give", "identity.grant.end"}) {
			t.Errorf("audit %v", got)
		}
		if all, err := w.Grants(ctx, a.ID); err != nil || len(all) != 1 || all[0].Until.IsZero() || all[0].Version != 2 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

// TestPostChoice: whatever is held and asked for, a person acts as exactly one post that is held at that
// instant, and no other post's grants are there.
func TestPostChoice(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t, audit.Files(), secrets.Files(), Files()))
	w.person("anna@example.pl")
	start := time.Now()
	session := w.mustSignIn("anna@example.pl", start)
	rapid.Check(t, func(t *rapid.T) {
		var all []appointment
		for _, post := range []string{"a", "b", "c"} {
			from := rapid.IntRange(0, 5).Draw(t, "from")
			until := rapid.IntRange(from, 6).Draw(t, "until")
			all = append(all, appointment{HeldPost{Post: post, Role: "officer", Unit: "unit " + post, ActingFor: rapid.Bool().Draw(t, "acting")},
				start.Add(time.Duration(from) * time.Hour), start.Add(time.Duration(until) * time.Hour)})
		}
		w.posts = appointments(all...)
		asked := rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "asked")
		if err := w.d.Housekeep(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE session SET post = $1, last_seen = $2", asked, db.Micros(start))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		at := start.Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "at")) * time.Hour)
		who, err := w.Principal(context.Background(), session, at)
		if err != nil {
			t.Fatal(err)
		}
		held := map[string]bool{}
		for _, a := range all {
			if !at.Before(a.from) && at.Before(a.until) {
				held[a.Post] = a.ActingFor
			}
		}
		p := who.Principal
		acting, ok := held[p.Post]
		if ok != (len(held) > 0) || !ok && p.Post != "" {
			t.Fatalf("acts as %q, held %v", p.Post, held)
		}
		if _, has := held[asked]; has && p.Post != asked {
			t.Fatalf("acts as %q though %q was chosen and is held", p.Post, asked)
		}
		if ok && acting != (p.ActingFor == p.Post) {
			t.Fatalf("acting for %q as %q, held %v", p.ActingFor, p.Post, held)
		}
		want := []string{"public all "}
		if ok {
			want = []string{"officer unit unit " + p.Post, "officer post " + p.Post, "public all "}
		}
		if !slices.Equal(roles(p.Grants), want) {
			t.Fatalf("grants %v, want %v", roles(p.Grants), want)
		}
	})
}
