package identity

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

func TestToken(t *testing.T) {
	both(t, func(w world) {
		ctx := context.Background()
		a, b := w.person("anna@example.pl"), w.person("jan.kot@example.pl")
		expires := time.Now().Add(time.Hour)
		token, err := w.IssueToken(ctx, db.Actor{Kind: "account", ID: a.ID}, a.ID, "export every night", expires)
		w.must(err)
		if !regexp.MustCompile(`^rv_[0-9A-HJKMNP-TV-Z]{32}$`).MatchString(token) {
			t.Errorf("token %q", token)
		}
		who := w.who(token, time.Now())
		if who.Account.ID != a.ID || who.Principal.Kind != "token" || who.Principal.ID != a.ID || who.Session != "" {
			t.Errorf("%+v", who)
		}
		w.nobody("expired token", token, expires)
		w.nobody("changed token", token[:34]+"!", time.Now())
		w.nobody("token used as a session", "rs_"+token[3:], time.Now())
		session := w.mustSignIn("anna@example.pl", time.Now())
		w.nobody("session used as a token", "rv_"+session[3:], time.Now())
		all, err := w.Tokens(ctx, a.ID)
		if err != nil || len(all) != 1 || all[0].LastUsed.IsZero() || all[0].Label != "export every night" {
			t.Fatalf("%+v %v", all, err)
		}
		w.kind("somebody else's token", w.RevokeToken(ctx, admin(), b.ID, all[0].ID), errs.NotFound)
		w.must(w.RevokeToken(ctx, admin(), a.ID, all[0].ID))
		w.nobody("revoked token", token, time.Now())
		w.kind("revoked twice", w.RevokeToken(ctx, admin(), a.ID, all[0].ID), errs.NotFound)
		_, err = w.IssueToken(ctx, admin(), a.ID, "to act as another", time.Time{})
		w.kind("for another person", err, errs.Forbidden)
		_, err = w.IssueToken(ctx, db.System(), a.ID, " ", time.Time{})
		w.kind("without a label", err, errs.Invalid)
		_, err = w.IssueToken(ctx, admin(), "nobody", "x", time.Time{})
		w.kind("for nobody", err, errs.NotFound)
	})
}

// TestNothingInClear: neither token nor password stands anywhere in what is stored.
func TestNothingInClear(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		a := w.person("anna@example.pl")
		token, err := w.IssueToken(ctx, db.System(), a.ID, "x", time.Time{})
		w.must(err)
		session := w.mustSignIn("anna@example.pl", now)
		w.must(w.d.Read(ctx, func(s *db.Snapshot) error {
			for _, query := range []string{
				"SELECT CAST(body AS TEXT) FROM audit_entry",
				"SELECT COALESCE(password, '') || email || name FROM account",
				"SELECT hash || label FROM api_token",
				"SELECT token_hash || id || agent FROM session",
				"SELECT who FROM sign_in_failure",
			} {
				rows, err := db.Strings(s, query)
				if err != nil {
					return err
				}
				for _, row := range rows {
					for _, secret := range []string{token, token[3:], session[3:], goodPassword} {
						if strings.Contains(row, secret) {
							t.Errorf("%s shows a secret", query)
						}
					}
				}
			}
			return nil
		}))
	})
}

func TestTokenForRole(t *testing.T) {
	both(t, func(w world) {
		ctx := context.Background()
		one, err := w.TokenForRole(ctx, db.System(), "intake", "call centre", time.Time{})
		w.must(err)
		two, err := w.TokenForRole(ctx, db.System(), "intake", "second", time.Time{})
		w.must(err)
		a, b := w.who(one, time.Now()), w.who(two, time.Now())
		if one == two || a.Account.ID != b.Account.ID || a.Account.Email != "service-intake" || a.Account.Kind != Service {
			t.Errorf("%+v %+v", a, b)
		}
		want := policy.Grant{Role: "intake", Scope: policy.Everything()}
		if len(a.Principal.Grants) != 2 || a.Principal.Grants[0] != want || a.Principal.Grants[1].Role != "public" {
			t.Errorf("grants %+v", a.Principal.Grants)
		}
		_, err = w.signIn("service-intake", "", "", time.Now())
		w.kind("a service signs in", err, errs.Unauthenticated)
		w.kind("a service gets a password", w.SetPassword(ctx, db.System(), a.Account.ID, goodPassword), errs.Invalid)
		for _, role := range []string{"king", "public", "system", ""} {
			_, err = w.TokenForRole(ctx, db.System(), role, "x", time.Time{})
			w.kind("role "+role, err, errs.Invalid)
		}
		w.must(w.Block(ctx, db.System(), a.Account.ID, 0))
		_, err = w.TokenForRole(ctx, db.System(), "intake", "third", time.Time{})
		w.kind("a blocked service", err, errs.Forbidden)
	})
}
