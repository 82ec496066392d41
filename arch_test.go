package reeve

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// modules in their order: each may import only those before it.
var modules = []string{"places", "meetings", "threatmap", "community", "codes", "entities", "exchange", "plan", "practice"}

// apart tells the modules of an exchange installation, which run without those of a community.
func apart(module string) bool {
	return module == "codes" || module == "entities" || module == "exchange"
}

// imported is one import of one file.
type imported struct{ file, from, to string }

// violation tells why a package must not import another; empty if it may.
func violation(from, to string) string {
	if !strings.HasPrefix(to, "reeve/") {
		return ""
	}
	from, to = strings.TrimPrefix(from, "reeve/"), strings.TrimPrefix(to, "reeve/")
	layer, rest, _ := strings.Cut(from, "/")
	target, toRest, _ := strings.Cut(to, "/")
	fromModule, _, _ := strings.Cut(rest, "/")
	toModule, inner, _ := strings.Cut(toRest, "/")
	switch {
	case layer == "tools" || layer == "test" || from == "reeve":
		return ""
	case target == "cmd" || target == "test" || target == "tools":
		return "nothing imports " + target
	case target == "app" && layer != "app" && layer != "cmd":
		return "only cmd and app import app"
	case layer == "cmd" && target != "app":
		return "cmd imports app and nothing else"
	case layer == "kernel" && target != "kernel":
		return "the kernel knows no module"
	case layer == "match" && target != "match":
		return "match is a library"
	case layer == "modules" && target == "modules" && fromModule != toModule:
		if slices.Index(modules, toModule) > slices.Index(modules, fromModule) || slices.Index(modules, toModule) < 0 {
			return fmt.Sprintf("%s comes after %s", toModule, fromModule)
		}
		if apart(fromModule) != apart(toModule) && toModule != "places" {
			return "the modules of the exchange and those of a community share nothing but places"
		}
		if inner != "" {
			return "modules are entered by their front door"
		}
	case layer == "modules" && target == "modules" && rest != fromModule && inner == "":
		return "features never import their front door"
	}
	return ""
}

// TestPlantedViolations makes sure that the rule can fail.
func TestPlantedViolations(t *testing.T) {
	for _, v := range []imported{
		{from: "reeve/kernel/db", to: "reeve/modules/places"},
		{from: "reeve/kernel/web", to: "reeve/app"},
		{from: "reeve/modules/places", to: "reeve/modules/threatmap"},
		{from: "reeve/modules/threatmap", to: "reeve/modules/places/finder"},
		{from: "reeve/modules/threatmap", to: "reeve/app"},
		{from: "reeve/modules/threatmap/tiles", to: "reeve/modules/threatmap"},
		{from: "reeve/modules/threatmap", to: "reeve/modules/unheard"},
		{from: "reeve/modules/exchange", to: "reeve/modules/threatmap"},
		{from: "reeve/modules/plan", to: "reeve/modules/exchange"},
		{from: "reeve/cmd/reeve", to: "reeve/kernel/db"},
		{from: "reeve/match", to: "reeve/kernel/db"},
		{from: "reeve/app", to: "reeve/tools/assets"},
	} {
		if violation(v.from, v.to) == "" {
			t.Errorf("%s may import %s", v.from, v.to)
		}
	}
	for _, v := range []imported{
		{from: "reeve/modules/threatmap", to: "reeve/modules/places"},
		{from: "reeve/modules/threatmap", to: "reeve/modules/threatmap/tiles"},
		{from: "reeve/modules/places", to: "reeve/kernel/db"},
		{from: "reeve/modules/exchange/wire", to: "reeve/modules/codes"},
		{from: "reeve/app", to: "reeve/modules/threatmap"},
		{from: "reeve/cmd/reeve", to: "reeve/app/commands"},
		{from: "reeve/kernel/db", to: "fmt"},
	} {
		if why := violation(v.from, v.to); why != "" {
			t.Errorf("%s must not import %s: %s", v.from, v.to, why)
		}
	}
}

// source is every Go file of the program that is not a test.
func source(t *testing.T) map[string]*ast.File {
	t.Helper()
	files, fset := map[string]*ast.File{}, token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err == nil {
			files[path] = f
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func packageOf(path string) string { return "reeve/" + filepath.ToSlash(filepath.Dir(path)) }

func TestImports(t *testing.T) {
	n := 0
	for path, f := range source(t) {
		for _, spec := range f.Imports {
			to := strings.Trim(spec.Path.Value, `"`)
			if why := violation(packageOf(path), to); why != "" {
				t.Errorf("%s imports %s: %s", path, to, why)
			}
			n++
		}
	}
	if n < 300 {
		t.Errorf("only %d imports were looked at", n)
	}
}

// TestHousekeep keeps what needs no audit entry inside the kernel.
func TestHousekeep(t *testing.T) {
	for path, f := range source(t) {
		if strings.HasPrefix(path, "kernel/") || path == "app/run.go" || path == "app/backup/load.go" { // run.go sweeps kernel/web's own tables, a restore puts rows back as they were
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && (s.Sel.Name == "Housekeep" || s.Sel.Name == "Sequence") {
				t.Errorf("%s calls %s: only the kernel may change something without an audit entry", path, s.Sel.Name)
			}
			return true
		})
	}
}

// TestNoUtil keeps packages named after the field's nouns, and files small.
func TestNoUtil(t *testing.T) {
	var sizes []int
	for path := range source(t) {
		for _, dir := range strings.Split(filepath.ToSlash(filepath.Dir(path)), "/") {
			if slices.Contains([]string{"util", "utils", "common", "models", "types", "helpers"}, dir) {
				t.Errorf("%s: a package called %s", path, dir)
			}
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(b), "\n")
		if lines > 500 {
			t.Errorf("%s has %d lines", path, lines)
		}
		sizes = append(sizes, lines)
	}
	slices.Sort(sizes)
	if median := sizes[len(sizes)/2]; median > 150 {
		t.Errorf("the median file has %d lines", median)
	}
}

// TestPackageComments wants to know of every package what it is.
func TestPackageComments(t *testing.T) {
	said := map[string]bool{}
	for path, f := range source(t) {
		dir := filepath.Dir(path)
		said[dir] = said[dir] || f.Doc != nil && len(f.Doc.Text()) > 40
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("package %s has no comment", dir)
		}
	}
}
