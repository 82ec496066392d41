package i18n

import (
	"strings"
	"unicode"
)

// Latin writes Serbian Cyrillic in Latin script, letter by letter. A digraph
// follows its word: Љубав is Ljubav, ЉУБАВ is LJUBAV. What is not Cyrillic
// (Latin runs, HTML entities, signs) passes through, so Latin(Latin(s)) is
// Latin(s). There is no way back: инјекција and коњ both have nj in Latin.
//
// Letters of neighbouring alphabets (U+0400 to U+045F, ґ), which occur in names,
// are written by the sound Serbian gives them. Rarer ones pass through.
func Latin(s string) string {
	if !strings.ContainsFunc(s, isCyrillic) {
		return s
	}
	return spell([]rune(s), func(runes []rune, i int) (string, bool) { return latinOf(unicode.ToLower(runes[i])) })
}

// spell writes each rune as letter has it for its small form, with the capital or capitals that the rune and its
// word have; a rune that is not for letter to write passes through.
func spell(runes []rune, letter func(runes []rune, i int) (latin string, ok bool)) string {
	var b strings.Builder
	for i, r := range runes {
		latin, ok := letter(runes, i)
		switch {
		case !ok:
			b.WriteRune(r)
		case !unicode.IsUpper(r):
			b.WriteString(latin)
		case inCapitals(runes, i):
			b.WriteString(strings.ToUpper(latin))
		default:
			b.WriteString(titled(latin))
		}
	}
	return b.String()
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }

// inCapitals says whether the capital at i stands in a word of capitals: the
// letter after it decides, at the end of a word the letter before it.
func inCapitals(runes []rune, i int) bool {
	if i+1 < len(runes) && unicode.IsLetter(runes[i+1]) {
		return unicode.IsUpper(runes[i+1])
	}
	return i > 0 && unicode.IsUpper(runes[i-1])
}

func titled(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// latinOf returns the Latin form of a lower-case Cyrillic letter.
func latinOf(r rune) (string, bool) {
	s, ok := azbuka[r]
	return s, ok
}

// azbuka is never written. First the thirty Serbian letters, then neighbours.
var azbuka = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'ђ': "đ", 'е': "e", 'ж': "ž", 'з': "z", 'и': "i",
	'ј': "j", 'к': "k", 'л': "l", 'љ': "lj", 'м': "m", 'н': "n", 'њ': "nj", 'о': "o", 'п': "p", 'р': "r",
	'с': "s", 'т': "t", 'ћ': "ć", 'у': "u", 'ф': "f", 'х': "h", 'ц': "c", 'ч': "č", 'џ': "dž", 'ш': "š",

	'й': "j", 'щ': "šč", 'ъ': "", 'ы': "i", 'ь': "", 'э': "e", 'ю': "ju", 'я': "ja", 'ё': "jo", 'ѐ': "e",
	'ѝ': "i", 'ѓ': "đ", 'ќ': "ć", 'ѕ': "dz", 'і': "i", 'ї': "ji", 'є': "je", 'ґ': "g", 'ў': "v",
}
