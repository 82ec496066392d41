package main

import (
	"testing"

	"github.com/jba/templatecheck"

	"reeve/kernel/web/look"
)

func TestSamplesFitTheirPages(t *testing.T) {
	base, err := look.Base(func(name string) string { return "/static/" + name })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range samples(func(key string, _ ...any) string { return key }) {
		page, err := parseSample(base, s)
		if err != nil {
			t.Fatal(err)
		}
		if err := templatecheck.CheckHTML(page.Lookup(s.frame), s.view); err != nil {
			t.Errorf("%s: %v", s.file, err)
		}
	}
}

func TestLogicalName(t *testing.T) {
	for name, want := range map[string]string{
		"source-sans-3-latin-ext-7XKQ2M4P.woff2": "source-sans-3-latin-ext.woff2",
		"plain.woff2":                            "plain.woff2",
	} {
		if got := logicalName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
