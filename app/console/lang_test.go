package console_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"reeve/app/console"
)

// TestKeys: every message key in the source has its English text, and every text is used.
func TestKeys(t *testing.T) {
	b, err := fs.ReadFile(console.Files(), "lang/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(console\.[a-z_.]+)"`).FindAllStringSubmatch(string(source), -1) {
			used[m[1]] = true
			if texts[m[1]] == nil {
				t.Errorf("%s has no text", m[1])
			}
		}
	}
	for k := range texts {
		if !used[k] {
			t.Errorf("%s is not used", k)
		}
	}
}
