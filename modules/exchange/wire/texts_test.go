package wire

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every complaint has its words, also those that no call with a well-known name makes.
func TestComplaintsHaveWords(t *testing.T) {
	b, err := files.ReadFile("lang/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]any
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	var want []string
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`"(wire\.[a-z0-9_]+)"`)
	for _, f := range sources {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(src), -1) {
			if m[1] != "wire.refused_" {
				want = append(want, m[1])
			}
		}
	}
	for _, what := range []string{"envelope", "receipt", "card", "item", "entity", "act", "notice"} {
		want = append(want, "wire.refused_"+what)
	}
	if len(want) < 55 {
		t.Errorf("only %d keys were found", len(want))
	}
	for _, k := range want {
		if _, ok := texts[k]; !ok {
			t.Errorf("%s has no words", k)
		}
	}
}
