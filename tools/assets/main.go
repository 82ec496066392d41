// Command assets builds what the browser loads: one style sheet, two scripts, a worker, fonts, the sprite of
// symbols, the mark. Sources lie in kernel/web/look, results in kernel/web/static/gen, from where the server
// embeds them. Nothing of this runs on a server.
//
//	npm ci                          (in kernel/web/look, once)
//	go run ./tools/assets           build
//	go run ./tools/assets gallery OUT   write every component as static pages into the folder OUT, to look at
//
// Every file's name carries a hash of its content, so that a browser may keep it for ever; manifest.json tells
// which name stands for which file. Beside a file of text lie its .br and .gz forms.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// lookDir and genDir are relative to the root of the repository, where the command is run.
const (
	lookDir = "kernel/web/look"
	genDir  = "kernel/web/static/gen"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 0:
		return build()
	case len(args) == 2 && args[0] == "gallery":
		return gallery(args[1])
	}
	return fmt.Errorf("usage: assets | assets gallery OUT")
}

func build() error {
	modules := filepath.Join(lookDir, "node_modules")
	if _, err := os.Stat(modules); err != nil {
		return fmt.Errorf("%s is missing: run `npm ci` in %s first", modules, lookDir)
	}
	if err := cutFonts(); err != nil {
		return err
	}
	out := newOutput()
	if err := bundle(out); err != nil {
		return err
	}
	if err := drawings(out); err != nil {
		return err
	}
	if err := out.write(genDir); err != nil {
		return err
	}
	fmt.Println(out.summary())
	return nil
}
