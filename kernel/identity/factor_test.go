package identity

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/identity/passkey"
	"reeve/kernel/identity/passkey/passkeytest"
	"reeve/kernel/identity/totp"
	"reeve/kernel/policy"
)

const origin = "https://desk.example.org"

// told collects the letters.
type told struct{ all []string }

func (w world) site() *told {
	w.Site = func() passkey.Site { return passkey.Site{URL: origin, Name: "Safe town"} }
	t := &told{}
	w.Tell = func(_ *db.Tx, a Account, n Notice) error {
		t.all = append(t.all, n.What)
		return nil
	}
	return t
}

func (w world) give(account, role string) {
	w.t.Helper()
	_, err := w.Give(context.Background(), admin(), account, policy.Grant{Role: role, Scope: policy.Everything()}, time.Time{}, time.Time{})
	w.must(err)
}

// enrol sets up a passkey in a session.
func (w world) enrol(token, label string, d *passkeytest.Device, now time.Time) []string {
	w.t.Helper()
	ctx, who := context.Background(), w.who(token, now)
	options, err := w.CreationOptions(ctx, who, now)
	w.must(err)
	codes, err := w.AddPasskey(ctx, who, who.Actor(""), label, d.Create(options, origin), now)
	w.must(err)
	return codes
}

// addApp sets up an app and gives its secret.
func (w world) addApp(token string, now time.Time) (totp.Secret, []string) {
	w.t.Helper()
	ctx, who := context.Background(), w.who(token, now)
	o := w.OfferApp(who, now)
	secret, err := totp.Parse(o.Secret)
	w.must(err)
	codes, err := w.AddApp(ctx, who, who.Actor(""), o, secret.Code(totp.Step(now)), now)
	w.must(err)
	return secret, codes
}

func (w world) byPasskey(d *passkeytest.Device, at string, now time.Time) (string, error) {
	w.t.Helper()
	options, err := w.SignInOptions(now)
	w.must(err)
	answer, err := d.Get(options, at)
	w.must(err)
	in, err := w.SignInByPasskey(context.Background(), answer, Credentials{Address: "here", Agent: "test"}, now)
	return in.Token, err
}

// step signs in with the password and wants the second factor to be asked for.
func (w world) step(email string, now time.Time) string {
	w.t.Helper()
	in, err := w.SignIn(context.Background(), Credentials{Email: email, Password: goodPassword}, now)
	w.must(err)
	if in.Token != "" || in.Step == "" {
		w.t.Fatalf("the password alone gives %+v", in)
	}
	w.nobody("the token of a step", in.Step, now)
	return in.Step
}

func TestPasskeyAlone(t *testing.T) {
	both(t, func(w world) {
		now, letters, d := time.Now(), w.site(), &passkeytest.Device{Counts: true}
		anna := w.person("anna@example.pl")
		if codes := w.enrol(w.mustSignIn(anna.Email, now), "Phone", d, now); len(codes) != codeCount {
			t.Errorf("%d recovery codes", len(codes))
		}
		token, err := w.byPasskey(d, origin, now)
		w.must(err)
		who := w.who(token, now)
		if who.Account.ID != anna.ID || who.Principal.Factor != ByPasskey || !Strong(who.Principal) || !Fresh(who.Principal, now, time.Minute) {
			t.Errorf("%+v", who.Principal)
		}
		if Fresh(who.Principal, now.Add(time.Minute), time.Minute) {
			t.Error("fresh after the time")
		}
		_, err = w.byPasskey(d, "https://desk.example.com", now)
		w.kind("an answer obtained by another site", err, errs.Unauthenticated)
		other := &passkeytest.Device{}
		other.Create(`{"challenge":"AAAA","rp":{"id":"desk.example.org"},"user":{"id":"AAAA"}}`, origin)
		_, err = w.byPasskey(other, origin, now)
		w.kind("a passkey of nobody", err, errs.Unauthenticated)
		unverified := d.Copy()
		unverified.Unverified = true
		_, err = w.byPasskey(unverified, origin, now)
		w.kind("a passkey that did not check its user", err, errs.Unauthenticated)

		options, err := w.SignInOptions(now)
		w.must(err)
		answer, err := d.Get(options, origin)
		w.must(err)
		_, err = w.SignInByPasskey(context.Background(), answer, Credentials{}, now)
		w.must(err)
		_, err = w.SignInByPasskey(context.Background(), answer, Credentials{}, now)
		w.kind("the same answer twice", err, errs.Unauthenticated)
		late, err := d.Get(options, origin)
		w.must(err)
		_, err = w.SignInByPasskey(context.Background(), late, Credentials{}, now.Add(challengeLife))
		w.kind("an old challenge", err, errs.Invalid)

		w.must(w.Block(context.Background(), admin(), anna.ID, 0))
		_, err = w.byPasskey(d, origin, now)
		w.kind("a blocked account", err, errs.Unauthenticated)
		if !slices.Equal(letters.all, []string{"passkey_added"}) {
			t.Errorf("letters %v", letters.all)
		}
	})
}

