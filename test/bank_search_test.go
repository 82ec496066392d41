package test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"reeve/test/fixture"
)

// wordForms are titles in the ten languages, with words in other forms, cases and alphabets, with and without marks, by
// which somebody looks for them.
var wordForms = []struct {
	lang, title string
	words       []string
}{
	{"en", "Speeds measured near schools", []string{"school", "SPEED", "schools measured"}},
	{"sq", "Rrugë të sigurta pranë shkollës", []string{"shkolla", "rruge", "RRUGËT"}},
	{"sr", "Безбедне улице код школа", []string{"ulica", "школама", "skole", "безбедна улица"}},
	{"lt", "Saugios gatvės prie mokyklų", []string{"gatvė", "gatve", "mokykla", "mokyklos"}},
	{"lv", "Drošas ielas pie skolām", []string{"iela", "skola", "DROŠA", "skolas"}},
	{"et", "Turvalised tänavad kooli juures", []string{"tanav", "kool", "koolide", "tänavad"}},
	{"cs", "Bezpečné cesty do školy", []string{"skola", "škole", "cesta", "bezpecna cesta"}},
	{"uk", "Безпечні вулиці біля школи", []string{"вулиця", "школа", "школою", "БЕЗПЕЧНА"}},
	{"pl", "Bezpieczne ulice przy szkołach", []string{"szkola", "szkoły", "ulica", "bezpieczna ulica"}},
	{"nb", "Trygge gater ved skolen", []string{"skole", "SKOLER", "gate", "trygg"}},
}

// TestBankFoundInTenLanguages: an entry is found by other forms of its words, without marks and in the other alphabet, at
// the desk while it is being written, and by everybody once it is published.
func TestBankFoundInTenLanguages(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		clerk := town.Tokens["clerk"]
		refs := map[string]string{}
		for _, c := range wordForms {
			form := practiceForm(c.title)
			form.Set("text_lang", c.lang)
			refs[c.lang] = bankEntry(t, town, clerk, form)
		}
		finds := func(where, path, token, ref string, want bool) {
			t.Helper()
			if page := read(t, town, path, token); strings.Contains(page, ref) != want {
				t.Errorf("%s: %s found %v", where, path, !want)
			}
		}
		for _, c := range wordForms {
			for _, word := range c.words {
				finds("the desk, a draft", "/desk/practice/bank?q="+url.QueryEscape(word), clerk, refs[c.lang], true)
				finds("everybody, a draft", "/api/v1/practices?q="+url.QueryEscape(word), "", refs[c.lang], false)
			}
		}
		finds("the desk", "/desk/practice/bank?q=zebra", clerk, refs["en"], false)
		for lang, ref := range refs {
			for _, s := range []struct{ token, step string }{{clerk, "submit"}, {town.All["reviewer"], "publish"}} {
				if got := bankStep(t, town, s.token, ref, s.step, nil); got != http.StatusSeeOther {
					t.Fatalf("%s of %s: %d", s.step, lang, got)
				}
			}
		}
		for _, c := range wordForms {
			for _, word := range c.words {
				finds("everybody", "/"+c.lang+"/practice/bank?q="+url.QueryEscape(word), "", refs[c.lang], true)
				finds("everybody, another language", "/api/v1/practices?q="+url.QueryEscape(word), "", refs[c.lang], true)
			}
		}
		// What is rewritten is found by its new words at the desk, and by the published ones by everybody.
		if got := bankStep(t, town, clerk, refs["en"], "revise", nil); got != http.StatusSeeOther {
			t.Fatalf("revise: %d", got)
		}
		edit := practiceForm("Bumps built by villagers")
		edit.Set("version", regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(read(t, town, "/desk/practice/bank/"+refs["en"]+"/edit", clerk))[1])
		if status, _ := desk(t, town, clerk, "/desk/practice/bank/"+refs["en"]+"/edit", edit); status != http.StatusSeeOther {
			t.Fatalf("edit: %d", status)
		}
		finds("the desk, rewritten", "/desk/practice/bank?q=bump", clerk, refs["en"], true)
		finds("everybody, before it is published again", "/api/v1/practices?q=bump", "", refs["en"], false)
		finds("everybody, as published", "/api/v1/practices?q=schools", "", refs["en"], true)
	})
}
