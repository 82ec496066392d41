package reader

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"

	"reeve/modules/plan/tree"
)

// TestDeadlines reads testdata/deadlines.tsv: what is written, and what it is.
func TestDeadlines(t *testing.T) {
	w, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/deadlines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		written, want, ok := strings.Cut(in.Text(), "\t")
		if !ok || strings.HasPrefix(written, "#") {
			continue
		}
		n++
		d, start := w.Deadline(written, false)
		if d.Written != strings.TrimSpace(written) {
			t.Errorf("%q: written is %q", written, d.Written)
		}
		if got := spelt(d, start); got != want {
			t.Errorf("%q: %s, want %s", written, got, want)
		}
	}
	if n < 120 {
		t.Errorf("only %d spellings", n)
	}
}

func spelt(d tree.Deadline, start string) string {
	parts := []string{string(d.Kind)}
	if d.Kind == "" {
		parts[0] = "none"
	}
	for _, s := range []string{string(d.Every), d.Day} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if d.Days > 0 {
		parts = append(parts, fmt.Sprint(d.Days))
	}
	if d.After != "" {
		parts = append(parts, "after "+d.After)
	}
	if start != "" {
		parts = append(parts, "from "+start)
	}
	return strings.Join(parts, " ")
}
