package i18n

import (
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
)

// formNames lists the names of plural forms as CLDR orders them.
func formNames() []string { return []string{"zero", "one", "two", "few", "many", "other"} }

// formByName returns the form; an unknown name is the caller's fault and has
// been refused by Load.
func formByName(name string) plural.Form {
	switch name {
	case "zero":
		return plural.Zero
	case "one":
		return plural.One
	case "two":
		return plural.Two
	case "few":
		return plural.Few
	case "many":
		return plural.Many
	}
	return plural.Other
}

// Forms returns the plural forms a text must have in the language, as CLDR
// names them: no more, no fewer. Where fractions have a form of their own (lt,
// cs: many; uk, pl: other) it is among them.
func Forms(l Lang) []string {
	switch l {
	case Serbian, SerbianLatin:
		return []string{"one", "few", "other"}
	case Lithuanian, Czech, Ukrainian, Polish:
		return []string{"one", "few", "many", "other"}
	case Latvian:
		return []string{"zero", "one", "other"}
	}
	return []string{"one", "other"}
}

// oneIsOnlyOne says whether the form "one" is used for the number 1 alone, so
// that its text may say "one" without the number. In sr, lt, lv and uk it is
// also the form of 21.
func oneIsOnlyOne(l Lang) bool {
	switch l {
	case Serbian, SerbianLatin, Lithuanian, Latvian, Ukrainian:
		return false
	}
	return true
}

// formOf returns the plural form for a number written as whole and fraction
// digits ("1", "50" for 1.50).
func formOf(l Lang, whole, fraction string) plural.Form {
	trimmed := strings.TrimRight(fraction, "0")
	return plural.Cardinal.MatchPlural(l.tag(),
		lastDigits(whole), len(fraction), len(trimmed), lastDigits(fraction), lastDigits(trimmed))
}

// lastDigits returns the number made of the last digits. The rules look at
// residues only; six digits and a mark that there were more keep them all.
func lastDigits(s string) int {
	if len(s) > 6 {
		n, _ := strconv.Atoi(s[len(s)-6:])
		return n + 1_000_000
	}
	n, _ := strconv.Atoi(s)
	return n
}
