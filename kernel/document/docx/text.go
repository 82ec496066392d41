package docx

import "strings"

// clean leaves out what XML 1.0 cannot hold (section 2.2) and makes line breaks one character.
func clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd && r != 0xfffd, r >= 0x10000:
			return r
		case r == '\r':
			return '\n'
		case r == 0xfffd: // what was no UTF-8
			return '?'
		}
		return -1
	}, text)
}

func escape(text string) string {
	if !strings.ContainsAny(text, "&<>\"") { // as nearly all cells of a long table
		return text
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}

// spoken is the tag under which word processors keep their dictionaries: they want a country too.
func spoken(lang string) string {
	switch lang {
	case "en":
		return "en-GB"
	case "sq":
		return "sq-AL"
	case "sr", "sr-Cyrl":
		return "sr-Cyrl-RS"
	case "sr-Latn":
		return "sr-Latn-RS"
	case "lt":
		return "lt-LT"
	case "lv":
		return "lv-LV"
	case "et":
		return "et-EE"
	case "cs":
		return "cs-CZ"
	case "uk":
		return "uk-UA"
	case "pl":
		return "pl-PL"
	case "nb":
		return "nb-NO"
	}
	return lang
}
