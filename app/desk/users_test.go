package desk_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
)

func TestUsersAreForAdministrators(t *testing.T) {
	s := open(t)
	one := "/desk/users/" + s.people["analyst"].ID
	for role, want := range map[string]struct{ read, write int }{
		"admin": {200, 422}, "auditor": {200, 403}, "officer": {403, 403}, "coordinator": {403, 403}, "analyst": {403, 403},
	} {
		b := s.as(role)
		for _, path := range []string{"/desk/users", one} {
			if p := b.get(path); p.status != want.read {
				t.Errorf("%s reads %s: %d", role, path, p.status)
			}
		}
		for _, path := range []string{"/desk/users", one + "/profile", one + "/password", one + "/grants"} {
			if p := b.post(path); p.status != want.write {
				t.Errorf("%s posts %s: %d, not %d", role, path, p.status, want.write)
			}
		}
	}
	s.as("auditor").get(one).lacks(t, "<form method=\"post\" action=\""+one)
}

// An administrator of one place does not manage accounts: they lie nowhere. One named in a grant is managed.
func TestListShowsWhatOpens(t *testing.T) {
	s := open(t)
	place, ok := s.Places.Snapshot().ByCode("PL-30")
	if !ok {
		t.Fatal("no region")
	}
	for i, scope := range []policy.Ref{{Kind: policy.Place, ID: place.ID}, {Kind: policy.Record, ID: s.people["officer"].ID}} {
		name := []string{"local", "single"}[i]
		u, err := s.Identity.Create(t.Context(), db.System(), identity.NewAccount{Email: name + "@example.org", Name: name, Lang: "en"})
		s.must(err)
		_, err = s.Identity.Give(t.Context(), db.System(), u.ID, policy.Grant{Role: "admin", Scope: scope}, time.Time{}, time.Time{})
		s.must(err)
		b := s.as(name)
		list := b.get("/desk/users")
		for role, person := range s.people {
			opens := b.get("/desk/users/"+person.ID).status == http.StatusOK
			if listed := strings.Contains(list.body, person.ID); listed != opens {
				t.Errorf("%s: %s listed %v, opens %v", name, role, listed, opens)
			}
			if want := name == "single" && role == "officer"; opens != want {
				t.Errorf("%s opens %s: %v", name, role, opens)
			}
		}
		if p := b.post("/desk/users", "name", "New", "email", "new@example.org", "lang", "en"); p.status != http.StatusForbidden {
			t.Errorf("%s creates an account: %d", name, p.status)
		}
	}
}

func TestCreateAndFind(t *testing.T) {
	s := open(t)
	b := s.as("admin")
	p := b.post("/desk/users", "name", "Olena Koval", "email", "not an address", "lang", "uk", "password", "short")
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("%d", p.status)
	}
	p.has(t, `value="Olena Koval"`, `value="not an address"`, `id="new-email-error"`, `href="#new-password"`, `<option value="uk" selected>`)
	p = b.post("/desk/users", "name", "Olena Koval", "email", "olena@example.org", "lang", "uk", "idempotency_key", p.value(t, "idempotency_key"))
	if p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.main())
	}
	b.get(p.location).has(t, "Olena Koval", "olena@example.org", "The account has been created.")
	found := b.get("/desk/users?q=KOVAL")
	found.has(t, "olena@example.org")
	found.lacks(t, "analyst@example.org")
	b.get("/desk/users?q=nobody%25").has(t, "No account fits.")
	if got := s.entries(t, audit.Filter{Action: "identity.account.search"}); len(got) != 2 {
		t.Errorf("%d searches in the log", len(got))
	}
	if got := s.entries(t, audit.Filter{Action: "identity.account.open", Operation: audit.Consultation}); len(got) != 1 {
		t.Errorf("%d openings in the log", len(got))
	}
}

func (s *station) entries(t *testing.T, f audit.Filter) (all []audit.Row) {
	t.Helper()
	s.must(s.DB.Read(t.Context(), func(r *db.Snapshot) (err error) {
		all, _, err = audit.List(r, f)
		return err
	}))
	return all
}

func TestUsersPages(t *testing.T) {
	s := open(t)
	for i := range 120 {
		_, err := s.Identity.Create(t.Context(), db.System(), identity.NewAccount{Email: "p" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + "@example.org", Name: "P", Lang: "en"})
		s.must(err)
	}
	b, seen := s.as("admin"), 0
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for path, n := "/desk/users", 0; path != "" && n < 5; n++ {
		p := b.get(path)
		seen += strings.Count(p.main(), "@example.org")
		path = ""
		if m := next.FindStringSubmatch(p.body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	if seen != 125 { // and five of the station; the service has no address
		t.Errorf("%d accounts on all pages", seen)
	}
}

func TestBlock(t *testing.T) {
	s := open(t)
	admin, officer := s.as("admin"), s.signIn("officer")
	one := "/desk/users/" + s.people["officer"].ID
	base := admin.get(one).value(t, "base")
	if p := admin.post(one+"/block", "base", base); p.location != one+"?done=blocked" {
		t.Fatalf("%d %s", p.status, p.location)
	}
	if officer.get("/desk").status != http.StatusSeeOther {
		t.Error("a blocked account goes on")
	}
	p := admin.post(one+"/unblock", "base", base)
	if p.status != http.StatusConflict {
		t.Errorf("an old version gives %d", p.status)
	}
	p.has(t, "Somebody else has changed this account")
	admin.post(one+"/unblock", "base", p.value(t, "base"))
	s.signIn("officer")
	admin.post(one+"/password", "password", "as good a sentence")
	if p := (&browser{station: s}).post("/desk/sign-in", "email", "officer@example.org", "password", "as good a sentence"); p.status != http.StatusSeeOther {
		t.Errorf("the new password: %d", p.status)
	}
	if p := admin.post("/desk/users/nobody/block"); p.status != http.StatusNotFound {
		t.Errorf("nobody: %d", p.status)
	}
}
