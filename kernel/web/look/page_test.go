package look_test

import (
	"testing"

	"reeve/kernel/web/look"
)

func TestFonts(t *testing.T) {
	for lang, want := range map[string]string{"en": "", "nb": "", "uk": "cyrillic", "sr": "cyrillic", "sr-Latn": "latin-ext", "pl": "latin-ext", "lt": "latin-ext"} {
		fonts := look.Page{Lang: lang}.Fonts()
		got := ""
		if len(fonts) > 1 {
			got = fonts[1]
		}
		if want != "" {
			want = "source-sans-3-" + want + ".woff2"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestScheme(t *testing.T) {
	for scheme, want := range map[string]string{"": "auto", "dark": "dark", "light": "light", "nonsense": "auto"} {
		if got := (look.Page{Scheme: scheme}).ColorScheme(); got != want {
			t.Errorf("%q: %q, want %q", scheme, got, want)
		}
	}
}

func TestDescribedBy(t *testing.T) {
	tests := []struct {
		field look.Field
		want  string
	}{
		{look.Field{Name: "a"}, ""},
		{look.Field{Name: "a", Help: "h"}, "a-help"},
		{look.Field{Name: "a", Error: "e"}, "a-error"},
		{look.Field{Name: "a", ID: "b", Help: "h", Error: "e"}, "b-help b-error"},
	}
	for _, test := range tests {
		if got := test.field.DescribedBy(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
