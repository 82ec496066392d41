package identity

import (
	"context"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/secrets"
)

const goodPassword = "three brown owls at noon"

// world is the service on a real database, with cheap hashes and posts from the table test_appointment.
type world struct {
	*Identity
	t      testing.TB
	d      *db.DB
	signer *audit.Signer
}

func both(t *testing.T, test func(w world)) {
	t.Helper()
	dbtest.Both(t, func(t *testing.T, d *db.DB) { test(newWorld(t, d)) }, audit.Files(), secrets.Files(), Files())
}

func newWorld(t testing.TB, d *db.DB) world {
	t.Helper()
	dir := t.TempDir()
	signer, err := audit.LoadOrCreateSigner(dir, "test.example/log")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(d, Tables(), audit.Options{Origin: "test.example/log", Signer: signer})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secrets.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	light := argon2id.Params{Memory: 256, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	return world{New(d, keys, log, nil, newHasher(2, light)), t, d, signer}
}

func admin() db.Actor { return db.Actor{Kind: "account", ID: "the-admin"} }

func (w world) person(email string) Account {
	w.t.Helper()
	a, err := w.Create(context.Background(), admin(), NewAccount{Email: email, Name: "Anna Nowak", Lang: "pl", Password: goodPassword})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w world) signIn(email, password, address string, now time.Time) (string, error) {
	s, err := w.SignIn(context.Background(), Credentials{Email: email, Password: password, Address: address, Agent: "test"}, now)
	return s.Token, err
}

func (w world) mustSignIn(email string, now time.Time) string {
	w.t.Helper()
	token, err := w.signIn(email, goodPassword, "", now)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

func (w world) who(token string, now time.Time) Who {
	w.t.Helper()
	who, err := w.Principal(context.Background(), token, now)
	if err != nil {
		w.t.Fatal(err)
	}
	return who
}

func (w world) nobody(what, token string, now time.Time) {
	w.t.Helper()
	if _, err := w.Principal(context.Background(), token, now); errs.KindOf(err) != errs.Unauthenticated {
		w.t.Errorf("%s: %v, want unauthenticated", what, err)
	}
}

func (w world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w world) kind(what string, err error, want errs.Kind) {
	w.t.Helper()
	if err == nil || errs.KindOf(err) != want {
		w.t.Errorf("%s: %v, want kind %d", what, err, want)
	}
}

// actions lists the audit log's actions on a record.
func (w world) actions(kind, record string) (all []string) {
	w.t.Helper()
	err := w.d.Read(context.Background(), func(s *db.Snapshot) (err error) {
		all, err = db.Strings(s, "SELECT action FROM audit_entry WHERE kind = $1 AND record = $2 ORDER BY id", kind, record)
		return err
	})
	w.must(err)
	return all
}
