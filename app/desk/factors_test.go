package desk_test

import (
	"context"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/identity/passkey"
	"reeve/kernel/identity/passkey/passkeytest"
	"reeve/kernel/identity/totp"
	"reeve/kernel/policy"
)

const deskOrigin = "https://desk.example.org"

// reachable gives the installation an address at which browsers know passkeys.
func (s *station) reachable() {
	s.Identity.Site = func() passkey.Site { return passkey.Site{URL: deskOrigin, Name: "Safe town"} }
}

// options are what a page asks the browser with.
func (p page) options(t *testing.T, kind string) string {
	t.Helper()
	m := regexp.MustCompile(`data-passkey="` + kind + `" data-options="([^"]*)" data-origin="` + deskOrigin + `"`).FindStringSubmatch(p.body)
	if m == nil {
		t.Fatalf("the page asks for no passkey (%s):\n%s", kind, p.main())
	}
	return html.UnescapeString(m[1])
}

func (s *station) give(role, what string) {
	s.t.Helper()
	_, err := s.Identity.Give(s.t.Context(), db.System(), s.people[role].ID, policy.Grant{Role: what, Scope: policy.Everything()}, time.Time{}, time.Time{})
	s.must(err)
}

// TestAppWithoutScript goes the whole way with forms alone: the role demands, the app is set up, codes are shown, the
// next sign-in asks for a code.
func TestAppWithoutScript(t *testing.T) {
	s := open(t)
	b := s.signIn("officer")
	s.give("officer", "spoc")
	if p := b.get("/desk/work"); p.status != http.StatusSeeOther || p.location != "/desk/factors?next=%2Fdesk%2Fwork" {
		t.Fatalf("%d %s", p.status, p.location)
	}
	if p := b.post("/desk/account/profile", "name", "X", "lang", "en"); p.status != http.StatusForbidden {
		t.Errorf("an act without the second factor: %d", p.status)
	}
	p := b.get("/desk/factors?next=%2Fdesk%2Fwork")
	p.has(t, "Your role asks for a second factor", "Browsers know passkeys only", "Set up an app")
	p.lacks(t, `href="/desk/account"`, `href="/desk/work"`, "data-passkey")

	p = b.post("/desk/factors/app", "next", "/desk/work")
	p.has(t, "<svg class=\"rv-key__qr\"")
	secret, err := totp.Parse(p.value(t, "secret"))
	s.must(err)
	fields := []string{"secret", p.value(t, "secret"), "seal", p.value(t, "seal"), "uri", html.UnescapeString(p.value(t, "uri")), "next", "/desk/work"}
	again := b.post("/desk/factors/app/confirm", append(fields, "code", "000000")...)
	again.has(t, "This code is not right", p.value(t, "secret"))
	if p := b.post("/desk/factors/app/confirm", append([]string{"code", "000000", "secret", totp.New().Text()}, fields[2:]...)...); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a secret of one's own: %d", p.status)
	}
	p = b.post("/desk/factors/app/confirm", append(fields, "code", secret.Code(totp.Step(s.now)))...)
	p.has(t, "The app is set up.", "Your recovery codes", `href="/desk/work"`)
	codes := regexp.MustCompile(`<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>`).FindAllStringSubmatch(p.body, -1)
	if len(codes) != 10 {
		t.Fatalf("%d codes on the page", len(codes))
	}
	b.get("/desk/work").has(t, "<h1")
	b.get("/desk/account").has(t, "Not used yet: 10")

	s.now = s.now.Add(time.Minute)
	b = &browser{station: s}
	p = b.post("/desk/sign-in", "email", "officer@example.org", "password", password, "next", "/desk/account")
	if p.location != "/desk/sign-in/second?next=%2Fdesk%2Faccount" || b.cookie != nil || b.step == nil {
		t.Fatalf("after the password: %s, session %v", p.location, b.cookie)
	}
	if p := b.get("/desk"); p.status != http.StatusSeeOther {
		t.Errorf("the desk opens with the password alone: %d", p.status)
	}
	b.get(p.location).has(t, "The password is right", `autocomplete="one-time-code"`)
	p = b.post("/desk/sign-in/second", "code", "000000", "next", "/desk/account")
	p.has(t, "This code is not right", `name="next" value="/desk/account"`)
	p = b.post("/desk/sign-in/second", "code", secret.Code(totp.Step(s.now)), "next", "/desk/account")
	if p.location != "/desk/account" || b.cookie == nil || b.step != nil {
		t.Fatalf("after the code: %d %s", p.status, p.location)
	}
	b.get("/desk/account").has(t, "My account")
	b.get("/desk/sign-in/second").lacks(t, "one-time-code")

	other := &browser{station: s}
	other.post("/desk/sign-in", "email", "officer@example.org", "password", password)
	if p := other.post("/desk/sign-in/second", "code", codes[0][1]); p.location != "/desk" {
		t.Errorf("a recovery code leads to %d %s", p.status, p.location)
	}
	p = other.post("/desk/factors/app/remove")
	p.has(t, "This is your last second factor")

	// After a quarter of an hour changes want another look.
	s.now = s.now.Add(20 * time.Minute)
	other.get("/desk/factors").has(t, "within the last 15 minutes", `href="/desk/confirm?next=%2Fdesk%2Ffactors"`)
	if p := other.post("/desk/factors/codes"); p.location != "/desk/confirm?next=%2Fdesk%2Ffactors" {
		t.Errorf("%d %s", p.status, p.location)
	}
	if p := other.post("/desk/confirm", "code", secret.Code(totp.Step(s.now)), "next", "/desk/factors"); p.location != "/desk/factors" {
		t.Errorf("%d %s", p.status, p.location)
	}
	other.post("/desk/factors/codes").has(t, "New recovery codes have been made.")
}

