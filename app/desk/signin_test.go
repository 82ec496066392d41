package desk_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestSignIn(t *testing.T) {
	s := open(t)
	s.signIn("officer")
	b := &browser{station: s}
	if p := b.get("/desk/users?q=x"); p.status != http.StatusSeeOther || p.location != "/desk/sign-in?next=%2Fdesk%2Fusers%3Fq%3Dx" {
		t.Fatalf("a stranger is sent to %d %s", p.status, p.location)
	}
	b.get("/desk/sign-in?next=%2Fdesk%2Fusers%3Fq%3Dx").has(t, `name="next" value="/desk/users?q=x"`)

	p := b.post("/desk/sign-in", "email", "officer@example.org", "password", "something wrong", "next", "/desk/users")
	if p.status != http.StatusUnprocessableEntity || b.cookie != nil {
		t.Errorf("a wrong password gives %d and cookie %v", p.status, b.cookie)
	}
	p.has(t, "E-mail address or password is not right.", `value="officer@example.org"`, `name="next" value="/desk/users"`)
	p.lacks(t, "something wrong")

	p = b.post("/desk/sign-in", "email", "Officer@Example.org", "password", password, "next", "//evil.example")
	if p.status != http.StatusSeeOther || p.location != "/desk" {
		t.Errorf("after signing in: %d %s", p.status, p.location)
	}
	c := b.cookie
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure || !c.Expires.IsZero() {
		t.Fatalf("cookie %+v", c)
	}
	if p := b.get("/desk/sign-in?next=/desk/account"); p.location != "/desk/account" {
		t.Errorf("who is signed in is sent to %q", p.location)
	}
	if p := b.post("/desk/sign-out"); p.status != http.StatusSeeOther || b.cookie != nil {
		t.Errorf("signing out: %d, cookie %v", p.status, b.cookie)
	}
	b.cookie = c
	if p := b.get("/desk"); p.status != http.StatusSeeOther {
		t.Errorf("an ended session still opens the desk: %d", p.status)
	}
}

func TestSignInSlowsDown(t *testing.T) {
	s := open(t)
	b := &browser{station: s}
	var p page
	for range 8 {
		p = b.post("/desk/sign-in", "email", "officer@example.org", "password", "wrong wrong wrong")
	}
	if p.status != http.StatusTooManyRequests || p.header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q", p.status, p.header.Get("Retry-After"))
	}
	p.has(t, "Too many tries. Wait ")
}

func TestLanguage(t *testing.T) {
	s := open(t)
	b := &browser{station: s}
	p := b.get("/desk/sign-in?lang=sr-Latn")
	p.has(t, `<html lang="sr-Latn"`)
	p = b.post("/desk/sign-in", "email", "x@example.org", "password", "no", "lang", "pl")
	p.has(t, `<html lang="pl"`)

	b = s.as("officer")
	b.get("/desk/language?lang=pl&next=/desk/work").has(t, `<html lang="pl"`, `<option value="pl" selected>`, `name="next" value="/desk/work"`)
	b.get("/desk").has(t, `<html lang="en"`)
	if p := b.post("/desk/language", "lang", "pl", "next", "/desk/work"); p.location != "/desk/work" {
		t.Errorf("%d %s", p.status, p.location)
	}
	b.get("/desk").has(t, `<html lang="pl"`)
	if p := b.post("/desk/language", "lang", "xx"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "language-lang") {
		t.Errorf("an unknown language gives %d", p.status)
	}
}
