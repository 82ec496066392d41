// Package reeve holds the tests that look at the whole program: its imports, its queries, its permissions. The
// program itself begins in cmd/reeve.
package reeve