func TestPasskeyOnPages(t *testing.T) {
	s := open(t)
	s.reachable()
	d := &passkeytest.Device{}
	b := s.signIn("officer")
	p := b.get("/desk/factors")
	answer := d.Create(p.options(t, "create"), deskOrigin)
	b.post("/desk/factors/passkeys", "answer", answer, "label", " ").has(t, "Give the passkey a name")
	p = b.post("/desk/factors/passkeys", "answer", answer, "label", "Phone")
	p.has(t, "The passkey is set up.", "Your recovery codes")
	if p := b.post("/desk/factors/passkeys", "answer", answer, "label", "Phone"); p.status != http.StatusUnprocessableEntity && p.status != http.StatusConflict {
		t.Errorf("the same passkey twice: %d", p.status)
	}
	p = b.get("/desk/factors")
	p.has(t, "Phone", "On one device")
	id := regexp.MustCompile(`/desk/factors/passkeys/([^/]+)/remove`).FindStringSubmatch(p.body)[1]
	if p := b.post("/desk/factors/passkeys/" + id + "/remove"); p.status != http.StatusConflict {
		t.Errorf("the last passkey is removed: %d", p.status)
	}

	b = &browser{station: s}
	p = b.get("/desk/sign-in?next=/desk/account&lang=pl")
	answer, err := d.Get(p.options(t, "get"), deskOrigin)
	s.must(err)
	wrong, err := d.Get(p.options(t, "get"), "https://evil.example")
	s.must(err)
	p = b.post("/desk/sign-in/passkey", "answer", wrong, "next", "/desk/account", "lang", "pl")
	if p.status != http.StatusUnprocessableEntity || b.cookie != nil {
		t.Errorf("an answer of another site: %d", p.status)
	}
	p.has(t, `<html lang="pl"`, "Ten klucz dostępu nie pasuje", `name="next" value="/desk/account"`)
	if p := b.post("/desk/sign-in/passkey", "answer", answer, "next", "/desk/account"); p.location != "/desk/account" || b.cookie == nil {
		t.Fatalf("%d %s", p.status, p.location)
	}
	for _, junk := range []string{"", "{}", "[]", `{"id":"x"}`, strings.Repeat("x", 70<<10)} {
		if p := (&browser{station: s}).post("/desk/sign-in/passkey", "answer", junk); p.status != http.StatusUnprocessableEntity {
			t.Errorf("%.20q gives %d", junk, p.status)
		}
	}
}

func TestRecoveryOnPages(t *testing.T) {
	s := open(t)
	for _, name := range []string{"coordinator"} { // a second administrator
		s.give(name, "admin")
	}
	b := s.signIn("officer")
	d := &passkeytest.Device{}
	s.reachable()
	b.post("/desk/factors/passkeys", "answer", d.Create(b.get("/desk/factors").options(t, "create"), deskOrigin), "label", "Phone")
	one, two, watcher := s.signIn("admin"), s.signIn("coordinator"), s.as("auditor")
	here := "/desk/users/" + s.people["officer"].ID

	if p := watcher.post(here+"/recovery", "reason", "Phone lost"); p.status != http.StatusForbidden {
		t.Errorf("an auditor proposes: %d", p.status)
	}
	one.post(here+"/recovery", "reason", "x").has(t, "Give the reason")
	if p := one.post(here+"/recovery", "reason", "Phone lost, came in person"); p.location != here+"?done=proposed" {
		t.Fatalf("%d %s", p.status, p.location)
	}
	one.get(here).has(t, "You proposed this.", "Withdraw the proposal")
	if p := one.post(here + "/recovery/confirm"); p.status != http.StatusForbidden {
		t.Errorf("confirmed by who proposed it: %d", p.status)
	}
	two.get("/desk/users").has(t, "Waiting for a second administrator", "The officer", "Phone lost, came in person")
	two.get(here).has(t, "Confirm: end sessions")
	p := two.post(here + "/recovery/confirm")
	p.has(t, "Link for this person")
	m := regexp.MustCompile(`/desk/recover\?key=(rl_[0-9A-Z]{32})`).FindStringSubmatch(p.body)
	if m == nil {
		t.Fatal(p.main())
	}
	if p := b.get("/desk"); p.status != http.StatusSeeOther {
		t.Errorf("a session outlives the recovery: %d", p.status)
	}
	b = &browser{station: s}
	b.post("/desk/sign-in", "email", "officer@example.org", "password", password).has(t, "Use the link that an administrator hands you")
	b.get("/desk/recover?key="+m[1]).has(t, "Enter your password", `name="key" value="`+m[1]+`"`)
	b.post("/desk/recover", "key", m[1], "password", "wrong wrong wrong").has(t, "This is not your present password")
	if p := b.post("/desk/recover", "key", m[1], "password", password); p.location != "/desk/factors" || b.cookie == nil {
		t.Fatalf("%d %s", p.status, p.location)
	}
	b.get("/desk/factors").has(t, "No passkey is set up.")
	if p := b.get("/desk/recover?key=" + m[1]); p.status != http.StatusGone {
		t.Errorf("the link again: %d", p.status)
	}
	// The letters lie in the outbox.
	var letters int
	s.must(s.DB.Read(context.Background(), func(r *db.Snapshot) error {
		return r.QueryRow("SELECT count(*) FROM mail_message WHERE about = 'desk.letter.about'").Scan(&letters)
	}))
	if letters != 3 {
		t.Errorf("%d letters", letters)
	}
	if _, ok, err := s.Identity.Recovery(context.Background(), s.people["officer"].ID, s.now); ok || err != nil {
		t.Errorf("the recovery is still open: %v", err)
	}
}
