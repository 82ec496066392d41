package threatmap

import (
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// spelled says how to read a report key aloud: each word, letter by letter, with the names that people of the
// reader's language spell with.
func spelled(r *web.Request, key ReportKey) look.Table {
	names := map[rune]string{}
	list := strings.Fields(r.Text.T("threatmap.spell.names")) // in the order of the letters
	for n, letter := range consonants + vowels {
		if n < len(list) {
			names[letter] = list[n]
		}
	}
	t := look.Table{Caption: r.Text.T("threatmap.spell.title"), Head: []look.Cell{{Text: r.Text.T("threatmap.spell.word")}, {Text: r.Text.T("threatmap.spell.letters")}}}
	for _, word := range key.Words() {
		var letters []string
		for _, letter := range word {
			letters = append(letters, r.Text.T("threatmap.spell.letter", "letter", strings.ToUpper(string(letter)), "name", names[letter]))
		}
		t.Rows = append(t.Rows, []look.Cell{{Text: word}, {Text: strings.Join(letters, ", ")}})
	}
	return t
}
