package threatmap

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"reeve/kernel/i18n"
)

// TestWordsAreThere looks for the texts whose keys are put together at run time, which no other test can see.
func TestWordsAreThere(t *testing.T) {
	catalogue, err := i18n.Load(Files())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{Kind + ".attention.open"}
	for _, s := range Definition().Steps {
		want = append(want, Kind+".attention."+s.Name, "threatmap.office.log."+s.Name)
		if forStaff(s) {
			want = append(want, "threatmap.office.act."+s.Name, "threatmap.office.needs."+s.Name, "threatmap.office.done."+s.Name, "threatmap.office.only."+strings.Join(s.Who, "_"))
		}
	}
	for _, q := range Questions() {
		want = append(want, "threatmap.question."+q.Code)
		for _, o := range q.Options {
			want = append(want, "threatmap.answer."+q.Code+"."+o)
		}
	}
	for _, s := range States() {
		want = append(want, "threatmap.state."+s)
	}
	for _, c := range Definition().Clocks {
		for _, s := range []string{"left", "paused", "late", "kept", "kept_late"} {
			want = append(want, "threatmap.clock."+c.Name+"."+s)
		}
	}
	for _, r := range []Rule{RuleBeat, RuleUnit, RuleCommunity, RuleQueue, "nearest"} {
		want = append(want, "threatmap.rule."+string(r))
	}
	for _, m := range (&Map{}).Measures() {
		want = append(want, m.Name)
	}
	for _, key := range append(want, written(t)...) {
		if !catalogue.Has(i18n.English, key) {
			t.Errorf("no text for %s", key)
		}
	}
}

// written are the keys that stand whole in calls that show a text or complain about a field.
func written(t *testing.T) (keys []string) {
	t.Helper()
	call := regexp.MustCompile(`(?:\.T\(|\.N\(|\.Add\([^"\n]*"?[^"\n]*"?, |errs\.Bad\("[a-z_-]+", |errs\.New\(errs\.\w+, |call \$?\.?T )"(threatmap\.[a-z_.]*[a-z])"[,) }]`)
	for _, pattern := range []string{"*.go", "page/*/*.html", "page/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range call.FindAllStringSubmatch(string(text), -1) {
				keys = append(keys, m[1])
			}
		}
	}
	if len(keys) < 100 {
		t.Fatalf("only %d keys found: the pattern no longer fits the code", len(keys))
	}
	return keys
}
