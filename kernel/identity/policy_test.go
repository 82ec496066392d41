package identity

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"reeve/kernel/i18n"
	"reeve/kernel/policy"
)

var update = flag.Bool("update", false, "write the golden file anew")

func TestPolicy(t *testing.T) {
	e, err := policy.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	got := policy.Matrix(e)
	if *update {
		if err := os.WriteFile("testdata/matrix.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/matrix.golden")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the matrix has changed; look at it and run with -update:\n%s", got)
	}
}

// TestTexts: every key that the code names has a text, and so has every role.
func TestTexts(t *testing.T) {
	c, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, role := range policy.Roles() {
		keys = append(keys, "identity.role."+role)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`errs\.New\([^"]*"(identity[a-z_.]+)"|Key: "(identity[a-z_.]+)"|(?:Bad|Add)\("[a-z_]+", "(identity[a-z_.]+)"`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			keys = append(keys, m[1]+m[2]+m[3])
		}
	}
	if len(keys) < 40 {
		t.Errorf("only %d keys found in the code", len(keys))
	}
	for _, key := range keys {
		if !c.Has(i18n.English, key) {
			t.Errorf("no text for %s", key)
		}
	}
}
