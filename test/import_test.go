package test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/kernel/db/dbtest"
)

// boundaries is a file as an office sends it: two good communities, one whose boundary crosses itself, one
// without a code, one that is a point.
func boundaries(t *testing.T, move float64) (file string) {
	t.Helper()
	square := func(lat, lon float64) string {
		return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}`,
			lon, lat, lon+.2, lat, lon+.2, lat+.2, lon, lat+.2, lon, lat)
	}
	feature := func(properties, geometry string) string {
		return `{"type":"Feature","properties":` + properties + `,"geometry":` + geometry + `}`
	}
	features := []string{
		feature(`{"code":"3001","name":"Wschodnia"}`, square(52, 18+move)),
		feature(`{"code":"3002","name":"Zachodnia"}`, square(52, 18.4)),
		feature(`{"code":"3003","name":"Krzyżowa"}`, `{"type":"Polygon","coordinates":[[[19,52],[19.2,52.2],[19.2,52],[19,52.2],[19,52]]]}`),
		feature(`{"name":"Bezimienna"}`, square(52.4, 18)),
		feature(`{"code":"3005","name":"Punkt"}`, `{"type":"Point","coordinates":[18,52]}`),
	}
	file = filepath.Join(t.TempDir(), "gminy.geojson")
	if err := os.WriteFile(file, []byte(`{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func importing(file string, more ...string) []string {
	return append([]string{"import", "places", file, "--country", "PL", "--level", "gmina", "--role", "community", "--code-field", "code", "--name-field", "name"}, more...)
}

// TestCommands walks through what scripts do with an installation: without a server, beside one, and after it.
func TestCommands(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "new") // made by the first command
			where := []string{"--data", dir}
			if engine == "postgres" {
				where = append(where, "--database", dbtest.PostgresURL(t))
			}
			good := boundaries(t, 0)
			exit, out, errOut := reeve(t, importing(good, where...)...)
			if exit != 0 || !strings.HasSuffix(out, "imported 2, unchanged 0, rejected 3\n") {
				t.Fatalf("exit %d\n%s%s", exit, out, errOut)
			}
			for _, word := range []string{"PL-3003", "crosses itself", "There is no code in code", "PL-3005"} {
				if !strings.Contains(errOut, word) || strings.Contains(errOut, "⟦") {
					t.Errorf("%q is not said:\n%s", word, errOut)
				}
			}
			if last := must(t, importing(good, where...)...); last != "imported 0, unchanged 2, rejected 3" {
				t.Errorf("the same file again: %s", last)
			}
			token := must(t, append([]string{"user", "token", "--role", "intake"}, where...)...)

			s := serve(t, nil, where...)
			fileBy(t, s.URL, token, 201)
			if last := must(t, importing(boundaries(t, 0.1), where...)...); last != "imported 1, unchanged 1, rejected 3" {
				t.Errorf("a moved boundary, beside the server: %s", last)
			}
			beside := must(t, append([]string{"user", "token", "--role", "intake"}, where...)...)
			if beside == token || !strings.HasPrefix(beside, "rv_") {
				t.Errorf("tokens %q and %q", token, beside)
			}
			fileBy(t, s.URL, beside, 201)
			fileBy(t, s.URL, token, 201)
			fileBy(t, s.URL, "rv_00000000000000000000000000000000", 401)
			password := must(t, append([]string{"user", "add", "--email", "chief@example.org", "--name", "Chief", "--role", "admin"}, where...)...)
			if len(password) < 12 {
				t.Errorf("password %q", password)
			}
			if again := must(t, append([]string{"user", "password", "--email", "chief@example.org"}, where...)...); again == password || len(again) < 12 {
				t.Errorf("password %q", again)
			}
			if exit, out, errOut := reeve(t, append([]string{"user", "add", "--email", "chief@example.org", "--name", "Chief"}, where...)...); exit == 0 || !strings.Contains(errOut, "reeve: ") || strings.Contains(errOut, "⟦") {
				t.Errorf("the same account twice: exit %d\n%s%s", exit, out, errOut)
			}
			if exit, out, errOut := reeve(t, importing(filepath.Join(dir, "nothing.geojson"), where...)...); exit == 0 || errOut == "" || strings.Contains(errOut, "⟦") {
				t.Errorf("a file that is not there: exit %d\n%s%s", exit, out, errOut)
			}
			must(t, append([]string{"audit", "verify"}, where...)...)
			must(t, append([]string{"setup"}, where...)...)
			if exit := s.stop(t); exit != 0 {
				t.Errorf("exit %d\n%s", exit, s.says)
			}
			must(t, append([]string{"audit", "verify"}, where...)...)
		})
	}
}

// fileBy files a report with a token. The changed boundary and the token of another process may take a moment.
func fileBy(t *testing.T, url, token string, want int) {
	t.Helper()
	status, out := call(t, "POST", url+"/api/v1/reports", bearer(token),
		map[string]any{"category": "speeding", "lat": 52.1, "lon": 18.15, "text": "Cars race past the school.", "lang": "en"})
	if status != want {
		t.Errorf("filing: %d %v", status, out)
	}
}

// TestOneWriter: of two servers on one folder the second refuses and says who holds it.
func TestOneWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "empty")
	first := serve(t, nil, "--data", dir)
	exit, out, errOut := reeve(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	if pid := fmt.Sprint(first.cmd.Process.Pid); exit == 0 || !strings.Contains(errOut, pid) || !strings.Contains(errOut, dir) {
		t.Errorf("the second server: exit %d\n%s%s", exit, out, errOut)
	}
	res, err := http.Get(first.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the first server then: %d", res.StatusCode)
	}
	first.kill() // a lock does not outlive its holder
	second := serve(t, nil, "--data", dir)
	if exit := second.stop(t); exit != 0 {
		t.Errorf("exit %d\n%s", exit, second.says)
	}
}
