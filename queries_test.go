package reeve

import (
	"context"
	"go/ast"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/test/fixture"
)

// query is an SQL text of the program and where it stands.
type query struct{ path, text string }

// calls take an SQL text at this argument.
var calls = map[string]int{"Exec": 0, "QueryRow": 0, "All": 2, "Each": 2, "Strings": 1}

// engineOnly are files whose SQL is about what the engines do differently.
func engineOnly(path string) bool {
	return strings.HasPrefix(path, "kernel/db/") || strings.HasPrefix(path, "kernel/audit/") || strings.HasPrefix(path, "app/backup/")
}

// queries finds the constant SQL texts of the program, and complains about texts that are no constants.
func queries(t *testing.T) (all []query) {
	t.Helper()
	files := source(t)
	constants := map[string]map[string]ast.Expr{} // by folder and name
	for path, f := range files {
		dir := filepath.Dir(path)
		if constants[dir] == nil {
			constants[dir] = map[string]ast.Expr{}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
				for _, s := range d.Specs {
					v := s.(*ast.ValueSpec)
					for i, name := range v.Names {
						if i < len(v.Values) {
							constants[dir][name.Name] = v.Values[i]
						}
					}
				}
			}
			return true
		})
	}
	for path, f := range files {
		if engineOnly(path) || strings.HasPrefix(path, "tools/") {
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
			at, ok := calls[sel.Sel.Name]
			if !ok || len(call.Args) <= at {
				return true
			}
			text, constant := value(call.Args[at], constants[filepath.Dir(path)])
			if constant && looksLikeSQL(text) {
				all = append(all, query{path, text})
			}
			return true
		})
	}
	return all
}

func looksLikeSQL(s string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	switch strings.ToUpper(strings.TrimSpace(first)) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

// value computes a constant text made of literals, constants and plus signs.
func value(e ast.Expr, constants map[string]ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		if c, ok := constants[e.Name]; ok {
			return value(c, constants)
		}
	case *ast.BinaryExpr:
		a, ok1 := value(e.X, constants)
		b, ok2 := value(e.Y, constants)
		return a + b, ok1 && ok2 && e.Op == token.ADD
	case *ast.ParenExpr:
		return value(e.X, constants)
	}
	return "", false
}

// TestQueries prepares every query of the program on both engines, and refuses what only one of them knows.
func TestQueries(t *testing.T) {
	all := queries(t)
	if len(all) < 100 {
		t.Fatalf("only %d queries were found", len(all))
	}
	for _, q := range all {
		upper := strings.ToUpper(q.text)
		for _, bad := range []string{"NOW()", "::", " ILIKE ", "= ANY", "INSERT OR ", "INTERVAL ", "SELECT *"} {
			if strings.Contains(upper, bad) {
				t.Errorf("%s: %q in %s", q.path, bad, q.text)
			}
		}
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, of := range []app.Installation{app.Community, app.Exchange} {
			t.Run(engine+" "+string(of), func(t *testing.T) {
				o := app.Options{Dir: t.TempDir()}
				if engine == "postgres" {
					o.Database = dbtest.PostgresURL(t)
				}
				if of == app.Exchange {
					fixture.InitNode(t, o.Dir, "https://127.0.0.1:1")
				}
				a, err := app.Open(context.Background(), o)
				if err != nil {
					t.Fatal(err)
				}
				defer a.Close()
				n := 0
				for _, q := range all {
					if asks(q.path, of) {
						prepare(t, a.DB, q)
						n++
					}
				}
				if n < 100 {
					t.Errorf("only %d queries are asked there", n)
				}
			})
		}
	}
}

// asks tells whether a file's queries are asked in an installation: those of the exchange in a node, all others elsewhere.
func asks(path string, of app.Installation) bool {
	ofNode := strings.HasPrefix(path, "modules/exchange/") || strings.HasPrefix(path, "app/bench/exchange")
	return ofNode == (of == app.Exchange)
}

func prepare(t *testing.T, d *db.DB, q query) {
	t.Helper()
	stmt, err := d.Pool().Prepare(q.text)
	if err != nil {
		t.Errorf("%s: %v\n%s", q.path, err, q.text)
		return
	}
	stmt.Close()
}
