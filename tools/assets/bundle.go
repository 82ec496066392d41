package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the bundles, by source file below lookDir. Workers are files of their own: the page's content security
// policy allows scripts of this origin only, no blob. The map is apart, since it is fetched after the page.
func entries() []api.EntryPoint {
	entry := func(path, name string) api.EntryPoint { return api.EntryPoint{InputPath: path, OutputPath: name} }
	return []api.EntryPoint{
		entry("css/reeve.css", "reeve"), entry("ts/public.ts", "public"), entry("ts/desk.ts", "desk"), entry("ts/field.ts", "field"), entry("ts/field-worker.ts", "field-worker"),
		entry("ts/proof-worker.ts", "proof-worker"), entry("ts/map.ts", "map"), entry("ts/room.ts", "room"),
		entry("ts/offline.ts", "offline"), entry("ts/offline-worker.ts", "offline-worker"),
		entry("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", "map-worker"),
	}
}

// cutFonts writes the fonts' subsets into kernel/web/look/build/fonts. It needs Node.
func cutFonts() error {
	cmd := exec.Command("node", "fonts.mjs")
	cmd.Dir = lookDir
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// bundle runs esbuild over the entries. esbuild puts the hash into the names of fonts, because the style sheet
// refers to them; all other names are given by the output itself.
func bundle(out *output) error {
	abs, err := filepath.Abs(lookDir)
	if err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:       abs,
		EntryPointsAdvanced: entries(),
		Bundle:              true,
		Outdir:              "out",
		AssetNames:          "[name]-[hash]",
		Format:              api.FormatESModule,
		Target:              api.ES2022,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		Charset:             api.CharsetUTF8,
		LegalComments:       api.LegalCommentsInline,
		Loader:              map[string]api.Loader{".woff2": api.LoaderFile},
		LogLevel:            api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return errors.New("bundling failed")
	}
	for _, file := range result.OutputFiles {
		name := filepath.Base(file.Path)
		if strings.HasSuffix(name, ".woff2") {
			out.addNamed(logicalName(name), name, file.Contents)
			continue
		}
		out.add(name, file.Contents)
	}
	return nil
}

// logicalName takes esbuild's hash out of a name: "a-b-7XKQ2M4P.woff2" is "a-b.woff2".
func logicalName(name string) string {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if cut := strings.LastIndex(stem, "-"); cut > 0 {
		stem = stem[:cut]
	}
	return stem + ext
}