func TestClonedPasskey(t *testing.T) {
	both(t, func(w world) {
		now, letters, d := time.Now(), w.site(), &passkeytest.Device{Counts: true}
		anna := w.person("anna@example.pl")
		w.give(anna.ID, "spoc")
		w.enrol(w.mustSignIn(anna.Email, now), "Phone", d, now)
		thief := d.Copy()
		_, err := w.byPasskey(d, origin, now)
		w.must(err)
		_, err = w.byPasskey(thief, origin, now) // its counter is the one that was just used
		w.kind("a copy", err, errs.Unauthenticated)
		_, err = w.byPasskey(d, origin, now)
		w.kind("the passkey that was copied", err, errs.Unauthenticated)
		f, err := w.Factors(context.Background(), anna.ID, now)
		w.must(err)
		if len(f.Passkeys) != 1 || f.Passkeys[0].Suspect.IsZero() {
			t.Fatalf("%+v", f.Passkeys)
		}
		if !slices.Contains(w.actions("passkey", f.Passkeys[0].ID), "identity.passkey.suspect") || !slices.Contains(letters.all, "passkey_suspect") {
			t.Errorf("log %v, letters %v", w.actions("passkey", f.Passkeys[0].ID), letters.all)
		}
		w.step(anna.Email, now) // the password alone opens nothing, not even the page to enrol
	})
}

