package audit_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"reeve/kernel/audit"
)

// TestKeys: every message key and action in the source has its English text, and an operation its name.
func TestKeys(t *testing.T) {
	b, err := fs.ReadFile(audit.Files(), "lang/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, o := range []audit.Operation{audit.Collection, audit.Alteration, audit.Consultation, audit.Disclosure, audit.Combination, audit.Erasure} {
		want["audit.operation."+string(o)] = true
	}
	files, _ := filepath.Glob("*.go")
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(audit\.[a-z_.]+)"`).FindAllStringSubmatch(string(source), -1) {
			want[m[1]] = true
		}
	}
	for key := range want {
		if texts[key] == nil {
			t.Errorf("%s has no text", key)
		}
	}
	if len(want) < 25 {
		t.Errorf("only %d keys found", len(want))
	}
}
