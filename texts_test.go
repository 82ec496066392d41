package reeve

import (
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/i18n"
)

// complete are the languages in which every text of the program stands.
func complete() []string {
	return []string{"en", "sq", "sr", "lt", "lv", "et", "cs", "uk", "pl", "nb"}
}

// TestCatalogues wants every text in every language, with the same placeholders and the right plural forms.
func TestCatalogues(t *testing.T) {
	c, err := app.Texts()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range i18n.Check(c, complete()) {
		t.Error(fault)
	}
	if n := len(c.Keys()); n < 400 {
		t.Errorf("only %d texts were looked at", n)
	}
}

// keyArguments are the calls that take a message key, and where.
var keyArguments = map[string]int{"New": 1, "Wrap": 2, "Bad": 1, "Add": 1, "T": 0, "N": 0}

var (
	keyForm     = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)
	templateKey = regexp.MustCompile(`(?:call \$?\.T|\.T|\.N|\$\.T) "([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)
)

// TestKeysExist finds the message keys that the code and the templates name, and wants each in English.
func TestKeysExist(t *testing.T) {
	c, err := app.Texts()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{} // key to a file that names it
	for path, f := range source(t) {
		if strings.HasPrefix(path, "tools/") {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at, ok := keyArguments[sel.Sel.Name]
			if !ok || at >= len(call.Args) {
				return true
			}
			if lit, ok := call.Args[at].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if key, err := strconv.Unquote(lit.Value); err == nil && keyForm.MatchString(key) {
					named[key] = path
				}
			}
			return true
		})
	}
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".html") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range templateKey.FindAllStringSubmatch(string(text), -1) {
			named[m[1]] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(named) < 250 {
		t.Errorf("only %d keys were found", len(named))
	}
	for key, path := range named {
		if !c.Has(i18n.English, key) {
			t.Errorf("%s names the text %s, which is not there", path, key)
		}
	}
}

// TestNoWordsInTemplates keeps visible words out of the templates: they come from the catalogues.
func TestNoWordsInTemplates(t *testing.T) {
	tag, action := regexp.MustCompile(`<[^>]*>`), regexp.MustCompile(`\{\{[^}]*\}\}`)
	attribute, words := regexp.MustCompile(`[a-z-]+="[^"]*"|\b(required|multiple|checked|disabled|selected|hidden|readonly|open|autofocus)\b`), regexp.MustCompile(`\p{L}{2,}`)
	n := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".html") {
			return nil
		}
		n++
		text, err := os.ReadFile(path)
		plain := tag.ReplaceAllString(action.ReplaceAllString(string(text), " "), " ")
		plain = attribute.ReplaceAllString(regexp.MustCompile(`&[a-z]+;`).ReplaceAllString(plain, " "), " ") // templates of attributes
		if found := words.FindAllString(plain, -1); len(found) > 0 {
			t.Errorf("%s has words of its own: %v", path, found)
		}
		if strings.Contains(string(text), "style=") || strings.Contains(string(text), "<script>") {
			t.Errorf("%s has an inline style or script", path)
		}
		return err
	})
	if err != nil || n < 10 {
		t.Errorf("%d templates, %v", n, err)
	}
}
