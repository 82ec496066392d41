package identity

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/errs"
)

func TestSessionEnds(t *testing.T) {
	both(t, func(w world) {
		ctx, start := context.Background(), time.Now()
		w.person("anna@example.pl")
		idle := w.mustSignIn("anna@example.pl", start)
		used := w.mustSignIn("anna@example.pl", start)
		now := start
		for range 14 {
			now = now.Add(11*time.Hour + 50*time.Minute)
			w.who(used, now)
		}
		w.nobody("a session idle for 12 hours", idle, start.Add(12*time.Hour))
		w.nobody("a session of 7 days", used, start.Add(7*24*time.Hour))
		if all, err := w.Sessions(ctx, w.who(used, now).Account.ID, now); err != nil || len(all) != 1 {
			t.Errorf("%v %v", all, err)
		}
		w.must(w.Sweep(ctx, start.Add(7*24*time.Hour)))
		w.nobody("swept", used, start)
	})
}

func TestRevokeSession(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		a, b := w.person("anna@example.pl"), w.person("jan.kot@example.pl")
		one, two := w.mustSignIn("anna@example.pl", now), w.mustSignIn("anna@example.pl", now)
		other := w.mustSignIn("jan.kot@example.pl", now)
		w.kind("somebody else's session", w.RevokeSession(ctx, b.ID, w.who(one, now).Session), errs.NotFound)
		w.must(w.RevokeSession(ctx, a.ID, w.who(one, now).Session))
		w.nobody("revoked session", one, now)
		w.who(two, now)
		w.must(w.SignOut(ctx, two))
		w.must(w.SignOut(ctx, two))
		w.nobody("signed out", two, now)
		w.who(other, now)
	})
}

func TestPasswords(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		a := w.person("anna@example.pl")
		here, there := w.mustSignIn("anna@example.pl", now), w.mustSignIn("anna@example.pl", now)
		who := w.who(here, now)
		const second, third = "four grey owls at noon", "five white owls at noon"
		w.kind("wrong old password", w.ChangePassword(ctx, who.Actor(""), a.ID, "not my password", second, who.Session, now), errs.Invalid)
		w.kind("weak new password", w.ChangePassword(ctx, who.Actor(""), a.ID, goodPassword, "short", who.Session, now), errs.Invalid)
		w.must(w.ChangePassword(ctx, who.Actor(""), a.ID, goodPassword, second, who.Session, now))
		w.who(here, now)
		w.nobody("another session after the change", there, now)
		_, err := w.signIn("anna@example.pl", goodPassword, "", now)
		w.kind("the old password", err, errs.Unauthenticated)
		for range 5 {
			_, err = w.signIn("anna@example.pl", "guess after guess", "", now)
		}
		w.kind("after guesses", err, errs.TooMany)
		w.kind("your own without the present one", w.SetPassword(ctx, who.Actor(""), a.ID, third), errs.Forbidden)
		w.must(w.SetPassword(ctx, admin(), a.ID, third))
		w.nobody("every session after a reset", here, now)
		_, err = w.signIn("anna@example.pl", third, "", now)
		w.must(err)
	})
}
