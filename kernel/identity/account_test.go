package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

func TestCreate(t *testing.T) {
	both(t, func(w world) {
		ctx := context.Background()
		a := w.person(" Anna.Nowak@Example.PL ")
		if a.Email != "anna.nowak@example.pl" || !a.HasPassword || a.State != Active || a.Kind != Person {
			t.Errorf("%+v", a)
		}
		if found, err := w.AccountByEmail(ctx, "ANNA.nowak@example.pl"); err != nil || found != a {
			t.Errorf("found %+v %v, want %+v", found, err, a)
		}
		_, err := w.Create(ctx, admin(), NewAccount{Email: "anna.NOWAK@example.pl", Name: "Another", Lang: "pl"})
		if e := errs.Of(err); e == nil || e.Kind != errs.Invalid || e.Fields[0].Key != "identity.email.taken" {
			t.Errorf("a second account with the address: %v", err)
		}
		for name, n := range map[string]NewAccount{
			"email":             {Email: "not an address", Name: "X", Lang: "pl"},
			"email with a name": {Email: "X <x@example.pl>", Name: "X", Lang: "pl"},
			"name":              {Email: "x@example.pl", Name: "  ", Lang: "pl"},
			"lang":              {Email: "x@example.pl", Name: "X", Lang: "tlh"},
			"short":             {Email: "x@example.pl", Name: "X", Lang: "pl", Password: "elevenchars"},
			"long":              {Email: "x@example.pl", Name: "X", Lang: "pl", Password: strings.Repeat("ab", 600)},
			"contains address":  {Email: "jan.k@example.pl", Name: "X", Lang: "pl", Password: "my JAN.k@example.PL!"},
			"contains name":     {Email: "jan.kowalski@example.pl", Name: "X", Lang: "pl", Password: "xx Jan.Kowalski 1"},
		} {
			_, err := w.Create(ctx, admin(), n)
			w.kind(name, err, errs.Invalid)
		}
		if got := w.actions("account", a.ID); !slices.Equal(got, []string{"identity.account.create"}) {
			t.Errorf("audit %v", got)
		}
	})
}

func TestChangeAndBlock(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		a := w.person("anna@example.pl")
		w.must(w.Change(ctx, admin(), a.ID, a.Version, "Anna Lis", "en"))
		w.kind("change on an old version", w.Change(ctx, admin(), a.ID, a.Version, "Anna Kot", "en"), errs.Conflict)
		w.kind("unknown account", w.Change(ctx, admin(), "nobody", 0, "Anna Kot", "en"), errs.NotFound)
		session := w.mustSignIn("anna@example.pl", now)
		token, err := w.IssueToken(ctx, db.System(), a.ID, "script", time.Time{})
		w.must(err)
		self := admin()
		self.ID = a.ID
		w.kind("blocking yourself", w.Block(ctx, self, a.ID, 0), errs.Forbidden)
		w.who(session, now)
		w.must(w.Block(ctx, admin(), a.ID, 2))
		w.nobody("session of a blocked account", session, now)
		w.nobody("token of a blocked account", token, now)
		_, err = w.signIn("anna@example.pl", goodPassword, "", now)
		w.kind("sign-in of a blocked account", err, errs.Unauthenticated)
		w.must(w.Unblock(ctx, admin(), a.ID, 3))
		w.nobody("session from before the block", session, now)
		w.who(token, now)
		w.mustSignIn("anna@example.pl", now)
		want := []string{"identity.account.create", "identity.account.change", "identity.account.block", "identity.account.unblock"}
		if got := w.actions("account", a.ID); !slices.Equal(got, want) {
			t.Errorf("audit %v", got)
		}
	})
}

func TestAccounts(t *testing.T) {
	both(t, func(w world) {
		ctx := context.Background()
		for _, n := range []NewAccount{
			{Email: "a_1@example.pl", Name: "Żaneta Ćwik", Lang: "pl"},
			{Email: "b@example.pl", Name: "Олена Шевченко", Lang: "uk"},
			{Email: "c@example.pl", Name: "Jan 100% Kot", Lang: "en"},
		} {
			_, err := w.Create(ctx, admin(), n)
			w.must(err)
		}
		for text, want := range map[string]string{"": "abc", "żANETA": "a", "ОЛЕНА": "b", "EXAMPLE": "abc", "%": "c", "a_": "a", "nobody": ""} {
			all, more, err := w.Accounts(ctx, Query{Text: text})
			w.must(err)
			got := ""
			for _, a := range all {
				got += a.Email[:1]
			}
			if got != want || more {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
		all, more, err := w.Accounts(ctx, Query{Limit: 2})
		if err != nil || len(all) != 2 || !more {
			t.Errorf("first page %v %v %v", all, more, err)
		}
		all, more, err = w.Accounts(ctx, Query{Limit: 2, After: all[1].Email})
		if err != nil || len(all) != 1 || more {
			t.Errorf("second page %v %v %v", all, more, err)
		}
	})
}

// TestInvite: an account made within another transaction has no password, and is gone with it.
func TestInvite(t *testing.T) {
	both(t, func(w world) {
		ctx := context.Background()
		gone := errors.New("taken back")
		n := NewAccount{Email: "Eva@example.org", Name: "Eva", Lang: "en", Password: "not to be taken over"}
		invite := func(tx *db.Tx) error { _, err := w.Invite(tx, n); return err }
		if err := w.d.Write(ctx, admin(), func(tx *db.Tx) error { return errors.Join(invite(tx), gone) }); !errors.Is(err, gone) {
			t.Fatal(err)
		}
		_, err := w.AccountByEmail(ctx, n.Email)
		w.kind("an account taken back", err, errs.NotFound)
		w.must(w.d.Write(ctx, admin(), invite))
		w.kind("the address again", w.d.Write(ctx, admin(), invite), errs.Invalid)
		if a, err := w.AccountByEmail(ctx, n.Email); err != nil || a.HasPassword {
			t.Errorf("%+v %v", a, err)
		}
	})
}
