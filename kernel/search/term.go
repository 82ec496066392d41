package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/i18n"
)

const (
	shortest = 2  // letters of a word that is kept
	longest  = 40 // of a term; what is longer is cut
	leave    = 4  // letters that stay when an ending is cut off
)

// endings are what languages add to a word, longest first: number, case, the article of Albanian and Norwegian. They are
// written as words are folded.
func endings(lang string) []string {
	var all string
	lang, _, _ = strings.Cut(lang, "-")
	switch lang {
	case "en":
		all = "ings ing ies ied es ed s"
	case "cs":
		all = "ického ickými ických ovými ování ových emi ami ata aty ata ech ich ach ych ymi imi ove ovi ou em um ům es ce ci ho mu y i e a u o"
	case "pl":
		all = "owymi owych owego owej iami ami ach ego emu ymi imi owie ych ich ymi em om ów ow ie ej ia a e i o u y"
	case "uk":
		all = "ування ування ами ями ого ому ими іми ові еві ах ях ів їв ам ям ою ею ий ій ої ими их іх а я у ю е и і о ь"
	case "sr":
		all = "ovima evima ovanje anje ima ama ovi evi oga ome og om em ih im oj a e i o u"
	case "lt":
		all = "iuose uose iams ioms iais omis umas imas ams oms ais ose ese iai iui uje eje oje ius ies as is us ys es os ai ui au a e i u o y"
	case "lv":
		all = "iem ajam ajiem ajās ajas ajos sana šana am as is us es os em ai ei im um s š a e i u"
	case "et":
		all = "ide ite sse st le lt ga ks ta te id ud de t d s a e i u"
	case "sq":
		all = "imeve imet imit eve ave ave ive ish ve it et at es os në in en an i e a u t"
	case "nb":
		all = "ingene ingen elser elsen else ene ens ers er en et a e s"
	}
	return strings.Fields(all)
}

// Terms are the terms of a text, each once: every word as it stands and without its ending. lang is the language of the
// text; empty or another than the program's = nothing is cut.
func Terms(text, lang string) []string {
	var all []string
	seen := map[string]bool{}
	for _, w := range Words(text, lang) {
		for _, t := range []string{limit(w), stem(w, lang)} {
			if !seen[t] {
				seen[t] = true
				all = append(all, t)
			}
		}
	}
	return all
}

// alternatives are the terms that a word of a query may stand for, in whatever language it was typed.
func alternatives(word string) []string {
	var all []string
	for _, lang := range []string{"", "en", "sq", "sr", "lt", "lv", "et", "cs", "uk", "pl", "nb"} {
		all = append(all, Terms(word, lang)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Words are the words of a text as they are compared, endings kept; Serbian ones in Latin letters.
func Words(text, lang string) []string {
	if strings.HasPrefix(lang, "sr") {
		text = i18n.Latin(text)
	}
	var all []string
	for _, w := range strings.FieldsFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if utf8.RuneCountInString(w) >= shortest || isNumber(w) {
			all = append(all, w)
		}
	}
	return all
}

func isNumber(w string) bool { return strings.Trim(w, "0123456789") == "" }

// Fold writes a text in small letters without marks and đ, ł, ø as d, l, o.
func Fold(text string) string {
	text = strings.ToLower(norm.NFC.String(text))
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		switch r {
		case 'đ', 'ð':
			r = 'd'
		case 'ł':
			r = 'l'
		case 'ø':
			r = 'o'
		case 'ґ':
			r = 'г'
		case 'ß':
			r = 's'
		case '\'', '’', 'ʼ', '`':
			continue
		}
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// stem cuts the longest ending that leaves enough of the word.
func stem(word, lang string) string {
	for _, e := range endings(lang) {
		if cut, ok := strings.CutSuffix(word, Fold(e)); ok && utf8.RuneCountInString(cut) >= leave {
			return limit(cut)
		}
	}
	return limit(word)
}

func limit(w string) string {
	if r := []rune(w); len(r) > longest {
		return string(r[:longest])
	}
	return w
}
