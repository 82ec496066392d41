package i18n

import (
	"strings"
	"unicode"
)

// Romanise writes Ukrainian in Latin letters by resolution 55 of the Cabinet of Ministers of Ukraine of 27
// January 2010, for readers of Latin script: Вінниця is Vinnytsia. The soft sign and the apostrophe are left
// out; є ї й ю я are written otherwise at the beginning of a word; зг is zgh. What is not Cyrillic passes
// through. A capital that becomes several letters has one capital, unless its word is in capitals.
func Romanise(s string) string {
	if !strings.ContainsFunc(s, isCyrillic) {
		return s
	}
	return spell([]rune(s), func(runes []rune, i int) (string, bool) {
		r, begins := unicode.ToLower(runes[i]), i == 0 || !isWordPart(runes[i-1])
		if r == 'г' && i > 0 && unicode.ToLower(runes[i-1]) == 'з' {
			return "gh", true
		}
		if isApostrophe(r) && !begins && i+1 < len(runes) && isCyrillic(runes[i+1]) {
			return "", true // within a Ukrainian word it is not written
		}
		return romanised(r, begins)
	})
}

func isWordPart(r rune) bool { return isCyrillic(r) || isApostrophe(r) }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// romanised is one letter of the table of the resolution.
func romanised(r rune, begins bool) (string, bool) {
	if begins {
		switch r {
		case 'є':
			return "ye", true
		case 'ї':
			return "yi", true
		case 'й':
			return "y", true
		case 'ю':
			return "yu", true
		case 'я':
			return "ya", true
		}
	}
	const letters = "а a б b в v г h ґ g д d е e є ie ж zh з z и y і i ї i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ю iu я ia"
	if r == 'ь' {
		return "", true
	}
	if !isCyrillic(r) {
		return "", false
	}
	_, rest, ok := strings.Cut(" "+letters+" ", " "+string(r)+" ")
	latin, _, _ := strings.Cut(rest, " ")
	return latin, ok
}
