package identity

import (
	"context"
	"slices"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity/passkey/passkeytest"
)

func TestRecoveryByTwo(t *testing.T) {
	both(t, func(w world) {
		ctx, now, letters, d := context.Background(), time.Now(), w.site(), &passkeytest.Device{}
		anna, one, two := w.person("anna@example.pl"), w.person("one@example.pl"), w.person("two@example.pl")
		as := func(a Account) db.Actor { return db.Actor{Kind: "account", ID: a.ID} }
		session := w.mustSignIn(anna.Email, now)
		codes := w.enrol(session, "Phone", d, now)
		w.addApp(session, now)

		const why = "Phone lost, came in person"
		propose := func(actor db.Actor) error { return w.ProposeRecovery(ctx, actor, anna.ID, why, now) }
		w.kind("without a reason", w.ProposeRecovery(ctx, as(one), anna.ID, " ", now), errs.Invalid)
		w.kind("for oneself", propose(as(anna)), errs.Forbidden)
		w.kind("by a program", propose(db.Actor{Kind: "token", ID: one.ID}), errs.Forbidden)
		_, err := w.ConfirmRecovery(ctx, as(two), anna.ID, now)
		w.kind("confirmed before it was proposed", err, errs.Conflict)
		w.must(propose(as(one)))
		w.kind("proposed twice", propose(as(two)), errs.Conflict)
		_, err = w.ConfirmRecovery(ctx, as(one), anna.ID, now)
		w.kind("confirmed by who proposed it", err, errs.Forbidden)
		_, err = w.ConfirmRecovery(ctx, as(anna), anna.ID, now)
		w.kind("confirmed by the person", err, errs.Forbidden)
		w.who(session, now) // nothing has changed yet

		key, err := w.ConfirmRecovery(ctx, as(two), anna.ID, now)
		w.must(err)
		w.nobody("a session after the recovery", session, now)
		_, err = w.byPasskey(d, origin, now)
		w.kind("a removed passkey", err, errs.Unauthenticated)
		_, err = w.signIn(anna.Email, goodPassword, "", now)
		w.kind("the password without the link", err, errs.Unauthenticated)
		if f, err := w.Factors(ctx, anna.ID, now); err != nil || f.Any() || f.Codes != 0 {
			t.Errorf("left: %+v %v", f, err)
		}

		w.must(w.LinkGood(ctx, key, now))
		w.kind("the link after a day", w.LinkGood(ctx, key, now.Add(linkLife+time.Hour)), errs.Gone)
		_, err = w.SignInByLink(ctx, key, Credentials{Password: "another long password"}, now)
		w.kind("the link with a wrong password", err, errs.Invalid)
		in, err := w.SignInByLink(ctx, key, Credentials{Password: goodPassword, Agent: "test"}, now)
		w.must(err)
		_, err = w.SignInByLink(ctx, key, Credentials{Password: goodPassword}, now)
		w.kind("the link twice", err, errs.Gone)
		if again := w.enrol(in.Token, "New phone", &passkeytest.Device{}, now); len(again) != codeCount || slices.Contains(again, codes[0]) {
			t.Errorf("codes %v", again)
		}
		w.step(anna.Email, now)

		want := []string{"passkey_added", "app_added", "recovery_proposed", "recovery_confirmed", "passkey_added"}
		if !slices.Equal(letters.all, want) {
			t.Errorf("letters %v, want %v", letters.all, want)
		}
		var id string
		w.must(w.d.Read(ctx, func(s *db.Snapshot) error {
			return s.QueryRow("SELECT id FROM recovery WHERE account = $1", anna.ID).Scan(&id)
		}))
		if got := w.actions("recovery", id); !slices.Equal(got, []string{"identity.recovery.propose", "identity.recovery.confirm", "identity.recovery.use"}) {
			t.Errorf("log %v", got)
		}
	})
}

func TestRecoveryWithdrawnOrOld(t *testing.T) {
	both(t, func(w world) {
		ctx, now, letters := context.Background(), time.Now(), w.site()
		anna, one, two := w.person("anna@example.pl"), w.person("one@example.pl"), w.person("two@example.pl")
		as := func(a Account) db.Actor { return db.Actor{Kind: "account", ID: a.ID} }
		w.must(w.ProposeRecovery(ctx, as(one), anna.ID, "Phone lost", now))
		if all, err := w.Recoveries(ctx, now); err != nil || len(all) != 1 || all[0].Account != anna.ID {
			t.Errorf("%v %v", all, err)
		}
		w.must(w.WithdrawRecovery(ctx, as(two), anna.ID, now))
		_, err := w.ConfirmRecovery(ctx, as(two), anna.ID, now)
		w.kind("confirmed after it was withdrawn", err, errs.Conflict)
		w.must(w.ProposeRecovery(ctx, as(one), anna.ID, "Phone lost", now))
		_, err = w.ConfirmRecovery(ctx, as(two), anna.ID, now.Add(proposalLife+time.Hour))
		w.kind("confirmed after a week", err, errs.Conflict)

		// A second recovery makes the first one's link useless.
		first, err := w.ConfirmRecovery(ctx, as(two), anna.ID, now)
		w.must(err)
		w.must(w.ProposeRecovery(ctx, as(one), anna.ID, "Link was lost as well", now))
		second, err := w.ConfirmRecovery(ctx, as(two), anna.ID, now)
		w.must(err)
		w.kind("the first link", w.LinkGood(ctx, first, now), errs.Gone)
		w.must(w.LinkGood(ctx, second, now))
		if len(letters.all) != 6 {
			t.Errorf("letters %v", letters.all)
		}

		w.must(w.Block(ctx, admin(), one.ID, 0))
		w.kind("for a blocked account", w.ProposeRecovery(ctx, as(two), one.ID, "Phone lost", now), errs.Conflict)
	})
}

// TestRecoverHere: whoever holds the data folder helps an only administrator alone, and the log tells.
func TestRecoverHere(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		w.site()
		anna := w.person("anna@example.pl")
		w.enrol(w.mustSignIn(anna.Email, now), "Phone", &passkeytest.Device{}, now)
		_, err := w.RecoverHere(ctx, anna.ID, " ")
		w.kind("without a reason", err, errs.Invalid)
		key, err := w.RecoverHere(ctx, anna.ID, "The only key is lost")
		w.must(err)
		in, err := w.SignInByLink(ctx, key, Credentials{Password: goodPassword}, now)
		w.must(err)
		if w.who(in.Token, now).Account.ID != anna.ID {
			t.Error("the link opens another account")
		}
	})
}
