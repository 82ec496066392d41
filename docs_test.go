package reeve

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"reeve/kernel/process"
	"reeve/modules/community"
	"reeve/modules/exchange"
	"reeve/modules/meetings"
	"reeve/modules/plan"
	"reeve/modules/practice"
	"reeve/modules/threatmap"
)

// drawn is one definition as docs/processes.md shows it: the diagram, then what a diagram cannot show.
func drawn(d *process.Definition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s, version %d\n\n%s\n\n```mermaid\n%s```\n\n", d.Name, d.Version, d.Legal, d.Diagram())
	b.WriteString("| step | from | to | who | needs | once |\n|---|---|---|---|---|---|\n")
	for _, s := range d.Steps {
		to, once := s.To, ""
		if to == "" {
			to = "(stays)"
		}
		if s.Once {
			once = "yes"
		}
		from := strings.Join(s.From, ", ")
		if len(s.From) == len(d.States) {
			from = "any"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", s.Name, from, to, strings.Join(s.Who, ", "), strings.Join(s.Needs, ", "), once)
	}
	b.WriteString("\n| clock | limit | starts with | stops with | pauses with | goes on with |\n|---|---|---|---|---|---|\n")
	for _, c := range d.Clocks {
		starts := slices.Clone(c.Starts)
		for i, name := range starts {
			if name == "" {
				starts[i] = "filing"
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", c.Name, c.Period, strings.Join(starts, ", "), strings.Join(c.Stops, ", "),
			strings.Join(c.Pauses, ", "), strings.Join(c.Resumes, ", "))
	}
	return b.String()
}

// TestProcessesPage holds docs/processes.md against the definitions; REEVE_UPDATE=1 writes it.
func TestProcessesPage(t *testing.T) {
	const page, mark = "docs/processes.md", "<!-- drawn from the code -->\n"
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(have), mark)
	if !ok {
		t.Fatalf("%s lacks the line %q", page, mark)
	}
	want := head + mark
	for _, d := range slices.Concat([]*process.Definition{threatmap.Definition()}, community.Definitions(), meetings.Definitions(), exchange.Definitions(), plan.Definitions(), practice.Definitions()) {
		want += "\n" + drawn(d)
	}
	if os.Getenv("REEVE_UPDATE") != "" {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(have) != want {
		t.Errorf("%s does not show the processes as they are; REEVE_UPDATE=1 go test -run TestProcessesPage . writes it", page)
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^)#\s]+)`)
	filePath = regexp.MustCompile("`((?:app|cmd|docs|kernel|modules|test|tools)/[A-Za-z0-9_./-]+)`")
	testName = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)`")
)

// TestDocumentationNames looks whether every file, link and test that the documentation names is there.
func TestDocumentationNames(t *testing.T) {
	tests := testsOfAll(t)
	n := 0
	err := filepath.WalkDir("docs", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".md") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(m[1], ":") {
				n += missing(t, path, filepath.Join(filepath.Dir(path), m[1]))
			}
		}
		for _, m := range filePath.FindAllStringSubmatch(string(text), -1) {
			n += missing(t, path, m[1])
		}
		for _, m := range testName.FindAllStringSubmatch(string(text), -1) {
			if n++; !tests[m[1]] {
				t.Errorf("%s names %s, which is no test", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 100 {
		t.Errorf("only %d names were looked at", n)
	}
}

// missing complains about a path that is not there, and counts as one look.
func missing(t *testing.T, page, path string) int {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Errorf("%s names %s, which is not there", page, path)
	}
	return 1
}

// testsOfAll are the names of all test functions of the repository.
func testsOfAll(t *testing.T) map[string]bool {
	t.Helper()
	function, all := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`), map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "data" && path == "data") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range function.FindAllSubmatch(text, -1) {
			all[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
