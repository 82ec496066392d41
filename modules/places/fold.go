package places

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/i18n"
)

// fold is how names are compared: small letters without marks, hyphens as spaces, no apostrophes.
func fold(s string) string {
	var b strings.Builder
	space := true // at the beginning none is written
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == 'ʼ', r == '`', r == '"':
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteString(plainLetter(r))
			space = false
		case !space:
			b.WriteByte(' ')
			space = true
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// plainLetter is for letters whose stroke or shape is no mark to Unicode.
func plainLetter(r rune) string {
	switch r {
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'þ':
		return "th"
	case 'ґ':
		return "г"
	}
	return string(r)
}

// inLatin is a Cyrillic name as people without Cyrillic type it: Serbian by its own alphabet, everything else
// by the Ukrainian rules (resolution of the Cabinet of Ministers No. 55 of 27 January 2010). It is for finding
// names, not for writing them.
func inLatin(s, tag string) string {
	if tag == "sr" || strings.HasPrefix(tag, "sr-") {
		return i18n.Latin(s)
	}
	var b strings.Builder
	runes := []rune(strings.ToLower(s))
	for i, r := range runes {
		first := i == 0 || !unicode.IsLetter(runes[i-1]) && runes[i-1] != '’' && runes[i-1] != '\'' && runes[i-1] != 'ʼ'
		switch {
		case r == 'г' && i > 0 && runes[i-1] == 'з':
			b.WriteString("gh")
		case first && initial(r) != "":
			b.WriteString(initial(r))
		default:
			b.WriteString(ukrainian(r))
		}
	}
	return b.String()
}

// initial is how a letter is written where a word begins, if that differs.
func initial(r rune) string {
	switch r {
	case 'є':
		return "ye"
	case 'ї':
		return "yi"
	case 'й':
		return "y"
	case 'ю':
		return "yu"
	case 'я':
		return "ya"
	}
	return ""
}

func ukrainian(r rune) string {
	const from = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ"
	to := [...]string{"a", "b", "v", "h", "g", "d", "e", "ie", "zh", "z", "y", "i", "i", "i", "k", "l", "m", "n", "o", "p",
		"r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "iu", "ia", "y", "e", "e", ""}
	i := 0
	for _, f := range from {
		if f == r {
			return to[i]
		}
		i++
	}
	return string(r)
}

func hasCyrillic(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) >= 0
}
