package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one word of a name.
type Token struct {
	Written string
	Sounds  []string // without what a language adds at the end; the closest counts
	Initial bool     // one letter
	ending  string   // what was set aside, for the explanation
}

// Tokens are the words of a name in their order. Titles and what stands in brackets are left out.
func Tokens(name string) []Token {
	var all []Token
	for _, w := range words(name) {
		if isTitle(lower(w)) {
			continue
		}
		t := Token{Written: w, Initial: utf8.RuneCountInString(w) == 1}
		stem, ending := stem(lower(w))
		t.ending = ending
		t.Sounds = soundings(stem)
		all = append(all, t)
	}
	return all
}

func words(name string) []string {
	if i := strings.IndexByte(name, '('); i > 0 {
		if j := strings.IndexByte(name[i:], ')'); j > 0 {
			name = name[:i] + " " + name[i+j+1:]
		}
	}
	return strings.FieldsFunc(strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "").Replace(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	})
}

const titles = " mr mrs ms dr ing mgr bc phdr judr prof pan pani pán paní ponas ponia kungs kundze härra proua zoti zonja г-н г-ђа пан пані господин госпођа zi znj "

func isTitle(word string) bool {
	return strings.Contains(titles, " "+word+" ") && utf8.RuneCountInString(word) > 1
}

// endings are what languages add to a name, with the language. Longer ones stand first.
const endings = "ienė:lt aitė:lt ytė:lt utė:lt iūtė:lt ūtė:lt ovienė:lt ius:lt ijus:lt jus:lt as:lt is:lt ys:lt us:lt es:lt " +
	"jas:lt ova:slav ová:cs eva:slav evá:cs ская:slav ський:slav ська:slav ский:slav цький:slav цька:slav ska:slav ski:slav skij:slav skyi:slav skiy:slav sky:slav ský:slav ská:slav skis:lv " +
	"cka:slav cki:slav ова:slav ева:slav ов:slav ев:slav єв:slav ov:slav ev:slav š:lv s:lv a:any а:any e:any ė:lt o:any о:any y:any и:any i:any і:any й:slav"

// stem sets aside the ending of a word that stays long enough without it.
func stem(word string) (rest, ending string) {
	for _, e := range strings.Fields(endings) {
		end, _, _ := strings.Cut(e, ":")
		if cut, ok := strings.CutSuffix(word, end); ok && utf8.RuneCountInString(cut) >= least(end) {
			return cut + mark(end), end
		}
	}
	return word, ""
}

// least is how long a word must stay without an ending: Ol-ha is no Ol with an ending.
func least(ending string) int {
	if utf8.RuneCountInString(ending) == 1 {
		return 4
	}
	return 3
}

// mark keeps apart what must not become alike: the family of endings in -sk- stays in the word.
func mark(ending string) string {
	switch {
	case strings.HasPrefix(ending, "sk"), strings.HasPrefix(ending, "ck"):
		return ending[:2]
	case strings.HasPrefix(ending, "ськ"), strings.HasPrefix(ending, "ск"):
		return "sk"
	case strings.HasPrefix(ending, "цьк"):
		return "ck"
	case strings.HasPrefix(ending, "ov"), strings.HasPrefix(ending, "ев"), strings.HasPrefix(ending, "ов"), strings.HasPrefix(ending, "ev"), strings.HasPrefix(ending, "єв"):
		return "ov"
	}
	return ""
}
