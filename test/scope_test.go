package test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"reeve/kernel/db"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/modules/threatmap"
	"reeve/test/fixture"
)

// scatter files reports all over the town and sends some of them on: to another post, to a body, off the map.
func scatter(t *testing.T, town *fixture.Town) (refs []string) {
	t.Helper()
	coordinator, officer := bearer(town.All["coordinator"]), bearer(town.All["officer"])
	for n := range 24 {
		in := map[string]any{"category": []string{"speeding", "vandalism", "drug_use"}[n%3], "lat": 52.01 + 0.02*float64(n%9), "lon": 18.01 + 0.037*float64(n%10)}
		ref := file(t, town, in)["ref"].(string)
		refs = append(refs, ref)
		switch n % 6 {
		case 1:
			steps(t, town, ref, step{officer, map[string]any{"step": "open"}, 0, ""},
				step{coordinator, map[string]any{"step": "reroute", "post": []string{"west", "east"}[n%2], "reason": "Nearest"}, 0, ""})
		case 2:
			body := []string{"city", "roads"}[n/6%2]
			steps(t, town, ref, step{officer, map[string]any{"step": "open"}, 0, ""}, step{officer, map[string]any{"step": "confirm", "reason": "Seen"}, 0, ""},
				step{coordinator, map[string]any{"step": "hand_over", "body": body, "reason": "Theirs"}, 0, ""})
			if n > 12 {
				steps(t, town, ref, step{coordinator, map[string]any{"step": "take_back", "reason": "Ours after all"}, 0, ""})
			}
		case 3:
			steps(t, town, ref, step{officer, map[string]any{"step": "crime_tip", "reason": "Dealing"}, 0, ""})
		}
	}
	return refs
}

// scopes are all that a grant in the town can be limited to, and some that hold nothing.
func scopes(t *testing.T, town *fixture.Town) []policy.Ref {
	t.Helper()
	all := []policy.Ref{policy.Everything()}
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		for kind, query := range map[string]string{
			policy.Place: "SELECT id FROM place ORDER BY code", policy.Unit: "SELECT id FROM unit ORDER BY code", policy.Org: "SELECT id FROM org ORDER BY code",
			policy.Post: "SELECT id FROM post ORDER BY code", policy.Record: "SELECT id FROM report ORDER BY id LIMIT 6",
		} {
			ids, err := db.Strings(s, query)
			if err != nil {
				return err
			}
			for _, one := range append(ids, id.New()) {
				all = append(all, policy.Ref{Kind: kind, ID: one})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(all, func(a, b policy.Ref) int {
		switch {
		case a.Kind+a.ID < b.Kind+b.ID:
			return -1
		case a.Kind+a.ID > b.Kind+b.ID:
			return 1
		}
		return 0
	})
	return all
}

var deskHref = regexp.MustCompile(`href="/desk/reports/([0-9A-HJKMNP-TV-Z]{10})"`)

// TestListObeysPermissions: whatever roles and scopes an account is given, the desk's list holds exactly the
// reports that the account may open one by one.
func TestListObeysPermissions(t *testing.T) {
	if err := flag.Set("rapid.checks", fmt.Sprint(soak(40, 1000))); err != nil { // each costs a request for every report
		t.Fatal(err)
	}
	both(t, func(t *testing.T, town *fixture.Town) {
		refs, within := scatter(t, town), scopes(t, town)
		roles := policy.StaffRoles()
		seen := map[bool]int{}
		rapid.Check(t, func(rt *rapid.T) {
			var grants []policy.Grant
			for i := range rapid.IntRange(1, 3).Draw(rt, "grants") {
				role := rapid.OneOf(rapid.SampledFrom([]string{"officer", "coordinator", "clerk", "mayor", "moderator", "auditor"}), rapid.SampledFrom(roles))
				grants = append(grants, policy.Grant{Role: role.Draw(rt, fmt.Sprint("role ", i)), Scope: rapid.SampledFrom(within).Draw(rt, fmt.Sprint("scope ", i))})
			}
			token := account(rt, town, grants)
			compareList(rt, town, token, refs, seen)
		})
		for _, role := range []string{"officer", "coordinator", "clerk", "mayor"} { // by appointment
			compareList(t, town, town.Tokens[role], refs, seen)
		}
		if seen[true] == 0 || seen[false] == 0 {
			t.Errorf("the test proves nothing: %v", seen)
		}
	})
}

// failer is what testing and rapid have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func account(t failer, town *fixture.Town, grants []policy.Grant) (token string) {
	t.Helper()
	ctx := context.Background()
	a, err := town.App.Identity.Create(ctx, db.System(), identity.NewAccount{Email: id.New() + "@example.org", Name: "Somebody", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grants {
		if _, err := town.App.Identity.Give(ctx, db.System(), a.ID, g, time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if token, err = town.App.Identity.IssueToken(ctx, db.System(), a.ID, "test", time.Now().AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	return token
}

// compareList holds three things against each other: the list by its scopes, the list's page, and each report
// asked for alone.
func compareList(t failer, town *fixture.Town, token string, refs []string, seen map[bool]int) {
	t.Helper()
	ctx := context.Background()
	who, err := town.App.Identity.Principal(ctx, token, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	err = town.App.DB.Read(ctx, func(s *db.Snapshot) error {
		rows, _, err := town.App.Map.Desk(s, town.App.Policy.Scope(who.Principal, "threatmap.desk.read"), town.App.Policy.Scope(who.Principal, "threatmap.body.read"),
			threatmap.DeskFilter{Limit: 1000})
		for _, r := range rows {
			listed = append(listed, r.Ref)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range refs {
		status, _ := ask(t, town.URL+"/api/v1/desk/reports/"+ref, token)
		if status != http.StatusOK && status != http.StatusForbidden {
			t.Fatalf("report %s: %d", ref, status)
		}
		seen[status == http.StatusOK]++
		if in := slices.Contains(listed, ref); in != (status == http.StatusOK) {
			t.Fatalf("report %s: in the list %v, asked for alone %d, grants %v", ref, in, status, who.Principal.Grants)
		}
	}
	status, page := ask(t, town.URL+"/desk/reports", token)
	var linked []string
	for _, m := range deskHref.FindAllStringSubmatch(page, -1) {
		linked = append(linked, m[1])
	}
	slices.Sort(linked)
	slices.Sort(listed)
	linked = slices.Compact(linked)
	if may := town.App.Policy.May(who.Principal, "threatmap.desk.list"); may != (status == http.StatusOK) || may && !slices.Equal(linked, listed) {
		t.Fatalf("the page: %d with %v, the list %v, grants %v", status, linked, listed, who.Principal.Grants)
	}
}

func ask(t failer, address, token string) (status int, body string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(&http.Request{Method: "GET", URL: u, Header: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}
