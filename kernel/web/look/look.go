// Package look holds the frame of every page and the components that pages are put together from: templates,
// the structs they are filled with, style sheets, symbols, and the small scripts of the browser.
//
// # How a page is put together
//
// A page is a template file that defines "content", and a struct of its own that embeds Page:
//
//	type reportPage struct {
//		look.Page
//		State look.State
//		Path  look.Path
//	}
//
//	{{define "content"}}
//	<h1 class="rv-title">{{.Title}}</h1>
//	{{template "state" .State}}
//	{{template "path" .Path}}
//	{{end}}
//
// At start Base is parsed once, cloned for each page, and the page's file is added to the clone. To answer, the
// frame is executed with the page's struct: ExecuteTemplate(w, "public", view) for residents, "desk" for staff, "phone" for
// officers in the field.
// A page may also define "head": more links and meta in the document's head.
//
// # Nouns
//
// A frame is "public", "desk" or "phone". A component is a template with a struct of the same name (State and "state").
// An icon is a symbol of the sprite. A shape is the symbol of a report's state, seen beside its word.
//
// # Invariants
//
// No template contains a word: words come in through the structs or through Page.T with keys of lang/en.json.
// No template contains a style attribute or a script: the content security policy allows neither. Everything
// works without script, at 320 px, by keyboard, in black and white. A state is told by shape and word, by
// colour only afterwards (WCAG 2.2, 1.4.1).
package look

import (
	"embed"
	"html/template"
	"io/fs"
	"strings"
)

//go:embed layout/*.html
var layout embed.FS

//go:embed icons.txt
var icons string

//go:embed lang/*.json
var lang embed.FS

// Lang holds the catalogues of the frames' own words, lang/en.json and so on.
func Lang() fs.FS { return lang }

// Icons are the names that the template "icon" understands, in the order of icons.txt.
func Icons() []string {
	var names []string
	for line := range strings.Lines(icons) {
		if name := strings.TrimSpace(line); name != "" && !strings.HasPrefix(name, "#") {
			names = append(names, name)
		}
	}
	return names
}

// Base parses frames and components. asset gives the address of a built file by its logical name; pass
// static.Assets.URL. The result is cloned for each page before the page's own file is added.
func Base(asset func(name string) string) (*template.Template, error) {
	return template.New("look").Funcs(template.FuncMap{"asset": asset}).ParseFS(layout, "layout/*.html")
}
