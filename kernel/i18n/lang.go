package i18n

import "golang.org/x/text/language"

// Lang is a language in one script, named by its BCP 47 tag.
type Lang string

// The languages of the program. SerbianLatin has no file of its own: it is
// derived from Serbian.
const (
	English      Lang = "en"
	Albanian     Lang = "sq"
	Serbian      Lang = "sr"
	SerbianLatin Lang = "sr-Latn"
	Lithuanian   Lang = "lt"
	Latvian      Lang = "lv"
	Estonian     Lang = "et"
	Czech        Lang = "cs"
	Ukrainian    Lang = "uk"
	Polish       Lang = "pl"
	Norwegian    Lang = "nb"
)

// Written returns the languages that have files, English first.
func Written() []Lang {
	return []Lang{English, Albanian, Serbian, Lithuanian, Latvian, Estonian, Czech, Ukrainian, Polish, Norwegian}
}

// All returns every language a reader can choose, English first.
func All() []Lang {
	return []Lang{English, Albanian, Serbian, SerbianLatin, Lithuanian, Latvian, Estonian, Czech, Ukrainian, Polish, Norwegian}
}

// ParseLang returns the language with exactly this tag. For what a browser
// sends use Negotiate.
func ParseLang(tag string) (Lang, bool) {
	for _, l := range All() {
		if string(l) == tag {
			return l, true
		}
	}
	return "", false
}

// HTML returns the value for the lang attribute of an element.
func (l Lang) HTML() string { return string(l) }

// Self returns the name of the language in itself. It is the same for every
// reader, so it is no catalogue text.
func (l Lang) Self() string {
	switch l {
	case English:
		return "English"
	case Albanian:
		return "Shqip"
	case Serbian:
		return "Српски"
	case SerbianLatin:
		return "Srpski"
	case Lithuanian:
		return "Lietuvių"
	case Latvian:
		return "Latviešu"
	case Estonian:
		return "Eesti"
	case Czech:
		return "Čeština"
	case Ukrainian:
		return "Українська"
	case Polish:
		return "Polski"
	case Norwegian:
		return "Norsk bokmål"
	}
	return string(l)
}

// Short returns two or three capitals for a narrow language switch.
func (l Lang) Short() string {
	switch l {
	case English:
		return "EN"
	case Albanian:
		return "SQ"
	case Serbian:
		return "СРП"
	case SerbianLatin:
		return "SR"
	case Lithuanian:
		return "LT"
	case Latvian:
		return "LV"
	case Estonian:
		return "ET"
	case Czech:
		return "CS"
	case Ukrainian:
		return "УКР"
	case Polish:
		return "PL"
	case Norwegian:
		return "NB"
	}
	return string(l)
}

// tag returns the language for golang.org/x/text.
func (l Lang) tag() language.Tag { return language.Make(string(l)) }
