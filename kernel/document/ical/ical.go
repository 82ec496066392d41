// Package ical is the letters and lines of iCalendar (RFC 5545), for those who write entries.
package ical

import (
	"strings"
	"unicode/utf8"
)

// Text writes a TEXT value: RFC 5545 section 3.3.11.
func Text(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// Fold ends a content line with CRLF and breaks it so that no line has more than 75 octets and no character is cut:
// RFC 5545 section 3.1.
func Fold(line string) string {
	const most = 75
	var b strings.Builder
	n := 0
	for _, r := range line {
		size := utf8.RuneLen(r)
		if n+size > most {
			b.WriteString("\r\n ")
			n = 1
		}
		b.WriteRune(r)
		n += size
	}
	b.WriteString("\r\n")
	return b.String()
}
