package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db/dbtest"
	"reeve/kernel/i18n"
)

const feed = `
source: feed
names: {en: A feed}
attribution: Somebody
key: [id]
category: {column: kind, map: {fast: speeding}, skip: [summary], each: {lang: en, class: A}}
when: {column: at, style: iso, zone: Europe/Warsaw}
place: {lat: lat, lon: lon, precision: exact}
state: confirmed
clocks: none
`

// TestImportKilled: an import that is killed at any moment is gone on with; no row is missing and none is twice.
func TestImportKilled(t *testing.T) {
	rows := soak(6_000, 60_000)
	var file strings.Builder
	file.WriteString("id,kind,at,lat,lon\n")
	for n := range rows {
		kind, lat := [...]string{"fast", "fire", "summary"}[n%3], 52.05
		if n%100 == 0 {
			lat = 12 // outside of every place
		}
		fmt.Fprintf(&file, "%d,%s,2024-05-%02d 10:00,%.5f,18.05\n", n, kind, 1+n%28, lat)
	}
	rejected := 0
	for n := 0; n < rows; n += 100 {
		if n%3 != 2 {
			rejected++
		}
	}
	leftOut := rows / 3
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			where := []string{"--data", filepath.Join(dir, "data")}
			if engine == "postgres" {
				where = append(where, "--database", dbtest.PostgresURL(t))
			}
			must(t, importing(boundaries(t, 0), where...)...)
			name, mapping := filepath.Join(dir, "feed.csv"), filepath.Join(dir, "feed.yaml")
			for path, text := range map[string]string{name: file.String(), mapping: feed} {
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			args := append([]string{"import", "reports", name, "--map", mapping}, where...)
			for n := range 4 { // killed ever later, the last times perhaps after its end
				cmd := exec.Command(program(t), args...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				time.AfterFunc(time.Duration(250*(n+1))*time.Millisecond, func() { cmd.Process.Kill() })
				cmd.Wait()
			}
			cmd := exec.Command(program(t), args...)
			var out bytes.Buffer
			cmd.Stdout = &out
			if err := cmd.Run(); err != nil {
				t.Fatal(err)
			}
			var gotLeft, imported, unchanged, gotRejected int
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if _, err := fmt.Sscanf(strings.Join(lines[len(lines)-2:], " "), "left out %d imported %d, unchanged %d, rejected %d", &gotLeft, &imported, &unchanged, &gotRejected); err != nil {
				t.Fatalf("%v in\n%s", err, &out)
			}
			if gotLeft != leftOut || gotRejected != rejected || imported+unchanged != rows-leftOut-rejected {
				t.Errorf("left out %d, imported %d, unchanged %d, rejected %d of %d rows", gotLeft, imported, unchanged, gotRejected, rows)
			}
			if last := must(t, args...); last != fmt.Sprintf("imported 0, unchanged %d, rejected %d", imported+unchanged, rejected) {
				t.Errorf("again: %s", last)
			}
			must(t, append([]string{"audit", "verify"}, where...)...)
		})
	}
}

// TestSourcesPage: the public reads who made imported data and on what terms, and no imported report passes for a
// resident's.
func TestSourcesPage(t *testing.T) {
	dir := t.TempDir()
	where := []string{"--data", filepath.Join(dir, "data")}
	must(t, append(importing(boundaries(t, 0), where...), "--source", "Office of <Maps>", "--licence", "CC0")...)
	name, mapping := filepath.Join(dir, "feed.csv"), filepath.Join(dir, "feed.yaml")
	about := strings.NewReplacer("attribution: Somebody", "attribution: Somebody & Co.\nlicence: CC BY 4.0\nlink: https://feed.example/", "clocks: none", "clocks: none\ntext: {columns: [kind], lang: en, public: true}").Replace(feed)
	for path, text := range map[string]string{name: "id,kind,at,lat,lon\n1,fire,2024-05-03,52.05,18.05\n", mapping: about} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, nil, where...)
	if last := must(t, append([]string{"import", "reports", name, "--map", mapping}, where...)...); last != "imported 1, unchanged 0, rejected 0" {
		t.Fatal(last)
	}
	has := func(path string, want []string, not ...string) string {
		t.Helper()
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, res.StatusCode, err)
		}
		for _, word := range want {
			if !strings.Contains(string(body), word) {
				t.Errorf("%s does not say %q", path, word)
			}
		}
		for _, word := range append(not, "⟦") {
			if strings.Contains(string(body), word) {
				t.Errorf("%s says %q", path, word)
			}
		}
		return string(body)
	}
	for _, lang := range i18n.Written() {
		has("/"+lang.HTML()+"/sources", []string{"Somebody &amp; Co.", "CC BY 4.0", "https://feed.example/", "Office of &lt;Maps&gt;", "CC0"})
	}
	var list struct {
		Items []struct {
			Ref string `json:"ref"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(has("/api/v1/reports", nil)), &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	ref := list.Items[0].Ref
	has("/api/v1/reports/"+ref, []string{`"source":{"code":"feed","names":{"en":"A feed"},"attribution":"Somebody \u0026 Co.","licence":"CC BY 4.0","link":"https://feed.example/"}`})
	has("/api/v1/sources", []string{`"code":"feed"`})
	has("/en/r/"+ref, []string{"A feed", "Somebody &amp; Co.", "A real event", "What the source says", "/en/sources#feed-feed"}, "What the resident wrote", "Is this your report", "I have seen this too")
}
