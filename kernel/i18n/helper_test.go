package i18n

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// own loads the texts of this package.
func own(t *testing.T, modules ...fstest.MapFS) *Catalogue {
	t.Helper()
	all := []fs.FS{ownTexts}
	for _, m := range modules {
		all = append(all, m)
	}
	c, err := load(all)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// files makes a module of language files.
func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m["lang/"+pairs[i]+".json"] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}