func TestSecondFactor(t *testing.T) {
	both(t, func(w world) {
		ctx, now, d := context.Background(), time.Now(), &passkeytest.Device{}
		w.site()
		anna, eve := w.person("anna@example.pl"), w.person("eve@example.pl")
		session := w.mustSignIn(anna.Email, now)
		secret, codes := w.addApp(session, now)
		w.enrol(session, "Phone", d, now)
		w.enrol(w.mustSignIn(eve.Email, now), "Phone", &passkeytest.Device{}, now)

		// A passkey, bound to the account whose password was right.
		token := w.step(anna.Email, now)
		step, err := w.Step(ctx, token, now)
		w.must(err)
		if step.Account.ID != anna.ID || !step.App || !strings.Contains(step.Options, "allowCredentials") {
			t.Errorf("%+v", step)
		}
		answer, err := d.Get(step.Options, origin)
		w.must(err)
		_, err = w.Finish(ctx, w.step(eve.Email, now), Proof{Assertion: answer}, Credentials{}, now)
		w.kind("another's passkey", err, errs.Unauthenticated)
		in, err := w.Finish(ctx, token, Proof{Assertion: answer}, Credentials{Agent: "test"}, now)
		w.must(err)
		if f := w.who(in.Token, now).Principal.Factor; f != ByPasskey {
			t.Errorf("signed in by %s", f)
		}
		_, err = w.Finish(ctx, token, Proof{Assertion: answer}, Credentials{}, now)
		w.kind("a step twice", err, errs.Unauthenticated)

		// A code is good once, and not the one that set up the app.
		token = w.step(anna.Email, now)
		_, err = w.Finish(ctx, token, Proof{Code: secret.Code(totp.Step(now))}, Credentials{}, now)
		w.kind("the code that set up the app", err, errs.Invalid)
		now = now.Add(2 * time.Minute)
		code := secret.Code(totp.Step(now))
		in, err = w.Finish(ctx, token, Proof{Code: code[:3] + " " + code[3:]}, Credentials{}, now)
		w.must(err)
		if f := w.who(in.Token, now).Principal.Factor; f != ByTOTP {
			t.Errorf("signed in by %s", f)
		}
		_, err = w.Finish(ctx, w.step(anna.Email, now), Proof{Code: code}, Credentials{}, now)
		w.kind("a used code", err, errs.Invalid)

		// A recovery code too, in small letters and with the mistakes people make.
		in, err = w.Finish(ctx, w.step(anna.Email, now), Proof{Code: strings.ToLower(strings.ReplaceAll(codes[0], "0", "o"))}, Credentials{}, now)
		w.must(err)
		if f := w.who(in.Token, now).Principal.Factor; f != ByCode {
			t.Errorf("signed in by %s", f)
		}
		_, err = w.Finish(ctx, w.step(anna.Email, now), Proof{Code: codes[0]}, Credentials{}, now)
		w.kind("a used recovery code", err, errs.Invalid)
		_, err = w.Finish(ctx, w.step(eve.Email, now), Proof{Code: codes[1]}, Credentials{}, now)
		w.kind("another's recovery code", err, errs.Invalid)
		if f, err := w.Factors(ctx, anna.ID, now); err != nil || f.Codes != codeCount-1 {
			t.Errorf("%d codes left, %v", f.Codes, err)
		}
		if !slices.Contains(w.actions("account", anna.ID), "identity.codes.use") {
			t.Error("the use of a recovery code is not in the log")
		}

		token = w.step(anna.Email, now)
		_, err = w.Step(ctx, token, now.Add(stepLife))
		w.kind("a step too late", err, errs.Unauthenticated)
	})
}

// TestGuessedCodes: guessing codes is slowed, and entering the right password again does not make it faster.
func TestGuessedCodes(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		w.site()
		anna := w.person("anna@example.pl")
		w.addApp(w.mustSignIn(anna.Email, now), now)
		tried := 0
		for range 20 {
			_, err := w.Finish(ctx, w.step(anna.Email, now), Proof{Code: "000000"}, Credentials{}, now.Add(time.Hour))
			if errs.KindOf(err) == errs.Invalid {
				tried++
			} else if errs.KindOf(err) != errs.TooMany && errs.KindOf(err) != errs.Unauthenticated {
				t.Fatal(err)
			}
		}
		if tried > 5 {
			t.Errorf("%d codes were looked at", tried)
		}
	})
}

func TestRoleDemands(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now().Add(time.Minute) // grants run from their transaction on
		w.site()
		e, err := policy.Load(Files())
		w.must(err)
		anna := w.person("anna@example.pl")
		before := w.mustSignIn(anna.Email, now)
		weak, err := w.IssueTokenIn(ctx, w.who(before, now), db.Actor{Kind: "account", ID: anna.ID}, anna.ID, "weak", time.Time{})
		w.must(err)
		w.who(weak, now)
		w.give(anna.ID, "spoc")

		who := w.who(before, now)
		if who.Hold != HoldEnrol || e.May(who.Principal, "identity.own") || e.May(who.Principal, "identity.tokens.own") || !e.May(who.Principal, "identity.factors.own") {
			t.Errorf("a role that demands a factor without one: %q, %v", who.Hold, who.Principal.Grants)
		}
		_, err = w.Principal(ctx, weak, now)
		w.kind("a token made without a second factor", err, errs.Forbidden)

		other := w.mustSignIn(anna.Email, now)
		w.enrol(before, "Phone", &passkeytest.Device{}, now)
		who = w.who(before, now)
		if who.Hold != "" || !e.May(who.Principal, "identity.own") {
			t.Errorf("after enrolling: %q", who.Hold)
		}
		if who := w.who(other, now); who.Hold != HoldConfirm || e.May(who.Principal, "identity.own") {
			t.Errorf("another session after enrolling: %q", who.Hold)
		}
		strong, err := w.IssueTokenIn(ctx, who, who.Actor(""), anna.ID, "strong", time.Time{})
		w.must(err)
		p := w.who(strong, now).Principal
		if !Strong(p) || Fresh(p, now, time.Hour) {
			t.Errorf("a token made with a second factor: %+v", p)
		}
		w.kind("a token is not fresh", DemandFresh(p, now, time.Hour), errs.Forbidden)
	})
}

