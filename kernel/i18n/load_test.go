package i18n

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// complete lists the tags of all written languages.
func complete() (tags []string) {
	for _, l := range Written() {
		tags = append(tags, string(l))
	}
	return tags
}

func TestOwnTextsAreComplete(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range Check(c, append(complete(), "sr-Latn")) {
		t.Error(err)
	}
	if !c.Reviewed(English) || c.Reviewed(Polish) || c.Reviewed(SerbianLatin) {
		t.Error("only English has been reviewed")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, x := range map[string]struct {
		modules []fstest.MapFS
		want    string
	}{
		"key of two modules":      {[]fstest.MapFS{files("en", `{"a.b":"x"}`), files("en", `{"a.b":"y"}`)}, "belongs to module 0"},
		"key split over modules":  {[]fstest.MapFS{files("en", `{"a.b":"x"}`), files("pl", `{"a.b":"y"}`)}, "belongs to module 0"},
		"key twice in a file":     {[]fstest.MapFS{files("en", `{"a.b":"x","a.b":"y"}`)}, "stands twice"},
		"unknown language":        {[]fstest.MapFS{files("de", `{}`)}, "not a language file"},
		"derived language":        {[]fstest.MapFS{files("sr-Latn", `{}`)}, "not a language file"},
		"open brace":              {[]fstest.MapFS{files("en", `{"a.b":"x {name"}`)}, "malformed placeholder"},
		"stray brace":             {[]fstest.MapFS{files("en", `{"a.b":"x } y"}`)}, "closing brace"},
		"bad name":                {[]fstest.MapFS{files("en", `{"a.b":"{Name}"}`)}, "malformed placeholder"},
		"Cyrillic name":           {[]fstest.MapFS{files("sr", `{"a.b":"{име}"}`)}, "malformed placeholder"},
		"no name":                 {[]fstest.MapFS{files("en", `{"a.b":"{}"}`)}, "malformed placeholder"},
		"empty text":              {[]fstest.MapFS{files("en", `{"a.b":" "}`)}, "empty text"},
		"number":                  {[]fstest.MapFS{files("en", `{"a.b":5}`)}, "neither a text"},
		"fraction form missing":   {[]fstest.MapFS{files("cs", `{"a.b":{"one":"a","few":"b","other":"c"}}`)}, "needs [few many one other]"},
		"form too many":           {[]fstest.MapFS{files("en", `{"a.b":{"one":"a","few":"b","other":"c"}}`)}, "needs [one other]"},
		"unknown form":            {[]fstest.MapFS{files("en", `{"a.b":{"one":"a","others":"c"}}`)}, "needs [one other]"},
		"form twice":              {[]fstest.MapFS{files("en", `{"a.b":{"one":"a","one":"b","other":"c"}}`)}, "stands twice"},
		"form no text":            {[]fstest.MapFS{files("en", `{"a.b":{"one":"a","other":2}}`)}, "is not a text"},
		"brace in a form":         {[]fstest.MapFS{files("en", `{"a.b":{"one":"a","other":"{n"}}`)}, "form other: malformed"},
		"key of one word":         {[]fstest.MapFS{files("en", `{"title":"x"}`)}, "words joined"},
		"review that is no truth": {[]fstest.MapFS{files("en", `{"_reviewed":"yes"}`)}, "_reviewed"},
		"list":                    {[]fstest.MapFS{files("en", `[]`)}, "not a JSON object"},
		"cut off":                 {[]fstest.MapFS{files("en", `{"a.b":"x"`)}, "EOF"},
		"more than an object":     {[]fstest.MapFS{files("en", `{} {}`)}, "something follows"},
		"no folder lang":          {[]fstest.MapFS{{}}, "lang"},
	} {
		var modules []fs.FS
		for _, m := range x.modules {
			modules = append(modules, m)
		}
		if _, err := load(modules); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want %q", name, err, x.want)
		}
	}
	if _, err := load([]fs.FS{files("en", `{"a.b":"{"}`, "pl", `{"a.c":"}"}`)}); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("faults are not reported together: %v", err)
	}
}

func TestCheckFinds(t *testing.T) {
	whole := `{"a.b":"Hi {name}","a.n":{"one":"one of {name}","other":"{n} of {name}"}}`
	for name, x := range map[string]struct {
		pl, want string
	}{
		"missing":             {`{"a.b":"Witaj {name}"}`, "pl: a.n is missing"},
		"other placeholder":   {`{"a.b":"Witaj {imie}"}`, "pl: a.b: placeholders [imie]"},
		"placeholder lost":    {`{"a.b":"Witaj"}`, "pl: a.b: placeholders []"},
		"placeholder in form": {`{"a.n":{"one":"jeden z {name}","few":"{n} z {name}","many":"{n}","other":"{n} z {name}"}}`, "pl: a.n: placeholders [n]"},
		"number lost":         {`{"a.n":{"one":"jeden z {name}","few":"{n} z {name}","many":"wiele z {name}","other":"{n} z {name}"}}`, "pl: a.n: placeholders [name]"},
		"not in English":      {`{"a.x":"Nic"}`, "pl: a.x: no English text"},
		"plural turned plain": {`{"a.n":"{n} z {name}"}`, "plain in the other"},
	} {
		c := own(t, files("en", whole, "pl", x.pl))
		found := false
		for _, err := range Check(c, []string{"en", "pl"}) {
			found = found || strings.Contains(err.Error(), x.want)
		}
		if !found {
			t.Errorf("%s: %q not among %v", name, x.want, Check(c, []string{"en", "pl"}))
		}
	}
	c := own(t, files("en", whole, "uk", `{"a.n":{"one":"один з {name}","few":"{n} з {name}","many":"{n} з {name}","other":"{n} з {name}"}}`))
	if faults := Check(c, []string{"en"}); len(faults) != 1 {
		t.Errorf("in uk the form of 21 needs its number: %v", faults)
	}
	if faults := Check(own(t), []string{"de"}); len(faults) != 1 {
		t.Errorf("de is no language of the program: %v", faults)
	}
	same := Identical(own(t, files("en", `{"a.b":"Save","a.c":"–"}`, "cs", `{"a.b":"Save","a.c":"–"}`)))
	found := 0
	for _, s := range same {
		if strings.HasPrefix(s.Key, "a.") {
			found++
		}
	}
	if found != 1 {
		t.Errorf("a.b alone reads as in English: %v", same)
	}
}
