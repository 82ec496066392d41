package test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db/dbtest"
)

// land is real data of one small country, as an operator has it.
func land(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "app", "demo", "data", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// got is the answer to a GET without following what it means.
func got(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// soon waits for what another process has done to show.
func soon(t *testing.T, shows func() bool) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); !shows(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("it does not show")
		}
	}
}

// TestStreetsBesideTheServer imports a street map and addresses while the server runs: they show at once, a half file
// changes nothing, and everything is there after a restart.
func TestStreetsBesideTheServer(t *testing.T) {
	whole, err := os.ReadFile(land(t, "liechtenstein.mbtiles"))
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(t.TempDir(), "half.mbtiles")
	if err := os.WriteFile(half, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	const tile, credit = "/tiles/streets/14/8625/5753.mvt", "© OpenStreetMap contributors" // Vaduz
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			where := []string{"--data", filepath.Join(t.TempDir(), "new")}
			if engine == "postgres" {
				where = append(where, "--database", dbtest.PostgresURL(t))
			}
			run := func(args ...string) string { t.Helper(); return must(t, append(args, where...)...) }
			run("import", "places", land(t, "li_communities.geojson"), "--country", "LI", "--level", "Gemeinde", "--role", "community", "--code-field", "code", "--name-field", "de=name")
			s := serve(t, nil, where...)
			if status, _ := got(t, s.URL+tile); status != http.StatusNoContent {
				t.Errorf("streets before there are any: %d", status)
			}
			street := func() []string {
				return []string{"import", "basemap", land(t, "liechtenstein.mbtiles"), "--name", "liechtenstein", "--attribution", credit}
			}
			if last := run(street()...); last != "imported 1, unchanged 0, rejected 0" {
				t.Error(last)
			}
			if last := run(street()...); last != "imported 0, unchanged 1, rejected 0" {
				t.Error("again: " + last)
			}
			args := append([]string{"import", "basemap", half, "--name", "liechtenstein", "--attribution", credit}, where...)
			if exit, out, errOut := reeve(t, args...); exit == 0 || !strings.Contains(errOut, "not whole") || strings.Contains(errOut, "⟦") {
				t.Errorf("half a file: exit %d\n%s%s", exit, out, errOut)
			}
			for _, name := range []string{"liechtenstein_addresses.csv", "liechtenstein_streets.csv"} {
				args := []string{"import", "addresses", land(t, name), "--source", "OpenStreetMap", "--licence", "ODbL 1.0"}
				if last := run(args...); !strings.HasSuffix(last, "rejected 0") || strings.HasPrefix(last, "imported 0") {
					t.Error(name + ": " + last)
				}
				if last := run(args...); !strings.HasPrefix(last, "imported 0, ") {
					t.Error(name + " again: " + last)
				}
			}
			served := func(s *server) {
				t.Helper()
				soon(t, func() bool { status, _ := got(t, s.URL+tile); return status == http.StatusOK })
				if _, body := got(t, s.URL+"/tiles/base.json"); !strings.Contains(body, credit) || !strings.Contains(body, `"name":"liechtenstein"`) {
					t.Error(body)
				}
				soon(t, func() bool {
					_, body := got(t, s.URL+"/api/v1/addresses?q=stadtle+43")
					return strings.Contains(body, `"label":"Städtle 43, 9490 Vaduz"`)
				})
				if status, _ := got(t, s.URL+"/tiles/places/9/269/179.mvt"); status != http.StatusOK {
					t.Errorf("places: %d", status)
				}
			}
			served(s)
			if exit := s.stop(t); exit != 0 {
				t.Errorf("exit %d\n%s", exit, s.says)
			}
			run("audit", "verify")
			s = serve(t, nil, where...)
			served(s)
		})
	}
}
