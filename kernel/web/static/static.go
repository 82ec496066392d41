// Package static serves what the browser loads: style sheet, scripts, fonts, the sprite of symbols, the mark.
//
// The files are made by tools/assets and lie in gen/, embedded into the program but not kept in the repository.
// A fresh clone has only gen/.keep: everything still compiles, and Assets.Ready says that `make build` has to
// run first.
//
// A file's name carries a hash of its content. So an address never changes its meaning, and the browser may
// keep what it has got for ever.
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
)

// Prefix is where Handler expects to be mounted and what every address begins with.
const Prefix = "/static/"

//go:embed all:gen
var gen embed.FS

// Embedded is the folder gen as it was when the program was built.
func Embedded() fs.FS {
	sub, err := fs.Sub(gen, "gen")
	if err != nil {
		return gen
	}
	return sub
}

// Assets knows the built files and their addresses. It does not change after Load.
type Assets struct {
	manifest map[string]string
	files    map[string]file
}

// Load reads every file that manifest.json in dir names. A dir without manifest is no error: it gives Assets
// that are not Ready.
func Load(dir fs.FS) (*Assets, error) {
	assets := &Assets{manifest: map[string]string{}, files: map[string]file{}}
	raw, err := fs.ReadFile(dir, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return assets, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &assets.manifest); err != nil {
		return nil, err
	}
	for _, name := range assets.manifest {
		if assets.files[name], err = loadFile(dir, name); err != nil {
			return nil, err
		}
	}
	return assets, nil
}

// Ready tells whether the assets have been built.
func (a *Assets) Ready() bool { return len(a.manifest) > 0 }

// Has tells whether a logical name such as "reeve.css" is known.
func (a *Assets) Has(name string) bool { return a.manifest[name] != "" }

// URL is the address of a logical name such as "reeve.css", "public.js", "desk.js", "proof-worker.js",
// "symbols.svg", "mark.svg", "favicon.svg", "source-sans-3-latin.woff2". For an unknown name it is an address
// that answers 404.
func (a *Assets) URL(name string) string {
	if hashed := a.manifest[name]; hashed != "" {
		return Prefix + hashed
	}
	return Prefix + name
}