func TestLastFactorStays(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		w.site()
		anna := w.person("anna@example.pl")
		session := w.mustSignIn(anna.Email, now)
		w.enrol(session, "Phone", &passkeytest.Device{}, now)
		f, err := w.Factors(ctx, anna.ID, now)
		w.must(err)
		key := f.Passkeys[0].ID
		who := func() Who { return w.who(session, now) }
		w.kind("the last passkey", w.RemovePasskey(ctx, who(), who().Actor(""), key, now), errs.Conflict)
		w.addApp(session, now)
		w.must(w.RemovePasskey(ctx, who(), who().Actor(""), key, now))
		w.kind("the last app", w.RemoveApp(ctx, who(), who().Actor(""), now), errs.Conflict)
		w.kind("a removed passkey", w.RemovePasskey(ctx, who(), who().Actor(""), key, now), errs.NotFound)

		// Changes want a fresh look; Confirm gives it.
		later := now.Add(FreshFor)
		stale := w.who(session, later)
		_, err = w.NewCodes(ctx, stale, stale.Actor(""), later)
		w.kind("new codes after a while", err, errs.Forbidden)
		w.kind("confirming with a password where there is a factor", w.Confirm(ctx, stale, Proof{}, goodPassword, "", later), errs.Invalid)
		app, _, err := func() (CodeApp, bool, error) {
			var a CodeApp
			var had bool
			err := w.d.Read(ctx, func(s *db.Snapshot) (err error) { a, had, err = totpOf(s, anna.ID); return err })
			return a, had, err
		}()
		w.must(err)
		var secret totp.Secret
		w.must(w.d.Read(ctx, func(s *db.Snapshot) (err error) {
			secret, err = w.keys.Open(s, "totp/"+app.ID, "secret", app.sealed)
			return err
		}))
		w.must(w.Confirm(ctx, stale, Proof{Code: secret.Code(totp.Step(later))}, "", "", later))
		fresh := w.who(session, later)
		codes, err := w.NewCodes(ctx, fresh, fresh.Actor(""), later)
		w.must(err)
		if len(codes) != codeCount {
			t.Errorf("%d codes", len(codes))
		}
	})
}

// TestFirstFactorWantsPassword: a session left open is not enough to set up a factor of somebody else's.
func TestFirstFactorWantsPassword(t *testing.T) {
	both(t, func(w world) {
		ctx, now := context.Background(), time.Now()
		w.site()
		anna := w.person("anna@example.pl")
		session, later := w.mustSignIn(anna.Email, now), now.Add(FreshFor)
		who := w.who(session, later)
		w.kind("a session left open", w.MayChange(ctx, who, later), errs.Forbidden)
		w.kind("a wrong password", w.Confirm(ctx, who, Proof{}, "another long password", "", later), errs.Invalid)
		w.must(w.Confirm(ctx, who, Proof{}, goodPassword, "", later))
		w.must(w.MayChange(ctx, w.who(session, later), later))
		token, err := w.IssueToken(ctx, db.System(), anna.ID, "program", time.Time{})
		w.must(err)
		w.kind("a program", w.MayChange(ctx, w.who(token, now), now), errs.Forbidden)
	})
}
