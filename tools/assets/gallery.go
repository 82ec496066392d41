package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"os"
	"path/filepath"

	"reeve/kernel/web/look"
	"reeve/kernel/web/static"
)

//go:embed gallery/*.html
var galleryPages embed.FS

// sample is a page of the gallery: which frame, which file below gallery/, and the invented data in it.
type sample struct {
	frame string
	file  string
	view  any
}

// gallery writes each sample as a static page into out, with the built assets beside it, so that it can be
// opened from a plain file server: what stands below /static/ lies in out/static.
func gallery(out string) error {
	assets, err := static.Load(os.DirFS(genDir))
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(out, "static"), os.DirFS(genDir)); err != nil {
		return err
	}
	base, err := look.Base(assets.URL)
	if err != nil {
		return err
	}
	frame, err := frameWords()
	if err != nil {
		return err
	}
	for _, s := range samples(frame) {
		if err := writeSample(base, s, filepath.Join(out, s.file)); err != nil {
			return err
		}
	}
	return nil
}

func writeSample(base *template.Template, s sample, path string) error {
	page, err := parseSample(base, s)
	if err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := page.ExecuteTemplate(file, s.frame, s.view); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

func parseSample(base *template.Template, s sample) (*template.Template, error) {
	page, err := base.Clone()
	if err != nil {
		return nil, err
	}
	return page.ParseFS(galleryPages, "gallery/"+s.file)
}

// frameWords reads the frame's English words.
func frameWords() (func(string, ...any) string, error) {
	raw, err := os.ReadFile(filepath.Join(lookDir, "lang/en.json"))
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	if err := json.Unmarshal(raw, &words); err != nil {
		return nil, err
	}
	return func(key string, _ ...any) string { return words[key] }, nil
}
