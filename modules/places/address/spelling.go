package address

import (
	"slices"
	"strings"
	"unicode"
)

// mostSpelling is how many bytes of a spelling are kept and compared.
const mostSpelling = 120

// kindsOfStreet are words that say what sort of street it is, folded. People leave them out, shorten them and put
// them first or last, so a street is found without them.
func kindsOfStreet() []string {
	return strings.Fields(`ul ulica ulice ulici al aleja aleje pl plac os osiedle szosa skwer rondo bulwar
		вул вулиця просп проспект пров провулок бульв бульвар площа пл шосе узвіз набережна майдан vul vulytsia prosp prospekt prov provulok bulvar ploshcha
		улица бул булевар трг bul bulevar trg
		rr rruga sheshi bulevardi blv
		g gatve gatves pr prospektas al aleja akl akligatvis skg skersgatvis pl plentas a aikste
		iela ielas bulvaris prospekts laukums soseja
		tn tanav mnt maantee pst puiestee tee plats
		nam namesti tr trida nabr nabrezi
		gt gate gata gaten vei veien veg vegen vg plass plassen
		str strasse weg gasse platz street road st rd`)
}

func isKind(word string) bool { return slices.Contains(kindsOfStreet(), word) }

// keysOf are the spellings under which a street is found: from each of its words on, and with the abbreviations
// that are no beginning of the long word.
func keysOf(spellings []string) []string {
	var all []string
	for _, s := range spellings {
		for _, whole := range []string{s, shortened(s)} {
			for rest := whole; rest != ""; {
				if !onlyKinds(rest) {
					all = append(all, cut(rest))
				}
				_, rest, _ = strings.Cut(rest, " ")
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func onlyKinds(s string) bool {
	for _, word := range strings.Fields(s) {
		if !isKind(word) {
			return false
		}
	}
	return true
}

// shortened turns abbreviations at the end of words into the other form.
func shortened(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		for _, form := range [][2]string{{"gata", "gt"}, {"gate", "gt"}, {"gaten", "gt"}} {
			if head, ok := strings.CutSuffix(w, form[0]); ok && head != "" {
				words[i] = head + form[1]
			} else if head, ok := strings.CutSuffix(w, form[1]); ok && head != "" {
				words[i] = head + "gata"
			} else if head, ok := strings.CutSuffix(w, "str"); ok && head != "" {
				words[i] = head + "strasse"
			}
		}
	}
	return strings.Join(words, " ")
}

func cut(s string) string {
	if len(s) <= mostSpelling {
		return s
	}
	return strings.ToValidUTF8(s[:mostSpelling], "")
}

// foldNumber is how house numbers are compared: small letters and digits, what stands between two numbers as a
// slash: "12 A" is "12a", "12 / 3" and "12-3" are "12/3".
func foldNumber(s string) string {
	var b strings.Builder
	var last rune
	apart := false
	for _, r := range strings.ToLower(s) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			apart = true
			continue
		}
		if apart && unicode.IsDigit(r) && last != 0 {
			b.WriteByte('/')
		}
		b.WriteRune(r)
		last, apart = r, false
	}
	return b.String()
}

// foldPostcode leaves letters and digits.
func foldPostcode(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}
