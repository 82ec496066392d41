package identity

import (
	"context"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/identity/passkey/passkeytest"
	"reeve/kernel/policy"
	"reeve/kernel/secrets"
)

// TestCovered: what was done through the service verifies, bookkeeping included; what was done past it does
// not.
func TestCovered(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t, audit.Files(), secrets.Files(), Files()))
	ctx := context.Background()
	faults := func() (all []audit.Fault) {
		t.Helper()
		w.must(w.d.Read(ctx, func(s *db.Snapshot) error {
			r, err := audit.Verify(ctx, s, Tables(), w.signer.PublicKey(), audit.VerifyOptions{Now: time.Now()})
			all = r.Faults
			return err
		}))
		return all
	}
	a := w.person("anna@example.pl")
	w.must(w.Change(ctx, admin(), a.ID, 0, "Anna Lis", "en"))
	given, err := w.Give(ctx, admin(), a.ID, policy.Grant{Role: "officer", Scope: policy.Ref{Kind: policy.Place, ID: "p"}}, time.Time{}, time.Time{})
	w.must(err)
	token, err := w.TokenForRole(ctx, db.System(), "intake", "x", time.Now().Add(time.Hour))
	w.must(err)
	w.who(token, time.Now())
	w.who(w.mustSignIn("anna@example.pl", time.Now()), time.Now())
	w.must(w.SetPassword(ctx, admin(), a.ID, "four grey owls at noon"))
	w.must(w.End(ctx, admin(), given.ID))
	w.site()
	now := time.Now()
	b := w.person("boris@example.pl")
	session, d := w.mustSignIn(b.Email, now), &passkeytest.Device{Counts: true}
	w.enrol(session, "Phone", d, now)
	w.addApp(session, now)
	_, err = w.byPasskey(d, origin, now)
	w.must(err)
	w.must(w.ProposeRecovery(ctx, db.Actor{Kind: "account", ID: a.ID}, b.ID, "Phone lost", now))
	if found := faults(); len(found) > 0 {
		t.Fatalf("%+v", found)
	}
	for n, change := range []string{
		"UPDATE grant_of SET valid_until = NULL",
		"UPDATE account SET password = 'x' WHERE email = 'anna@example.pl'",
		"UPDATE api_token SET expires_at = NULL",
		"UPDATE passkey SET label = 'X'",
		"UPDATE totp SET removed_at = 1",
		"UPDATE recovery SET proposed_by = 'somebody else'",
	} {
		w.must(w.d.Housekeep(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(change)
			return err
		}))
		if found := faults(); len(found) != n+1 {
			t.Errorf("%s: %+v", change, found)
		}
	}
}
