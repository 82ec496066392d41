package desk_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
)

func TestAudit(t *testing.T) {
	s := open(t)
	s.as("admin").get("/desk/users/" + s.people["officer"].ID)
	b := s.as("auditor")
	p := b.get("/desk/audit?account=ADMIN%40example.org")
	p.has(t, "identity.account.open", "The admin", "Consultation")
	if n := strings.Count(p.main(), `/desk/audit/`); n != 1 {
		t.Errorf("%d entries of the administrator", n)
	}
	entry := regexp.MustCompile(`/desk/audit/[0-9]+`).FindString(p.main())
	one := b.get(entry)
	one.has(t, "identity.account.open", s.people["officer"].ID, "Commitment", "&#34;actor_id&#34;: &#34;"+s.people["admin"].ID)

	today := s.now.UTC().Format(time.DateOnly)
	for query, want := range map[string]int{
		"kind=account&record=" + s.people["officer"].ID + "&operation=consultation": 1,
		"action=identity.account.open&from=2001-01-01&to=2001-01-02":                0,
		"action=identity.account.open&from=" + today:                                1,
		"operation=erasure": 0,
	} {
		p := b.get("/desk/audit?" + query)
		if n := strings.Count(p.main(), `/desk/audit/`); n != want || p.status != http.StatusOK {
			t.Errorf("%s: %d entries, %d", query, n, p.status)
		}
	}
	for _, bad := range []string{"from=yesterday", "account=nobody%40example.org", "after=x"} {
		if p := b.get("/desk/audit?" + bad); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "rv-errors") {
			t.Errorf("%s: %d", bad, p.status)
		}
	}
	for _, path := range []string{"/desk/audit/0", "/desk/audit/999999", "/desk/audit/x"} {
		if p := b.get(path); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.status)
		}
	}
}

// The log is one whole: an auditor of one place does not read it, neither the list nor an entry.
func TestAuditIsForWhoMayReadAll(t *testing.T) {
	s := open(t)
	place, _ := s.Places.Snapshot().ByCode("PL-30")
	u, err := s.Identity.Create(t.Context(), db.System(), identity.NewAccount{Email: "local@example.org", Name: "Local", Lang: "en"})
	s.must(err)
	_, err = s.Identity.Give(t.Context(), db.System(), u.ID, policy.Grant{Role: "auditor", Scope: policy.Ref{Kind: policy.Place, ID: place.ID}}, time.Time{}, time.Time{})
	s.must(err)
	for role, want := range map[string]int{"local": 403, "officer": 403, "analyst": 403, "auditor": 200, "admin": 200} {
		b := s.as(role)
		for _, path := range []string{"/desk/audit", "/desk/audit/1"} {
			if p := b.get(path); p.status != want {
				t.Errorf("%s reads %s: %d", role, path, p.status)
			}
		}
	}
}

func TestAuditPages(t *testing.T) {
	s := open(t)
	for range 60 {
		s.must(s.Identity.Change(t.Context(), db.System(), s.people["officer"].ID, 0, "Name", "en"))
	}
	b, seen := s.as("auditor"), map[string]bool{}
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for path, n := "/desk/audit?action=identity.account.change", 0; path != "" && n < 5; n++ {
		p := b.get(path)
		for _, e := range regexp.MustCompile(`/desk/audit/[0-9]+`).FindAllString(p.main(), -1) {
			seen[e] = true
		}
		path = ""
		if m := next.FindStringSubmatch(p.body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d entries on all pages", len(seen))
	}
}
