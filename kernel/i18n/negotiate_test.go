package i18n

import "testing"

func TestNegotiate(t *testing.T) {
	latinFirst := []Lang{SerbianLatin, Serbian, English, Albanian}
	for _, x := range []struct {
		header    string
		available []Lang
		want      Lang
	}{
		{"", All(), Polish},
		{"*", All(), Polish},
		{"de-AT, fr;q=0.5", All(), Polish},
		{"rubbish;;;q=x", All(), Polish},
		{"en-US,en;q=0.9", All(), English},
		{"uk-UA,uk;q=0.9,en;q=0.5", All(), Ukrainian},
		{"de, cs;q=0.8", All(), Czech},
		{"en;q=0.2, lt;q=0.9", All(), Lithuanian},
		{"no", All(), Norwegian},
		{"nn-NO", All(), Norwegian},
		{"nb-NO", All(), Norwegian},
		{"da, sv;q=0.9", All(), Polish},
		{"sr", All(), Serbian},
		{"sr-RS", All(), Serbian},
		{"sr-Latn-RS, en;q=0.4", All(), SerbianLatin},
		{"sr-Cyrl", latinFirst, Serbian},
		{"sr", latinFirst, SerbianLatin},
		{"sr-Latn", []Lang{English, Serbian}, Serbian},
		{"sr-Latn", []Lang{English, Albanian}, Polish},
		{"sh", All(), SerbianLatin},
		{"bs", All(), Polish},
		{"hr-HR, hr;q=0.9, en;q=0.5", All(), English},
		{"ru, en;q=0.3", All(), English},
		{"ru", All(), Polish},
		{"sk", All(), Polish},
		{"sq-XK", All(), Albanian},
		{"et-EE", All(), Estonian},
		{"lv", []Lang{}, Polish},
		{"pl, en;q=0.9", []Lang{Czech, English}, English},
		{"lt;q=0, en", All(), English},
	} {
		if got := Negotiate(x.header, x.available, Polish); got != x.want {
			t.Errorf("%q: got %s, want %s", x.header, got, x.want)
		}
	}
}
