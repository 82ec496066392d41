package desk_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/policy"
)

func TestOwnAccount(t *testing.T) {
	s := open(t)
	b, other := s.signIn("officer"), s.signIn("officer")
	b.get("/desk/account").has(t, "officer@example.org", "Officer of beat 1, Station 1", "(this one)", "Kept as a hash")

	if p := b.post("/desk/account/profile", "name", "  ", "lang", "en"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty name gives %d", p.status)
	} else {
		p.has(t, `href="#profile-name"`, `id="profile-name-error"`)
	}
	if p := b.post("/desk/account/profile", "name", "Anna Nowak", "lang", "en"); p.location != "/desk/account?done=saved" {
		t.Errorf("%d %s", p.status, p.location)
	}
	b.get("/desk/account?done=saved").has(t, "Anna Nowak", "Saved.")
	if strings.Contains(b.get("/desk/account?done=nonsense").main(), "nonsense") {
		t.Error("an address writes on the page")
	}

	p := b.post("/desk/account/password", "old_password", "wrong wrong wrong", "password", "another long sentence")
	p.has(t, "This is not your present password.", `href="#password-old_password"`)
	p.lacks(t, "another long sentence")
	b.post("/desk/account/password", "old_password", password, "password", "short").has(t, "Use at least 12 characters")
	if p := b.post("/desk/account/password", "old_password", password, "password", "another long sentence"); p.status != http.StatusSeeOther {
		t.Errorf("%d %s", p.status, p.main())
	}
	if b.get("/desk").status != http.StatusOK || other.get("/desk").status != http.StatusSeeOther {
		t.Error("a new password keeps this session and ends the others")
	}
}

func TestOwnSessionsAndPosts(t *testing.T) {
	s := open(t)
	b, other := s.signIn("officer"), s.signIn("officer")
	ends := regexp.MustCompile(`/desk/account/sessions/[^/"]+/end`).FindAllString(b.get("/desk/account").body, -1)
	if len(ends) != 2 {
		t.Fatalf("%v", ends)
	}
	stranger := s.as("analyst")
	for _, end := range ends {
		if p := stranger.post(end); p.status != http.StatusNotFound {
			t.Errorf("another's session: %d", p.status)
		}
	}
	third := s.signIn("officer")
	for _, end := range ends {
		if p := third.post(end); p.location != "/desk/account?done=session" {
			t.Errorf("%d %s", p.status, p.main())
		}
	}
	if b.get("/desk").status != http.StatusSeeOther || other.get("/desk").status != http.StatusSeeOther {
		t.Error("the session goes on")
	}
	if p := third.post("/desk/account/post", "post", "not-mine"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a post not held gives %d", p.status)
	}
}

func TestOwnTokens(t *testing.T) {
	s := open(t)
	b := s.signIn("officer")
	key := b.get("/desk/account").value(t, "idempotency_key")
	p := b.post("/desk/account/tokens", "label", "map on the wall", "expires", "", "idempotency_key", key)
	token := regexp.MustCompile(`rv_[0-9A-Z]{32}`).FindString(p.body)
	if p.status != http.StatusOK || token == "" {
		t.Fatalf("%d %s", p.status, p.main())
	}
	b.get("/desk/account").lacks(t, token)
	b.get("/desk/account").has(t, "map on the wall")
	p = b.post("/desk/account/tokens", "label", "map on the wall", "idempotency_key", key)
	p.has(t, "already there")
	if all, err := s.Identity.Tokens(t.Context(), s.people["officer"].ID); err != nil || len(all) != 1 {
		t.Errorf("%d tokens after the form was sent twice, %v", len(all), err)
	}
	b.post("/desk/account/tokens", "label", "x", "expires", "2001-01-01").has(t, `id="token-expires-error"`)

	program := &browser{station: s, token: token}
	if p := program.post("/desk/account/tokens", "label", "more of me"); p.status != http.StatusForbidden {
		t.Errorf("a token makes tokens: %d", p.status)
	}
	revoke := regexp.MustCompile(`/desk/account/tokens/[^/"]+/revoke`).FindString(b.get("/desk/account").body)
	if p := s.as("analyst").post(revoke); p.status != http.StatusNotFound {
		t.Errorf("another's token: %d", p.status)
	}
	b.post(revoke)
	if p := program.get("/api/v1/desk/work"); p.status != http.StatusUnauthorized {
		t.Errorf("a revoked token gets %d", p.status)
	}
}

func TestNobodyGivesToThemselves(t *testing.T) {
	s := open(t)
	_, err := s.Identity.Give(t.Context(), db.System(), s.people["auditor"].ID, policy.Grant{Role: "admin", Scope: policy.Everything()}, time.Time{}, time.Time{})
	s.must(err)
	b := s.as("admin")
	self := "/desk/users/" + s.people["admin"].ID
	p := b.get(self)
	p.lacks(t, self+"/grants", self+"/block", self+"/password")
	for _, act := range []string{"/block", "/grants", "/password"} {
		if p := b.post(self+act, "role", "officer", "scope", "all", "password", "a long enough thing"); p.status != http.StatusForbidden {
			t.Errorf("%s on oneself: %d", act, p.status)
		}
	}
}
