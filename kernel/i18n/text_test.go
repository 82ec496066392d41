package i18n

import (
	"encoding/json"
	"testing"
)

func TestTextBest(t *testing.T) {
	konin := Text{"pl": "Konin", "uk": "Конін"}
	for _, x := range []struct {
		text      Text
		reader    Lang
		fallback  []string
		want, tag string
	}{
		{konin, Ukrainian, nil, "Конін", "uk"},
		{konin, English, []string{"de", "uk"}, "Konin", "uk-Latn"},
		{konin, English, nil, "Konin", "pl"},
		{nil, English, []string{"pl"}, "", ""},
		{Text{"en": "", "pl": "x"}, English, nil, "x", "pl"},
		{Text{"sr": "Пећ", "sq": "Pejë"}, SerbianLatin, nil, "Peć", "sr-Latn"},
		{Text{"sr-Cyrl": "Пећ", "sq": "Pejë"}, SerbianLatin, []string{"sq"}, "Peć", "sr-Latn"},
		{Text{"sr-Cyrl": "Пећ", "sr-Latn": "Peć!"}, SerbianLatin, nil, "Peć!", "sr-Latn"},
		{Text{"sr-Latn": "Peć", "sq": "Pejë"}, Serbian, []string{"sq"}, "Peć", "sr-Latn"},
		{Text{"no": "Oslo"}, Norwegian, nil, "Oslo", "no"},
		{Text{"sr": "Пећ"}, Albanian, []string{"sr-Latn"}, "Peć", "sr-Latn"},
	} {
		text, tag := x.text.Best(x.reader, x.fallback)
		equal(t, "text", text, x.want)
		equal(t, "tag", tag, x.tag)
	}
	equal(t, "In", konin.In(English), "")
	equal(t, "In", konin.In(Polish), "Konin")
}

func TestTextJSON(t *testing.T) {
	raw, err := json.Marshal(struct{ A, B Text }{Text{"uk": "Конін", "pl": "Konin", "en": ""}, nil})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "stable", string(raw), `{"A":{"pl":"Konin","uk":"Конін"},"B":{}}`)
	var back Text
	if err := json.Unmarshal([]byte(`{"pl":"Konin","sr-latn":"Konin","en":""}`), &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != 2 || back["sr-Latn"] != "Konin" {
		t.Errorf("read %v", back)
	}
	for _, bad := range []string{`{"not a tag":"x"}`, `{"":"x"}`, `{"pl":5}`, `["pl"]`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s was read as %v", bad, back)
		}
	}
}
