package reeve

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/policy"
	"reeve/test/fixture"
)

// golden compares with a file of testdata; REEVE_UPDATE=1 writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if os.Getenv("REEVE_UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		have, lines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range max(len(have), len(lines)) {
			if i >= len(have) || i >= len(lines) || have[i] != lines[i] {
				t.Errorf("%s line %d differs:\n  is   %s\n  want %s", file, i+1, at(have, i), at(lines, i))
				break
			}
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end)"
}

// TestMatrix holds action × role × relation against the golden file: a change of rights shows in review.
func TestMatrix(t *testing.T) {
	golden(t, "matrix.golden", policy.Matrix(fixture.Open(t, app.Options{}).App.Policy))
	golden(t, "matrix.exchange.golden", policy.Matrix(fixture.OpenNode(t, app.Options{}).App.Policy))
}

// TestEveryRoute asks for every route as every principal and holds the outcome against the golden file: yes
// (whatever the answer then is), 401, 403, or the way to the sign-in page.
func TestEveryRoute(t *testing.T) {
	everyRoute(t, fixture.Open(t, app.Options{}), "routes.golden")
}

// TestEveryRouteOfNode is TestEveryRoute for an installation of the exchange. What partners' nodes ask is not served
// beside the rest, so nobody gets there.
func TestEveryRouteOfNode(t *testing.T) {
	everyRoute(t, fixture.OpenNode(t, app.Options{}), "routes.exchange.golden")
}

func everyRoute(t *testing.T, town *fixture.Town, file string) {
	t.Helper()
	town.Serve(t)
	principals := append([]string{"public"}, policy.StaffRoles()...)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var out strings.Builder
	for _, route := range town.App.Server.Routes() {
		path := strings.NewReplacer("{lang}", "en", "{$}", "", "{ref}", "0000000000", "{code}", "PL-Westerby", "{id}", "none", "{name}", "none", "{slug}", "none", "{kind}", "privacy", "{step}", "open", "{token}", "none", "{grant}", "none", "{seq}", "1", "{z}", "5", "{x}", "17", "{file}", "10.mvt", "{year}", "2024", "{number...}", "1.1", "{number}", "0000000000", "{annex}", "none", "{chapter}", "none", "{attendance}", "none", "{nomination}", "none", "{version}", "1", "{part}", "none", "{digest}", "none", "{chunk}", "1", "{org}", "none", "{item}", "1", "{n}", "1", "{template}", "none", "{message}", "none", "{act}", "answer", "{draft}", "none", "{do}", "none").Replace(route.Path)
		if strings.Contains(path, "{") {
			t.Errorf("%s: say in this test what stands for the parameters", route.Path)
			continue
		}
		outcomes := map[string][]string{}
		for _, who := range principals {
			req, err := http.NewRequest(route.Method, town.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if who != "public" {
				req.Header.Set("Authorization", "Bearer "+town.All[who])
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			may := "yes"
			switch {
			case res.StatusCode == 401, res.StatusCode == 403:
				may = fmt.Sprint(res.StatusCode)
			case res.StatusCode == 303 && (strings.HasPrefix(res.Header.Get("Location"), "/desk/sign-in") || strings.HasPrefix(res.Header.Get("Location"), "/field/sign-in")):
				may = "sign-in"
			case res.StatusCode >= 500 && res.StatusCode != 503:
				t.Errorf("%s %s as %s: %d", route.Method, path, who, res.StatusCode)
			}
			outcomes[may] = append(outcomes[may], who)
			// The policy's no is final; after its yes the handler may still refuse: a token is no person, a key is wrong.
			if may == "yes" && !town.App.Policy.May(principal(who), route.Action) {
				t.Errorf("%s %s as %s: %d, but the policy says no to %s", route.Method, path, who, res.StatusCode, route.Action)
			}
		}
		fmt.Fprintf(&out, "%s %s (%s)\n", route.Method, route.Path, route.Action)
		for _, may := range []string{"yes", "sign-in", "401", "403"} {
			if who := outcomes[may]; len(who) == len(principals) {
				fmt.Fprintf(&out, "    %s: everybody\n", may)
			} else if len(who) > 0 {
				slices.Sort(who)
				fmt.Fprintf(&out, "    %s: %s\n", may, strings.Join(who, " "))
			}
		}
	}
	golden(t, file, out.String())
}

func principal(who string) policy.Principal {
	p := policy.Public()
	if who != "public" {
		p.Kind, p.Grants = "token", append(p.Grants, policy.Grant{Role: who, Scope: policy.Everything()})
	}
	return p
}
