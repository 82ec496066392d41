package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A sounding is a word in the letters of this table: a e i o u for vowels, one letter for each consonant, with S Z C for
// sh, zh, ch and c for ts. Й, ь and the y of "ya" are set aside: clerks write them or not. Г is g and h in turn, so both
// are g.
const cyrillic = "а a б b в v г g ґ g д d ђ C е e є e ё o ж Z з z и i і i ї i й - ј - к k л l љ l м m н n њ n о o п p р r с s т t ћ C у u ў v " +
	"ф f х g ц c ч C џ C ш S щ SC ъ - ы i ь - э e ю u я a"

// Spellings of Latin, longest first. Where several soundings stand, each is tried.
const latin = "tsch C shch SC szcz SC šč SC stch SC zsch C sch S|sk tch C dzh C dsch C dž C dż C drz Z|dr " +
	"sh S sz S zh Z rz Z|rz ch C|g cz C kh g ts c tz c dz Z|c dj C gj C xh C th t ph f gh g ck k ij i " +
	"ya a yu u ye e yo o ia a iu u ie e io o ja a|Ca ju u|Cu je e|Ce jo o|Co ji i yi i " +
	"š S ş S ș S ś S ž Z ź Z ż Z č C ć C ç C ĉ C đ C ř Z|r ł l ļ l ľ l ń n ň n ņ n ñ n ķ k ģ g ţ c ț c ť t ď d " +
	"w v c c|k|s j -|C y i q C|k x ks|z"

// soundings are the ways in which a word may sound; at most eight.
func soundings(word string) []string {
	word = lower(word)
	out := []string{""}
	for i := 0; i < len(word); {
		ways, n := spelled(word[i:])
		i += n
		next := make([]string, 0, len(out)*len(ways))
		for _, w := range ways {
			for _, o := range out {
				next = append(next, o+w)
			}
		}
		if len(next) > 8 {
			next = next[:8]
		}
		out = next
	}
	seen := map[string]bool{}
	kept := out[:0]
	for _, o := range out {
		if o = single(o); !seen[o] {
			seen[o], kept = true, append(kept, o)
		}
	}
	return kept
}

// spelled are the sounds of what a word begins with, and how many bytes that takes.
func spelled(rest string) ([]string, int) {
	for _, t := range table {
		if strings.HasPrefix(rest, t.from) {
			return t.to, len(t.from)
		}
	}
	r := []rune(rest)[0]
	n := len(string(r))
	base := []rune(norm.NFD.String(string(r)))[0]
	switch {
	case base == 'h':
		return []string{"g"}, n
	case unicode.IsLetter(base) && base < unicode.MaxASCII:
		if base != r {
			if ways, _ := spelled(string(base)); ways != nil {
				return ways, n
			}
		}
		return []string{string(base)}, n
	}
	return []string{""}, n
}

type spelling struct {
	from string
	to   []string
}

// table is built once from the two constants and never written again.
var table = func() (all []spelling) {
	for _, text := range []string{latin, cyrillic} {
		f := strings.Fields(text)
		for i := 0; i+1 < len(f); i += 2 {
			all = append(all, spelling{f[i], strings.Split(strings.ReplaceAll(f[i+1], "-", ""), "|")})
		}
	}
	return all
}()

// single writes doubled sounds once: Anna is Ana.
func single(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

func lower(s string) string { return strings.ToLower(norm.NFC.String(s)) }
