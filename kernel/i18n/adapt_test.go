package i18n

import (
	"testing"
	"testing/fstest"
)

func TestAdapt(t *testing.T) {
	c, err := Load(fstest.MapFS{"lang/en.json": {Data: []byte(`{"m.state": "New {n}", "m.other": "Other"}`)}, "lang/sr.json": {Data: []byte(`{"m.state": "Нова {n}"}`)},
		"lang/pl.json": {Data: []byte(`{"m.state": "Nowe {n}"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	c.Adapt(map[string]Text{"m.state": {"en": "Fresh {x}", "sr": "Свежа"}})
	for lang, want := range map[Lang]string{English: "Fresh {x}", Serbian: "Свежа", SerbianLatin: "Sveža", Polish: "Nowe 1"} {
		if got := c.For(lang).T("m.state", "n", 1); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := c.For(English).T("m.other"); got != "Other" {
		t.Errorf("another key reads %q", got)
	}
	c.Adapt(nil)
	if got := c.For(English).T("m.state", "n", 1); got != "New 1" {
		t.Errorf("taken back: %q", got)
	}
}
